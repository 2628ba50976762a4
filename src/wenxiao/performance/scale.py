"""Where on the axis of possible values does each grade lie, and where are the holes, for a person to see while typing?

Everything is exact (`Decimal`, and whole ten-thousandths of the axis for drawing). Over whole numbers a segment is half-open: the
values 4 and 5 are [4, 6), so that neighbours touch and a single value has a width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from wenxiao.performance.condition import Form, read_cell
from wenxiao.performance.drafts import IndicatorDraft
from wenxiao.performance.interval import EVERYTHING, Interval, uncovered
from wenxiao.performance.standard import Direction, EvaluationStandard, read_standard, read_target

# The axis has so many parts; a place on it is a whole number of them.
PARTS = 10_000
MET, NOT_MET = "达到", "未达到"


@dataclass(frozen=True, slots=True)
class Segment:
    """区段: a stretch of the axis. `grade` is one of BANDS, 达到 or 未达到, several grades joined by 、 for an overlap, "" for a gap.

    `text` is what is printed in the cell; for gaps and overlaps the values in words. `start` and `end` are places on the axis, 0 to
    PARTS; equal for a single value of a continuous scale, which is a tick rather than a bar.
    """

    grade: str
    low: Decimal
    high: Decimal
    low_closed: bool
    high_closed: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """标记: one value on the axis (this year's target, last year's value) as typed, and its place (0 to PARTS)."""

    value: Decimal
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Scale:
    """标尺: an indicator's standard as plain segments for drawing.

    `low` and `high` are the ends of the drawn axis; where a value may lie beyond, `endless_low` or `endless_high` is true and the
    end is only as far as is drawn. `segments` stand in the order of BANDS. `worded` are the bands in words (grade, text), which have
    no place on an axis. `reason` says in Chinese why there is no axis, and is "" where there is one.
    """

    unit: str
    whole: bool
    direction: str
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    endless_low: bool = False
    endless_high: bool = False
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Segment, ...] = ()
    overlaps: tuple[Segment, ...] = ()
    target: Mark | None = None
    baseline: Mark | None = None
    worded: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def scale_of(draft: IndicatorDraft) -> Scale:
    """The scale of a draft as it stands, however incomplete. Never raises."""
    standard = standard_of(draft)
    unit = standard.unit or draft.unit.strip()
    direction = _direction(draft, standard)
    worded = tuple((band.grade, band.cell.text) for band in standard.bands if band.cell.worded)
    if draft.form == "national" and worded:
        worded = ((MET, worded[0][1]),)
    if standard.domain is None or not standard.measured:
        return Scale(unit, standard.whole, direction, worded=worded, reason=_reason(draft, standard))
    target, baseline = _value(draft.target), _value(draft.baseline)
    domain = standard.domain
    covered = [band.interval for band in standard.bands if band.interval is not None]
    low, high = _edges(domain, covered, [value for value in (target, baseline) if value is not None], whole=standard.whole)
    axis = _Axis(low, high)
    if draft.form == "national":
        missed = uncovered(domain, covered)
        segments = [axis.segment(MET, covered[0], draft.target.strip())]
        segments += [axis.segment(NOT_MET, each, standard.phrase(each)) for each in missed]
        gaps: list[Segment] = []
    else:
        segments = [axis.segment(band.grade, band.interval, band.cell.text) for band in standard.bands if band.interval is not None]
        gaps = [axis.segment("", gap, standard.phrase(gap)) for gap in standard.gaps]
    overlaps = [
        axis.segment(f"{overlap.better}、{overlap.worse}", overlap.interval, standard.phrase(overlap.interval))
        for overlap in standard.overlaps
    ]
    return Scale(
        unit,
        standard.whole,
        direction,
        low,
        high,
        not domain.low.value.is_finite(),
        not domain.high.value.is_finite(),
        tuple(segments),
        tuple(gaps),
        tuple(overlaps),
        axis.mark(target, draft.target),
        axis.mark(baseline, draft.baseline),
        worded,
    )


def standard_of(draft: IndicatorDraft) -> EvaluationStandard:
    """The draft's standard, understood. A single target is a scale whose only band is that it is met."""
    if draft.form == "national":
        return read_target(draft.name, draft.target)
    return read_standard(draft.name, draft.standards)


def _direction(draft: IndicatorDraft, standard: EvaluationStandard) -> str:
    if standard.direction in (Direction.HIGHER, Direction.LOWER):
        return str(standard.direction.value)
    return draft.direction if draft.direction in ("↑", "↓") else ""


def _reason(draft: IndicatorDraft, standard: EvaluationStandard) -> str:
    if standard.measured or any(band.condition is not None for band in standard.bands):
        return "各档的单位不同，放不到一条标尺上"
    if any(band.cell.worded for band in standard.bands):
        return "标准是文字，没有标尺"
    return "指标值还没有填" if draft.form == "national" else "评价标准还没有填"


def _value(text: str) -> Decimal | None:
    """The one figure that a cell states, None where it states none or several."""
    conditions = read_cell(text).conditions
    if len(conditions) != 1 or conditions[0].form is Form.RANGE:
        return None
    return conditions[0].value


def _edges(domain: Interval, covered: Iterable[Interval], values: Iterable[Decimal], *, whole: bool) -> tuple[Decimal, Decimal]:
    """The ends of the drawn axis: the domain's own, and beyond the outermost figure by a quarter where it has no end."""
    figures = [cut.value for each in covered for cut in each if cut.value.is_finite()] + list(values)
    low, high = domain.low.value, domain.high.value
    known = [each for each in (*figures, low, high) if each.is_finite()] or [Decimal(0)]
    least, most = min(known), max(known)
    margin = max((most - least) / 4, Decimal(1) if whole or most == least else Decimal(0))
    low = low if low.is_finite() else least - margin
    high = high if high.is_finite() else most + margin
    if whole:
        low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    return low, high


@dataclass(frozen=True, slots=True)
class _Axis:
    low: Decimal
    high: Decimal

    def segment(self, grade: str, interval: Interval, text: str) -> Segment:
        low, high = max(interval.low.value, self.low), min(interval.high.value, self.high)
        low, high = min(low, self.high), max(high, self.low)
        endless = EVERYTHING
        low_closed = interval.low.value > endless.low.value and not interval.low.after
        high_closed = interval.high.value < endless.high.value and interval.high.after
        return Segment(grade, low, high, low_closed, high_closed, text, self.place(low), self.place(high))

    def mark(self, value: Decimal | None, text: str) -> Mark | None:
        return None if value is None else Mark(value, text.strip(), self.place(value))

    def place(self, value: Decimal) -> int:
        if self.high <= self.low:
            return 0
        share = (value - self.low) * PARTS / (self.high - self.low)
        return int(min(max(share, Decimal(0)), Decimal(PARTS)).to_integral_value())
