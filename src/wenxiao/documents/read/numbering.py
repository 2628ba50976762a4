"""Which number does the next table of a document get, and does the document still fit into memory?"""

from __future__ import annotations

from dataclasses import dataclass

from wenxiao.documents.blocks import UnreadableError

MOST_CELLS = 1_000_000
"""Grid places of all tables of a document: far above any disclosure, well below a machine's memory."""


@dataclass(slots=True)
class Numbering:
    """表号: counts tables from 1, and the grid places that they take."""

    path: str
    tables: int = 0
    places: int = 0

    def next_table(self, height: int, width: int) -> int:
        """The number of a table of this size. Raises UnreadableError where the tables grow beyond all measure."""
        self.tables += 1
        self.places += height * width
        if self.places > MOST_CELLS:
            raise too_large(self.path)
        return self.tables


def too_large(path: str) -> UnreadableError:
    return UnreadableError(path, "表格大得不正常（超过一百万格），请删去多余的空行空列，另存为新的 docx 或 xlsx 再读")
