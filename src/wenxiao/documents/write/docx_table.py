"""How is a table laid out in a Word file: columns, merged cells, rows that stay together, a size at which the figures fit?

Lengths are twips (1/20 pt), sizes half points.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import ceil

from wenxiao.documents.manuscript import Cell, Kind, Table, placed
from wenxiao.documents.write.columns import LARGEST, length_in_type, set_on_paper
from wenxiao.documents.write.markup import escaped, lines

_FIGURES = frozenset((Kind.AMOUNT, Kind.COUNT))
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_ABOVE = 28  # and below a cell's text
_ROW_HEIGHT = 397
_LINE_OF_SIZE = 1.45
# Up to so many rows, a table and the rows beside one merged cell are kept on one page.
_MOST_ROWS = 12
_LAST_ROWS = 3
# Nothing is kept together that holds a text of so many lines: a page takes some thirty, and would be left half empty.
_MOST_LINES = 20

Rows = tuple[tuple[Cell, ...], ...]


def table_xml(table: Table, width: int) -> str:
    """The table over the whole width. Raises ValueError where a row does not fill its columns."""
    return _Layout(table, width).xml()


class _Layout:
    """排版: how large the text of a table is, and where its columns begin and end."""

    def __init__(self, table: Table, width: int) -> None:
        self._table = table
        self._columns = len(table.widths)
        setting = set_on_paper(table, width / 20)
        # Sizes are half points in the format; a size too small for any reader is not made smaller by rounding.
        self._size, self._side = max(2, int(setting.size * 2)), round(setting.inset * 20)
        # Rounded where they end, so that the columns add up to the width to the twip.
        self._edges = [0, *(round(reached * width / sum(setting.widths)) for reached in accumulate(setting.widths))]

    def xml(self) -> str:
        table = self._table
        borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
        free = {"top": _ABOVE, "left": self._side, "bottom": _ABOVE, "right": self._side}
        margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in free.items())
        # Word takes the widths from the cells, LibreOffice from the grid: both have them.
        grid = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(self._edges))
        # What a screen reader calls it.
        named = f'<w:tblCaption w:val="{escaped(table.title)}"/>' if table.title else ""
        return "".join(
            (
                f'<w:tbl><w:tblPr><w:tblW w:w="{self._edges[-1]}" w:type="dxa"/><w:jc w:val="center"/>',
                f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>',
                '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
                f"{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
                *self._rows(table.head, is_head=True),
                *self._rows(table.body, is_head=False),
                "</w:tbl>",
            )
        )

    def _width(self, cell: Cell, column: int) -> int:
        return self._edges[column + cell.column_span] - self._edges[column]

    def _line_count(self, cell: Cell, column: int, size: int) -> int:
        """How many lines the text of a cell will about take."""
        room = self._width(cell, column) - 2 * self._side
        on_a_line = max(room // (size * 10), 1)
        return sum(max(ceil(length_in_type(line) / on_a_line), 1) for line in cell.text.split("\n"))

    def _rows(self, rows: Rows, *, is_head: bool) -> Iterator[str]:
        """The rows in XML. In the format every row has a cell at every place: where one goes on from above, an empty one that says so."""
        laid: list[dict[int, tuple[Cell, bool]]] = [{} for _ in rows]
        high: set[int] = set()
        led_on: set[int] = set()
        for row, column, cell in placed(rows, self._columns):
            reached = range(row, row + cell.row_span)
            for down in reached:
                laid[down][column] = (cell, down == row)
            led_on.update(reached[:-1])
            if self._line_count(cell, column, self._size) > _MOST_LINES:
                high.update(reached)
        kept = set() if is_head else self._kept(len(rows), led_on, high)
        heights = self._head_heights(rows) if is_head else [_ROW_HEIGHT] * len(rows)
        properties = "" if self._size == 2 * LARGEST else f'<w:rPr><w:sz w:val="{self._size}"/><w:szCs w:val="{self._size}"/></w:rPr>'
        repeated = "<w:tblHeader/>" if is_head else ""
        for number, places in enumerate(laid):
            whole = "" if number in high else "<w:cantSplit/>"
            keep = "<w:keepNext/>" if number in kept else ""
            yield f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{heights[number]}" w:hRule="atLeast"/>{repeated}</w:trPr>'
            for column in sorted(places):
                cell, begins = places[column]
                style = "TableHead" if is_head else "TableFigure" if cell.kind in _FIGURES else "TableText"
                span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
                merge = "" if cell.row_span == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
                # In the middle of what goes over a page a text would stand where nobody looks for it, or be cut.
                middle = "" if cell.row_span > _MOST_ROWS or number in high else '<w:vAlign w:val="center"/>'
                text = run(cell.text, properties) if begins and cell.text else ""
                yield (
                    f'<w:tc><w:tcPr><w:tcW w:w="{self._width(cell, column)}" w:type="dxa"/>{span}{merge}{middle}</w:tcPr>'
                    f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{text}</w:p></w:tc>'
                )
            yield "</w:tr>"

    def _head_heights(self, rows: Rows) -> list[int]:
        """How high the head's rows must be for their words. Where they are repeated, LibreOffice would cut what a merged cell lacks."""
        heights = [_ROW_HEIGHT] * len(rows)
        cells = sorted(placed(rows, self._columns), key=lambda one: one[2].row_span)
        for row, column, cell in cells:
            needed = round(self._line_count(cell, column, self._size) * self._size * 10 * _LINE_OF_SIZE) + 2 * _ABOVE
            last = row + cell.row_span - 1
            heights[last] = max(heights[last], needed - sum(heights[row:last]))
        return heights

    def _kept(self, height: int, led_on: set[int], high: set[int]) -> set[int]:
        """The rows that stay on one page with the next: all but the last of a small table; of a large one, those that a merged cell
        leads on from, if they are few, and the last ones, that none stands alone."""
        if high.isdisjoint(range(height)) and height + len(self._table.head) <= _MOST_ROWS:
            return set(range(height - 1))
        last = range(max(height - _LAST_ROWS, 0), height - 1)
        kept = set(last) if high.isdisjoint(last) else set()
        first = 0
        for row in range(height):
            if row not in led_on:
                together = range(first, row)
                if len(together) < _MOST_ROWS and high.isdisjoint(together):
                    kept.update(together)
                first = row + 1
        return kept


def run(text: str, properties: str = "") -> str:
    """A text with its line breaks."""
    texts = (f'<w:t xml:space="preserve">{line}</w:t>' for line in lines(text))
    return f"<w:r>{properties}{'<w:br/>'.join(texts)}</w:r>"
