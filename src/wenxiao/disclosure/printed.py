"""How is a figure written down: in which unit, with how many decimals?

Tables are exact: as many decimals as their finest amount needs, two at least, the same in the whole table. Sentences round to two
decimals, halves up, but an amount that is not nothing is never written as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wenxiao.disclosure.figures import Figure, Measure, half_up
from wenxiao.vocabulary.shown import PLAIN, WAN, Unit, format_base

AT_LEAST = 2
FEN_DECIMALS = 6


def decimals_of(figures: Iterable[Figure], unit: Unit) -> int:
    """The decimals with which every amount among them is exact in the unit."""
    amounts = [figure.value for figure in figures if figure.measure is Measure.MONEY]
    return next(places for places in range(AT_LEAST, 13) if all(value * 10**places % unit.base == 0 for value in amounts))


def in_table(figure: Figure, unit: Unit, decimals: int) -> str:
    """An amount or a count; no table prints rates. `12,345.60` in 元, `1.23` in 万元; counts with the decimals they have."""
    if figure.measure is Measure.MONEY:
        return format_base(figure.value, unit, decimals, grouped=True)
    return format_base(figure.value, PLAIN, 0)


def number(figure: Figure, unit: Unit) -> Decimal:
    """The same as a number of the unit, exactly."""
    return Decimal(figure.value) / (unit.base if figure.measure is Measure.MONEY else PLAIN.base)


def in_sentence(figure: Figure) -> str:
    """`12.30万元`, `5`, `3.41%`. What counts are of, the sentence says."""
    if figure.measure is Measure.COUNT:
        return format_base(figure.value, PLAIN, 0)
    if figure.measure is Measure.RATE:
        return f"{_rounded(figure.value, 100, AT_LEAST)}%"
    if not figure.value:
        return "0万元"
    # 0.00 万元 would tell of nothing where there is something.
    places = next(
        places
        for places in range(AT_LEAST, FEN_DECIMALS + 1)
        if places == FEN_DECIMALS or half_up(abs(figure.value) * 10**places, WAN.base)
    )
    return f"{_rounded(abs(figure.value), WAN.base, places)}万元"


def is_rounded(figure: Figure) -> bool:
    """Whether a sentence tells less than the exact amount."""
    return figure.measure is Measure.MONEY and figure.value * 10**AT_LEAST % WAN.base != 0


def _rounded(value: int, base: int, places: int) -> str:
    whole, fraction = divmod(half_up(value * 10**places, base), 10**places)
    return f"{whole}.{fraction:0{places}d}"
