"""Money is exact or it is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.money import InexactMoneyError, Money


@pytest.mark.parametrize("value", [0.1, 1.0, True, None, "十", "1e", "0.001", Decimal("0.001")])
def test_what_is_no_whole_number_of_fen_is_refused_in_one_sentence(value):
    with pytest.raises(InexactMoneyError, match="不能精确到分"):
        Money.yuan(value)


@pytest.mark.parametrize("value", ["1e999990", "1e-999990", "-9e30", "NaN", "Infinity", "1e99999999999999999999", "9" * 5000, 10**40])
def test_what_is_beyond_all_measure_is_refused_and_not_written_out_first(value):
    with pytest.raises(InexactMoneyError):
        Money.yuan(value)


def test_digits_far_behind_the_point_are_not_rounded_away():
    with pytest.raises(InexactMoneyError):
        Money.yuan("1." + "0" * 45 + "1")
    assert Money.yuan("1." + "0" * 45) == Money(100)


def test_a_float_is_refused_as_fen_and_as_a_factor():
    with pytest.raises(InexactMoneyError):
        Money(1.0)
    with pytest.raises(InexactMoneyError):
        Money(1) * 1.5
    with pytest.raises(InexactMoneyError):
        Money(1) + 1


def test_wan_and_yuan_meet_in_fen():
    assert Money.wan("3407.18") == Money.yuan("34071800") == Money(3_407_180_000)
    assert str(Money.wan("-0.0001")) == "-1.00"


@given(st.integers(), st.integers(), st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(a, b, count):
    assert (Money(a) + Money(b)) - Money(b) == Money(a)
    assert Money(a) * count == count * Money(a) == Money(a * count)
    assert abs(-Money(a)) == abs(Money(a))


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_is_read_back(fen):
    assert Money.yuan(str(Money(fen)).replace(",", "")) == Money(fen)
