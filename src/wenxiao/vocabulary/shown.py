"""What does a printed figure mean: which exact value, in which unit, and which interval of true values does it stand for?

A figure is read into *base units*, always whole numbers: money in 分, percentages in parts per million (1 % = 10,000),
anything counted or measured in ten-thousandths (1 辆 = 10,000). A printed figure stands for the interval of half a unit in
its last printed place on either side, as in XBRL Calculations 1.1; a figure printed to the 分 is exact.
"""

from __future__ import annotations

from typing import NamedTuple

MONEY, PERCENT, COUNT = "money", "percent", "count"


class Unit(NamedTuple):
    """单位: a unit as printed, its dimension, and how many base units one of it is."""

    name: str
    dimension: str
    base: int


YUAN = Unit("元", MONEY, 100)
WAN = Unit("万元", MONEY, 100 * 10_000)
YI = Unit("亿元", MONEY, 100 * 100_000_000)
PER_CENT = Unit("%", PERCENT, 10_000)
POINT = Unit("个百分点", PERCENT, 10_000)
PLAIN = Unit("", COUNT, 10_000)

MONEY_UNITS = {
    unit.name: unit
    for unit in (YUAN, WAN, YI, Unit("千元", MONEY, 100_000), Unit("百万元", MONEY, 100_000_000), Unit("千万元", MONEY, 10**9))
}

_CLEAN = str.maketrans("０１２３４５６７８９．，－﹣−–（）％＋　", "0123456789.,----()%+ ", " \t\u00a0\u2002\u2003\u3000\n")


class NotAFigureError(ValueError):
    """A text that is no single figure."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是一个数")


class Shown(NamedTuple):
    """数值表述: a figure as printed. `value` in base units of `unit.dimension`; `decimals` are the printed ones."""

    text: str
    value: int
    unit: Unit
    decimals: int

    @property
    def step(self) -> int:
        """One unit of the last printed place in base units; 0 where the figure is exact (money to the 分, whole things)."""
        step: int = self.unit.base // 10**self.decimals
        if self.unit.dimension == MONEY:
            return 0 if step <= 1 else step
        if self.unit.dimension == COUNT and self.decimals == 0:
            return 0
        return step

    @classmethod
    def parse(cls, text: str, unit: Unit) -> Shown:
        """Read one figure: half- or full-width digits, 千分位, a sign or accounting brackets, a trailing %.

        Raises NotAFigureError where `text` is anything else, or finer than the base unit can hold.
        """
        clean = text.translate(_CLEAN)
        if clean.endswith("%"):
            clean, unit = clean[:-1], PER_CENT
        negative = False
        if clean.startswith("(") and clean.endswith(")"):
            clean, negative = clean[1:-1], True
        if clean[:1] in "+-" and clean:
            negative ^= clean[0] == "-"
            clean = clean[1:]
        whole, point, fraction = clean.partition(".")
        if "," in whole:
            groups = whole.split(",")
            if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
                raise NotAFigureError(text)
            whole = "".join(groups)
        digits = whole + fraction
        if not whole or not digits.isascii() or not digits.isdigit() or (point and not fraction) or len(digits) > 30:
            raise NotAFigureError(text)
        scaled = int(digits) * unit.base
        value, rest = divmod(scaled, 10 ** len(fraction))
        if rest:
            raise NotAFigureError(text)
        return cls(text, -value if negative else value, unit, len(fraction))

    def printed(self, value: int) -> str:
        """`value` (base units) written the way this figure was: same unit, decimals and 千分位; more decimals if it needs them."""
        return format_base(value, self.unit, self.decimals, grouped="," in self.text or "，" in self.text)


def format_base(value: int, unit: Unit, decimals: int, *, grouped: bool = False) -> str:
    """`value` in base units as a figure of `unit` without the unit's name; never rounds: decimals grow where needed."""
    sign, magnitude = ("-", -value) if value < 0 else ("", value)
    while decimals < 12 and (magnitude * 10**decimals) % unit.base:
        decimals += 1
    scaled = magnitude * 10**decimals // unit.base
    whole, fraction = divmod(scaled, 10**decimals)
    head = f"{whole:,}" if grouped else str(whole)
    return f"{sign}{head}.{fraction:0{decimals}d}" if decimals else f"{sign}{head}"
