"""How does a list of payees look as a workbook, and what did somebody write into one?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter

from wenxiao.vocabulary.personal import masked_account, masked_id_number, masked_name
from wenxiao.web.spend.models import Appropriation
from wenxiao.web.spend.queries.payees import MOST, PayeeEntry
from wenxiao.web.spend.tables.reading import CellFault, Column, Table, TableError, money, read_table
from wenxiao.web.trail.refusal import Refusal

COLUMNS = (
    Column("name", "姓名", ("姓名", "户名", "收款人")),
    Column("id_number", "身份证号", ("身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证")),
    Column("account", "账号", ("账号", "帐号", "银行账号", "收款账号", "卡号", "一卡通", "账户")),
    Column("amount", "金额", ("金额", "实发金额", "发放金额", "实发", "应发", "补贴金额")),
    Column("bank", "开户银行", ("开户银行", "开户行", "银行"), required=False),
    Column("note", "备注", ("备注", "说明"), required=False),
    Column("appropriation", "支出指标", ("支出指标",), required=False),
)
_WIDTHS = {"name": 12, "id_number": 22, "account": 26, "amount": 14, "bank": 24, "note": 20, "appropriation": 40}
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#A6A6A6"}
_HEAD_ROW = 3
_SPARE = 200


class Read(NamedTuple):
    """读到的名单: the rows as entries, where each stood, and every cell that cannot be taken."""

    entries: list[PayeeEntry]
    table: Table
    faults: list[CellFault]


def read_payees(name: str, content: bytes, lines: Sequence[Appropriation]) -> Read:
    """`lines` are those the request is charged to, found in the column 支出指标 by their titles. Raises TableError."""
    table = read_table(name, content, COLUMNS, most=MOST)
    by_title = {str(line): line for line in lines}
    entries = []
    for row in table.rows:
        texts = {column.field: row.texts.get(column.field, "") for column in COLUMNS}
        amount, line = 0, None
        if "amount" not in row.faults:
            try:
                amount = money(texts["amount"]) if texts["amount"] else 0
            except ValueError as error:
                table.wrong(row, "amount", str(error))
        if texts["appropriation"]:
            line = by_title.get(texts["appropriation"])
            if line is None:
                table.wrong(
                    row, "appropriation", f"这笔申请没有从“{texts['appropriation'][:40]}”列支：请从模板的下拉列表里选，或改申请的列支"
                )
        entries.append(PayeeEntry(texts["name"], texts["id_number"], texts["account"], texts["bank"], amount, texts["note"], line))
    return Read(entries, table, table.faults)


def faults_placed(refusals: Iterable[Refusal], read: Read) -> list[CellFault]:
    """What was refused of the entries (`payees.<n>.<field>`), by the rows and cells of the file; of cells told already, nothing more."""
    told = {(each.row, each.column) for each in read.faults}
    placed = list(read.faults)
    for refusal in refusals:
        _, place, name = refusal.field.split(".") if refusal.field.count(".") == 2 else ("", "", "")
        if not place:
            placed.append(CellFault(0, "", "", refusal.sentence))
            continue
        row = read.table.rows[int(place)]
        column = read.table.columns.get(name)
        if column is None or (row.number, column.title) not in told:
            placed.append(CellFault(row.number, row.cells.get(name, ""), column.title if column else "", _by_file(refusal, read)))
    return sorted(placed, key=lambda each: each.row)


def write_payees(
    title: str, unit: str, lines: Sequence[Appropriation], entries: Sequence[PayeeEntry], *, made: datetime, masked: bool = False
) -> bytes:
    """The .xlsx to be filled in, with the rows there are; `masked`, to be passed on to whoever need not know the persons."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "author": unit, "created": made.replace(tzinfo=None)})
    page = book.add_worksheet("发放名单")
    columns = [column for column in COLUMNS if column.field != "appropriation" or len(lines) > 1]
    text = book.add_format({**_FONT, "num_format": "@"})
    number = book.add_format({**_FONT, "num_format": "#,##0.00"})
    head = book.add_format({**_FONT, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#D9E2F3"})
    page.write_string(0, 0, title, book.add_format({"font_name": "宋体", "bold": True, "font_size": 14}))
    hint = f"每人一行，最多 {MOST} 行；身份证号和账号按文本填写；带 * 的必填；金额单位为元。不要改列名。"
    page.write_string(1, 0, hint, book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#595959"}))
    last = _HEAD_ROW + len(entries) + _SPARE
    for place, column in enumerate(columns):
        page.set_column(place, place, _WIDTHS[column.field])
        page.write_string(_HEAD_ROW - 1, place, f"{column.title}（元） *" if column.field == "amount" else _head(column, lines), head)
        _validate(page, column, place, last, lines)
    page.set_row(0, 22)
    page.set_row(_HEAD_ROW - 1, 24)
    for row in range(_HEAD_ROW, last):
        entry = entries[row - _HEAD_ROW] if row - _HEAD_ROW < len(entries) else None
        for place, column in enumerate(columns):
            value = _shown(entry, column, masked=masked) if entry else None
            if value is None or value == "":
                page.write_blank(row, place, None, number if column.field == "amount" else text)
            elif isinstance(value, Decimal):
                page.write_number(row, place, value, number)
            else:
                page.write_string(row, place, value, text)
    page.freeze_panes(_HEAD_ROW, 1)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, _HEAD_ROW - 1)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.print_area(0, 0, max(_HEAD_ROW + len(entries) + 5, 20), len(columns) - 1)
    book.close()
    return buffer.getvalue()


def _head(column: Column, lines: Sequence[Appropriation]) -> str:
    return f"{column.title} *" if column.required or (column.field == "appropriation" and len(lines) > 1) else column.title


def _shown(entry: PayeeEntry, column: Column, *, masked: bool) -> str | Decimal:
    if column.field == "amount":
        return Decimal(entry.amount).scaleb(-2)
    value = getattr(entry, column.field)
    if masked and column.field in _MASKS:
        return _MASKS[column.field](value)
    return "" if value is None else str(value)


_MASKS = {"name": masked_name, "id_number": masked_id_number, "account": masked_account}


def _validate(page: Any, column: Column, place: int, last: int, lines: Sequence[Appropriation]) -> None:
    rules: dict[str, dict[str, Any]] = {
        "amount": {"validate": "decimal", "criteria": ">", "value": 0, "error_message": "金额是大于零的元数，最多到分"},
        "id_number": {"validate": "length", "criteria": "==", "value": 18, "error_message": "身份证号是 18 位"},
    }
    titles = [str(line) for line in lines]
    if column.field == "appropriation" and sum(len(each) + 1 for each in titles) < 250:
        rules["appropriation"] = {"validate": "list", "source": titles, "error_message": "请从列表里选"}
    if rule := rules.get(column.field):
        page.data_validation(_HEAD_ROW, place, last, place, {"ignore_blank": True, "error_title": column.title, **rule})


def _by_file(refusal: Refusal, read: Read) -> str:
    """`和第 3 行…` counts the entries; in the file that row has another number."""

    def there(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return f"和第 {read.table.rows[place].number} 行" if place < len(read.table.rows) else found[0]

    return re.sub(r"和第 (\d+) 行", there, refusal.sentence)


__all__ = ["COLUMNS", "Read", "TableError", "faults_placed", "read_payees", "write_payees"]
