"""Do final accounts state what the records of the outturn say, contradict themselves nowhere, and betray any figure changed in them?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from as_read import checked, errors
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from generated.outturns import Spent, outturn
from generated.unit_years import Shape
from wenxiao.catalogue.profiles import profile
from wenxiao.catalogue.rules import rules
from wenxiao.checks.report import CheckReport
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.figures import Measure
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.outturn import FUND_OF, Income, Outturn
from wenxiao.disclosure.printed import in_sentence
from wenxiao.disclosure.records import APPROPRIATED, Fund, Part
from wenxiao.disclosure.sentences import NoSentencesError
from wenxiao.disclosure.year_totals import THREE_PUBLIC
from wenxiao.documents.manuscript import Cell, Heading, Manuscript, Paragraph, Table, placed
from wenxiao.vocabulary.finding import Outcome, Severity

TEMPLATE = profile("hebei-final-accounts")
SHAPES = st.builds(
    Spent,
    budget=st.builds(
        Shape,
        seed=st.integers(0, 100_000),
        year=st.sampled_from((2023, 2024)),
        grain=st.sampled_from((1, 10_000)),
        times=st.sampled_from((1, 1, 100_000)),
        funds=st.booleans(),
        capital=st.booleans(),
        vehicles=st.booleans(),
        last_year=st.booleans(),
    ),
    left=st.booleans(),
    unplanned=st.booleans(),
    thrift=st.booleans(),
    own_money=st.booleans(),
    procurement=st.booleans(),
    evaluated=st.booleans(),
)

# A smaller year is no easier to understand than a larger one, and shrinking takes minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def shape(seed: int, **more: object) -> Spent:
    return Spent(Shape(seed, year=2024), **more)  # type: ignore[arg-type]


def disclosed(records: Outturn) -> Disclosed:
    return final_accounts_manuscript(records, TEMPLATE)


def paid(records: Outturn, *parts: Part, funds: tuple[Fund, ...] = tuple(Fund)) -> int:
    return sum(line.amount for line in records.lines if line.part in (parts or tuple(Part)) and line.fund in funds)


def stated(report: CheckReport, concept: str, basis: str = "决算") -> list[tuple[int, int]]:
    """What the document says of a concept in its year: amounts with the step each is rounded to."""
    year = report.facts.fiscal_year
    own = [fact for fact in report.facts.facts if (fact.concept, fact.period, fact.basis) == (concept, year, basis)]
    return [(fact.value, fact.step) for fact in own if fact.measure == "amount" and not fact.members]


@settings(max_examples=15, deadline=None, phases=UNSHRUNK)
@given(SHAPES)
def test_our_reader_finds_no_error_and_the_same_figures_as_the_records(spent: Spent) -> None:
    records = outturn(spent)
    report = checked(disclosed(records).manuscript)
    assert errors(report) == []
    assert report.facts.kind == "final_accounts"
    received, opening = sum(each.amount for each in records.received), sum(each.amount for each in records.openings)
    expected = {
        "收入总计": received + opening,
        "支出总计": received + opening,
        "收支总计": received + opening,
        "本年收入合计": received,
        "本年支出合计": paid(records),
        "年终结转结余": received + opening - paid(records),
        "财政拨款收入": sum(each.amount for each in records.received if each.income in FUND_OF),
        "财政拨款支出": paid(records, funds=APPROPRIATED),
        "一般公共预算支出": paid(records, funds=(Fund.GENERAL,)),
        "基本支出": paid(records, Part.PERSONNEL, Part.OPERATING),
        "项目支出": paid(records, Part.PROJECT),
        "三公经费": sum(line.amount for line in records.lines if any(line.economic_code in codes for codes in THREE_PUBLIC.values())),
        "公务用车保有量": records.vehicles.held * 10_000,
    }
    for concept, value in expected.items():
        found = stated(report, concept)
        # A count has no basis of its own kind, and a cell that is blank for nothing states nothing.
        assert found or not value, concept
        for told, step in found:
            assert abs(2 * (told - value)) <= step, (concept, told, value)
    for told, _ in stated(report, "三公经费", "预算"):
        assert told == sum(limit.amount for limit in records.limits) or not told % 10_000


@settings(max_examples=10, deadline=None, phases=UNSHRUNK)
@given(SHAPES)
def test_every_printed_figure_opens_its_derivation(spent: Spent) -> None:
    made = disclosed(outturn(spent))
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
                assert (cell.value or 0) == sum(cells[place].value or 0 for place in cell.sum_of), (table.name, cell)
            if cell.fact:
                assert all(figure.parts or figure.source or not figure.value for _, figure in made.figures.derivation(cell.fact))


def test_the_document_has_the_parts_chapters_and_tables_of_its_template_in_order() -> None:
    manuscript = disclosed(outturn(shape(6))).manuscript
    assert [table.name for table in manuscript.tables()] == [f"T{number}" for number in range(1, 10)]
    assert [table.title for table in manuscript.tables()] == [slot.title for slot in TEMPLATE.tables]
    heads = [part.text for part in manuscript.parts if isinstance(part, Heading) and part.level == 1]
    chapters = [f"{chapter.number}、{chapter.title}" for chapter in TEMPLATE.chapters if chapter.number]
    parts = ["第一部分　部门概况", *chapters[:2], "第二部分　部门决算表", "第三部分　部门决算情况说明", *chapters[2:], "第四部分　名词解释"]
    assert heads == parts
    assert manuscript.title.endswith("2024年度部门决算")


@pytest.mark.parametrize("spent", [shape(8), Spent(Shape(6, year=2023, grain=1), thrift=True)], ids=["exact", "cents"])
def test_no_rule_that_stops_a_publication_is_broken(spent: Spent) -> None:
    report = checked(disclosed(outturn(spent)).manuscript)
    stopping = {rule.id for rule in rules() if rule.publishing is Severity.ERROR}
    broken = [each for each in report.findings if each.outcome is Outcome.VIOLATED and each.severity is not Severity.INFO]
    assert [finding.message for finding in broken if finding.rule in stopping] == []
    holding = [each.rule for each in report.outcomes if each.outcome is Outcome.HOLDS and each.rule in stopping]
    # The tables and chapters are all found, the totals tie, and the whole ties to its parts over the tables.
    assert {"R002", "R003", "R009", "R020", "R022", "R024", "R028", "R031", "R033", "R051", "R053", "R080"} <= set(holding)


# ── shapes at the edge ──


def _only(funds: tuple[Fund, ...] = (), parts: tuple[Part, ...] = ()) -> Outturn:
    """What is left of a year where only these funds or parts were paid; nothing else was there."""
    records = outturn(shape(8, left=False))
    lines = tuple(line for line in records.lines if (not funds or line.fund in funds) and (not parts or line.part in parts))
    return replace(records, lines=lines, evaluations=())


def _nothing() -> Outturn:
    records = outturn(shape(8))
    bare = replace(records, received=(), openings=(), lines=(), planned=(), contracts=(), evaluations=())
    return replace(bare, limits=tuple(replace(limit, amount=0) for limit in records.limits), receptions=None)


def _only_the_fund() -> Outturn:
    """A fund of which some was there, some came, some was paid and the rest is left."""
    records = outturn(Spent(Shape(1, year=2024, capital=True)))
    lines = tuple(replace(line, fund=Fund.GOVERNMENT_FUND) for line in records.lines if line.part is Part.PROJECT)
    received = tuple(replace(each, income=Income.GOVERNMENT_FUND) if each.income in FUND_OF else each for each in records.received)
    openings = tuple(replace(each, fund=Fund.GOVERNMENT_FUND) for each in records.openings)
    return replace(records, lines=lines, received=received, openings=openings, planned=())


EDGES: dict[str, Callable[[], Outturn]] = {
    "only money of its own": lambda: _only(funds=(Fund.UNIT_MONEY,)),
    "only projects": lambda: _only(parts=(Part.PROJECT,)),
    "no projects": lambda: _only(parts=(Part.PERSONNEL, Part.OPERATING)),
    "no operating money": lambda: _only(parts=(Part.PERSONNEL, Part.PROJECT)),
    "only the government fund": _only_the_fund,
    "planned and nothing paid": lambda: replace(outturn(shape(8)), lines=()),
    "nothing at all": _nothing,
}


@pytest.mark.parametrize("edge", EDGES)
def test_units_of_odd_shape_contradict_nothing(edge: str) -> None:
    made = disclosed(EDGES[edge]())
    assert errors(checked(made.manuscript)) == []
    for table in made.manuscript.tables():
        list(placed(table.body, len(table.widths)))


def test_empty_tables_are_printed_with_their_sentence() -> None:
    tables = {table.name: table for table in disclosed(_nothing()).manuscript.tables()}
    assert [name for name, table in tables.items() if table.note] == ["T2", "T3", "T5", "T6", "T7", "T8", "T9"]
    assert tables["T8"].note == "本部门2024年度没有政府性基金预算财政拨款收入和支出，此表为空表。"
    full = disclosed(outturn(Spent(Shape(1, year=2024, capital=True)))).manuscript
    assert [table.name for table in full.tables() if table.note] == []


def test_what_is_left_of_a_fund_is_what_was_there_and_came_less_what_was_paid() -> None:
    records = _only_the_fund()
    made = disclosed(records)
    table = next(table for table in made.manuscript.tables() if table.name == "T8")
    was, came, spent, _, _, left = (cell.value or 0 for cell in table.body[0][2:])
    assert was > 0
    assert came > 0
    assert left > 0
    assert was + came - spent == left
    assert spent * 1_000_000 == paid(records)


# ── one printed figure changed ──


def _with_part(manuscript: Manuscript, place: int, part: Paragraph | Table) -> Manuscript:
    return replace(manuscript, parts=(*manuscript.parts[:place], part, *manuscript.parts[place + 1 :]))


def _slipped(made: Disclosed) -> Iterator[tuple[str, Manuscript]]:
    """Each amount of a table, with its first digit changed."""

    def wrong(text: str) -> str:
        return ("2" if text[0] != "2" else "3") + text[1:]

    for place, part in enumerate(made.manuscript.parts):
        if not isinstance(part, Table):
            continue
        for row, cells in enumerate(part.body):
            for column, cell in enumerate(cells):
                if cell.fact and cell.text and made.figures[cell.fact].measure is Measure.MONEY and cell.value:
                    changed: tuple[Cell, ...] = (*cells[:column], replace(cell, text=wrong(cell.text)), *cells[column + 1 :])
                    body = (*part.body[:row], changed, *part.body[row + 1 :])
                    yield f"{part.name} {row} {column}", _with_part(made.manuscript, place, replace(part, body=body))


def test_a_printed_amount_that_is_changed_is_found() -> None:
    made = disclosed(outturn(Spent(Shape(8, year=2024, funds=True))))
    every = list(_slipped(made))
    chosen = random.Random("printed").sample(every, 25)
    assert [what for what, manuscript in chosen if not errors(checked(manuscript))] == []


def test_a_template_of_budgets_makes_no_final_accounts() -> None:
    with pytest.raises(NoSentencesError, match="shanghai-final-accounts"):
        final_accounts_manuscript(outturn(shape(1)), profile("shanghai-final-accounts"))
