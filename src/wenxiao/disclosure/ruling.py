"""How do figures become the cells of a table, with what each is the sum of?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wenxiao.disclosure.figures import Axis, Figure, Figures, Measure, Slice, name_of
from wenxiao.disclosure.printed import decimals_of, in_table, number
from wenxiao.documents.manuscript import Cell, Kind, Place, Table
from wenxiao.vocabulary.shown import MONEY_UNITS, WAN

TOTAL = "合计"


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure where it stands in a table: the cells it is the sum of, and whether nothing is printed as a zero."""

    figure: Figure
    sum_of: tuple[Place, ...] = ()
    zero: bool = False
    row_span: int = 1


Item = str | Figure | Entry | Cell
Row = Sequence[Item]


@dataclass(frozen=True, slots=True)
class Column:
    """栏: its slice of the money, None for what this unit has none of; or the columns of the table, from 0, that it adds up."""

    title: str
    slice: Slice | None
    across: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """栏 of any figure: what it has under a code, None for what this unit has none of; or the columns, from 0, that it adds up."""

    of: Callable[[str], Figure] | None
    across: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """表样 without its rows: the header's rows of cells, the columns' widths."""

    title: str
    head: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    unit: str
    name: str
    landscape: bool = False


def ruled(form: Form, rows: Sequence[Row], note: str = "") -> Table:
    """The table with every amount of it in the same decimals."""
    unit = MONEY_UNITS.get(form.unit, WAN)
    entries = [_entry(item) for row in rows for item in row if isinstance(item, Figure | Entry)]
    decimals = decimals_of((entry.figure for entry in entries), unit)

    def cell(item: Item) -> Cell:
        if isinstance(item, str):
            return Cell(item)
        if isinstance(item, Cell):
            return item
        entry = _entry(item)
        figure = entry.figure
        kind = Kind.AMOUNT if figure.measure is Measure.MONEY else Kind.COUNT
        if not figure.value and not entry.zero:
            return Cell("", kind, row_span=entry.row_span, fact=figure.id)
        return Cell(in_table(figure, unit, decimals), kind, number(figure, unit), entry.row_span, sum_of=entry.sum_of, fact=figure.id)

    body = tuple(tuple(cell(item) for item in row) for row in rows)
    return Table(form.title, form.head, body, form.widths, form.unit, note, form.name, form.landscape)


def header(*rows: str) -> tuple[tuple[Cell, ...], ...]:
    """Cells from `科目|预算数||` lines: an empty place is covered by the cell on its left, or, marked `^`, by the one above it."""
    grid = [row.split("|") for row in rows]
    return tuple(
        tuple(_header_cell(grid, row, column) for column, text in enumerate(texts) if text not in ("", "^"))
        for row, texts in enumerate(grid)
    )


def by_code(figures: Figures, base: Slice, columns: Sequence[Column], *lengths: int, first: int = 2) -> list[Row]:
    """合计, then each code of these lengths with its name; `first` is the number of the column the amounts begin in.

    A code's amount is the sum of the codes one level below it, but a column that adds others up adds them in every row.
    """

    def measured(part: Slice) -> Callable[[str], Figure]:
        return lambda code: figures.spent(part.below(code))

    own = [Measured(measured(column.slice) if column.slice else None, column.across) for column in columns]
    return coded(base.axis, figures.codes(base, *lengths), own, *lengths, first=first)


def coded(axis: Axis, codes: Sequence[str], columns: Sequence[Measured], *lengths: int, first: int = 2) -> list[Row]:
    """合计, then each of the codes, which are of these lengths, as `by_code` sets them."""
    codes = ["", *codes]
    rows: list[Row] = []
    for code in codes:
        below = [row for row, other in enumerate(codes) if _parent(other, lengths) == code and other]
        cells: list[Item] = []
        for place, column in enumerate(columns, first):
            if column.of is None:
                cells.append(Cell("", Kind.AMOUNT))
                continue
            across = tuple((len(rows), other) for other in column.across)
            down = tuple((row, place) for row in below)
            cells.append(Entry(column.of(code), across or down))
        rows.append([Cell(code, Kind.CODE), _name(axis, code), *cells])
    return rows


def _header_cell(grid: list[list[str]], row: int, column: int) -> Cell:
    down = right = 1
    while row + down < len(grid) and grid[row + down][column] == "^":
        down += 1
    while column + right < len(grid[row]) and grid[row][column + right] == "":
        right += 1
    return Cell(grid[row][column], row_span=down, column_span=right)


def _parent(code: str, lengths: Sequence[int]) -> str:
    shorter = [length for length in lengths if length < len(code)]
    return code[: max(shorter)] if shorter else ""


def _name(axis: Axis, code: str) -> str:
    if not code:
        return TOTAL
    return name_of(axis, code)


def _entry(item: Figure | Entry) -> Entry:
    return item if isinstance(item, Entry) else Entry(item)


def column_of(rows: Sequence[int], column: int) -> tuple[Place, ...]:
    return tuple((row, column) for row in rows)


def numbered(rows: Sequence[Row]) -> Iterator[Row]:
    """序号 before each row."""
    for position, row in enumerate(rows, 1):
        yield [Cell(str(position), Kind.CODE), *row]


def side_by_side(left: list[Row], right: list[Row], no_left: Row, no_right: Row) -> list[Row]:
    """Two lists of rows beside each other, the shorter filled up."""
    height = max(len(left), len(right))
    return [[*(left[row] if row < len(left) else no_left), *(right[row] if row < len(right) else no_right)] for row in range(height)]
