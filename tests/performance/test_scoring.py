"""Marks and grades of a self-evaluation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from wenxiao.performance.scoring import (
    SELF_EVALUATION_MARKS,
    ScoringError,
    execution_marks,
    funds_add_up,
    needs_reason,
    qualitative_marks,
    quantitative_marks,
    rating,
    self_score_holds,
    shown_marks,
)
from wenxiao.vocabulary.money import Money


def test_the_marks_of_a_self_evaluation_are_a_hundred() -> None:
    assert sum(SELF_EVALUATION_MARKS.values()) == 100


def test_execution_earns_its_share_and_never_more_than_all() -> None:
    assert execution_marks(Money.wan("2"), Money.wan("3")) == Fraction(20, 3)
    assert shown_marks(execution_marks(Money.wan("2"), Money.wan("3"))) == "6.67"
    assert execution_marks(Money.wan("4"), Money.wan("3")) == 10
    with pytest.raises(ScoringError, match="全年预算数为零"):
        execution_marks(Money(0), Money(0))


def test_reached_earns_all_and_short_of_it_pro_rata() -> None:
    assert quantitative_marks(12, 12, 10) == 10
    assert quantitative_marks(12, 9, 10) == Fraction(15, 2)
    assert quantitative_marks(5, 4, 10, higher_is_better=False) == 10
    assert quantitative_marks(4, 5, 10, higher_is_better=False) == 8
    assert quantitative_marks(0, 1, 10, higher_is_better=False) == 0


def test_a_target_set_too_low_costs_marks_unless_there_is_a_reason() -> None:
    assert quantitative_marks(10, 13, 10) == 10
    assert quantitative_marks(10, 15, 10) == 8
    assert quantitative_marks(10, 100, 10) == 0
    assert quantitative_marks(10, 100, 10, overshoot=None) == 10
    assert needs_reason(10, Decimal("13.1"))
    assert not needs_reason(10, 13)


def test_described_values_stay_in_the_band_of_their_level() -> None:
    assert qualitative_marks("基本达成", 80, 10) == 8
    with pytest.raises(ScoringError, match="不含"):
        qualitative_marks("部分达成", 80, 10)
    with pytest.raises(ScoringError, match="达成程度"):
        qualitative_marks("很好", 80, 10)


@pytest.mark.parametrize(("total", "expected"), [(100, "优"), (90, "优"), (Decimal("89.99"), "良"), (80, "良"), (60, "中"), (0, "差")])
def test_the_total_decides_the_grade(total: int | Decimal, expected: str) -> None:
    assert rating(total) == expected


def test_a_printed_total_follows_from_its_marks_or_not() -> None:
    marks = [Fraction(20, 3), Fraction(80)]
    assert self_score_holds(Decimal("86.67"), "良", marks)
    assert not self_score_holds(Decimal("86.68"), "良", marks)
    assert not self_score_holds(Decimal("86.67"), "优", marks)


def test_funds_of_the_header_are_the_sum_of_their_parts() -> None:
    assert funds_add_up(Money.wan("90"), [Money.wan("80"), Money.wan("10")])
    assert not funds_add_up(Money(0), [Money.wan("90")])
