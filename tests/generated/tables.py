"""How do sums by code and by fund become the rows of a table?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generated.budget import Economic, Item
from generated.writing import Figure, Hand, Piece
from wenxiao.catalogue.codes import economic_name, function_name

Measure = tuple[str, Callable[[Item], int]]


@dataclass(frozen=True, slots=True)
class Ruling:
    """How one document's tables are written: the hand, whether nothing is printed as blank, and codes in one column or in three."""

    hand: Hand
    blank: bool = True
    segments: int = 1

    def cell(self, value: int, states: str) -> Piece:
        if not value and self.blank:
            return ""
        return self.hand.amount(value, states)

    def code(self, code: str, width: int = 3) -> list[Piece]:
        if self.segments == 1:
            return [code]
        parts = [code[:3], code[3:5], code[5:7]][:width]
        return list(parts)


def by_function(ruling: Ruling, items: Sequence[Item], measures: Sequence[Measure], *, total: str = "first") -> Iterator[list[Piece]]:
    """类, 款 and 项 with the sums of their items in each measure, and the row 合计 first or last."""
    whole: list[Piece] = [*ruling.code("", 3), "合计", *(ruling.cell(sum(map(of, items)), f"合计·{name}") for name, of in measures)]
    if total == "first":
        yield whole
    codes = sorted({item.code[:length] for item in items if any(of(item) for _, of in measures) for length in (3, 5, 7)})
    for code in codes:
        below = [item for item in items if item.code.startswith(code)]
        name = below[0].name if len(code) == 7 else function_name(code) or code
        yield [
            *ruling.code(code, 3),
            name,
            *(ruling.cell(sum(map(of, below)), f"{code}·{measure}") for measure, of in measures),
        ]
    if total == "last":
        if ruling.segments == 3:
            whole[0], whole[3] = "合计", ""
        yield whole


def by_economy(ruling: Ruling, economic: Sequence[Economic], *, total: str = "first") -> Iterator[list[Piece]]:
    """类 and 款 with 合计, 人员经费 and 公用经费."""

    def cells(below: Sequence[Economic], states: str) -> list[Piece]:
        personal = sum(each.amount for each in below if each.personal)
        public = sum(each.amount for each in below if not each.personal)
        return [
            ruling.cell(personal + public, f"{states}·合计"),
            ruling.cell(personal, f"{states}·人员经费"),
            ruling.cell(public, f"{states}·公用经费"),
        ]

    whole = [*ruling.code("", 2), "合计", *cells(economic, "合计")]
    if total == "first":
        yield whole
    for code in sorted({each.code[:length] for each in economic for length in (3, 5)}):
        below = [each for each in economic if each.code.startswith(code)]
        yield [*ruling.code(code, 2), economic_name(code) or code, *cells(below, code)]
    if total == "last":
        if ruling.segments == 3:
            whole[0], whole[2] = "合计", ""
        yield whole


def nothing(item: Item) -> int:
    """The measure of a column that this unit has no money in."""
    return 0 * item.total


def categories(items: Sequence[Item], of: Callable[[Item], int]) -> list[tuple[str, str, int]]:
    """(code, name, sum) of every 类 with money."""
    found = []
    for code in sorted({item.code[:3] for item in items}):
        amount = sum(of(item) for item in items if item.code.startswith(code))
        if amount:
            found.append((code, function_name(code) or code, amount))
    return found


__all__ = ["Figure", "Measure", "Ruling", "by_economy", "by_function", "categories", "nothing"]
