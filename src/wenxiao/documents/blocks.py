"""What is a document once it has been read, whatever its format?

A reader gives *what is printed*, in reading order, and joins nothing: a sentence cut by a page is two `Text`s, a table cut by a
page is two `Table`s (`facts.stitch` joins them, the same way for every format).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Text:
    """段: one printed line (txt, md, pdf) or one paragraph (docx, html, xlsx).

    `origin` is the reader's own address of this text, which an annotating writer uses: for pdf the index of each character
    among its page's characters (-1 for a character that is not on the page), for docx the index of the `w:p` among all `w:p` of
    the body in document order, for xlsx `(sheet index, row, column)` 0-based.

    `left` and `right` are where a printed line begins and ends on its page, in points, None where the format has no places.
    """

    text: str
    line: int | None = None
    page: int | None = None
    origin: Sequence[int] = ()
    left: float | None = None
    right: float | None = None


@dataclass(slots=True)
class Cell:
    """单元格: `row` and `column` are 1-based places in the grid, spans count grid places. `text` keeps inner line breaks as `\\n`.

    `origin` as in `Text` (docx: one index for each paragraph of the cell).
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    line: int | None = None
    page: int | None = None
    origin: Sequence[int] = ()


@dataclass(slots=True)
class Table:
    """表: cells in reading order. Empty cells are present with text `""`. `spans_known` is False where the format cannot show
    merged cells (txt), so that an empty header cell may mean "as on the left"."""

    cells: list[Cell]
    number: int
    height: int
    width: int
    line: int | None = None
    page: int | None = None
    name: str = ""
    spans_known: bool = True

    def grid(self) -> list[list[int]]:
        """For each row and column the index into `cells` of the cell that covers the place, -1 where none does."""
        places = [[-1] * self.width for _ in range(self.height)]
        for index, cell in enumerate(self.cells):
            for row in range(cell.row - 1, min(cell.row - 1 + cell.row_span, self.height)):
                for column in range(cell.column - 1, min(cell.column - 1 + cell.column_span, self.width)):
                    places[row][column] = index
        return places


@dataclass
class Document:
    """文档: the blocks of one file in reading order. `reread(block, cell)` reads one place again by another way and gives its
    text, or None where the format has no second way."""

    path: str
    format: str
    sha256: str
    blocks: list[Text | Table] = field(default_factory=list)
    pages: int | None = None
    reread: Callable[[int, int | None], str | None] | None = None


class UnreadableError(Exception):
    """A file that cannot be read. The message is one plain Chinese sentence for the person who chose the file."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}：{reason}")
        self.path = path
        self.reason = reason
