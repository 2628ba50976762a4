"""How is a drawn disclosure put down, so that the place of every figure in it is known?"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

FEN = {"元": 100, "万元": 1_000_000}
UP, DOWN = "增加", "减少"
GROWS, FALLS = "增长", "下降"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or word that states something: where it stands, what it states, and its exact value.

    `line` is 1-based, `start` and `end` are offsets in it. `kind` is amount, percent, count, direction or unit. `value` is in 分,
    in hundredths of a per cent, a whole count, or the sign of a direction. Figures of one `claim` speak of one quantity in the roles
    current, previous, change and rate (and, for words, the role they belong to). A cell has its table, row and column.
    """

    text: str
    kind: str
    states: str
    value: int
    unit: str = ""
    line: int = 0
    start: int = 0
    end: int = 0
    claim: int = 0
    role: str = ""
    last_year: int | None = None
    table: int = 0
    row: int = 0
    column: int = 0


Piece = str | Figure


@dataclass(frozen=True, slots=True)
class Hand:
    """How one writer prints amounts: unit, 千分位, zeros at the end dropped or not, a space before the unit or not."""

    unit: str = "万元"
    grouped: bool = False
    trimmed: bool = False
    spaced: bool = False

    def text(self, value: int) -> str:
        """`value` 分 to two decimals of the unit, halves away from zero."""
        return decimal_text(half_up(value * 100, FEN[self.unit]), grouped=self.grouped, trimmed=self.trimmed)

    def amount(self, value: int, states: str, **more: object) -> Figure:
        return Figure(self.text(value), "amount", states, value, self.unit, **more)  # type: ignore[arg-type]

    def money(self, value: int, states: str, **more: object) -> list[Piece]:
        """The amount and its unit, which is a figure of its own: it can be taken wrong too."""
        gap = " " if self.spaced else ""
        return [self.amount(value, states, **more), gap, Figure(self.unit, "unit", states, value, self.unit)]

    def count(self, value: int, states: str, word: str) -> list[Piece]:
        return [Figure(str(value), "count", states, value, word), (" " if self.spaced else "") + word]


@dataclass(slots=True)
class Page:
    """The text being written, line by line, with its figures."""

    lines: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    claims: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    tables: int = 0
    rows: int = 0

    def line(self, *pieces: Piece | Iterable[Piece], separator: str = "") -> None:
        """One line of prose or cells."""
        text = ""
        for position, piece in enumerate(_flat(pieces)):
            if position and separator:
                text += separator
            if isinstance(piece, Figure):
                self.figures.append(
                    replace(
                        piece,
                        line=len(self.lines) + 1,
                        start=len(text),
                        end=len(text) + len(piece.text),
                        table=self.tables if separator else 0,
                        row=self.rows if separator else 0,
                        column=position + 1 if separator else 0,
                    )
                )
                text += piece.text
            else:
                text += piece
        self.lines.append(text)

    def say(self, *pieces: Piece | Iterable[Piece]) -> None:
        """A paragraph, with a blank line after it."""
        self.line(*pieces)
        self.lines.append("")

    def table(self, title: str, unit: str, above: Iterable[str], header: Iterable[str], rows: Iterable[Iterable[Piece]]) -> None:
        """A titled table: header rows as tab-separated text, then the rows."""
        self.say(title)
        for text in above:
            self.say(text)
        if unit:
            self.say(f"单位：{unit}")
        self.tables += 1
        self.rows = 0
        self.lines.extend(header)
        for row in rows:
            self.rows += 1
            self.line(*row, separator="\t")
        self.lines.append("")

    def compared(
        self, hand: Hand, states: str, current: int, previous: int, *, year: int, tells: str, lead: str = "", amount: bool = True
    ) -> list[Piece]:
        """`current` 万元，比 2024 年的 `previous` 万元增加 … 万元，增长 …%. `tells` holds p, c, r for what is told besides `current`."""
        claim = next(self.claims)
        gap = " " if hand.spaced else ""
        pieces: list[Piece] = list(hand.money(current, states, claim=claim, role="current", last_year=previous)) if amount else []
        pause = "，" if amount else ""
        if current == previous:
            return [*pieces, f"{pause}与上年持平"]
        up = current > previous
        change = abs(current - previous)
        if "p" in tells:
            pieces += [
                f"{pause}{lead}比 {year - 1} 年的{gap}",
                *hand.money(previous, states + "上年", claim=claim, role="previous"),
            ]
        else:
            pieces.append(f"{pause}{lead}比上年")
        if "c" in tells:
            pieces += [
                Figure(UP if up else DOWN, "direction", states + "增减额", 1 if up else -1, claim=claim, role="change"),
                gap,
                *hand.money(change, states + "增减额", claim=claim, role="change"),
            ]
        if "r" in tells and previous:
            pieces += [
                "，" if "c" in tells else "",
                Figure(GROWS if up else FALLS, "direction", states + "增减率", 1 if up else -1, claim=claim, role="rate"),
                gap,
                percent(change, previous, states + "增减率", claim=claim, role="rate"),
                "%",
            ]
        return pieces


def percent(part: int, whole: int, states: str, **more: object) -> Figure:
    """part ÷ whole in per cent to two decimals, halves up."""
    hundredths = half_up(part * 10_000, whole)
    return Figure(decimal_text(hundredths), "percent", states, hundredths, "%", **more)  # type: ignore[arg-type]


def half_up(numerator: int, denominator: int) -> int:
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def decimal_text(hundredths: int, *, grouped: bool = False, trimmed: bool = False) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole:,}" if grouped else str(whole)
    fraction = f"{rest:02d}"
    if trimmed:
        fraction = fraction.rstrip("0")
    return ("-" if hundredths < 0 else "") + (f"{text}.{fraction}" if fraction else text)


def _flat(pieces: Iterable[Piece | Iterable[Piece]]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, str | Figure):
            yield piece
        else:
            yield from piece
