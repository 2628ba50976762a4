"""Does the whole document state what the records say, contradict itself nowhere, and betray any figure that is changed in it?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from as_read import checked, errors
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.catalogue.rules import rules
from wenxiao.disclosure.budget import Disclosed, budget_manuscript
from wenxiao.disclosure.figures import Measure
from wenxiao.disclosure.printed import in_sentence
from wenxiao.disclosure.records import AssetKind, Fund, Line, Part, Revenue, UnitYear
from wenxiao.disclosure.sentences import NoSentencesError
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Table, placed
from wenxiao.vocabulary.finding import Outcome, Severity

SHAPES = st.builds(
    Shape,
    seed=st.integers(0, 100_000),
    year=st.sampled_from((2023, 2025)),
    grain=st.sampled_from((1, 10_000)),
    times=st.sampled_from((1, 1, 100_000)),
    funds=st.booleans(),
    capital=st.booleans(),
    procurement=st.booleans(),
    vehicles=st.booleans(),
    one_duty=st.booleans(),
    last_year=st.booleans(),
)


def disclosed(records: UnitYear) -> Disclosed:
    return budget_manuscript(records, profile(f"hebei-{records.year}"))


def spent(records: UnitYear, *parts: Part) -> int:
    return sum(line.amount for line in records.lines if line.part in parts)


@settings(max_examples=12, deadline=None)
@given(SHAPES)
def test_our_reader_finds_no_error_and_the_same_figures_as_the_records(shape: Shape) -> None:
    records = unit_year(shape)
    made = disclosed(records)
    report = checked(made.manuscript)
    assert errors(report) == []
    expected = {
        "收入总计": spent(records, *Part),
        "支出总计": spent(records, *Part),
        "基本支出": spent(records, Part.PERSONNEL, Part.OPERATING),
        "项目支出": spent(records, Part.PROJECT),
        "三公经费": sum(line.amount for line in records.lines if line.economic_code in ("30212", "30217", "30231", "31013")),
        "机关运行经费": spent(records, Part.OPERATING),
        "固定资产总额": sum(asset.value for asset in records.assets if asset.kind is not AssetKind.OFFICES),
        "公务用车保有量": records.vehicles.held * 10_000,
    }
    for concept, value in expected.items():
        # Assets are those of the end of last year.
        period = shape.year - (concept == "固定资产总额")
        of_concept = [fact for fact in report.facts.facts if fact.concept == concept and fact.measure == "amount" and not fact.members]
        stated = [fact for fact in of_concept if fact.period == period]
        assert stated, concept
        for fact in stated:
            # A sentence in 万元 stands for all amounts that round to it.
            assert abs(2 * (fact.value - value)) <= fact.step, (concept, fact.value, value)


@settings(max_examples=10, deadline=None)
@given(SHAPES)
def test_every_printed_figure_opens_its_derivation(shape: Shape) -> None:
    made = disclosed(unit_year(shape))
    for place, spans in made.spans.items():
        part = made.manuscript.parts[place]
        assert isinstance(part, Paragraph)
        for span in spans:
            assert part.text[span.start : span.end] == in_sentence(made.figures[span.figure])
    for table in made.manuscript.tables():
        cells = {(row, column): cell for row, column, cell in placed(table.body, len(table.widths))}
        list(placed(table.head, len(table.widths)))
        for cell in cells.values():
            assert (cell.value is None) or cell.fact in made.figures
            if cell.sum_of:
                assert cell.value == sum(cells[place].value or 0 for place in cell.sum_of), (table.name, cell)
            if cell.fact:
                assert all(not figure.parts or not figure.source for _, figure in made.figures.derivation(cell.fact))


def test_the_document_has_the_chapters_and_tables_of_its_template_in_order() -> None:
    records = unit_year(Shape(6))
    manuscript, template = disclosed(records).manuscript, profile("hebei-2025")
    assert [table.name for table in manuscript.tables()] == [slot.kind for slot in template.tables]
    heads = [part.text for part in manuscript.parts if isinstance(part, Heading) and part.level == 1]
    assert heads[2:] == [f"{chapter.number}、{chapter.title}" for chapter in template.chapters]
    assert manuscript.title == f"{records.unit.name}2025年部门预算信息公开"


@pytest.mark.parametrize("shape", [Shape(8), Shape(6, year=2023, grain=1)], ids=["exact", "cents"])
def test_no_rule_that_stops_a_publication_is_broken(shape: Shape) -> None:
    report = checked(disclosed(unit_year(shape)).manuscript)
    stopping = {rule.id for rule in rules() if rule.publishing is Severity.ERROR}
    broken = [each for each in report.findings if each.outcome is Outcome.VIOLATED and each.severity is not Severity.INFO]
    assert [finding.message for finding in broken if finding.rule in stopping] == []
    assert sum(each.outcome is Outcome.HOLDS and each.rule in stopping for each in report.outcomes) > 60


def test_tables_are_in_the_templates_unit_as_long_as_it_holds_the_amounts() -> None:
    round_, cents = (disclosed(unit_year(Shape(6, year=2023, grain=grain))).manuscript for grain in (10_000, 1))
    assert {table.unit for table in round_.tables()} == {"万元", "人（辆）"}
    assert {table.unit for table in cents.tables()} == {"元", "人（辆）"}
    for table in cents.tables():
        for row in table.body:
            assert all(len(cell.text.split(".")[1]) == 2 for cell in row if cell.kind is Kind.AMOUNT and cell.text)


# ── shapes at the edge ──


def _balanced(records: UnitYear, lines: tuple[Line, ...], **more: object) -> UnitYear:
    """The year with other lines, its revenue exactly what they cost."""
    amounts = {fund: sum(line.amount for line in lines if line.fund is fund and not line.carried) for fund in Fund}
    revenue = tuple(Revenue(fund, amount, f"收入/{fund.value}") for fund, amount in amounts.items() if amount)
    return replace(records, lines=lines, revenue=revenue, **more)  # type: ignore[arg-type]


def _of_one_fund(fund: Fund) -> UnitYear:
    records = unit_year(Shape(8))
    return _balanced(records, tuple(replace(line, fund=fund) for line in records.lines), purchases=())


def _without(*parts: Part) -> UnitYear:
    records = unit_year(Shape(8))
    return _balanced(records, tuple(line for line in records.lines if line.part not in parts), purchases=())


def _all_carried() -> UnitYear:
    records = unit_year(Shape(8))
    return _balanced(records, tuple(replace(line, carried=line.part is Part.PROJECT) for line in records.lines))


def _a_project_of_several() -> UnitYear:
    """One project out of two funds and last year's money, under two 项."""
    records = unit_year(Shape(8))
    line = next(line for line in records.lines if line.part is Part.PROJECT)
    more = (
        replace(line, function_code="2010302", amount=777_01, source="项目/甲"),
        replace(line, function_code="2120803", fund=Fund.GOVERNMENT_FUND, amount=12_345_00, source="项目/乙"),
        replace(line, function_code="2010302", carried=True, amount=100, source="项目/丙"),
    )
    return _balanced(records, (*records.lines, *more))


