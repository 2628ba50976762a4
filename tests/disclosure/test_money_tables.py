"""Do the tables T1–T10 add up, and does our own reader find in them what the records say?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from as_read import checked, errors
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.figures import Measure
from wenxiao.disclosure.records import Fund, RecordsDisagreeError, UnitYear
from wenxiao.disclosure.tables import money_table
from wenxiao.disclosure.totals import Totals
from wenxiao.documents.manuscript import Cell, Manuscript, Table, placed

SHAPES = st.builds(
    Shape,
    seed=st.integers(0, 100_000),
    year=st.sampled_from((2023, 2025)),
    grain=st.sampled_from((1, 10_000)),
    times=st.sampled_from((1, 1, 100_000)),
    funds=st.booleans(),
    capital=st.booleans(),
    vehicles=st.booleans(),
    one_duty=st.booleans(),
    last_year=st.booleans(),
)


def tables(records: UnitYear) -> tuple[Totals, dict[str, Table]]:
    totals = Totals(records)
    slots = [slot for slot in profile(f"hebei-{records.year}").tables if slot.part == "tables"]
    return totals, {slot.kind: money_table(slot, totals) for slot in slots}


@settings(max_examples=12, deadline=None)
@given(SHAPES)
def test_every_cell_is_its_figure_and_the_sum_of_what_it_names(shape: Shape) -> None:
    totals, made = tables(unit_year(shape))
    assert list(made) == [f"T{number}" for number in range(1, 11)]
    for table in made.values():
        base = {"元": 100, "万元": 1_000_000}[table.unit]
        cells = {(row, column): cell for row, column, cell in placed(table.body, len(table.widths))}
        for cell in cells.values():
            if cell.fact:
                figure = totals.figures[cell.fact]
                assert figure.measure is Measure.MONEY
                assert (cell.value or 0) == Decimal(figure.value) / base
                assert not cell.text or Decimal(cell.text.replace(",", "")) == cell.value
            if cell.sum_of:
                assert cell.value == sum((cells[place].value or Decimal(0) for place in cell.sum_of), Decimal(0))


@settings(max_examples=12, deadline=None)
@given(SHAPES)
def test_our_reader_finds_no_error_and_the_records_totals(shape: Shape) -> None:
    records = unit_year(shape)
    _, made = tables(records)
    report = checked(Manuscript(f"{records.unit.name}{records.year}年部门预算信息公开", records.unit.name, tuple(made.values())))
    assert errors(report) == []
    whole = sum(line.amount for line in records.lines)
    for concept in ("收入总计", "支出总计"):
        assert {fact.value for fact in report.facts.facts if fact.concept == concept and not fact.members} == {whole}


def test_a_table_with_nothing_in_it_says_so_and_one_with_something_does_not() -> None:
    _, made = tables(unit_year(Shape(1, funds=False)))
    assert made["T8"].note == "本部门2025年没有政府性基金预算安排的支出，此表为空表。"
    assert made["T9"].note == "本部门2025年没有国有资本经营预算安排的支出，此表为空表。"
    assert [kind for kind, table in made.items() if table.note] == ["T8", "T9"]
    _, made = tables(unit_year(Shape(1, funds=False, capital=True)))
    assert not made["T9"].note


def test_cents_are_printed_in_full_in_ten_thousands_and_all_amounts_of_a_table_alike() -> None:
    _, made = tables(unit_year(Shape(2, year=2023, grain=1)))
    texts = [cell.text for row in made["T3"].body for cell in row if cell.value is not None]
    assert {len(text.split(".")[1]) for text in texts} == {6}
    _, made = tables(unit_year(Shape(2, year=2023)))
    texts = [cell.text for row in made["T3"].body for cell in row if cell.value is not None]
    assert {len(text.split(".")[1]) for text in texts} == {2}


def test_records_that_do_not_balance_make_no_document() -> None:
    records = unit_year(Shape(4))
    first = records.revenue[0]
    wrong = replace(records, revenue=(replace(first, amount=first.amount + 7), *records.revenue[1:]))
    with pytest.raises(RecordsDisagreeError, match=r"一般公共预算收支不平.*相差 0\.07 元"):
        Totals(wrong)


def test_money_of_a_project_nobody_knows_makes_no_document() -> None:
    records = unit_year(Shape(4))
    lines = tuple(replace(line, project="P999") if line.project else line for line in records.lines)
    with pytest.raises(RecordsDisagreeError, match="P999"):
        Totals(replace(records, lines=lines))


def test_a_code_the_catalogue_does_not_have_is_named_after_what_it_belongs_to() -> None:
    records = unit_year(Shape(5, capital=True))
    totals, made = tables(records)
    row = next(row for row in made["T9"].body if row[0].text == "2239999")
    assert row[1] == Cell("国有资本经营预算支出")
    assert totals.revenue(Fund.STATE_CAPITAL).value == next(line.amount for line in records.lines if line.fund is Fund.STATE_CAPITAL)
