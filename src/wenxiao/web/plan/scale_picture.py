"""How is an indicator's standard drawn: grades, holes and overlaps on the axis of values, with the goal and last year's value?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wenxiao.performance.scale import Scale
from wenxiao.performance.scale import Segment as Stretch
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.standard import GAP, OVERLAP, Domain, EmptyDomainError, Mark, Segment, standard_bar


def scale_picture(scale: Scale, title: str, *, prefix: str) -> Picture | None:
    """The bar of a scale; None where there is no axis (`scale.reason` then says why). `prefix` must differ between pictures of a page."""
    if scale.reason:
        return None
    segments = [
        *(_segment(scale, each, each.grade, each.text) for each in scale.segments),
        *(_segment(scale, each, GAP) for each in scale.gaps),
        *(_segment(scale, each, OVERLAP, each.grade) for each in scale.overlaps),
    ]
    marks = [Mark(label, mark.value, mark.text) for label, mark in (("目标", scale.target), ("上年", scale.baseline)) if mark is not None]
    try:
        return standard_bar(title, _domain(scale, segments), segments, marks, prefix=prefix, unit=scale.unit, whole=scale.whole)
    except EmptyDomainError:
        return None


def _segment(scale: Scale, stretch: Stretch, grade: str, text: str = "") -> Segment:
    """A stretch that goes on beyond the drawn axis has no end."""
    endless_low = scale.endless_low and stretch.low == scale.low and not stretch.low_closed
    endless_high = scale.endless_high and stretch.high == scale.high and not stretch.high_closed
    return Segment(
        grade,
        Decimal("-Infinity") if endless_low else stretch.low,
        Decimal("Infinity") if endless_high else stretch.high,
        stretch.low_closed,
        stretch.high_closed,
        text,
    )


def _domain(scale: Scale, segments: Iterable[Segment]) -> Domain:
    """Grades and holes together cover the domain, so whether it holds its ends is read from those that reach them."""
    reaching = tuple(segments)
    return Domain(
        Decimal("-Infinity") if scale.endless_low else scale.low,
        Decimal("Infinity") if scale.endless_high else scale.high,
        any(each.low == scale.low and each.low_closed for each in reaching),
        any(each.high == scale.high and each.high_closed for each in reaching),
    )
