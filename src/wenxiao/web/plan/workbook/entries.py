"""What does a workbook say about a project? The same shape whether it comes from the library or from a person's cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenxiao.control.chain import canonical, digest
from wenxiao.web.plan.workbook.form import INDICATOR_SHEET, LINE_SHEET, PROJECT_SHEET, Sheet

Values = Mapping[str, Any]
"""By the field of the column: texts, whole numbers (金额 in 分, 数量 in ten-thousandths), ids of lists, booleans, None where blank."""


def fields_of(sheet: Sheet) -> tuple[str, ...]:
    """What is compared and imported: everything a person fills in, but not which project a row belongs to."""
    return tuple(column.field for column in sheet.columns if column.typed and column.field != "project")


@dataclass(frozen=True, slots=True)
class Row:
    """行: a row's values and its number in the sheet (0 where it has none yet)."""

    values: Values
    number: int = 0


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """一个项目在工作簿里的样子. `code` is empty for a new one; `editable` false for one that has been sent up."""

    code: str
    row: Row
    lines: tuple[Row, ...] = ()
    indicators: tuple[Row, ...] = ()
    state: str = "新项目"
    editable: bool = True
    edition: int = 0

    @property
    def name(self) -> str:
        return str(self.row.values["name"] or "")

    @property
    def digest(self) -> str:
        """Of its content alone: two entries that say the same have the same, wherever they stand."""
        content = {
            "project": plain(PROJECT_SHEET, self.row),
            "lines": [plain(LINE_SHEET, row) for row in self.lines],
            "indicators": [plain(INDICATOR_SHEET, row) for row in self.indicators],
        }
        return digest(canonical(content))


def tidy(text: str) -> str:
    """A text as a cell can hold it: one kind of line end, no control characters, nothing blank around it."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def plain(sheet: Sheet, row: Row) -> dict[str, Any]:
    """What is compared of a row: its fields, texts tidied."""
    found = {name: row.values.get(name) for name in fields_of(sheet)}
    return {name: tidy(value) if isinstance(value, str) else value for name, value in found.items()}
