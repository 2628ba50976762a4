"""Where in a document does a statement stand?"""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """出处: a place in a document. Coordinates are 1-based and None where the format has none.

    `text` is the sentence, line or cell as printed; `start`/`end` are offsets of the figure or phrase in `text`.
    `address` is the cell's own name in a workbook (`收入表!C9`), by which a person finds it there. `block`/`cell` are 0-based
    indexes into `Document.blocks` and that table's `cells`, and `at` is the offset of the figure in that block's (or cell's) own
    text: with them a report finds the exact place again.
    """

    text: str = ""
    label: str = ""
    line: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None
    block: int | None = None
    cell: int | None = None
    at: int | None = None
    address: str = ""

    @property
    def figure(self) -> str:
        """The marked part of `text`, or all of it."""
        return self.text if self.start is None else self.text[self.start : self.end]

    def where(self) -> str:
        """The place in plain Chinese: `第 60 行`, `第 9 页 表 3 第 4 行第 5 列`."""
        if self.address:
            return f"单元格 {self.address}"
        parts = []
        if self.page is not None:
            parts.append(f"第 {self.page} 页")
        if self.line is not None:
            parts.append(f"第 {self.line} 行")
        if self.table is not None and self.line is None:
            parts.append(f"表 {self.table}")
            if self.row is not None:
                parts.append(f"第 {self.row} 行" + (f"第 {self.column} 列" if self.column is not None else ""))
        return " ".join(parts)
