"""Is a number that a clerk types understood as it was meant, or refused with the reason beside its field?"""

from __future__ import annotations

import pytest
from django.forms import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField, QuantityField

FIELDS = {"元": MoneyField(), "万元": MoneyField(wan=True), "数量": QuantityField()}


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("元", "1234.5", 123_450), ("元", "1,234.5", 123_450), ("元", "1,234.50", 123_450), ("元", "１２．５", 1_250),
        ("元", "３８，０００", 3_800_000), ("元", " 7 ", 700), ("元", "0", 0), ("万元", "1.2345", 1_234_500), ("数量", "3.5", 35_000),
        ("数量", "1,200", 12_000_000),
    ],
)  # fmt: skip
def test_a_number_as_people_write_it_is_kept_exactly(field: str, typed: str, meant: int) -> None:
    assert FIELDS[field].clean(typed) == meant


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        *(
            ("元", typed, "不是金额")
            for typed in (
                "1,00", "1,2345", "12,34.5", ",5", "1e5", "1E3", "一千", "1.", "1.005", "NaN", "∞", "--1", "1 000", "²", "٣"
            )
        ),
        ("元", "-1", "负数"),
        ("数量", "NaN", "不是数"), ("数量", "1e5", "不是数"), ("数量", "1e999990", "不是数"), ("数量", "三", "不是数"),
        ("数量", "许多", "不是数"), ("数量", "1,00", "不是数"), ("数量", "1.23456", "最多四位小数"), ("数量", "1.00001", "四位小数"),
        ("数量", "9" * 20, "太大"), ("数量", "9" * 60, "太大"), ("数量", "0", "大于零"), ("数量", "-3", "大于零"),
    ],
)  # fmt: skip
def test_a_number_that_could_be_two_things_or_none_is_refused_for_its_own_reason(field: str, typed: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        FIELDS[field].clean(typed)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "typed", ["1e999990", "1e999999", "1e-999999", "NaN", "Infinity", "-Infinity", "sNaN", "9" * 4000, "1e", "²", "0x10"]
)
def test_what_is_no_number_anybody_means_is_told_in_a_short_sentence(field: str, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FIELDS[field].clean(typed)
    assert len(refused.value.messages[0]) < 80


@given(st.integers(0, 10**12))
def test_every_amount_that_is_printed_can_be_typed_again(fen: int) -> None:
    assert MoneyField().clean(str(Money(fen))) == fen
