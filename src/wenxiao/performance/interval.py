"""Which values does a band cover, and what is left over or covered twice?

An interval runs from one *cut* to another; a cut lies just before or just after a value, so that every bracket is explicit and
gaps, overlaps and unions need only comparisons. Over whole numbers every cut is moved to "just before": (3, 5] is [4, 6).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

INFINITY = Decimal("Infinity")


class Cut(NamedTuple):
    """界: just before `value`, or just after it."""

    value: Decimal
    after: bool


class Interval(NamedTuple):
    """区间: everything between two cuts; infinite values stand for no bound."""

    low: Cut
    high: Cut

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        return cls(Cut(value, False), Cut(value, True))

    @classmethod
    def least(cls, value: Decimal, *, included: bool) -> Interval:
        return cls(Cut(value, not included), Cut(INFINITY, False))

    @classmethod
    def most(cls, value: Decimal, *, included: bool) -> Interval:
        return cls(Cut(-INFINITY, True), Cut(value, included))

    @property
    def empty(self) -> bool:
        return self.low >= self.high

    @property
    def is_point(self) -> bool:
        return self.low.value == self.high.value

    def contains(self, value: Decimal) -> bool:
        return self.low <= Cut(value, False) and Cut(value, True) <= self.high

    def meet(self, other: Interval) -> Interval:
        """What both cover; it may be empty."""
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def mirrored(self) -> Interval:
        """The same set with every value negated, so that "smaller is better" can be treated as "larger is better"."""
        return Interval(Cut(self.high.value.copy_negate(), not self.high.after), Cut(self.low.value.copy_negate(), not self.low.after))

    def on_whole_numbers(self) -> Interval:
        """The same whole numbers with every cut just before one of them. Only for whole bounds."""
        return Interval(_before(self.low), _before(self.high))


EVERYTHING = Interval(Cut(-INFINITY, True), Cut(INFINITY, False))


def uncovered(domain: Interval, covering: Iterable[Interval]) -> tuple[Interval, ...]:
    """The parts of `domain` that no interval covers, in ascending order."""
    gaps = []
    reached = domain.low
    for interval in sorted(covering, key=lambda each: each.low):
        if interval.empty:
            continue
        gap = Interval(reached, min(interval.low, domain.high))
        if not gap.empty:
            gaps.append(gap)
        reached = max(reached, interval.high)
    rest = Interval(reached, domain.high)
    return (*gaps, rest) if not rest.empty else tuple(gaps)


def phrase(interval: Interval, unit: str, *, whole: bool) -> str:
    """The interval in plain Chinese: `大于 60%、小于 80%`, `11 次`, `11 至 14 次`. `whole` where cuts are on whole numbers."""
    space = "" if unit in ("%", "‰", "") else " "
    low, high = interval.low, interval.high
    if whole:
        first, last = low.value, high.value - 1
        if last == first:
            return f"{figure(first)}{space}{unit}"
        if high.value == INFINITY:
            return f"{figure(first)}{space}{unit}及以上" if first != -INFINITY else "任何值"
        if first == -INFINITY:
            return f"{figure(last)}{space}{unit}及以下"
        return f"{figure(first)} 至 {figure(last)}{space}{unit}"
    if interval.is_point:
        return f"{figure(low.value)}{space}{unit}"
    parts = []
    if low.value != -INFINITY:
        parts.append(f"{'大于' if low.after else '不小于'} {figure(low.value)}{space}{unit}")
    if high.value != INFINITY:
        parts.append(f"{'不大于' if high.after else '小于'} {figure(high.value)}{space}{unit}")
    return "、".join(parts) or "任何值"


def explicit(interval: Interval, domain: Interval, unit: str, *, whole: bool) -> str:
    """The interval as a table cell that leaves nothing to interpretation: `低于60%`, `80%（含）-90%（不含）`, `11-14次`."""
    low = None if interval.low <= domain.low else interval.low
    high = None if interval.high >= domain.high else interval.high
    if whole:
        first, last = interval.low.value, interval.high.value - 1
        if first == last:
            return f"{figure(first)}{unit}"
        if high is None:
            return f"{figure(first)}{unit}（含）以上" if low is not None else "不限"
        return f"{figure(last)}{unit}（含）以下" if low is None else f"{figure(first)}-{figure(last)}{unit}"
    if interval.is_point:
        return f"{figure(interval.low.value)}{unit}"
    if low is None and high is None:
        return "不限"
    if low is None and high is not None:
        return f"{figure(high.value)}{unit}（含）以下" if high.after else f"低于{figure(high.value)}{unit}"
    if low is not None and high is None:
        return f"高于{figure(low.value)}{unit}" if low.after else f"{figure(low.value)}{unit}（含）以上"
    assert low is not None
    assert high is not None
    return f"{figure(low.value)}{unit}（{'不含' if low.after else '含'}）-{figure(high.value)}{unit}（{'含' if high.after else '不含'}）"


def brackets(interval: Interval, unit: str) -> str:
    """The interval in the notation of mathematics: `[90%, 100%)`."""
    if interval.is_point:
        return f"[{figure(interval.low.value)}{unit}]"
    low = "-∞" if interval.low.value == -INFINITY else f"{figure(interval.low.value)}{unit}"
    high = "+∞" if interval.high.value == INFINITY else f"{figure(interval.high.value)}{unit}"
    opening = "(" if interval.low.after else "["
    return f"{opening}{low}, {high}{']' if interval.high.after else ')'}"


def figure(value: Decimal) -> str:
    """`value` in plain digits without a superfluous tail."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _before(cut: Cut) -> Cut:
    return Cut(cut.value + 1, False) if cut.after and cut.value.is_finite() else Cut(cut.value, cut.after and not cut.value.is_finite())
