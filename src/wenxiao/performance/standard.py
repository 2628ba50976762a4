"""What does a scale of 优良中差 mean: which values get which grade, and what in its text leaves that open?

A scale is valid when its bands are a partition of the indicator's domain that runs in one direction, with the unit of the
indicator. What is printed rarely is one. Reading it gives the bands as the text allows (`Band.literal`), a *proposed* reading
(`Band.interval`: single values are floors, or ceilings where smaller is better; nested bounds are a ladder), the ambiguities that a
person must settle, and candidate repairs, each a complete partition. Nothing is repaired silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from wenxiao.performance.condition import (
    MONEY_UNITS,
    RATIO_UNITS,
    TIME_UNITS,
    WHOLE_UNITS,
    Cell,
    Condition,
    Form,
    read_cell,
)
from wenxiao.performance.interval import INFINITY, Cut, Interval, explicit, phrase, uncovered
from wenxiao.performance.lexicon import Nature, nature
from wenxiao.performance.programme import BANDS


class Kind(str, Enum):
    """标准类型: what the values are."""

    RATIO = "ratio"
    COUNT = "count"
    MONEY = "money"
    TIME = "time"
    BINARY = "binary"
    ORDINAL = "ordinal"


class Direction(str, Enum):
    """方向: whether larger or smaller is better; UNCLEAR where the bands do not tell, MIXED where they contradict each other."""

    HIGHER = "↑"
    LOWER = "↓"
    UNCLEAR = ""
    MIXED = "↕"


class Band(NamedTuple):
    """档: one of BANDS as printed. `literal` is what the text allows by itself, `interval` the proposed reading; both None where
    the cell is no condition."""

    grade: str
    cell: Cell
    condition: Condition | None = None
    literal: Interval | None = None
    interval: Interval | None = None
    nested: bool = False


class Overlap(NamedTuple):
    """重叠: values in two bands. `form` is `word` (only 以上 or 以下 decides), `range` (ranges share values) or `nested` (one bound
    inside the other)."""

    better: str
    worse: str
    interval: Interval
    form: str


class Ambiguity(NamedTuple):
    """待确认: something the text leaves open, with a sentence for the person who must settle it."""

    code: str
    message: str
    grades: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """修订方案: a complete partition, how it was come by, and the cells that have to change."""

    reason: str
    intervals: tuple[tuple[str, Interval], ...]
    changes: tuple[tuple[str, str], ...]

    def grade_of(self, value: Decimal) -> str:
        return next((grade for grade, interval in self.intervals if interval.contains(value)), "")


class EvaluationStandard(NamedTuple):
    """评价标准: one indicator's scale, understood. `domain` is None where the scale is in words or its units cannot be compared."""

    name: str
    bands: tuple[Band, ...]
    kind: Kind
    unit: str
    direction: Direction
    domain: Interval | None = None
    whole: bool = False
    gaps: tuple[Interval, ...] = ()
    literal_gaps: tuple[Interval, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    def band(self, grade: str) -> Band:
        return self.bands[BANDS.index(grade)]

    @property
    def measured(self) -> tuple[Band, ...]:
        """The bands that state values, from best to worst."""
        return tuple(band for band in self.bands if band.interval is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The grades whose cell is blank (and not declared absent)."""
        return tuple(band.grade for band in self.bands if band.cell.blank)

    @property
    def worded(self) -> bool:
        """No band states a value, at least one has words."""
        return not self.measured and any(band.cell.worded for band in self.bands)

    @property
    def is_partition(self) -> bool:
        """Every value of the domain has exactly one grade under the proposed reading, and no band is missing."""
        return self.domain is not None and not (self.gaps or self.overlaps or self.missing) and self.direction in tuple("↑↓")

    def phrase(self, interval: Interval) -> str:
        return phrase(interval, self.unit, whole=self.whole)

    def printed(self) -> str:
        """The bands as printed, in one line: `优 100%、良 90%、中 80%、差 60%以下`."""
        return "、".join(f"{band.grade} {band.cell.text or '（空）'}" for band in self.bands)


def read_standard(name: str, standards: Mapping[str, str]) -> EvaluationStandard:
    """Understand one row. `standards` maps each of BANDS to its text. Never raises.

    A cell with several conditions is read by its first; `read_standards` takes such a row apart.
    """
    return _read(name, tuple(standards.get(grade, "") for grade in BANDS))


def read_target(name: str, target: str) -> EvaluationStandard:
    """Understand the single 指标值 of a national form: a scale whose one band, 优, is that it is met. Never raises."""
    return _read(name, (target, "—", "—", "—"))


def read_standards(name: str, standards: Mapping[str, str]) -> tuple[EvaluationStandard, ...]:
    """One standard for each indicator of a row: a row such as `甲率 乙率 | 大于5% 大于5% | …` holds two."""
    return _read_row(name, tuple(standards.get(grade, "") for grade in BANDS))


@lru_cache(maxsize=4096)
def _read_row(name: str, texts: tuple[str, ...]) -> tuple[EvaluationStandard, ...]:
    return tuple(read_standard(part, own) for part, own in split_row(name, dict(zip(BANDS, texts, strict=True))))


def split_row(name: str, standards: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The (name, standards) pairs that one printed row holds: usually one.

    A row is several when every filled cell has the same number (two or more) of conditions and the name, split at spaces, has as
    many parts.
    """
    texts = {grade: standards.get(grade, "") for grade in BANDS}
    names = name.split()
    counts = {len(read_cell(text).conditions) for text in texts.values() if text.strip()}
    if len(counts) != 1 or counts != {len(names)} or len(names) < 2:
        return [(name, texts)]
    parts = {grade: [condition.text for condition in read_cell(text).conditions] for grade, text in texts.items()}
    return [(each, {grade: part[index] if part else "" for grade, part in parts.items()}) for index, each in enumerate(names)]


@lru_cache(maxsize=4096)
def _read(name: str, texts: tuple[str, ...]) -> EvaluationStandard:
    cells = [read_cell(text) for text in texts]
    conditions = [cell.conditions[0] if cell.conditions else None for cell in cells]
    stated = [condition for condition in conditions if condition is not None]
    named = nature(name)
    unit = next((condition.unit for condition in stated if condition.unit), "")
    bands = [Band(grade, cell, condition) for grade, cell, condition in zip(BANDS, cells, conditions, strict=True)]
    ambiguities = _ambiguities_of_cells(bands, unit)
    if not stated:
        filled = sum(cell.worded for cell in cells)
        kind = Kind.BINARY if filled <= 2 else Kind.ORDINAL
        return EvaluationStandard(name, tuple(bands), kind, "", Direction.UNCLEAR, ambiguities=tuple(ambiguities))
    kind = _kind(unit, named)
    direction = _direction(stated)
    if any(condition.unit not in ("", unit) for condition in stated):
        return EvaluationStandard(name, tuple(bands), kind, unit, direction, ambiguities=tuple(ambiguities))
    whole = _is_whole(unit, named, stated)
    domain = _domain(kind, named, stated)
    if whole:
        domain = domain.on_whole_numbers()
    read = _proposed(bands, direction, domain, whole=whole)
    covering = [band.interval for band in read if band.interval is not None]
    literal = [band.literal for band in read if band.literal is not None]
    gaps = uncovered(domain, covering)
    literal_gaps = uncovered(domain, literal)
    overlaps = _overlaps(read)
    complete = len(stated) + sum(cell.declared_absent for cell in cells) == len(BANDS)
    ordered = direction in (Direction.HIGHER, Direction.LOWER)
    candidates = _candidates(read, direction, domain, unit, whole=whole) if complete and ordered and (gaps or overlaps) else ()
    ambiguities += _ambiguities_of_values(read, direction, gaps, overlaps, unit, whole=whole)
    return EvaluationStandard(
        name, tuple(read), kind, unit, direction, domain, whole, gaps, literal_gaps, overlaps, tuple(ambiguities), candidates
    )


def _kind(unit: str, named: Nature) -> Kind:
    head = unit.partition("/")[0]
    if head in RATIO_UNITS or (not unit and named.measure == "ratio"):
        return Kind.RATIO
    if head in MONEY_UNITS:
        return Kind.MONEY
    if head in TIME_UNITS or (not unit and named.measure == "time"):
        return Kind.TIME
    return Kind.COUNT


def _is_whole(unit: str, named: Nature, stated: Sequence[Condition]) -> bool:
    """Only whole numbers can occur: things are counted, and no figure of the scale has decimals."""
    counted = unit in WHOLE_UNITS or (not unit and named.whole)
    bounds = [cut.value for condition in stated for cut in (condition.interval.low, condition.interval.high) if cut.value.is_finite()]
    return counted and all(value == value.to_integral_value() for value in bounds)


def _domain(kind: Kind, named: Nature, stated: Sequence[Condition]) -> Interval:
    """What values can occur. A rate lies between 0 and 100 %, unless it speaks of a change or its own scale goes beyond."""
    bounds = [cut.value for condition in stated for cut in (condition.interval.low, condition.interval.high) if cut.value.is_finite()]
    below_zero = any(condition.interval.high.value <= 0 and condition.form is not Form.POINT for condition in stated)
    low, high = Cut(Decimal(0), False), Cut(INFINITY, False)
    if (kind is Kind.RATIO and named.change) or min(bounds) < 0 or below_zero:
        low = Cut(-INFINITY, True)
    elif kind is Kind.RATIO and max(bounds) <= 100:
        high = Cut(Decimal(100), True)
    return Interval(low, high)


def _direction(stated: Sequence[Condition]) -> Direction:
    if len(stated) == 1:
        form = stated[0].form
        if form in (Form.LEAST, Form.MOST):
            return Direction.HIGHER if form is Form.LEAST else Direction.LOWER
        return Direction.UNCLEAR
    steps = {_step(better.interval, worse.interval) for better, worse in pairwise(stated)}
    if steps == {1}:
        return Direction.HIGHER
    if steps == {-1}:
        return Direction.LOWER
    if 0 in steps and len(steps) < 3:
        return Direction.UNCLEAR if len(steps) == 1 else Direction.MIXED
    return Direction.MIXED


def _step(better: Interval, worse: Interval) -> int:
    """1 where `better` lies higher than `worse`, -1 where it lies lower, 0 where neither can be said."""
    lows = (better.low > worse.low) - (better.low < worse.low)
    highs = (better.high > worse.high) - (better.high < worse.high)
    # Written figures tell more than missing bounds: 0.3以下 after 0.1-0.2 continues upwards, although it begins lower.
    if lows * highs < 0:
        lows = lows if better.low.value.is_finite() and worse.low.value.is_finite() else 0
        highs = highs if better.high.value.is_finite() and worse.high.value.is_finite() else 0
    total = lows + highs
    return (total > 0) - (total < 0)


def _proposed(bands: Sequence[Band], direction: Direction, domain: Interval, *, whole: bool) -> list[Band]:
    """The bands with their literal and proposed intervals, best first as given. Works on "larger is better" and mirrors the rest."""
    mirror = direction is Direction.LOWER
    frame = _turn(domain, mirror=mirror)
    ordered = direction in (Direction.HIGHER, Direction.LOWER)
    read: dict[str, tuple[Interval, Interval, bool]] = {}
    better_low = frame.high
    for band in bands:
        if band.condition is None:
            continue
        literal = _turn(_settled(band.condition.interval, whole=whole), mirror=mirror)
        interval, nested = literal, False
        form = _turned_form(band.condition.form, mirror=mirror)
        if ordered and form is Form.POINT and better_low > literal.low:
            interval = Interval(literal.low, better_low)
        elif ordered and form is Form.LEAST and read and better_low > literal.low:
            interval, nested = Interval(literal.low, better_low), literal.high > better_low
        read[band.grade] = (literal, interval, nested)
        better_low = interval.low
    worse_high: Cut | None = None
    for band in reversed(bands):
        if band.condition is None:
            continue
        literal, interval, nested = read[band.grade]
        form = _turned_form(band.condition.form, mirror=mirror)
        if ordered and form is Form.MOST:
            if worse_high is not None and worse_high < interval.high:
                interval, nested = Interval(worse_high, interval.high), True
            worse_high = interval.high
        read[band.grade] = (literal, interval, nested)
    result = []
    for band in bands:
        if band.grade not in read:
            result.append(band)
            continue
        literal, interval, nested = read[band.grade]
        literal, interval = (_turn(each.meet(frame), mirror=mirror) for each in (literal, interval))
        result.append(Band(band.grade, band.cell, band.condition, literal, interval, nested))
    return result


def _settled(interval: Interval, *, whole: bool) -> Interval:
    return interval.on_whole_numbers() if whole else interval


def _turn(interval: Interval, *, mirror: bool) -> Interval:
    return interval.mirrored() if mirror else interval


def _turned_form(form: Form, *, mirror: bool) -> Form:
    if mirror and form in (Form.LEAST, Form.MOST):
        return Form.MOST if form is Form.LEAST else Form.LEAST
    return form


def _overlaps(bands: Sequence[Band]) -> tuple[Overlap, ...]:
    found = []
    measured = [band for band in bands if band.interval is not None and band.literal is not None and band.condition is not None]
    for index, better in enumerate(measured):
        for worse in measured[index + 1 :]:
            assert better.interval is not None
            assert worse.interval is not None
            assert better.condition is not None
            assert worse.condition is not None
            shared = better.interval.meet(worse.interval)
            if not shared.empty:
                form = "range" if Form.RANGE in (better.condition.form, worse.condition.form) else "word"
                found.append(Overlap(better.grade, worse.grade, shared, form))
    for better, worse in pairwise(measured):
        assert better.literal is not None
        assert worse.literal is not None
        shared = better.literal.meet(worse.literal)
        if (worse.nested or better.nested) and not shared.empty and not any(found_one.worse == worse.grade for found_one in found):
            found.append(Overlap(better.grade, worse.grade, shared, "nested"))
    return tuple(found)


def _candidates(bands: Sequence[Band], direction: Direction, domain: Interval, unit: str, *, whole: bool) -> tuple[Candidate, ...]:
    """Two ways to settle every border between neighbouring bands: at the better band's bound, or at the worse band's."""
    mirror = direction is Direction.LOWER
    frame = _turn(domain, mirror=mirror)
    measured = [(band, _turn(band.interval, mirror=mirror)) for band in bands if band.interval is not None]
    found: list[Candidate] = []
    for at_better in (True, False):
        borders = []
        for (_, better), (worse_band, worse) in pairwise(measured):
            border = better.low if at_better else worse.high
            soft = worse_band.condition is not None and worse_band.condition.soft
            if not at_better and soft and worse.high < better.low and not whole:
                # 以下 leaves open who owns the figure; every other band of such a scale owns its lower figure.
                border = Cut(worse.high.value, False)
            borders.append(border)
        highs, lows = [frame.high, *borders], [*borders, frame.low]
        intervals = [
            (band.grade, _turn(Interval(low, high), mirror=mirror)) for (band, _), low, high in zip(measured, lows, highs, strict=True)
        ]
        if any(interval.empty for _, interval in intervals):
            continue
        texts = {grade: explicit(interval, domain, unit, whole=whole) for grade, interval in intervals}
        changes = tuple(
            (band.grade, texts[band.grade]) for band, _ in measured if band.interval != dict(intervals)[band.grade] or band.nested
        )
        reason = _reason(changes)
        if all(candidate.intervals != tuple(intervals) for candidate in found):
            found.append(Candidate(reason, tuple(intervals), changes))
    return tuple(found)


def _reason(changes: Sequence[tuple[str, str]]) -> str:
    return "，".join(f"“{grade}”改为“{text}”" for grade, text in changes) if changes else "各档不变"


def _ambiguities_of_cells(bands: Sequence[Band], unit: str) -> list[Ambiguity]:
    found = []
    missing = tuple(band.grade for band in bands if band.cell.blank)
    if missing:
        found.append(Ambiguity("band missing", f"{'、'.join(missing)}没有写标准；如果只分两档，应当写明", missing))
    double = tuple(band.grade for band in bands if len(band.cell.conditions) > 1)
    if double:
        found.append(Ambiguity("two indicators in one row", f"{'、'.join(double)}的格子里有不止一个标准，像是把两个指标写在一行", double))
    worded = tuple(band.grade for band in bands if band.cell.worded)
    if worded and any(band.condition for band in bands):
        found.append(Ambiguity("words among values", f"{'、'.join(worded)}写的是文字，其他档写的是数，无法放在一个尺度上", worded))
    elif worded:
        found.append(Ambiguity("words only", "各档只有文字，没有数值，评的时候要靠人判断", worded))
    stated = [band for band in bands if band.condition is not None]
    units = {band.condition.unit for band in stated if band.condition and band.condition.unit}
    if len(units) > 1:
        found.append(Ambiguity("unit differs", f"各档单位不同：{'、'.join(sorted(units))}", tuple(band.grade for band in stated)))
    bare = tuple(band.grade for band in stated if band.condition and not band.condition.unit and band.condition.value != 0)
    if bare:
        message = f"{'、'.join(bare)}没有写单位" + (f"，暂按“{unit}”理解" if unit else "")
        found.append(Ambiguity("unit missing", message, bare))
    backwards = tuple(band.grade for band in stated if band.condition and band.condition.reversed)
    if backwards:
        found.append(Ambiguity("range written backwards", f"{'、'.join(backwards)}的范围从大写到小", backwards))
    return found


def _ambiguities_of_values(
    bands: Sequence[Band], direction: Direction, gaps: Sequence[Interval], overlaps: Sequence[Overlap], unit: str, *, whole: bool
) -> list[Ambiguity]:
    found = []
    if direction is Direction.UNCLEAR:
        found.append(Ambiguity("direction unclear", "从各档看不出是越大越好还是越小越好"))
    elif direction is Direction.MIXED:
        found.append(Ambiguity("direction unclear", "各档没有按同一方向排列，看不出是越大越好还是越小越好"))
    single = tuple(band.grade for band in bands if band.condition is not None and band.condition.form is Form.POINT)
    if single and direction in (Direction.HIGHER, Direction.LOWER):
        floors = "下限（达到即属该档）" if direction is Direction.HIGHER else "上限（不超过即属该档）"
        code = "single values read as floors" if direction is Direction.HIGHER else "single values read as ceilings"
        found.append(Ambiguity(code, f"{'、'.join(single)}只写了一个数，暂按{floors}理解", single))
    nested = tuple(band.grade for band in bands if band.nested)
    if nested:
        found.append(Ambiguity("nested", f"{'、'.join(nested)}按字面包含了别的档，暂按逐档递进理解", nested))
    for gap in gaps:
        found.append(Ambiguity("gap", f"{phrase(gap, unit, whole=whole)}的值没有等级"))
    for overlap in overlaps:
        shared = phrase(overlap.interval, unit, whole=whole)
        if overlap.form != "nested":
            found.append(
                Ambiguity(f"overlap at {shared}", f"{shared}同时属于{overlap.better}和{overlap.worse}", (overlap.better, overlap.worse))
            )
    found.extend(_soft(band.grade, band.condition) for band in bands if band.condition is not None and band.condition.soft)
    return found


def _soft(grade: str, condition: Condition) -> Ambiguity:
    word = "以下" if "以下" in condition.text else "以上"
    return Ambiguity(
        f"{word} may include {condition.text.replace(word, '')}",
        f"{grade}“{condition.text}”是否含本数没有写明：民法典第一千二百五十九条的“{word}”含本数，特种设备安全监察条例第七十一条的“以下”不含",
        (grade,),
    )
