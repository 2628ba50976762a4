"""Is what to do said so that it names nobody wrongly?"""

from __future__ import annotations

import math

from wenxiao.checks.locate import NEAR
from wenxiao.report.wording import NEARLY_AS_LIKELY, advice, note
from wenxiao.vocabulary.finding import Consequence, Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source


def finding(*suggestions: Suggestion) -> Finding:
    return Finding("S001", "合计", Severity.ERROR, Outcome.VIOLATED, "句。", (), suggestions, "1", "0")


def suggestion(line: int, old: str, new: str, confidence: float, explanation: int | None = None) -> Suggestion:
    return Suggestion(Source(line=line), old, new, "改一个数字", confidence, explanation=explanation)


def test_a_tie_here_is_a_tie_where_the_cause_is_sought() -> None:
    assert math.isclose(NEARLY_AS_LIKELY, math.exp(-NEAR), abs_tol=0.005)


def test_one_clear_cause_is_advised_and_the_runner_up_named() -> None:
    assert advice(finding(suggestion(1, "3", "4", 0.7), suggestion(2, "5", "6", 0.2))) == [
        "建议：第 1 行 3 → 4（改一个数字）",
        "也可能：第 2 行 5 → 6（改一个数字）",
    ]


def test_close_causes_are_told_as_either_or() -> None:
    assert advice(finding(suggestion(1, "3", "4", 0.4), suggestion(2, "5", "6", 0.35))) == [
        "二者之一：第 1 行 3 → 4（改一个数字），或 第 2 行 5 → 6（改一个数字）"
    ]


def test_corrections_that_belong_together_are_no_either_or() -> None:
    pair = (suggestion(1, "3", "4", 0.6, explanation=0), suggestion(2, "5", "6", 0.6, explanation=0))
    assert advice(finding(*pair, suggestion(3, "7", "8", 0.1, explanation=1))) == [
        "建议：第 1 行 3 → 4（改一个数字），并 第 2 行 5 → 6（改一个数字）",
        "也可能：第 3 行 7 → 8（改一个数字）",
    ]


def test_our_own_reading_is_the_first_suspect_where_it_may_be_wrong() -> None:
    doubtful = Suggestion(Source(page=3), "1234", "12.34", "可能漏读小数点", 0.9, reader_suspect=True)
    assert advice(finding(doubtful)) == ["先核对原件，可能是读取有误：1234 → 12.34（可能漏读小数点）"]


def test_consequences_elsewhere_are_told_with_their_place() -> None:
    change = Suggestion(Source(line=1), "3", "4", "", 1.0, (Consequence(Source(line=1), "7", "8"), Consequence(Source(line=9), "1", "2")))
    assert advice(finding(change)) == ["建议：3 → 4；连带 7 → 8、第 9 行 1 → 2"]


def test_a_missing_figure_and_a_word_to_strike_are_named() -> None:
    told = note(finding(suggestion(1, "", "4", 0.9))), note(finding(suggestion(1, "四", "", 0.9)))
    assert "（空白） → 4" in told[0]
    assert "四 → （删去）" in told[1]
