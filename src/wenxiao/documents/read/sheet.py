"""Which parts of a worksheet are tables, and which rows are titles, notes and sentences?

- An empty row ends a block, unless a merged cell reaches across it.
- Rows with a single filled cell above the first row of several are text (title, 单位：万元); so are lines of captions with a
  colon (编制部门：… 单位：万元), each cell by itself.
- Below the first row of several, a single filled cell is a row of its table (a heading between figures, an item without
  figures), unless it is merged over most of the width, or names the unit, and what follows looks like a new head, without figures.
- At the end of a block, a merged line over most of the width, a remark (注：…) or a sentence is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.documents.read.numbering import Numbering

_CAPTION = re.compile(r"(?!\s*其中)[^：:]*[：:]\s*\S")
_UNIT = re.compile(r"\s*(?:金额|计量|货币)?\s*单\s*位\s*[：:]")
_REMARK = re.compile(r"\s*(?:注|备注|说明|附注)\s*\d*\s*[：:、.]")
_FIGURE = re.compile(r"[-+(（]?[\d,，]+(?:\.\d+)?[%％)）]?")


@dataclass(slots=True)
class Sheet:
    """工作表: the filled cells of a worksheet by 0-based (row, column), and its merged ranges (first row, first column, last row,
    last column), inclusive."""

    index: int
    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    number: int
    columns: list[int]


def append_sheet(document: Document, sheet: Sheet, numbering: Numbering) -> None:
    """Append the blocks of a sheet to a document."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged if bottom >= top and right >= left}
    filled = {place: end for place, end in spans.items() if place in sheet.cells}
    for block in _runs(sheet, filled):
        for part in _parts(sheet, filled, block):
            if isinstance(part, _Row):
                document.blocks.extend(_text(sheet, part.number, column) for column in part.columns)
            else:
                document.blocks.append(_table(sheet, spans, filled, part, numbering))


def _runs(sheet: Sheet, spans: dict[tuple[int, int], tuple[int, int]]) -> list[list[_Row]]:
    """Filled rows that follow one another, with nothing between them but what a merged cell covers."""
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        by_row.setdefault(row, []).append(column)
    runs: list[list[_Row]] = []
    reached = -2
    for number, columns in by_row.items():
        if number > reached + 1:
            runs.append([])
        runs[-1].append(_Row(number, columns))
        reached = max(reached, number, *(spans[number, column][0] for column in columns if (number, column) in spans))
    return runs


def _parts(sheet: Sheet, spans: dict[tuple[int, int], tuple[int, int]], rows: list[_Row]) -> list[_Row | list[_Row]]:
    """A run cut into rows that are text and lists of rows that are tables."""
    covered = _covered_rows(spans, rows)

    def is_single(row: _Row) -> bool:
        return len(row.columns) == 1 and row.number not in covered

    several = [row for row in rows if not is_single(row)] or rows
    width = _right(spans, several) - min(row.columns[0] for row in several) + 1

    def is_wide(row: _Row) -> bool:
        right = spans.get((row.number, row.columns[0]), (0, row.columns[0]))[1]
        return right > row.columns[0] and (right - row.columns[0] + 1) * 3 >= width * 2

    def is_caption(row: _Row) -> bool:
        if len(row.columns) > 3 or row.number in covered:
            return False
        texts = [sheet.cells[row.number, column] for column in row.columns]
        if all(map(_CAPTION.match, texts)):
            return len(texts) * 2 <= width
        # "单位：万元" may also be the corner of a head; but a head fills its width.
        filled = sum(spans.get((row.number, column), (0, column))[1] - column + 1 for column in row.columns)
        return filled < width and any(map(_UNIT.match, texts))

    # For each row: is the next row of several cells a head, without a figure?
    before_head: list[bool] = []
    head = False
    for row in reversed(rows):
        before_head.append(head)
        if not is_single(row):
            head = not any(_FIGURE.fullmatch(sheet.cells[row.number, column].strip()) for column in row.columns)
    before_head.reverse()

    parts: list[_Row | list[_Row]] = []
    table: list[_Row] = []
    for index, row in enumerate(rows):
        text = sheet.cells[row.number, row.columns[0]]
        if not table:
            is_text = is_single(row) or is_caption(row)
        else:
            is_text = is_single(row) and (is_wide(row) or _UNIT.match(text) is not None) and before_head[index]
        if is_text:
            table = []
            parts.append(row)
        elif not table:
            table = [row]
            parts.append(table)
        else:
            table.append(row)
    if table:
        tail: list[_Row] = []
        while len(table) > 1 and is_single(table[-1]) and (is_wide(table[-1]) or _is_remark(_only(sheet, table[-1]))):
            tail.append(table.pop())
        parts.extend(reversed(tail))
    return parts


def _is_remark(text: str) -> bool:
    return _REMARK.match(text) is not None or text.rstrip().endswith("。")


def _only(sheet: Sheet, row: _Row) -> str:
    return sheet.cells[row.number, row.columns[0]]


def _right(spans: dict[tuple[int, int], tuple[int, int]], rows: list[_Row]) -> int:
    return max(spans.get((row.number, column), (0, column))[1] for row in rows for column in row.columns)


def _covered_rows(spans: dict[tuple[int, int], tuple[int, int]], rows: list[_Row]) -> set[int]:
    """Rows that share a vertically merged cell with another row."""
    covered: set[int] = set()
    numbers = [row.number for row in rows]
    for row in rows:
        bottom = max(spans.get((row.number, column), (row.number, 0))[0] for column in row.columns)
        if bottom > row.number:
            covered.update(number for number in range(row.number, min(bottom, numbers[-1]) + 1))
    return covered


def _text(sheet: Sheet, row: int, column: int) -> Text:
    return Text(sheet.cells[row, column].strip(), origin=(sheet.index, row, column))


def _table(
    sheet: Sheet,
    spans: dict[tuple[int, int], tuple[int, int]],
    filled: dict[tuple[int, int], tuple[int, int]],
    rows: list[_Row],
    numbering: Numbering,
) -> Table:
    top, left = rows[0].number, min(row.columns[0] for row in rows)
    right = _right(filled, rows)
    bottom = max(filled.get((row.number, column), (row.number, 0))[0] for row in rows for column in row.columns)
    height, width = bottom - top + 1, right - left + 1
    number = numbering.next_table(height, width)
    hidden: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            place = (row, column)
            if place in hidden:
                continue
            last_row, last_column = row, column
            if place in spans:
                last_row, last_column = min(spans[place][0], bottom), min(spans[place][1], right)
                hidden.update((r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1))
            cells.append(
                Cell(
                    sheet.cells.get(place, "").strip(),
                    row - top + 1,
                    column - left + 1,
                    last_row - row + 1,
                    last_column - column + 1,
                    origin=(sheet.index, row, column),
                )
            )
    return Table(cells, number, height, width, name=sheet.name)
