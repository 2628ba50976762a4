"""Is a reason that speaks of the other direction found out, and one that speaks of both left alone?"""

from __future__ import annotations

import pytest

from wenxiao.disclosure.reasoning import contrary_reasons


def told(change: int, reason: str) -> list[str]:
    comparison = {"name": "基本支出", "change": "f" if change else "", "reason": reason}
    return list(contrary_reasons({"figures": [{"id": "f", "value": change}], "comparisons": [comparison]}))


@pytest.mark.parametrize(("change", "reason"), [(1, "人员减少，压减办公费"), (-1, "工资增长，扩大范围")])
def test_a_reason_of_the_other_direction_is_told(change: int, reason: str) -> None:
    (sentence,) = told(change, reason)
    assert ("比上年增加" in sentence) == (change > 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (1, "压减办公费以后，社保缴费基数提高"),
        (-1, "没有公函不接待，减少陪餐"),
        (1, "工资正常晋级"),
        (1, ""),
        (0, "压减办公费"),
        (-1, "上年更新公务用车，今年不购车。"),
    ],
)
def test_a_reason_that_fits_or_does_not_say_is_left_alone(change: int, reason: str) -> None:
    assert told(change, reason) == []
