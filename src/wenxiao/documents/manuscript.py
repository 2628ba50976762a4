"""What is a document before it is written, whatever the format will be?

A manuscript says what stands where and what it is; how it looks (fonts, margins, page numbers) each writer knows by itself
(GB/T 9704-2012 for what is printed). `documents.blocks` is the other end of the way: what a reader makes of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """标题. `level` 1 is a chapter (一、), 2 a section (（一）), 3 and 4 what is below (1. and (1)); the number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """自然段: one paragraph of plain text in one line."""

    text: str


class Kind(Enum):
    """单元格里是什么: decides how it is set (figures to the right) and how a spreadsheet keeps it."""

    TEXT = "text"
    CODE = "code"
    AMOUNT = "amount"
    COUNT = "count"


Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格. `text` is what is printed, `value` the same as a number in the table's unit, where it is one.

    `sum_of` are the places (row and column of the table's body, from 0) of which the value is the sum: a spreadsheet then adds them up
    itself. `fact` names the figure, the same wherever it is printed: a page leads from it to what it was derived from.
    """

    text: str = ""
    kind: Kind = Kind.TEXT
    value: Decimal | None = None
    row_span: int = 1
    column_span: int = 1
    sum_of: tuple[Place, ...] = ()
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """表: `head` rows are repeated on every page. A row names the cells that begin in it, from the left; a place that a span from above
    covers has none. `widths` are the columns' shares of the page. `unit` (万元) is printed above the table on the right, "" for none;
    `note` below it: what an empty table says of itself. `name` is the file's or sheet's name for it."""

    title: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    unit: str = ""
    note: str = ""
    name: str = ""
    landscape: bool = False

    def unit_line(self) -> str:
        """How the unit is printed, in every format: 单位：万元; "" for none."""
        return f"单位：{self.unit}" if self.unit else ""


Part: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Manuscript:
    """稿. `title` stands on top in the middle, `author` (the unit's full name) and `dated` (成文日期, 2023年3月1日) where the format has
    a place for them; `parts` in reading order."""

    title: str
    author: str
    parts: tuple[Part, ...]
    dated: str = ""

    def tables(self) -> Iterator[Table]:
        return (part for part in self.parts if isinstance(part, Table))


def placed(rows: tuple[tuple[Cell, ...], ...], width: int) -> Iterator[tuple[int, int, Cell]]:
    """Each cell with the row and column, from 0, at which it begins. Raises ValueError where a row does not fill the width exactly."""
    free = [0] * width  # The row from which on each column is free.
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while column < width and free[column] > row:
                column += 1
            covered = range(column, column + cell.column_span)
            if covered.stop > width:
                raise ValueError(f"row {row} does not fill {width} columns")
            if any(free[at] > row for at in covered):
                raise ValueError(f"row {row}: two cells at column {column}")
            for at in covered:
                free[at] = row + cell.row_span
            yield row, column, cell
            column = covered.stop
        if any(start <= row for start in free):
            raise ValueError(f"row {row} does not fill {width} columns")
    if any(start > len(rows) for start in free):
        raise ValueError("a cell reaches below the last row")
