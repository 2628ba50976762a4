"""How would a person have written the one figure where the other was meant?

Costs are minus the natural logarithm of how often a kind of slip is met, up to a constant: the table of keying slips in
docs/concepts.md (neighbours swapped, one digit wrong, one lost or doubled, the point moved, the unit or the direction word taken
wrong, a figure of the neighbouring row, column or year left standing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wenxiao.facts.model import Fact
from wenxiao.vocabulary.shown import MONEY


class Slip(NamedTuple):
    """笔误: what happened, in words for the reader, and how unlikely it is."""

    reason: str
    cost: float


DIRECTION = Slip("增减方向写反", 0.6)
SWAPPED = Slip("相邻两位数字写反", 1.0)
ONE_DIGIT = Slip("一位数字写错", 1.3)
LOST_DIGIT = Slip("漏写一位数字", 1.8)
EXTRA_DIGIT = Slip("多写一位数字", 1.8)
POINT = Slip("小数点错位", 1.6)
UNIT = Slip("元与万元用错", 1.5)
ALIEN_UNIT = Slip("元与万元用错", 0.4)  # 3 元 in a sentence of 万元
NEIGHBOUR = Slip("写成了邻近一格（行、列错位）的数", 2.0)
ADJACENT = Slip(NEIGHBOUR.reason, 1.3)
LAST_YEAR = Slip("沿用了上年的数", 1.6)
ZERO_FOR_VALUE = Slip("应有数而写作 0", 2.6)
TWO_DIGITS = Slip("两位数字写错", 3.2)
OTHER = Slip("与其他各处推算的数不同", 4.5)


def slip(fact: Fact, value: int, neighbours: Sequence[Fact] = ()) -> Slip:
    """The likeliest slip that turned `value` (meant) into what `fact` shows (printed).

    `neighbours` are figures that may have been copied in its place.
    """
    shown = fact.shown
    assert shown is not None
    if value == -fact.value and fact.direction is not None and fact.direction.sign:
        return DIRECTION
    written, meant = _digits(shown.printed(abs(fact.value))), _digits(shown.printed(abs(value)))
    best = _of_digits(written, meant, abs(fact.value), abs(value), shown.unit.dimension)
    turned = (value < 0) != (fact.value < 0) and value != 0 and fact.value != 0
    if turned:
        # A wrong word and a wrong figure at once are two slips.
        best = Slip(best.reason + "，增减方向也不对", best.cost + DIRECTION.cost + 2.0)
    if best is UNIT and _unlike_its_sentence(fact, neighbours):
        best = ALIEN_UNIT
    for other in neighbours:
        if other is not fact and abs(other.value) == abs(fact.value) and fact.value and other.shown is not None:
            reason = LAST_YEAR if _year_before(fact, other) else ADJACENT if _is_adjacent(fact, other) else NEIGHBOUR
            if reason.cost + 2.0 * turned < best.cost:
                best = reason
    return best


def slipped_from(fact: Fact) -> Iterator[int]:
    """Every value that one slip of the hand turns into what `fact` shows: the point or the unit, a swap, a digit wrong, lost or doubled."""
    shown = fact.shown
    assert shown is not None
    sign = -1 if fact.value < 0 else 1
    for factor in (10, 100, 10_000):
        yield fact.value * factor
        # An amount below 0.01 万元 is no likely meaning of a larger one.
        if fact.value % factor == 0 and (shown.unit.dimension != MONEY or abs(fact.value) >= factor * 10_000):
            yield fact.value // factor
    place, rest = divmod(shown.unit.base, 10**shown.decimals)
    if rest or not place or fact.value % place:
        return
    digits = str(abs(fact.value) // place)
    for index, digit in enumerate(digits):
        head, tail = digits[:index], digits[index + 1 :]
        if tail:
            yield sign * place * int(head + tail[0] + digit + tail[1:])
            yield sign * place * int(head + tail)  # a digit too many
        for other in "0123456789":
            yield sign * place * int(head + other + tail)
            yield sign * place * int(head + other + digit + tail)  # a digit lost
    yield from (sign * place * int(digits + other) for other in "0123456789")


def _of_digits(written: str, meant: str, value: int, intended: int, dimension: str) -> Slip:
    if len(written) == len(meant):
        different = [index for index in range(len(written)) if written[index] != meant[index]]
        if len(different) == 1:
            return ONE_DIGIT
        if len(different) == 2:
            first, second = different
            if second == first + 1 and written[first] == meant[second] and written[second] == meant[first]:
                return SWAPPED
    if dimension == MONEY and value and (value == intended * 10_000 or intended == value * 10_000):
        return UNIT
    if value and intended and _is_power_of_ten(value, intended):
        return POINT
    if value == 0:
        return ZERO_FOR_VALUE
    if len(written) + 1 == len(meant) and _one_removed(meant, written):
        return LOST_DIGIT  # 0.23 for 30.23 too, where the zero becomes the first
    written, meant = written.lstrip("0"), meant.lstrip("0")
    if len(written) + 1 == len(meant) and _one_removed(meant, written):
        return LOST_DIGIT
    if len(written) == len(meant) + 1 and _one_removed(written, meant):
        return EXTRA_DIGIT
    if len(written) == len(meant) and sum(one != other for one, other in zip(written, meant, strict=True)) == 2:
        return TWO_DIGITS
    return OTHER


def _digits(text: str) -> str:
    return text.replace(",", "").replace("-", "").replace(".", "")


def _one_removed(longer: str, shorter: str) -> bool:
    return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))


def _is_power_of_ten(value: int, intended: int) -> bool:
    small, large = sorted((value, intended))
    while small < large:
        small *= 10
    return small == large


def _unlike_its_sentence(fact: Fact, neighbours: Sequence[Fact]) -> bool:
    """Is the figure the only one of its unit among the amounts of its sentence?"""
    around = [other for other in neighbours if other is not fact and other.source.line == fact.source.line and other.shown is not None]
    amounts = [other.shown.unit for other in around if other.shown is not None and other.shown.unit.dimension == MONEY]
    return bool(amounts) and fact.shown is not None and fact.shown.unit not in amounts


def _year_before(fact: Fact, other: Fact) -> bool:
    return other.period is not None and fact.period is not None and other.period < fact.period and other.concept == fact.concept


def _is_adjacent(fact: Fact, other: Fact) -> bool:
    """Do the two stand in cells that touch?"""
    here, there = fact.source, other.source
    if here.table is None or here.table != there.table or here.row is None or there.row is None:
        return False
    if here.column is None or there.column is None:
        return False
    return abs(here.row - there.row) + abs(here.column - there.column) == 1
