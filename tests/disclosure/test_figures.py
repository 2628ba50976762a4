"""Does every figure follow from its parts, down to the records?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.unit_years import Shape, unit_year
from wenxiao.disclosure.figures import Axis, Figures, How, Measure, Slice, half_up
from wenxiao.disclosure.records import Fund, Part


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 10_000]))
def test_the_money_of_a_slice_is_that_of_its_lines_whichever_way_it_is_cut(seed: int, grain: int) -> None:
    records = unit_year(Shape(seed, grain=grain))
    figures = Figures(records)
    whole = sum(line.amount for line in records.lines)
    assert figures.spent(Slice()).value == figures.spent(Slice(Axis.ECONOMIC)).value == whole
    for fund in Fund:
        of_fund = sum(line.amount for line in records.lines if line.fund is fund)
        parts = [figures.spent(Slice(funds=(fund,), parts=(part,))).value for part in Part]
        assert figures.spent(Slice(funds=(fund,))).value == of_fund == sum(parts)
    for code in figures.codes(Slice(), 3, 5, 7):
        below = sum(line.amount for line in records.lines if line.function_code.startswith(code))
        assert figures.spent(Slice(code=code)).value == below


def test_a_figure_opens_down_to_every_record_behind_it_and_to_no_other() -> None:
    records = unit_year(Shape(3))
    figures = Figures(records)
    basic = figures.spent(Slice(parts=(Part.PERSONNEL, Part.OPERATING)))
    opened = list(figures.derivation(basic.id))
    leaves = [figure for _, figure in opened if figure.how is How.RECORD]
    assert opened[0] == (0, basic)
    assert sorted(leaf.source for leaf in leaves) == sorted(line.source for line in records.lines if line.part is not Part.PROJECT)
    assert sum(leaf.value for leaf in leaves) == basic.value


def test_a_difference_a_ratio_and_a_product_say_what_they_follow_from() -> None:
    figures = Figures(unit_year(Shape()))
    now = figures.record("now", "本年", 1_050_00, "a")
    then = figures.record("then", "上年", 1_200_00, "b")
    change = figures.difference("change", "增减", now, then)
    assert (change.value, change.parts) == (-150_00, ("now", "then"))
    rate = figures.ratio("rate", "增减率", change, then)
    assert (rate.value, rate.measure, rate.parts) == (12_50, Measure.RATE, ("change", "then"))
    count = figures.record("count", "数量", 2_5000, "c", Measure.COUNT)
    assert figures.product("amount", "金额", count, now).value == 2_625_00
    with pytest.raises(ZeroDivisionError):
        figures.ratio("none", "增减率", change, figures.record("nothing", "上年", 0, "d"))


def test_one_id_is_one_value() -> None:
    figures = Figures(unit_year(Shape()))
    figures.record("one", "甲", 1, "a")
    assert figures.record("one", "甲", 1, "a").value == 1
    with pytest.raises(ValueError, match="one"):
        figures.record("one", "甲", 2, "a")


@pytest.mark.parametrize(("part", "whole", "rate"), [(1, 8, 1250), (-1, 3, -3333), (2, 3, 6667), (5, 100_000, 1), (1, 100_000, 0)])
def test_halves_go_up(part: int, whole: int, rate: int) -> None:
    assert half_up(part * 10_000, whole) == rate
