"""Where along a picture does an amount stand, and how long is its bar?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# What is not zero is seen, however small.
THINNEST = 1.5


class Axis(NamedTuple):
    """轴: a straight scale that always holds zero. `unit` is the length of one."""

    zero: float
    unit: float

    @classmethod
    def over(cls, values: Iterable[int], left: float, right: float) -> Axis:
        """The scale on which all `values` and zero lie between `left` and `right`."""
        values = [0, *values]
        low, high = min(values), max(values)
        unit = (right - left) / (high - low) if high > low else 0.0
        return cls(left - low * unit, unit)

    def at(self, value: int) -> float:
        return self.zero + value * self.unit

    def bar(self, value: int) -> tuple[float, float]:
        """Left end and length of the bar of `value`; nothing for zero, THINNEST at least for anything else."""
        length = max(abs(value) * self.unit, THINNEST) if value else 0.0
        return (self.zero if value >= 0 else self.zero - length), length
