"""Does a figure that somebody types become what it says, or else a sentence beside its field?"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from wenxiao.web.forms import MoneyField, QuantityField

FIELDS = {"元": MoneyField(), "万元": MoneyField(wan=True), "数量": QuantityField()}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "typed", ["1e999990", "1e999999", "1e-999999", "NaN", "Infinity", "-Infinity", "sNaN", "9" * 4000, "1e", "²", "0x10"]
)
def test_what_is_no_figure_anybody_means_is_told_in_a_short_sentence(field: str, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FIELDS[field].clean(typed)
    assert len(refused.value.messages[0]) < 80


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [("元", "1,234.5", 123450), ("万元", "1.2345", 1234500), ("数量", "3.5", 35000), ("数量", "1,200", 12_000_000)],
)
def test_a_figure_is_kept_exactly(field: str, typed: str, meant: int) -> None:
    assert FIELDS[field].clean(typed) == meant


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("数量", "0", "大于零"),
        ("数量", "9" * 60, "太大"),
        ("数量", "许多", "不是数"),
        ("数量", "1e999990", "不是数"),
        ("数量", "1.00001", "四位小数"),
        ("元", "-1", "负数"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_for_its_own_reason(field: str, typed: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        FIELDS[field].clean(typed)
