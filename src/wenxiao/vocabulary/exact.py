"""How does a number that somebody wrote become a whole number of small units, exactly or not at all?"""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

# Room for every amount there is, in 分 or ten-thousandths, and none for an exponent that would take minutes to write out: `1e999990`.
_ROOM = Context(prec=40, Emax=24, traps=[Inexact, InvalidOperation, Overflow])


class InexactError(ValueError):
    """No number, or one that is not a whole number of the unit, or beyond all measure."""


def exactly(value: int | str | Decimal, factor: int) -> int:
    """`value` × `factor` as a whole number. Raises InexactError; a number of more than 25 digits is refused as well."""
    try:
        product = _ROOM.multiply(Decimal(value), Decimal(factor))
        whole = int(product)
    except (ArithmeticError, ValueError):
        raise InexactError(f"{str(value)[:60]!r} × {factor}") from None
    if product != whole:
        raise InexactError(f"{value!r} × {factor}")
    return whole
