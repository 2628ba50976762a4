"""Publications of generated units, as the office would hand them to the site, without an office."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from generated.outturns import Spent, outturn
from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.control.chain import canonical, digest
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import FILES, PDF, bundle
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.records import UnitYear
from wenxiao.web.publish.public.edition import BUDGET, DATA, FINAL_ACCOUNTS, Edition, File, Note, Publication, Step

STEPS = (("生成公开文件", "财政所经办"), ("核对无误", "财政所负责人"), ("签发", "主要领导"), ("公开", "综合办公室主任"))


def publication(shape: Shape, code: str = "305", name: str = "") -> Publication:
    """With one edition."""
    return of_editions(unit_records(shape, code, name))


def final_accounts(shape: Shape, code: str = "305") -> Publication:
    """Of the same unit and year."""
    records = outturn(Spent(shape))
    return of_editions(replace(records, unit=replace(records.unit, code=code)))


def of_editions(*records: UnitYear | Outturn, changes: Sequence[str] = ()) -> Publication:
    """One edition each, the first first; from the second on it is a correction with these `changes`."""
    made = []
    for number, each in enumerate(records, 1):
        files = tuple(File(name, FILES[name].title, content) for name, content in _bundle(each).items())
        steps = tuple(Step(title, post, f"{each.year}-02-{10 + number}") for title, post in STEPS)
        correcting = "项目金额登记有误，按批复更正" if number > 1 else ""
        mark = digest(canonical({file.name: digest(file.content) for file in files}))
        counts = {"facts": 900, "rules": 122, "holds": 80, "errors": 0, "warnings": 2}
        notes = (Note("R110", 2, "按批复的文字公开，没有改动。"),)
        told = tuple(changes) if number > 1 else ()
        made.append(Edition(number, steps[-1].on, correcting, told, counts, notes, steps, "sm3", mark, files))
    unit = records[0].unit
    document = BUDGET if isinstance(records[0], UnitYear) else FINAL_ACCOUNTS
    return Publication(unit.code, unit.name, records[0].year, document, tuple(reversed(made)))


def unit_records(shape: Shape, code: str, name: str) -> UnitYear:
    records = unit_year(shape)
    return replace(records, unit=replace(records.unit, code=code, name=name or records.unit.name))


@cache
def _bundle(records: UnitYear | Outturn) -> dict[str, bytes]:
    if isinstance(records, UnitYear):
        template = profile(f"hebei-{records.year}")
        return bundle(budget_manuscript(records, template), records, template, without=(PDF,))
    template = profile("hebei-final-accounts")
    return bundle(final_accounts_manuscript(records, template), records, template, without=(PDF,))


def with_data(publication: Publication, **changed: object) -> Publication:
    """The same with other open data, as if what is kept had been made by another program."""
    edition = publication.editions[0]
    data = json.loads(edition.content(DATA)) | changed
    files = tuple(replace(file, content=canonical(data)) if file.name == DATA else file for file in edition.files)
    return replace(publication, editions=(replace(edition, files=files), *publication.editions[1:]))
