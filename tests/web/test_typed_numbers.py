"""Is a number that a clerk types understood as it was meant, or refused with the reason?"""

from __future__ import annotations

import pytest
from django.forms import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField, QuantityField


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1234.5", 123_450), ("1,234.50", 123_450), ("１２．５", 1_250), ("３８，０００", 3_800_000), (" 7 ", 700), ("0", 0)],
)
def test_an_amount_as_people_write_it(typed: str, fen: int) -> None:
    assert MoneyField().clean(typed) == fen


@pytest.mark.parametrize(
    "typed", ["1,00", "1,2345", "12,34.5", ",5", "1e5", "1E3", "一千", "1.", "1.005", "NaN", "∞", "--1", "1 000", "²", "٣"]
)
def test_an_amount_that_could_be_two_things_or_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="不是金额"):
        MoneyField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("NaN", "不是数"), ("1e5", "不是数"), ("三", "不是数"), ("1.23456", "最多四位小数"), ("9" * 20, "太大"), ("0", "大于零"),
        ("-3", "大于零"), ("1,00", "不是数"),
    ],
)  # fmt: skip
def test_a_quantity_is_refused_for_its_own_reason(typed: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        QuantityField().clean(typed)


@given(st.integers(0, 10**12))
def test_every_amount_that_is_printed_can_be_typed_again(fen: int) -> None:
    assert MoneyField().clean(str(Money(fen))) == fen
