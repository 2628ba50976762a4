"""What does this document state? The one way from blocks to facts."""

from __future__ import annotations

from collections import Counter

from wenxiao.documents.blocks import Document, Text
from wenxiao.facts import precision
from wenxiao.facts.comparisons import comparisons
from wenxiao.facts.function_paths import printed_codes
from wenxiao.facts.identity import identity
from wenxiao.facts.model import ECONOMIC, FactSet, Setting, State
from wenxiao.facts.passages import passages
from wenxiao.facts.programme import programme
from wenxiao.facts.prose import statements
from wenxiao.facts.stitch import paragraphs, tables
from wenxiao.facts.tables import stated_tables
from wenxiao.facts.unplaced import unplaced
from wenxiao.vocabulary.shown import MONEY_UNITS, WAN

_LONGEST_HEADING = 40


def extract(document: Document, profile: str | None = None) -> FactSet:
    """The facts of one document: its tables, the claims of its sentences, its programme, and who speaks.

    `profile` is the id of the profile it is held against; without it the best fitting one is taken (catalogue.profiles).
    """
    who = identity(document)
    basis = "决算" if who.kind == "final_accounts" else "预算"
    setting = Setting(who.fiscal_year, basis)
    found = FactSet(
        path=document.path,
        sha256=document.sha256,
        kind=who.kind,
        unit=who.unit,
        fiscal_year=who.fiscal_year,
        names=who.names,
    )
    for table in tables(document):
        promised = programme(table, who.fiscal_year, basis)
        if promised is not None:
            found.programme.duties.extend(promised.programme.duties)
            found.programme.has_weights |= promised.programme.has_weights
            found.programme.has_baselines |= promised.programme.has_baselines
            found.programme.has_sources |= promised.programme.has_sources
            precision.settle(promised.facts)
            found.facts.extend(promised.facts)
            continue
        understood = stated_tables(table, setting)
        if not understood:
            found.facts.extend(unplaced(table, setting))
        for stated in understood:
            found.tables.append(stated)
            cells = [fact for row in stated.rows for fact in row.facts if fact is not None]
            precision.settle(cells)
            compared = comparisons(stated)
            found.claims.extend(compared.claims)
            found.shares.extend(compared.shares)
            found.facts.extend(fact for fact in cells if fact.state is not State.BLANK)
    written = paragraphs(document)
    found.passages = passages(document, written)
    prose = statements(written, setting, printed_codes(found.tables), found.facts)
    precision.settle(prose.facts)
    found.facts.extend(prose.facts)
    found.compositions = prose.compositions
    found.claims.extend(prose.claims)
    found.shares.extend(prose.shares)
    _code_operating_items(found)
    found.money_unit = _money_unit(found)
    found.profile = profile or _profile(found, document)
    return found


def _profile(found: FactSet, document: Document) -> str:
    """The id of the template the document follows, "" where none of the catalogue's fits."""
    from wenxiao.catalogue.profiles import best_profile

    headings = [block.text for block in document.blocks if isinstance(block, Text) and len(block.text) <= _LONGEST_HEADING]
    best = best_profile(found.kind, found.fiscal_year, [table.title for table in found.tables], headings)
    return best.id if best is not None else ""


def _code_operating_items(found: FactSet) -> None:
    """The items a sentence divides 机关运行经费 into are named as economic codes are: 办公费 is its part 30201."""
    from wenxiao.catalogue.codes import economic_code_named

    for composition in found.compositions:
        if composition.whole.concept != "机关运行经费":
            continue
        for part in composition.parts:
            code = economic_code_named(part.label) or economic_code_named(part.label + "支出")
            if not part.concept and code:
                part.concept, part.members = "机关运行经费", ((ECONOMIC, code),)


def _money_unit(found: FactSet) -> str:
    units = Counter(table.unit for table in found.tables if table.unit in MONEY_UNITS)
    if units:
        return units.most_common(1)[0][0]
    stated = Counter(fact.shown.unit.name for fact in found.facts if fact.shown and fact.shown.unit.name in MONEY_UNITS)
    return stated.most_common(1)[0][0] if stated else WAN.name
