"""Which values of an indicator get which grade, where is a gap, where do two grades overlap, and where did last year stand?

The bar runs over the indicator's domain. Every edge is a cut just before or just after a value, so that [60, 80) and (80, 100]
leave a gap of one value that is seen. Where a part would be too narrow for its words it is widened, and the picture says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import NamedTuple

from wenxiao.pictures.canvas import LEADING, SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import (
    AXIS,
    BEST,
    CALM,
    FAIR,
    GOOD_UNDER_LETTERS,
    GREY_HEAD,
    INK,
    LEADER,
    PLATE,
    POOR,
    RAIL,
    SOFT_INK,
    TWICE,
    WHITE_INK,
    WRONG,
    WRONG_INK,
    Paint,
)

GAP, OVERLAP = "空档", "重叠"
GRADES = {
    "优": (BEST, WHITE_INK),
    "良": (GOOD_UNDER_LETTERS, WHITE_INK),
    "中": (FAIR, INK),
    "差": (POOR, INK),
    "达到": (BEST, WHITE_INK),
    "未达到": (POOR, INK),
}

WIDTH = 720
MARGIN = 24
LANE = 46
LANE_GAP = 4
EDGES = 26
MARKS = 42
TEXT = 156
# Around the words in a band, and between two labels.
AROUND = 14.0
BETWEEN = 12.0
# An end without a bound is as long as this share of what is bounded.
OPEN_END = 0.25

HEADS = ("等级或标记", "范围", "从", "到")


class Domain(NamedTuple):
    """值域: all values the indicator can have; infinite bounds are open."""

    low: Decimal
    high: Decimal
    low_closed: bool = True
    high_closed: bool = True


class Segment(NamedTuple):
    """段: the values of one grade, or a gap or an overlap (`grade` is then GAP or OVERLAP). `text` is what is printed in the cell, or
    a remark; it stands below the range in brackets."""

    grade: str
    low: Decimal
    high: Decimal
    low_closed: bool = True
    high_closed: bool = True
    text: str = ""


class Mark(NamedTuple):
    """标记: a value to point at, such as last year's or the target."""

    label: str
    value: Decimal
    text: str


