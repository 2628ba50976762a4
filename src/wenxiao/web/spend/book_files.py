"""How does a book become a file that Excel opens: the same figures as the page, sums that recompute, nothing that runs?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.utility import xl_range

from wenxiao.web.plan.services.workbook import XLSX
from wenxiao.web.trail import clock

# What a spreadsheet takes for the beginning of a formula, full-width forms too; a tab or line feed before it does not hide it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_000
Value = str | int | date | None


class Kind(Enum):
    """列的种类: money is 分 and shown in 元; a sum of money is a formula."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    PER_CENT = "per cent"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """列."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """表: rows as values by column. `summed`: a last row adds up the columns of money. `notes` stand below it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    summed: bool = True
    notes: Sequence[str] = field(default_factory=tuple)

    def sum_of(self, place: int) -> int:
        return sum(value for row in self.rows if isinstance(value := row[place], int))


def money(title: str) -> Column:
    return Column(title, Kind.MONEY, 16)


def xlsx(title: str, sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a page a sheet; `title` stands in its properties and above each table."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
    formats = {kind: book.add_format({"num_format": number, "valign": "top"}) for kind, number in _FORMATS.items()}
    quoted = book.add_format({"valign": "top", "quote_prefix": True})
    bold = {kind: book.add_format({"num_format": number, "bold": True, "top": 1}) for kind, number in _FORMATS.items()}
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "align": "center"})
    strong = book.add_format({"bold": True, "font_size": 14})
    for number, sheet in enumerate(sheets, 1):
        _write(book.add_worksheet(_page_name(sheet.title, number)), sheet, title, formats, bold, quoted, head, strong)
    book.close()
    return buffer.getvalue()


def plain_csv(sheets: Sequence[Sheet]) -> bytes:
    """UTF-8 with its mark, so that Excel reads it as what it is; several tables one below the other, each under its title."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        if len(sheets) > 1:
            writer.writerow([harmless(sheet.title)])
        writer.writerow([harmless(column.title) for column in sheet.columns])
        for row in _with_sums(sheet):
            writer.writerow([_told(column, value) for column, value in zip(sheet.columns, row, strict=True)])
    return text.getvalue().encode("utf-8-sig")


def download(kind: str, name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """`kind` is xlsx or csv; `name` without its ending."""
    content = xlsx(name, sheets) if kind == "xlsx" else plain_csv(sheets)
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return HttpResponse(
        content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text.lstrip(" \u3000\xa0").startswith(FORMULA_SIGNS) else text


_FORMATS = {Kind.TEXT: "@", Kind.MONEY: "#,##0.00", Kind.COUNT: "0", Kind.PER_CENT: '0"%"', Kind.DAY: "yyyy-mm-dd"}


def _write(page: Any, sheet: Sheet, title: str, formats: Any, bold: Any, quoted: Any, head: Any, strong: Any) -> None:
    page.write_string(0, 0, f"{title}：{sheet.title}" if sheet.title != title else title, strong)
    first = 2
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(1, place, column.title, head)
    for number, row in enumerate(sheet.rows, first):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _cell(page, number, place, column, value, formats, quoted)
    below = first + len(sheet.rows)
    if sheet.summed and sheet.rows:
        page.write_string(below, 0, "合计", bold[Kind.TEXT])
        for place, column in enumerate(sheet.columns):
            if column.kind is Kind.MONEY and place:
                total = Decimal(sheet.sum_of(place)).scaleb(-2)
                page.write_formula(below, place, f"=SUM({xl_range(first, place, below - 1, place)})", bold[Kind.MONEY], total)
        below += 1
    for number, note in enumerate(sheet.notes, below + 1):
        page.write_string(number, 0, note, quoted if note.startswith(FORMULA_SIGNS) else None)
    page.freeze_panes(first, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)


def _cell(page: Any, number: int, place: int, column: Column, value: Value, formats: Any, quoted: Any) -> None:
    if value is None or value == "":
        return
    if column.kind is Kind.DAY and isinstance(value, date):
        page.write_datetime(number, place, datetime(value.year, value.month, value.day), formats[Kind.DAY])
    elif isinstance(value, int):
        page.write_number(number, place, Decimal(value).scaleb(-2) if column.kind is Kind.MONEY else value, formats[column.kind])
    else:
        text = str(value)[:_LONGEST_CELL]
        page.write_string(number, place, text, quoted if harmless(text) != text else formats[Kind.TEXT])


def _with_sums(sheet: Sheet) -> Iterable[Sequence[Value]]:
    yield from sheet.rows
    if sheet.summed and sheet.rows:
        yield [
            "合计" if not place else sheet.sum_of(place) if column.kind is Kind.MONEY else None
            for place, column in enumerate(sheet.columns)
        ]


def _told(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{Decimal(value).scaleb(-2):f}" if column.kind is Kind.MONEY else str(value)
    return harmless(str(value)) if not isinstance(value, date) else value.isoformat()


def _page_name(title: str, number: int) -> str:
    """Excel refuses []:*?/\\ in the name of a page, and more than 31 characters."""
    plain = "".join("" if each in "[]:*?/\\'" else each for each in title)
    return plain[:31] or f"表 {number}"
