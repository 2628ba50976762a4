"""What does a disclosure say to a machine? All of it in one JSON: every figure with what it follows from, and all the public sees.

The shape is `wenxiao.disclosure/1`; keys may be added, never renamed. A site can be made of it alone. Money is whole 分; counts and
sizes are ten-thousandths of one, rates hundredths of a per cent: `measure` tells which. Names of persons stay out: who gave a reason or
holds a post is known to the office, not published (个人信息保护法 art. 25). Lines are as fine as the records, finer than the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from wenxiao.catalogue.profiles import Profile
from wenxiao.control.chain import canonical
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.figures import Figure, Figures
from wenxiao.disclosure.open_budget import budget_sections
from wenxiao.disclosure.open_manuscript import Json, manuscript_data
from wenxiao.disclosure.open_outturn import outturn_sections
from wenxiao.disclosure.open_records import shared_sections, unit_data
from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.outturn_totals import OutturnTotals
from wenxiao.disclosure.records import UnitYear
from wenxiao.disclosure.totals import Totals

SCHEMA = "wenxiao.disclosure/1"
# What one of a figure's value is, by its measure.
MEASURES = {"money": "分", "count": "万分之一", "rate": "百分之一个百分点"}

# What no person wrote: addresses, codes, and numbers as text, which could be taken for somebody's.
_MADE = frozenset(("schema", "measures", "figures", "figure", "before", "change", "rate", "source", "value", "code", "project"))

Year: TypeAlias = UnitYear | Outturn


def open_data(disclosed: Disclosed, records: Year, profile: Profile) -> Json:
    """The JSON of a budget's disclosure or of that of final accounts. Raises RecordsDisagreeError as its making does.

    `figure` is everywhere the id of a figure of `figures`, "" where there is none; `figures` are in an order in which each stands below
    all it follows from.
    """
    figures: Figures
    if isinstance(records, UnitYear):
        totals = Totals(records)
        sections = shared_sections(totals) | budget_sections(totals, disclosed)
        figures = totals.figures
    else:
        outturn = OutturnTotals(records)
        sections = shared_sections(outturn) | outturn_sections(outturn, disclosed)
        figures = outturn.figures
    # What the sections ask for beyond what is printed follows what is.
    every = {figure.id: figure for figure in (*disclosed.figures, *figures)}
    return {
        "schema": SCHEMA,
        "document": _document(disclosed, records, profile),
        "measures": MEASURES,
        "figures": [_figure(each) for each in every.values()],
        **sections,
        "manuscript": manuscript_data(disclosed.manuscript, disclosed.spans),
    }


def open_data_bytes(data: Json) -> bytes:
    """The same bytes for the same data: keys in order, no blanks, UTF-8."""
    return canonical(data)


def written_texts(data: Json) -> tuple[str, ...]:
    """Every text of it that somebody may have written, each once: more than the document prints, and as public. What must not be published
    (个人信息, secrets) is looked for in these."""
    return tuple(dict.fromkeys(_written(data)))


def _written(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _written(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in _MADE:
                yield from _written(each)


def _document(disclosed: Disclosed, records: Year, profile: Profile) -> Json:
    return {
        "title": disclosed.manuscript.title,
        "unit": unit_data(records),
        "year": records.year,
        "kind": profile.kind,
        "profile": {"id": profile.id, "name": profile.name},
        "money_unit": next((table.unit for table in disclosed.manuscript.tables() if table.unit), ""),
    }


def _figure(figure: Figure) -> Json:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": figure.value,
        "measure": figure.measure.value,
        "how": figure.how.value,
        "parts": list(figure.parts),
        "source": figure.source,
    }