class EmptyDomainError(ValueError):
    """A domain without a value."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(f"the domain from {domain.low} to {domain.high} holds no value")


class _Cut(NamedTuple):
    """Just before `value`, or just after it."""

    value: Decimal
    after: bool


class _Shown(NamedTuple):
    """A segment within the domain: where it begins and ends, and the words in it."""

    segment: Segment
    low: _Cut
    high: _Cut
    lines: tuple[str, ...]

    @property
    def room(self) -> float:
        """Enough for the words, and in a gap or an overlap for some of its pattern beside them."""
        around = AROUND * 3 if self.segment.grade in (GAP, OVERLAP) else AROUND
        return self.words + around

    def meets(self, other: _Shown) -> bool:
        return self.low < other.high and other.low < self.high

    @property
    def words(self) -> float:
        return max(text_width(self.segment.grade, SIZE, bold=True), *(text_width(line, SIZE) for line in self.lines))


class _Scale(NamedTuple):
    """Where each cut stands; `is_true` where lengths are in proportion to values."""

    cuts: tuple[_Cut, ...]
    places: tuple[float, ...]
    is_true: bool

    def at(self, cut: _Cut) -> float:
        return self.places[self.cuts.index(cut)]

    def of(self, value: Decimal) -> float:
        """The place of `value`; what lies outside the domain stands at its end."""
        before, after = _Cut(value, False), _Cut(value, True)
        for (low, left), (high, right) in pairwise(zip(self.cuts, self.places, strict=True)):
            if low <= before and after <= high:
                return left + (right - left) * self._share(value, low.value, high.value)
        return self.places[0] if before < self.cuts[0] else self.places[-1]

    def holds(self, value: Decimal) -> bool:
        return self.cuts[0] <= _Cut(value, False) and _Cut(value, True) <= self.cuts[-1]

    def _share(self, value: Decimal, low: Decimal, high: Decimal) -> float:
        """How far into the piece from `low` to `high`; towards an open end ever slower, so that the order is kept."""
        if low == high or (low.is_infinite() and high.is_infinite()):
            return 0.5
        if high.is_infinite():
            return float((value - low) / (value - low + self._typical()))
        if low.is_infinite():
            return float(self._typical() / (high - value + self._typical()))
        return float((value - low) / (high - low))

    def _typical(self) -> Decimal:
        values = [cut.value for cut in self.cuts if cut.value.is_finite()]
        return max(values[-1] - values[0], abs(values[0]), abs(values[-1])) or Decimal(1)


def standard_bar(
    title: str, domain: Domain, segments: Sequence[Segment], marks: Sequence[Mark] = (), *, prefix: str, unit: str = "", whole: bool = False
) -> Picture:
    """Bands beside each other, below each other where they overlap; gaps and overlaps in red with their word; marks above.

    `unit` is written behind values. `whole` where values are whole numbers: [4, 6) is then told as [4, 5]. Segments are cut to the
    domain. Raises EmptyDomainError.
    """
    low, high = _Cut(domain.low, not domain.low_closed), _Cut(domain.high, domain.high_closed)
    if low >= high:
        raise EmptyDomainError(domain)
    table = _table(title, segments, marks, unit, whole=whole)
    shown = sorted(_shown(segments, low, high, unit, whole=whole), key=lambda one: (one.low, one.high))
    if not shown:
        return Picture(nothing(title, f"{title}：还没有写出各档的标准", HEADS, prefix).svg, table)
    scale = _scale(low, high, shown, marks, unit)
    bands = [one for one in shown if one.segment.grade not in (GAP, OVERLAP)]
    gaps = [one for one in shown if one.segment.grade == GAP]
    # A gap is a hole in the bar, unless what was passed as one is none.
    holes = [one for one in gaps if not any(one is not other and one.meets(other) for other in (*bands, *gaps))]
    below_bands = [one for one in shown if one.segment.grade == OVERLAP or (one in gaps and one not in holes)]

    canvas = Canvas(prefix, scale.places[-1] + MARGIN)
    left, right = scale.places[0], scale.places[-1]
    top = MARKS if marks else LANE_GAP * 2
    band_lanes, fault_lanes = _lanes(bands), _lanes(below_bands)
    lane = LANE + LEADING * (max(len(one.lines) for one in shown) - 1)
    below = top + (_height(band_lanes) or 1) * lane
    bottom = below + _height(fault_lanes) * lane
    canvas.rect(left, top, right - left, bottom - top, RAIL)
    for one, at in zip(bands, band_lanes, strict=True):
        paint, ink = GRADES.get(one.segment.grade, (CALM, INK))
        _piece(canvas, one, scale, top + at * lane, lane, paint, ink)
    for one in holes:
        _piece(canvas, one, scale, top, below - top, WRONG, WRONG_INK)
    for one, at in zip(below_bands, fault_lanes, strict=True):
        _piece(canvas, one, scale, below + at * lane, lane, TWICE if one.segment.grade == OVERLAP else WRONG, WRONG_INK)
    _edges(canvas, scale, bottom, unit)
    _marks(canvas, marks, scale, top)
    height = bottom + EDGES + 4
    if not scale.is_true:
        canvas.text(right, height + 10, "宽窄为便于阅读，不按比例", SOFT_INK, size=12, anchor="end")
        height += 20
    return Picture(canvas.svg(title, _gist(title, segments, marks, unit, whole=whole), height), table)


def brackets(segment: Segment, unit: str = "", *, whole: bool = False) -> str:
    """The range in the notation of mathematics: `[90%, 100%)`; of whole numbers with both ends in it: `[4次, 5次]`."""
    if whole:
        segment = _closed(segment)
    if segment.low == segment.high:
        return f"[{_figure(segment.low, unit)}]"
    low = "(-∞" if segment.low.is_infinite() else f"{'[' if segment.low_closed else '('}{_figure(segment.low, unit)}"
    high = "+∞)" if segment.high.is_infinite() else f"{_figure(segment.high, unit)}{']' if segment.high_closed else ')'}"
    return f"{low}, {high}"


def _closed(segment: Segment) -> Segment:
    """The same whole numbers with both bounds among them."""
    low = segment.low.to_integral_value(ROUND_CEILING)
    high = segment.high.to_integral_value(ROUND_FLOOR)
    low += not segment.low_closed and low == segment.low
    high -= not segment.high_closed and high == segment.high
    return segment._replace(low=low, high=high, low_closed=True, high_closed=True)


def _shown(segments: Sequence[Segment], low: _Cut, high: _Cut, unit: str, *, whole: bool) -> Iterator[_Shown]:
    for segment in segments:
        start = max(low, _Cut(segment.low, not segment.low_closed))
        stop = min(high, _Cut(segment.high, segment.high_closed))
        if start < stop:
            yield _Shown(segment, start, stop, _lines(segment, unit, whole=whole))


def _lines(segment: Segment, unit: str, *, whole: bool) -> tuple[str, ...]:
    """The range, and below it what is printed where that says something else, cut where it is long."""
    told = brackets(segment, unit, whole=whole)
    return (told, *wrapped(segment.text, SIZE, TEXT)) if segment.text not in ("", told) else (told,)


def _scale(low: _Cut, high: _Cut, shown: Sequence[_Shown], marks: Sequence[Mark], unit: str) -> _Scale:
    """Lengths in proportion to values as far as every segment has room for its words and every edge for its value."""
    cuts = sorted({low, high, *(one.low for one in shown), *(one.high for one in shown)})
    least = [(text_width(_edge(start, unit), 12) + text_width(_edge(stop, unit), 12)) / 2 + BETWEEN for start, stop in pairwise(cuts)]
    for one in sorted(shown, key=lambda one: cuts.index(one.high) - cuts.index(one.low)):
        pieces = range(cuts.index(one.low), cuts.index(one.high))
        lack = (one.room - sum(least[at] for at in pieces)) / len(pieces)
        for at in pieces:
            least[at] += max(lack, 0.0)
    room = max(WIDTH - 2 * MARGIN, sum(text_width(_told(mark), SIZE) + BETWEEN for mark in marks))
    natural = _natural(cuts)
    lengths = _filled(least, natural, room)
    places = [float(MARGIN)]
    for length in lengths:
        places.append(places[-1] + length)
    rates = [
        length / size for length, size, (start, stop) in zip(lengths, natural, pairwise(cuts), strict=True) if _is_measured(start, stop)
    ]
    is_true = not rates or (max(rates) - min(rates) < max(rates) * 0.01 and all(start.value < stop.value for start, stop in pairwise(cuts)))
    return _Scale(tuple(cuts), tuple(places), is_true)


def _is_measured(start: _Cut, stop: _Cut) -> bool:
    return start.value.is_finite() and stop.value.is_finite() and start.value < stop.value


def _natural(cuts: Sequence[_Cut]) -> list[float]:
    """The length of each piece in shares of all that is bounded; an open end is OPEN_END, a single value nothing."""
    finite = [cut.value for cut in cuts if cut.value.is_finite()]
    bounded = (finite[-1] - finite[0] if finite else Decimal(0)) or Decimal(1)
    return [
        float((stop.value - start.value) / bounded) if start.value.is_finite() and stop.value.is_finite() else OPEN_END
        for start, stop in pairwise(cuts)
    ]


def _filled(least: Sequence[float], natural: Sequence[float], room: float) -> list[float]:
    """`room` divided in proportion to `natural`, each part at least `least`; more than `room` where they need it."""
    widened: set[int] = set()
    while True:
        rest = room - sum(least[at] for at in widened)
        share = sum(natural[at] for at in range(len(natural)) if at not in widened)
        rate = rest / share if share > 0 and rest > 0 else 0.0
        more = {at for at in range(len(natural)) if at not in widened and natural[at] * rate < least[at]}
        if not more:
            return [least[at] if at in widened else natural[at] * rate for at in range(len(natural))]
        widened |= more


def _lanes(pieces: Sequence[_Shown]) -> list[int]:
    """The lane of each piece, so that pieces sharing a value lie below each other; `pieces` by their beginnings."""
    ends: list[_Cut] = []
    lanes = []
    for one in pieces:
        lane = next((lane for lane, end in enumerate(ends) if end <= one.low), len(ends))
        ends[lane : lane + 1] = [one.high]
        lanes.append(lane)
    return lanes


def _height(lanes: Sequence[int]) -> int:
    """In lanes."""
    return max(lanes, default=-1) + 1


def _piece(canvas: Canvas, one: _Shown, scale: _Scale, top: float, height: float, paint: Paint, ink: Paint) -> None:
    left, right = scale.at(one.low), scale.at(one.high)
    center = (left + right) / 2
    tall = LEADING * (1 + len(one.lines))
    first = top + (height - tall) / 2
    with canvas.part(f"{one.segment.grade}：{'，'.join(one.lines)}", ""):
        canvas.rect(left + 1, top + 1, right - left - 2, height - 2, paint)
        if paint.pattern:
            plate = one.words + AROUND / 2
            canvas.rect(center - plate / 2, first - 1, plate, tall + 2, PLATE, radius=3)
        canvas.text(center, first + LEADING - 4, one.segment.grade, ink, anchor="middle", bold=True)
        canvas.text(center, first + 2 * LEADING - 4, one.lines, ink, anchor="middle")


def _edges(canvas: Canvas, scale: _Scale, y: float, unit: str) -> None:
    """The axis with the value of every edge; an open end is an arrow."""
    left, right = scale.places[0], scale.places[-1]
    canvas.path(f"M{left:.5g} {y + 4:.5g}H{right:.5g}", AXIS)
    for cut in {cut.value: cut for cut in scale.cuts}.values():
        same = [place for other, place in zip(scale.cuts, scale.places, strict=True) if other.value == cut.value]
        x = sum(same) / len(same)
        if cut.value.is_finite():
            canvas.path(f"M{x:.5g} {y + 4:.5g}v5", AXIS)
        else:
            outwards = 1 if cut.value > 0 else -1
            canvas.path(f"M{x:.5g} {y - 1:.5g}l{outwards * 10} 5l{-outwards * 10} 5z", GREY_HEAD)
        canvas.text(x, y + 22, _edge(cut, unit), SOFT_INK, size=12, anchor="middle")


def _marks(canvas: Canvas, marks: Sequence[Mark], scale: _Scale, top: float) -> None:
    """A pointer at each mark's value; labels pushed apart within the picture, tied to their pointers."""
    placed = sorted(marks, key=lambda mark: scale.of(mark.value))
    widths = [text_width(_told(mark, outside=not scale.holds(mark.value)), SIZE, bold=True) for mark in placed]
    centers = _apart([scale.of(mark.value) for mark in placed], widths, 0.0, scale.places[-1] + MARGIN)
    for mark, center in zip(placed, centers, strict=True):
        x = scale.of(mark.value)
        with canvas.part(_told(mark, outside=not scale.holds(mark.value)), ""):
            canvas.text(center, 18, _told(mark, outside=not scale.holds(mark.value)), anchor="middle", bold=True)
            canvas.path(f"M{center:.5g} 23L{x:.5g} {top - 9:.5g}", LEADER)
            canvas.path(f"M{x:.5g} {top:.5g}l-5 -9h10z", GREY_HEAD)