EDGES: dict[str, Callable[[], UnitYear]] = {
    "only money of its own": lambda: _of_one_fund(Fund.UNIT_MONEY),
    "only the special account": lambda: _of_one_fund(Fund.SPECIAL_ACCOUNT),
    "no projects": lambda: _without(Part.PROJECT),
    "only projects": lambda: _without(Part.PERSONNEL, Part.OPERATING),
    "no operating money": lambda: _without(Part.OPERATING),
    "all projects carried over": _all_carried,
    "a project out of several funds": _a_project_of_several,
    "nothing at all": lambda: _balanced(unit_year(Shape(8)), (), duties=(), purchases=()),
}


@pytest.mark.parametrize("edge", EDGES)
def test_units_of_odd_shape_contradict_nothing(edge: str) -> None:
    made = disclosed(EDGES[edge]())
    assert errors(checked(made.manuscript)) == []
    for table in made.manuscript.tables():
        list(placed(table.body, len(table.widths)))


# ── one record changed ──


def _changed(records: UnitYear) -> Iterator[tuple[str, UnitYear]]:
    """The same year with one thing otherwise, and what must go with it for the budget to balance."""
    for part in Part:
        place = next(
            place for place, line in enumerate(records.lines) if (line.part, line.fund, line.carried) == (part, Fund.GENERAL, False)
        )
        line = replace(records.lines[place], amount=records.lines[place].amount + 123_456)
        lines = (*records.lines[:place], line, *records.lines[place + 1 :])
        revenue = tuple(replace(each, amount=each.amount + 123_456 * (each.fund is Fund.GENERAL)) for each in records.revenue)
        yield part.value, replace(records, lines=lines, revenue=revenue)
    for place, prior in enumerate(records.prior):
        changed = replace(prior, amount=prior.amount + 98_700)
        yield f"prior {prior.subject.name}", replace(records, prior=(*records.prior[:place], changed, *records.prior[place + 1 :]))
    yield "vehicles", replace(records, vehicles=replace(records.vehicles, held=records.vehicles.held + 2))
    yield "staffing", replace(records, staffing=replace(records.staffing, retired=records.staffing.retired + 1))
    for place, asset in enumerate(records.assets):
        if asset.kind is not AssetKind.OFFICES:
            more = replace(asset, value=asset.value + 500_000)
            yield f"asset {asset.kind.name}", replace(records, assets=(*records.assets[:place], more, *records.assets[place + 1 :]))
    yield "unit", replace(records, unit=replace(records.unit, name="东江县北林镇人民政府"))
    yield "no purchases", replace(records, purchases=())


