"""Marks: they add up exactly, each kind gets its share, and what is wrong is told with the sum written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.catalogue.kinds import KINDS, kinds
from wenxiao.catalogue.weightings import NoWeightingError, weighting, weightings
from wenxiao.performance.drafts import FieldProblem, IndicatorDraft
from wenxiao.performance.weights import proposed_weights, totals, weight_problems


def drafts(*marks: tuple[str, str]) -> list[IndicatorDraft]:
    return [IndicatorDraft(f"指标{number}", kind=kind, weight=weight) for number, (kind, weight) in enumerate(marks)]


def of_kinds(*names: str) -> list[IndicatorDraft]:
    return drafts(*((name, "") for name in names))


def applied(indicators: list[IndicatorDraft], problem: FieldProblem) -> list[IndicatorDraft]:
    changes = problem.repairs[0].changes
    return [each.with_changes({"weight": changes[f"indicators.{number}.weight"]}) for number, each in enumerate(indicators)]


@pytest.mark.parametrize(
    ("names", "marks"),
    [
        (("成本/经济", "产出/数量", "效益/社会", "满意度/服务对象"), (20, 40, 20, 10)),
        (("产出/数量", "效益/社会", "满意度/服务对象"), (50, 30, 10)),
        (("产出/数量", "效益/社会"), (50, 40)),
        (("成本/经济", "产出/数量", "效益/社会"), (20, 40, 30)),
        (("产出/数量", "产出/质量", "产出/时效", "效益/社会", "满意度/服务对象"), (17, 17, 16, 30, 10)),
        (("产出/数量",), (90,)),
        (("产出/数量", "满意度/服务对象"), (75, 15)),
        (("", ""), (45, 45)),
        ((), ()),
    ],
)
def test_each_kind_gets_its_share(names: tuple[str, ...], marks: tuple[int, ...]) -> None:
    assert proposed_weights(of_kinds(*names)) == marks


@given(st.lists(st.sampled_from(["", "其他", *kinds()]), min_size=1, max_size=60))
def test_proposed_marks_add_up_exactly_and_are_even_within_a_kind(names: list[str]) -> None:
    marks = proposed_weights(of_kinds(*names))
    assert sum(marks) == totals()[0] == 90
    for first in {name.partition("/")[0] or "产出" for name in names}:
        own = [mark for name, mark in zip(names, marks, strict=True) if (name.partition("/")[0] or "产出") == first]
        assert max(own) - min(own) <= 1
        assert own == sorted(own, reverse=True)


@given(st.lists(st.sampled_from(kinds()), min_size=1, max_size=12))
def test_accepting_the_proposal_leaves_nothing_to_say(names: list[str]) -> None:
    indicators = of_kinds(*names)
    weighed = [each.with_changes({"weight": str(mark)}) for each, mark in zip(indicators, proposed_weights(indicators), strict=True)]
    if all(proposed_weights(indicators)):
        assert weight_problems(weighed) == ()


def test_the_sum_is_written_out_and_the_repair_mends_it() -> None:
    indicators = drafts(("产出/数量", "30"), ("效益/社会", "20分"), ("满意度/服务对象", "7.5"))
    (problem,) = weight_problems(indicators)
    assert (problem.rule, problem.field, problem.blocks) == ("R149", "indicators", True)
    assert "30 + 20 + 7.5 = 57.5，编预算时应当是 90" in problem.message
    assert "少 32.5" in problem.message
    assert weight_problems(applied(indicators, problem)) == ()


def test_a_hundred_is_ninety_and_the_execution_rates_ten() -> None:
    (problem,) = weight_problems(drafts(("产出/数量", "60"), ("效益/社会", "40")))
    assert "预算执行率的 10 分到自评时另加" in problem.message


def test_unlike_shares_need_a_reason_only() -> None:
    indicators = drafts(("产出/数量", "40"), ("产出/质量", "20"), ("效益/社会", "20"), ("满意度/服务对象", "10"))
    (problem,) = weight_problems(indicators)
    assert (problem.rule, problem.blocks) == ("分值分配", False)
    assert "产出指标 40 + 20 = 60 分，一般是 50 分；效益指标 20 分，一般是 30 分" in problem.message
    assert "财预〔2021〕101号" in problem.message
    assert weight_problems(applied(indicators, problem)) == ()


@pytest.mark.parametrize(
    ("weight", "said"), [("", "没有写分值"), ("十", "不是分值"), ("0", "应当大于 0"), ("-5", "应当大于 0"), ("NaN", "不是分值")]
)
def test_what_is_no_mark_is_told_at_its_indicator(weight: str, said: str) -> None:
    (problem,) = weight_problems(drafts(("产出/数量", "50"), ("效益/社会", weight)))
    assert (problem.indicator, problem.field, problem.blocks) == (1, "weight", True)
    assert said in problem.message
    assert problem.repairs[0].changes == {"weight": "40"}


def test_no_indicators_have_no_marks_to_speak_of() -> None:
    assert weight_problems([]) == ()


def test_a_year_without_a_known_distribution_is_refused() -> None:
    with pytest.raises(NoWeightingError, match="没有 2019 年的分值分配办法"):
        proposed_weights(of_kinds("产出/数量"), year=2019)
    assert proposed_weights(of_kinds("产出/数量"), year=2025) == (90,)


def test_the_distributions_add_up_and_have_their_source() -> None:
    for each in weightings():
        assert sum(each.kinds.values()) == each.total == 100 - each.execution
        assert set(each.kinds) <= set(KINDS)
        assert each.with_cost == ("成本" in each.kinds)
        assert each.mark in ("V", "M")
        assert "财预〔" in each.clause
    assert weighting(("成本", "产出")).kinds["成本"] == 20
    assert "成本" not in weighting(("产出",)).kinds
