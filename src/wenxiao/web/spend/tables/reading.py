"""What stands in the columns of a table that somebody else made, in CSV or xlsx?

Columns are recognised by the words of their heads, wherever the head row is among the first rows. The file is a stranger's: its size is
limited, formulas are not believed, and a number of which a spreadsheet has kept only 15 digits is told and not taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from wenxiao.vocabulary.exact import InexactError, exactly
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import NotPlainError, plain_number, shortened
from wenxiao.web.plan.workbook.reading import LARGEST as LARGEST_FILE
from wenxiao.web.plan.workbook.reading import Formula, WorkbookError, open_workbook
from wenxiao.web.spend.elements import LARGEST

HEAD_AMONG = 12
MOST_TEXT = 1000
# From here on a spreadsheet has replaced digits by zeros.
_EXACT_DIGITS = 15


class TableError(ValueError):
    """The file as a whole cannot be taken. The message is one Chinese sentence."""


class Column(NamedTuple):
    """一栏: `words` are heads it goes under, the surest first; `required` where the table cannot be read without it."""

    field: str
    title: str
    words: tuple[str, ...]
    required: bool = True


class CellFault(NamedTuple):
    """错误: in which row and cell, and a Chinese sentence of what is wrong and what to do."""

    row: int
    cell: str
    column: str
    why: str

    @property
    def sentence(self) -> str:
        return f"第 {self.row} 行（{self.cell}）{self.column}：{self.why}"


@dataclass(slots=True)
class TableRow:
    """读到的一行: the texts by field, and where each stands. `merged` are the fields whose cell was joined to another and has no text."""

    number: int
    texts: dict[str, str]
    cells: dict[str, str]
    faults: dict[str, str]
    merged: frozenset[str] = frozenset()

    @property
    def blank(self) -> bool:
        return not any(self.texts.values()) and not self.faults


@dataclass(slots=True)
class Table:
    """读到的表: the rows in which something stands; `columns` are those that were found."""

    rows: list[TableRow]
    columns: dict[str, Column]
    faults: list[CellFault] = field(default_factory=list)

    def wrong(self, row: TableRow, name: str, why: str) -> None:
        column = self.columns.get(name)
        self.faults.append(CellFault(row.number, row.cells.get(name, f"{row.number} 行"), column.title if column else "", why))


class _Cell(NamedTuple):
    text: str
    fault: str = ""
    merged: bool = False


def read_table(name: str, content: bytes, columns: Sequence[Column], *, most: int) -> Table:
    """The rows below the head. Raises TableError with the one thing that keeps the whole file from being read."""
    if not content:
        raise TableError("文件是空的")
    if len(content) > LARGEST_FILE:
        raise TableError(f"文件有 {len(content) / 1024 / 1024:.1f} 兆，最大 {LARGEST_FILE // 1024 // 1024} 兆")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("这是旧的 xls 格式：请用 Excel 或 WPS 打开后另存为 xlsx 再上传")
    sheets = _xlsx(name, content) if content.startswith(b"PK") else [_csv(content)]
    best = ""
    for rows in sheets:
        for place, cells in enumerate(rows[:HEAD_AMONG]):
            found, missing = _heads([each.text for each in cells], columns)
            if not missing:
                return _table(rows[place + 1 :], place + 2, found, columns, most)
            if found and not best:
                best = "、".join(f"“{column.title}”" for column in missing)
    wanted = best or "、".join(f"“{column.title}”" for column in columns if column.required)
    raise TableError(f"没有找到列名{wanted}：请在前 {HEAD_AMONG} 行里留一行列名")


def money(text: str) -> int:
    """分 of an amount as people write it. Raises ValueError with a Chinese sentence."""
    plain = text.replace("，", ",").strip().removesuffix("元").removeprefix("¥").removeprefix("￥").strip()
    try:
        fen = exactly(plain_number(plain), 100)
    except (NotPlainError, InexactError):
        raise ValueError(f"“{shortened(text)}”不是金额：请写元数，最多到分，如 1234.56") from None
    if not 0 < fen <= LARGEST:
        raise ValueError(
            f"“{shortened(text)}”：金额应当大于零，不超过 {Money(LARGEST)} 元" if fen > 0 else f"“{shortened(text)}”：金额应当大于零"
        )
    return fen


def day(text: str) -> date:
    """A day as banks and people write it. Raises ValueError with a Chinese sentence."""
    digits = text.strip().split(" ")[0].split("T")[0]
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(digits, form).date()
        except ValueError:
            continue
    raise ValueError(f"“{shortened(text)}”不是日期：请写成 2026-02-20")


def _table(rows: list[list[_Cell]], first: int, found: dict[str, int], columns: Sequence[Column], most: int) -> Table:
    titles = {column.field: column for column in columns if column.field in found}
    read: list[TableRow] = []
    table = Table(read, titles)
    for number, cells in enumerate(rows, first):
        texts, faults = {}, {}
        for name, place in found.items():
            cell = cells[place] if place < len(cells) else _Cell("")
            texts[name] = cell.text
            if cell.fault:
                faults[name] = cell.fault
        places = {name: f"{get_column_letter(place + 1)}{number}" for name, place in found.items()}
        merged = frozenset(name for name, place in found.items() if place < len(cells) and cells[place].merged)
        row = TableRow(number, texts, places, faults, merged)
        if row.blank:
            continue
        if len(read) == most:
            raise TableError(f"一份文件最多 {most} 行，第 {number} 行以后还有内容：请分开上传")
        read.append(row)
        for name, why in faults.items():
            table.wrong(row, name, why)
    if not read:
        raise TableError("列名下面没有内容")
    return table


def _heads(heads: list[str], columns: Sequence[Column]) -> tuple[dict[str, int], list[Column]]:
    """Field → place. An exact word wins over one contained, an earlier word over a later; no cell serves two columns."""
    plain = ["".join(head.split()).rstrip("*＊").removesuffix("（元）").removesuffix("(元)") for head in heads]
    found: dict[str, int] = {}
    for exact in (True, False):
        for column in columns:
            if column.field in found:
                continue
            for word in column.words:
                places = [
                    place for place, head in enumerate(plain)
                    if place not in found.values() and head and (head == word if exact else word in head and len(head) <= 20)
                ]  # fmt: skip
                if places:
                    found[column.field] = places[0]
                    break
    return found, [column for column in columns if column.required and column.field not in found]


def _csv(content: bytes) -> list[list[_Cell]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise TableError("读不出这个文件的文字：请上传 xlsx，或用 Excel、WPS 另存为 CSV（UTF-8）再上传")
    if "\0" in text:
        raise TableError("文件里有看不见的字符，不像是 CSV：请上传 xlsx 或 CSV")
    lines = text.splitlines()[:HEAD_AMONG]
    delimiter = max((",", "\t", ";", "|"), key=lambda sign: sum(line.count(sign) for line in lines))
    try:
        return [[_typed(value) for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error:
        raise TableError("CSV 文件的引号或换行不完整：请用 Excel、WPS 重新另存，或上传 xlsx") from None


def _xlsx(name: str, content: bytes) -> list[list[list[_Cell]]]:
    try:
        book = open_workbook(name, content)
    except WorkbookError as error:
        raise TableError(str(error)) from error
    return [list(_sheet(page)) for page in book.worksheets if page.sheet_state == "visible"]


def _sheet(page: object) -> Iterator[list[_Cell]]:
    for cells in page.iter_rows(max_col=min(60, page.max_column)):  # type: ignore[attr-defined]
        yield [_written(cell) for cell in cells]


def _written(cell: object) -> _Cell:
    if isinstance(cell, MergedCell):
        return _Cell("", merged=True)
    value = cell.value  # type: ignore[attr-defined]
    if cell.data_type == "f":  # type: ignore[attr-defined]
        return _Cell("", "这一格是公式，结果可能不是最新的：请复制后“选择性粘贴为数值”")
    if value is None:
        return _Cell("")
    if isinstance(value, bool | Formula | time):
        return _Cell("", "这一格不是文字，也不是数：请设成“文本”再填")
    if isinstance(value, datetime | date):
        return _Cell(value.strftime("%Y-%m-%d"))
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if not number.is_finite():
            return _Cell("", "这一格不是数：请重新填写")
        text = f"{number:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if len(text.partition(".")[0].lstrip("-")) > _EXACT_DIGITS:
            return _Cell("", f"这一格是数字格式，第 {_EXACT_DIGITS} 位以后可能已经变成 0：请设成“文本”，再重新填写")
        return _Cell(text)
    return _typed(str(value))


def _typed(text: str) -> _Cell:
    # ="6222…" and a leading apostrophe are how spreadsheets are kept from taking an account for a number.
    text = text.strip().strip("\t")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = " ".join(text.removeprefix("'").split())
    if len(text) > MOST_TEXT:
        return _Cell("", f"最多 {MOST_TEXT} 个字，现有 {len(text)} 个")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        return _Cell("", "里面有看不见的字符：请重新填写")
    if _scientific(text):
        return _Cell("", f"“{text}”是科学计数法，后面的数字已经丢了：请设成“文本”，再重新填写")
    return _Cell(text)


def _scientific(text: str) -> bool:
    first, sign, last = text.upper().partition("E+")
    return bool(sign) and first.replace(".", "", 1).isdigit() and last.isdigit()
