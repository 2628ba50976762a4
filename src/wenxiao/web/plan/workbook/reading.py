"""What did a person write into which cell of a returned workbook? Within bounds, and without believing any cached result.

The file is a stranger's: it is opened as a package first (`documents.read.archive`), which refuses what is broken, locked or made to
burst, and its size and rows are limited before openpyxl builds a tree of it.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import openpyxl

from wenxiao.documents.blocks import UnreadableError
from wenxiao.documents.read.archive import Archive
from wenxiao.web.plan.workbook.form import FIRST_ROW, HEAD_ROW, KEYS, SHEETS, Sheet

LARGEST = 5 * 1024 * 1024
MOST_CELLS = 300_000
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
# What XML cannot hold at all. Other escapes openpyxl has undone already.
_ESCAPED = re.compile("_x00([01][0-9A-Fa-f])_")


class WorkbookError(ValueError):
    """The file as a whole cannot be taken. The message is one Chinese sentence."""


class Written(NamedTuple):
    """格子里写的: a text, a number, a boolean, a date, or None; `format` is the number format it is shown with."""

    value: Any
    format: str = "General"

    @property
    def blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def formula(self) -> str:
        """The formula that stands in the cell, or nothing."""
        return self.value.formula if isinstance(self.value, Formula) else ""


class Formula(NamedTuple):
    formula: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """读到的一行: its number, and what stands in each column of the form by field."""

    number: int
    cells: dict[str, Written]

    def filled(self, sheet: Sheet) -> bool:
        """Whether a person wrote anything into it."""
        return any(not self.cells[column.field].blank for column in sheet.columns if column.typed or column.field == "code")


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    keys: list[tuple[str, ...]]
    rows: dict[str, tuple[ReadRow, ...]]


def read_workbook(name: str, content: bytes) -> ReadWorkbook:
    """Raises WorkbookError with the one thing that keeps the whole file from being read."""
    book = open_workbook(name, content)
    missing = [sheet.name for sheet in SHEETS if sheet.name not in book.sheetnames]
    if missing or KEYS not in book.sheetnames:
        wanted = "、".join(f"“{each}”" for each in missing or [KEYS])
        raise WorkbookError(f"文件里没有工作表{wanted}：请上传从“站所工作簿”页面下载的那一份，不要改工作表的名称")
    keys = [
        tuple("" if value is None else str(value) for value in row) for row in book[KEYS].iter_rows(max_row=MOST_KEYS, values_only=True)
    ]
    rows = {sheet.name: tuple(_rows(book[sheet.name], sheet)) for sheet in SHEETS}
    return ReadWorkbook([_without_blank_end(row) for row in keys if any(row)], rows)


MOST_KEYS = 2_000


def open_workbook(name: str, content: bytes) -> Any:
    """The workbook of openpyxl, formulas as formulas. Raises WorkbookError."""
    if len(content) > LARGEST:
        raise WorkbookError(f"文件有 {len(content) / 1024 / 1024:.1f} 兆，最大 {LARGEST // 1024 // 1024} 兆：请不要在工作簿里插图片")
    try:
        archive = Archive(name, content)
        cells = 0
        for part in sorted(archive.names):
            if part.endswith((".xml", ".rels")):
                archive.xml(part)
                cells += len(_CELL.findall(archive.part(part))) if "worksheets/" in part else 0
    except UnreadableError as error:
        raise WorkbookError(f"打不开这个文件：{error}") from error
    if cells > MOST_CELLS:
        raise WorkbookError(f"工作簿里有 {cells} 个格子，最多读 {MOST_CELLS} 个：请从新下载的工作簿开始填，不要整列设格式")
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions it does not keep (another program's validations): nothing that we read.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:
        # openpyxl has no error of its own for a package that is well-formed but not a workbook: whatever it stumbles over is told as that.
        raise WorkbookError("打不开这个文件：它不是完整的 xlsx 工作簿，请用 Excel 或 WPS 打开后另存为 xlsx 再上传") from error


def _rows(page: Any, sheet: Sheet) -> Iterator[ReadRow]:
    heads = [_text(page.cell(HEAD_ROW, place).value).removesuffix("*").strip() for place in range(1, len(sheet.columns) + 1)]
    for column, head in zip(sheet.columns, heads, strict=True):
        if head != column.title:
            raise WorkbookError(
                f"“{sheet.name}”表第 {HEAD_ROW} 行的表头应当是“{column.title}”，现在是“{head[:40]}”：不要改表头，不要插入、删除或移动列"
            )
    if page.max_row > FIRST_ROW + sheet.most and any(number >= FIRST_ROW + sheet.most for number, _ in _filled(page)):
        raise WorkbookError(f"“{sheet.name}”表最多 {sheet.most} 行，后面还有内容：请分开上传，或删去多余的内容")
    last = min(page.max_row, FIRST_ROW + sheet.most - 1)
    for cells in page.iter_rows(min_row=FIRST_ROW, max_row=last, max_col=len(sheet.columns)) if last >= FIRST_ROW else ():
        found = {column.field: _written(cell) for column, cell in zip(sheet.columns, cells, strict=True)}
        yield ReadRow(cells[0].row, found)


def _filled(page: Any) -> Iterator[tuple[int, int]]:
    """Places of the cells that hold something, without making those that do not exist."""
    return ((row, column) for (row, column), cell in page._cells.items() if cell.value is not None)


def _written(cell: Any) -> Written:
    value = cell.value
    if cell.data_type == "f":
        # Array formulas are objects that hold their text.
        return Written(Formula(str(getattr(value, "text", value) or "=")), cell.number_format)
    return Written(_text(value) if isinstance(value, str) else value, cell.number_format)


def _text(value: Any) -> str:
    """A text as the person sees it: what XML cannot hold is escaped in the file."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)) if value is not None else ""


def _without_blank_end(row: tuple[str, ...]) -> tuple[str, ...]:
    last = max((place for place, text in enumerate(row) if text), default=-1)
    return row[: last + 1]
