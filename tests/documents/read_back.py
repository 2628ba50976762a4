"""What do our own readers make of what our writers wrote, in the words of a manuscript?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from wenxiao.documents.blocks import Document, Text
from wenxiao.documents.manuscript import Cell
from wenxiao.documents.read import read

Rows = tuple[tuple[Cell, ...], ...]


def read_back(name: str, content: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        return read(file)


def blocks_of(document: Document) -> list[str | Rows]:
    """Texts, and tables as rows of bare cells with their spans."""
    found: list[str | Rows] = []
    for block in document.blocks:
        if isinstance(block, Text):
            found.append(block.text)
            continue
        rows: list[list[Cell]] = [[] for _ in range(block.height)]
        for cell in block.cells:
            rows[cell.row - 1].append(Cell(cell.text, row_span=cell.row_span, column_span=cell.column_span))
        found.append(tuple(map(tuple, rows)))
    return found


def bare(rows: Rows) -> Rows:
    """The rows with what every format keeps: text and spans."""
    return tuple(tuple(Cell(cell.text, row_span=cell.row_span, column_span=cell.column_span) for cell in row) for row in rows)