def _apart(centers: Sequence[float], widths: Sequence[float], left: float, right: float) -> list[float]:
    """`centers`, ascending, moved as little as keeps labels of `widths` from meeting each other and the sides."""
    moved: list[float] = []
    edge = left
    for center, width in zip(centers, widths, strict=True):
        moved.append(max(center, edge + width / 2))
        edge = moved[-1] + width / 2 + BETWEEN
    edge = right
    for at in range(len(moved) - 1, -1, -1):
        moved[at] = min(moved[at], edge - widths[at] / 2)
        edge = moved[at] - widths[at] / 2 - BETWEEN
    return moved


def _told(mark: Mark, *, outside: bool = True) -> str:
    return f"{mark.label} {mark.text}" + ("（超出范围）" if outside else "")


def _edge(cut: _Cut, unit: str) -> str:
    return _figure(cut.value, unit) if cut.value.is_finite() else "不限"


def _figure(value: Decimal, unit: str) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text + unit


def _table(title: str, segments: Sequence[Segment], marks: Sequence[Mark], unit: str, *, whole: bool) -> Table:
    def bound(value: Decimal, closed: bool) -> str:
        return f"{_figure(value, unit)}（{'含' if closed else '不含'}）" if value.is_finite() else "不限"

    rows = []
    for segment in segments:
        one = _closed(segment) if whole else segment
        rows.append(
            (
                one.grade,
                segment.text or brackets(segment, unit, whole=whole),
                bound(one.low, one.low_closed),
                bound(one.high, one.high_closed),
            )
        )
    rows += [(mark.label, mark.text, "", "") for mark in marks]
    return Table(title, HEADS, tuple(rows), ("",) * len(rows))


def _gist(title: str, segments: Sequence[Segment], marks: Sequence[Mark], unit: str, *, whole: bool) -> str:
    def told(segments: Iterable[Segment]) -> str:
        return "，".join(f"{one.grade} {brackets(one, unit, whole=whole)}" for one in segments)

    sound = told(one for one in segments if one.grade not in (GAP, OVERLAP))
    faults = told(one for one in segments if one.grade in (GAP, OVERLAP))
    pointed = "，".join(f"{mark.label} {mark.text}" for mark in marks)
    return f"{title}：{'；'.join(filter(None, (sound, faults or '没有空档和重叠', pointed)))}。"
