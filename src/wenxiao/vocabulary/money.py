"""What is an amount of money, and how is it kept exact?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wenxiao.vocabulary.exact import InexactError, exactly

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000


class InexactMoneyError(ValueError):
    """An amount that cannot be held as a whole number of 分."""

    def __init__(self, value: object) -> None:
        super().__init__(f"金额“{value}”不能精确到分：请给出整数分，或不超过分的元、万元数（文本或 Decimal，不用浮点数）")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """金额: an exact amount as an integer number of 分. Floats are refused everywhere."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise InexactMoneyError(self.fen)

    @classmethod
    def yuan(cls, value: int | str | Decimal) -> Money:
        """`value` in 元. Raises InexactMoneyError for a float or for anything finer than a 分."""
        return cls(_exact(value, FEN_PER_YUAN))

    @classmethod
    def wan(cls, value: int | str | Decimal) -> Money:
        """`value` in 万元. Raises InexactMoneyError for a float or for anything finer than a 分."""
        return cls(_exact(value, FEN_PER_WAN))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + _fen(other))

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - _fen(other))

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __abs__(self) -> Money:
        return Money(abs(self.fen))

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise InexactMoneyError(count)
        return Money(self.fen * count)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        """The amount in 元 with two decimals and thousands separators: `1,234.50`."""
        sign, fen = ("-", -self.fen) if self.fen < 0 else ("", self.fen)
        return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def _fen(other: object) -> int:
    if not isinstance(other, Money):
        raise InexactMoneyError(other)
    return other.fen


def _exact(value: object, factor: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise InexactMoneyError(value)
    try:
        return exactly(value, factor)
    except InexactError:
        raise InexactMoneyError(value) from None
