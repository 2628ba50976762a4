"""Figures agree exactly, by rounding, or not at all; nothing is divided on the way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.checks.explain import broken_alone
from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.facts.model import Fact, Measure
from wenxiao.vocabulary.shown import PER_CENT, PLAIN, WAN, YUAN, Shown, Unit
from wenxiao.vocabulary.source import Source


def fact(text: str, unit: Unit = WAN, measure: Measure = Measure.AMOUNT) -> Fact:
    shown = Shown.parse(text, unit)
    return Fact("", text, Source(text), measure, shown=shown, value=shown.value, step=shown.step)


def total(whole: Fact, *parts: Fact) -> Relation:
    return Relation("S001", Kind.LINEAR, ((1, whole), *((-1, part) for part in parts)), whole)


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        ("10.00", ("4.00", "6.00"), Agreement.EXACT),
        ("10.01", ("4.00", "6.00"), Agreement.ROUNDING),
        ("10.02", ("4.00", "6.00"), Agreement.BROKEN),
        ("10.02", ("4.00", "3.00", "3.00"), Agreement.ROUNDING),
    ],
)
def test_a_sum_may_be_off_by_half_a_last_place_for_every_figure_in_it(whole, parts, expected):
    assert total(fact(whole), *map(fact, parts)).agreement({}) is expected


def test_figures_printed_to_the_fen_leave_no_room_for_rounding():
    assert total(fact("10.01", YUAN), fact("4.00", YUAN), fact("6.00", YUAN)).agreement({}) is Agreement.BROKEN


def test_one_quantity_in_wan_and_in_yuan_agrees_exactly_where_the_coarser_is_the_rounded_finer():
    restated = Relation("S005", Kind.LINEAR, ((1, fact("9101.68")), (-1, fact("91,016,775.35", YUAN))), restates=True)
    assert restated.agreement({}) is Agreement.EXACT
    other = Relation("S005", Kind.LINEAR, ((1, fact("326.72")), (-1, fact("326.71"))), restates=True)
    assert other.agreement({}) is Agreement.ROUNDING


def test_a_part_may_not_exceed_its_whole():
    limit = Relation("S004", Kind.AT_MOST, ((1, fact("5.00")), (-1, fact("4.00"))))
    assert limit.agreement({}) is Agreement.BROKEN
    assert Relation("S004", Kind.AT_MOST, ((1, fact("4.00")), (-1, fact("5.00")))).agreement({}) is Agreement.EXACT


def test_count_times_price_is_the_amount():
    count, price, amount = fact("2", PLAIN), fact("0.962"), fact("1.924")
    product = Relation("S009", Kind.PRODUCT, ((1, amount),), amount, count, ((1, price),))
    assert product.agreement({}) is Agreement.EXACT
    assert product.agreement({amount: amount.value + 10_000}) is Agreement.BROKEN


@given(
    part=st.integers(-(10**12), 10**12),
    base=st.integers(1, 10**12),
    decimals=st.integers(0, 3),
)
def test_a_rate_holds_exactly_when_it_is_the_rounded_quotient(part, base, decimals):
    step = 10_000 // 10**decimals
    quotient = Fraction(part * 1_000_000, base * step)
    rounded = int(abs(quotient) + Fraction(1, 2)) * (1 if quotient >= 0 else -1)
    for offset in (-1, 0, 1):
        rate = _exact(PER_CENT, (rounded + offset) * step, step)
        relation = Relation("S007", Kind.RATIO, ((1, _exact(YUAN, part, 0)),), rate, rate, ((1, _exact(YUAN, base, 0)),))
        near = abs(Fraction(part * 1_000_000, base) - rate.value) <= Fraction(step, 2)
        assert (relation.agreement({}) is Agreement.EXACT) == near


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_solving_for_any_figure_of_a_sum_closes_it(whole, first, second):
    relation = total(_exact(YUAN, whole, 0), _exact(YUAN, first, 0), _exact(YUAN, second, 0))
    for unknown in relation.touches:
        ((numerator, denominator, _),) = relation.solve(unknown, {})
        assert numerator % denominator == 0
        assert relation.agreement({unknown: numerator // denominator}) is Agreement.EXACT


def test_a_rate_is_solved_in_its_part_and_in_its_base():
    current, previous, rate = fact("207.00"), fact("170.03"), fact("21.74", PER_CENT)
    relation = Relation("S007", Kind.RATIO, ((1, current), (-1, previous)), rate, rate, ((1, previous),))
    assert relation.agreement({}) is Agreement.EXACT
    for unknown in (current, previous, rate):
        ((numerator, denominator, width),) = relation.solve(unknown, {})
        assert abs(numerator - unknown.value * denominator) <= width + denominator


def _exact(unit: Unit, value: int, step: int) -> Fact:
    shown = Shown("", value, unit, 2)
    return Fact("", "", Source(), shown=shown, value=value, step=step)


def test_a_difference_that_rounding_explains_is_told_once():
    told = broken_alone(total(fact("10.01"), fact("4.00"), fact("6.00")))
    assert told.endswith("，相差 0.01 万元，在四舍五入范围内")
    assert told.count("相差") == 1