@pytest.mark.parametrize("year", [2023, 2025])
def test_changing_one_record_changes_the_document_and_contradicts_nothing(year: int) -> None:
    records = unit_year(Shape(8, year=year))
    first = disclosed(records).manuscript
    assert errors(checked(first)) == []
    for what, changed in _changed(records):
        second = disclosed(changed).manuscript
        assert second != first, what
        assert errors(checked(second)) == [], what


# ── one printed figure changed ──


def _with_text(manuscript: Manuscript, place: int, part: Paragraph | Table) -> Manuscript:
    return replace(manuscript, parts=(*manuscript.parts[:place], part, *manuscript.parts[place + 1 :]))


def _slipped(made: Disclosed) -> Iterator[tuple[str, Manuscript]]:
    """Each amount of the document, in table and sentence, with its first digit changed."""

    def wrong(text: str) -> str:
        return ("2" if text[0] != "2" else "3") + text[1:]

    manuscript = made.manuscript
    for place, part in enumerate(manuscript.parts):
        if isinstance(part, Paragraph):
            for span in made.spans.get(place, ()):
                figure = made.figures[span.figure]
                if figure.measure is Measure.MONEY and figure.value:
                    text = part.text[: span.start] + wrong(part.text[span.start : span.end]) + part.text[span.end :]
                    yield f"{part.text[:20]}… {figure.label}", _with_text(manuscript, place, Paragraph(text))
        elif isinstance(part, Table):
            for row, cells in enumerate(part.body):
                for column, cell in enumerate(cells):
                    if cell.fact and cell.text and made.figures[cell.fact].measure is Measure.MONEY:
                        changed: tuple[Cell, ...] = (*cells[:column], replace(cell, text=wrong(cell.text)), *cells[column + 1 :])
                        body = (*part.body[:row], changed, *part.body[row + 1 :])
                        yield f"{part.name} {row} {made.figures[cell.fact].label}", _with_text(manuscript, place, replace(part, body=body))


def test_a_printed_amount_that_is_changed_is_found() -> None:
    made = disclosed(unit_year(Shape(8)))
    every = list(_slipped(made))
    chosen = random.Random("printed").sample(every, 20)
    unseen = [what for what, manuscript in chosen if not errors(checked(manuscript))]
    assert unseen == []


def test_a_template_without_sentences_makes_no_document() -> None:
    with pytest.raises(NoSentencesError, match="shanghai-budget"):
        budget_manuscript(unit_year(Shape(1)), profile("shanghai-budget"))


def test_revenue_of_one_fund_in_two_records_is_one_figure() -> None:
    records = unit_year(Shape(8))
    general = next(each for each in records.revenue if each.fund is Fund.GENERAL)
    halves = (replace(general, amount=general.amount - 700), Revenue(Fund.GENERAL, 700, "收入/补充"))
    split = replace(records, revenue=(*halves, *(each for each in records.revenue if each is not general)))
    assert disclosed(split).manuscript == disclosed(records).manuscript
