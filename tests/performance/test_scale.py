"""An indicator's standard as segments for drawing: nothing left out, nothing drawn twice, everything on the axis."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.performance.drafts import IndicatorDraft
from wenxiao.performance.programme import BANDS
from wenxiao.performance.scale import PARTS, Scale, Segment, scale_of


def banded(name: str, *texts: str, **more: str) -> IndicatorDraft:
    return IndicatorDraft(name, standards=dict(zip(BANDS, texts, strict=True)), **more)  # type: ignore[arg-type]


def drawn(segment: Segment) -> tuple[str, str, str, str]:
    brackets = "[" if segment.low_closed else "(", "]" if segment.high_closed else ")"
    return segment.grade, f"{brackets[0]}{segment.low}, {segment.high}{brackets[1]}", segment.text, f"{segment.start}-{segment.end}"


def test_a_gap_is_drawn_between_the_bands_beside_it() -> None:
    scale = scale_of(banded("合格率", "100%", "90%", "80%", "60%以下", baseline="85%"))
    assert (scale.low, scale.high, scale.endless_low, scale.endless_high, scale.unit, scale.direction) == (0, 100, False, False, "%", "↑")
    assert [drawn(each) for each in scale.segments] == [
        ("优", "[100, 100]", "100%", "10000-10000"),
        ("良", "[90, 100)", "90%", "9000-10000"),
        ("中", "[80, 90)", "80%", "8000-9000"),
        ("差", "[0, 60]", "60%以下", "0-6000"),
    ]
    assert [drawn(each) for each in scale.gaps] == [("", "(60, 80)", "大于 60%、小于 80%", "6000-8000")]
    assert scale.baseline is not None
    assert (scale.baseline.place, scale.baseline.text) == (8500, "85%")


def test_an_overlap_names_both_grades() -> None:
    scale = scale_of(banded("巡查次数", "大于9次", "5-9次", "3-5次", "低于3次"))
    assert scale.whole
    assert scale.endless_high
    assert [drawn(each)[:3] for each in scale.overlaps] == [("良、中", "[5, 6)", "5 次")]


def test_smaller_is_better_and_an_open_end_is_drawn_a_little_further() -> None:
    scale = scale_of(banded("投诉件数", "≤2件", "3-4件", "5-8件", "≥9件"))
    assert (scale.direction, scale.low, scale.endless_high) == ("↓", 0, True)
    assert scale.high > 9
    assert [each.grade for each in sorted(scale.segments, key=lambda each: each.start)] == ["优", "良", "中", "差"]


def test_a_single_target_is_met_or_not() -> None:
    scale = scale_of(IndicatorDraft("火灾起数", "national", target="≤3起", baseline="5起"))
    assert [(each.grade, each.low, each.high) for each in scale.segments] == [("达到", 0, 4), ("未达到", 4, 7)]
    assert (scale.gaps, scale.target and scale.target.value, scale.baseline and scale.baseline.value) == ((), 3, 5)


@pytest.mark.parametrize(
    ("draft", "reason", "worded"),
    [
        (banded("机构健全", "健全", "", "", "不健全"), "标准是文字", (("优", "健全"), ("差", "不健全"))),
        (banded("投入", "9万元", "8元", "7万元", "低于7万元"), "单位不同", ()),
        (banded("合格率", "", "", "", ""), "还没有填", ()),
        (IndicatorDraft("合格率", "national"), "还没有填", ()),
        (IndicatorDraft("制度", "national", target="建立"), "标准是文字", (("达到", "建立"),)),
    ],
)
def test_what_has_no_axis_says_why(draft: IndicatorDraft, reason: str, worded: tuple[tuple[str, str], ...]) -> None:
    scale = scale_of(draft)
    assert reason in scale.reason
    assert (scale.worded, scale.segments) == (worded, ())


TEXTS = st.from_regex(r"(?:≥|≤|大于|低于)?[0-9]{1,3}(?:\.5)?(?:%|次|)(?:以上|以下)?|[0-9]{1,2}-[0-9]{1,2}(?:%|次)|及时|—|", fullmatch=True)


@given(st.sampled_from(["合格率", "事故起数", "次数", "支出变动率"]), st.lists(TEXTS, min_size=4, max_size=4), TEXTS, TEXTS, st.booleans())
def test_everything_drawn_lies_on_the_axis(name: str, texts: list[str], target: str, baseline: str, national: bool) -> None:
    form = "national" if national else "hebei"
    scale = scale_of(
        IndicatorDraft(name, form, target=target, baseline=baseline, standards=dict(zip(BANDS, texts, strict=True)))  # type: ignore[arg-type]
    )
    for each in (*scale.segments, *scale.gaps, *scale.overlaps):
        assert scale.low <= each.low <= each.high <= scale.high
        assert 0 <= each.start <= each.end <= PARTS
    for mark in filter(None, (scale.target, scale.baseline)):
        assert 0 <= mark.place <= PARTS
    assert bool(scale.segments) != bool(scale.reason)
    if scale.segments and not scale.overlaps:
        assert covered(scale) == scale.high - scale.low


def covered(scale: Scale) -> Decimal:
    """How much of the axis segments and gaps take up together, where none overlap."""
    return sum((each.high - each.low for each in (*scale.segments, *scale.gaps)), Decimal(0))
