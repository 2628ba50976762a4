"""How is a payment file written for the bank, and what does the bank's own file say of each line?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import shortened
from wenxiao.web.spend.models import BankLine, ResultLine
from wenxiao.web.spend.tables.reading import CellFault, Column, Table, TableError, TableRow, day, money, read_table
from wenxiao.web.trail import clock

HEADS = ("支付编号", "账号", "户名", "开户银行", "金额", "用途")
MOST = 5000
COLUMNS = (
    Column("outcome", "结果", ("处理结果", "交易结果", "结果", "处理状态", "交易状态", "状态")),
    Column("amount", "金额", ("交易金额", "金额", "发生额")),
    Column("day", "日期", ("交易日期", "入账日期", "处理日期", "日期", "交易时间")),
    Column("account", "账号", ("收款账号", "收款人账号", "对方账号", "账号", "帐号", "卡号"), required=False),
    Column("name", "户名", ("收款户名", "收款人名称", "对方户名", "户名", "收款人", "姓名"), required=False),
    Column("code", "支付编号", ("支付编号", "业务编号", "客户流水号", "企业流水号"), required=False),
    Column("reference", "银行流水号", ("银行流水号", "交易流水号", "回单号", "回单编号", "流水号", "凭证号"), required=False),
    Column("reason", "原因", ("失败原因", "退回原因", "退票原因", "原因", "附言", "备注"), required=False),
)
_OUTCOMES = {
    ResultLine.Outcome.PAID: ("成功", "已付", "已支付", "已入账", "支付成功", "交易成功", "处理成功", "入账成功"),
    ResultLine.Outcome.RETURNED: ("失败", "退回", "退票", "已退回", "退汇", "支付失败", "交易失败", "处理失败", "入账失败"),
}
_SUMS = ("合计", "总计", "小计")


class Told(NamedTuple):
    """银行说的一行."""

    row: int
    code: str
    reference: str
    account: str
    name: str
    amount: int
    day: date
    outcome: ResultLine.Outcome
    reason: str


def write_csv(lines: Iterable[BankLine]) -> bytes:
    """UTF-8 with a BOM, so that spreadsheets read it as such; one line a payee. The same lines give the same bytes: what is digested."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows((each.code, each.account, each.name, each.bank, _yuan(each.amount), each.purpose) for each in lines)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, lines: Sequence[BankLine], *, made: datetime) -> bytes:
    """The same as a workbook; accounts are text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": made.replace(tzinfo=None)})
    page = book.add_worksheet("支付明细")
    font = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#A6A6A6"}
    head = book.add_format({**font, "bold": True, "align": "center", "bg_color": "#D9E2F3"})
    text, number = book.add_format({**font, "num_format": "@"}), book.add_format({**font, "num_format": "0.00"})
    for place, (title_, width) in enumerate(zip(HEADS, (26, 26, 20, 26, 14, 40), strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title_, head)
    for row, each in enumerate(lines, 1):
        for place, value in enumerate((each.code, each.account, each.name, each.bank)):
            page.write_string(row, place, value, text)
        page.write_number(row, 4, Decimal(each.amount).scaleb(-2), number)
        page.write_string(row, 5, each.purpose, text)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def read_result(name: str, content: bytes) -> tuple[list[Told], list[CellFault]]:
    """Every row of the bank's file, or every cell that cannot be read: then none of it is to be taken. Raises TableError."""
    table = read_table(name, content, COLUMNS, most=MOST)
    if "code" not in table.columns and "account" not in table.columns:
        raise TableError("没有找到列名“支付编号”或“收款账号”：至少要有一个，才能和支付文件逐笔核对")
    told = [each for row in table.rows if not _is_sum(row) and (each := _told(table, row)) is not None]
    return told, table.faults


def _told(table: Table, row: TableRow) -> Told | None:
    texts = {column.field: row.texts.get(column.field, "") for column in COLUMNS}
    wrong = bool(row.faults)
    amount, when, outcome = 0, date.min, None
    for name in ("amount", "day", "outcome"):
        if name in row.faults:
            continue
        try:
            match name:
                case "amount":
                    amount = money(texts[name])
                case "day":
                    when = day(texts[name])
                    if when > clock.today():
                        raise ValueError(f"{when} 还没有到")
                case _:
                    outcome = _outcome(texts[name])
        except ValueError as error:
            table.wrong(row, name, str(error) if texts[name] else "没有填")
            wrong = True
    account = "".join(texts["account"].split())
    if account and not (account.isascii() and account.isdigit()):
        table.wrong(row, "account", f"“{shortened(texts['account'])}”不是账号：应当是数字；带 * 号的请向银行要完整的回单")
        wrong = True
    if not account and not texts["code"]:
        table.wrong(row, "code" if "code" in table.columns else "account", "支付编号和收款账号都没有填")
        wrong = True
    for name, longest in (("code", 40), ("reference", 60), ("name", 100)):
        if len(texts[name]) > longest:
            table.wrong(row, name, f"最多 {longest} 个字，现有 {len(texts[name])} 个")
            wrong = True
    if wrong or outcome is None:
        return None
    return Told(row.number, texts["code"], texts["reference"], account, texts["name"], amount, when, outcome, texts["reason"][:200])


def _outcome(text: str) -> ResultLine.Outcome:
    """Raises ValueError. 未成功 and 部分成功 are neither."""
    for outcome, words in _OUTCOMES.items():
        if text in words:
            return outcome
    raise ValueError(f"“{shortened(text)}”看不出是成功还是退回：只认“成功”“失败”“退回”这一类的写法，处理中的请等有了结果再导入")


def _is_sum(row: TableRow) -> bool:
    """A line of totals below the table."""
    return any(row.texts.get(name, "").startswith(_SUMS) for name in ("code", "account", "name", "reference")) and not row.faults


def _yuan(fen: int) -> str:
    return str(Money(fen)).replace(",", "")
