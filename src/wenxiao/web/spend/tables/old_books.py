"""How does a file of payments already made look, and which 支出指标 does each of its rows fall on?"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter

from wenxiao.web.forms import shortened
from wenxiao.web.people.models import Office
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.spend.models import Appropriation
from wenxiao.web.spend.tables.reading import CellFault, Column, Table, TableRow, day, money, read_table

MOST = 5000
COLUMNS = (
    Column("day", "支付日期", ("支付日期", "付款日期", "日期")),
    Column("bearer", "项目编码或基本支出类别", ("项目编码或基本支出类别", "项目编码", "项目代码", "基本支出类别")),
    Column("function_code", "功能科目", ("功能科目", "功能科目编码", "功能分类", "支出功能分类")),
    Column("economic_code", "经济科目", ("经济科目", "经济科目编码", "经济分类", "部门经济分类")),
    Column("fund", "资金性质", ("资金性质", "资金来源")),
    Column("amount", "金额", ("金额", "支付金额", "支出金额")),
    Column("payee", "收款人", ("收款人", "收款单位", "收款人名称")),
    Column("purpose", "用途", ("用途", "摘要")),
    Column("voucher", "原凭证号", ("原凭证号", "凭证号", "凭证字号", "记账凭证号")),
    Column("private", "收款人是个人", ("收款人是个人",), required=False),
    Column("office", "站所", ("站所", "使用站所"), required=False),
    Column("origin", "首次安排年度", ("首次安排年度", "结转年度"), required=False),
)
_HINTS = {
    "day": "如 2026-02-20",
    "bearer": "项目填编码；基本支出填 人员经费 或 日常公用经费",
    "function_code": "填到项，七位",
    "economic_code": "填到款，五位",
    "fund": "、".join(Fund.labels),
    "amount": "元，最多到分",
    "private": "是 或 否，不填为否",
    "office": "各站所共用的基本支出才填：编号或名称",
    "origin": "上年结转的指标才填",
}
_PARTS = {**{part.label: part.value for part in Part}, "公用经费": Part.OPERATING.value, "日常公用": Part.OPERATING.value}
_FUNDS = {fund.label: fund.value for fund in Fund}
_LONGEST = {"payee": 100, "purpose": 200, "voucher": 40}
_CODE = re.compile(r"\d+")
_DIGITS = {"function_code": (7, "到项，七位"), "economic_code": (5, "到款，五位")}

# A line's key: its project's code or its part, function code, economic code, fund, and the year it was carried over from (0: this one).
Key = tuple[str, str, str, str, int]


class OldPayment(NamedTuple):
    """旧账的一笔: as a row of the file has it, bound to its line; `amount` in 分, `row` its number in the file."""

    row: int
    office: Office
    appropriation: Appropriation
    day: date
    amount: int
    payee: str
    private: bool
    purpose: str
    voucher: str


class Lines(NamedTuple):
    """可以列支的: what a row may fall on; offices by number and by name."""

    year: int
    today: date
    lines: Mapping[Key, Appropriation]
    offices: Mapping[str, Office]


def key_of(line: Appropriation) -> Key:
    return (line.project.code if line.project else line.part, line.function_code, line.economic_code, line.fund, line.origin or 0)


def read_old_books(name: str, content: bytes, known: Lines) -> tuple[list[OldPayment], list[CellFault]]:
    """Every row, and everything that is wrong with any: then none of it is to be taken. Raises TableError."""
    table = read_table(name, content, COLUMNS, most=MOST)
    found: list[OldPayment] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows:
        payment = _payment(table, row, known)
        if payment is None:
            continue
        same = seen.setdefault((payment.office.pk, payment.appropriation.pk, *payment[3:]), row.number)
        if same != row.number:
            table.wrong(row, "voucher", f"和第 {same} 行完全相同：重复的请删去一行；确实是两笔的，请在用途里写明区别")
        found.append(payment)
    return found, sorted(table.faults, key=lambda each: each.row)


def write_template(unit: str, year: int, lines: Sequence[Appropriation], *, made: datetime) -> bytes:
    """The .xlsx to be filled in, and beside it the lines of the year, so that their codes can be copied."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"title": f"{year}年已支付明细", "author": unit, "created": made.replace(tzinfo=None)})
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#A6A6A6"}
    head = book.add_format({**font, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#D9E2F3"})
    soft = book.add_format({**font, "text_wrap": True, "font_color": "#595959"})
    text = book.add_format({**font, "num_format": "@"})
    cells = {"amount": book.add_format({**font, "num_format": "#,##0.00"}), "day": book.add_format({**font, "num_format": "yyyy-mm-dd"})}
    page = book.add_worksheet("已支付明细")
    page.write_string(
        0, 0, f"{unit} {year} 年启用本系统以前已经支付的款项", book.add_format({"font_name": "宋体", "bold": True, "font_size": 14})
    )
    for place, column in enumerate(COLUMNS):
        wide = column.field in ("payee", "purpose", "bearer")
        # Below what is bordered the column keeps its format, so that a code of the thousandth row stays text.
        page.set_column(place, place, 24 if wide else 16, cells.get(column.field, text))
        page.write_string(1, place, _HINTS.get(column.field, ""), soft)
        page.write_string(2, place, column.title + ("（元）" if column.field == "amount" else "") + (" *" if column.required else ""), head)
    places = {column.field: place for place, column in enumerate(COLUMNS)}
    for name, offered in (("fund", list(Fund.labels)), ("private", ["是", "否"])):
        page.data_validation(3, places[name], 3 + MOST, places[name], {"validate": "list", "source": offered})
    page.freeze_panes(3, 1)
    page.set_row(1, 42)
    beside = book.add_worksheet("本年支出指标")
    heads = (("编码或类别", 24), ("名称", 36), ("功能代码", 14), ("经济代码", 14), ("资金", 18), ("结转自", 10))
    for place, (title, width) in enumerate(heads):
        beside.set_column(place, place, width)
        beside.write_string(0, place, title, head)
    for at, line in enumerate(lines, 1):
        bearer, named = (line.project.code, line.project.name) if line.project else (line.get_part_display(), line.get_part_display())
        values = (bearer, named, line.function_code, line.economic_code, line.get_fund_display(), str(line.origin or ""))
        for place, value in enumerate(values):
            beside.write_string(at, place, value, text)
    book.close()
    return buffer.getvalue()


def _payment(table: Table, row: TableRow, known: Lines) -> OldPayment | None:
    before = len(table.faults)
    texts = {column.field: row.texts.get(column.field, "") for column in COLUMNS}
    for column in COLUMNS:
        if column.field in row.merged:
            table.wrong(row, column.field, "这一格和别的格合并在一起，没有自己的内容：请取消合并，每一行都填上")
        elif column.required and not texts[column.field] and column.field not in row.faults:
            table.wrong(row, column.field, "没有填")
    for name, longest in _LONGEST.items():
        if len(texts[name]) > longest:
            table.wrong(row, name, f"最多 {longest} 个字，现有 {len(texts[name])} 个")
    when, amount = _day(table, row, texts["day"], known), _amount(table, row, texts["amount"])
    if texts["private"] not in ("", "是", "否"):
        table.wrong(row, "private", f"“{shortened(texts['private'])}”：请填 是 或 否")
    line = _line(table, row, texts, known)
    office = _office(table, row, texts["office"], line, known)
    # What could not be read at all has been told by the reading of the table.
    if row.faults or len(table.faults) > before or line is None or office is None or when is None:
        return None
    private = texts["private"] == "是"
    return OldPayment(row.number, office, line, when, amount, texts["payee"], private, texts["purpose"], texts["voucher"])


def _day(table: Table, row: TableRow, text: str, known: Lines) -> date | None:
    if not text:
        return None
    if re.fullmatch(r"\d{5}", text):
        table.wrong(row, "day", f"“{text}”是 Excel 里日期的序号：请把这一列的格式设成日期，或写成 {known.year}-02-20")
        return None
    try:
        when = day(text)
    except ValueError as error:
        table.wrong(row, "day", str(error))
        return None
    if when.year != known.year:
        table.wrong(row, "day", f"{when} 不在 {known.year} 年：这份文件只导入 {known.year} 年的支付")
    elif when > known.today:
        table.wrong(row, "day", f"{when} 还没有到：只导入已经支付的")
    return when


def _amount(table: Table, row: TableRow, text: str) -> int:
    if text:
        try:
            return money(text)
        except ValueError as error:
            table.wrong(row, "amount", str(error))
    return 0


def _line(table: Table, row: TableRow, texts: dict[str, str], known: Lines) -> Appropriation | None:
    fund, origin = _FUNDS.get(texts["fund"].removesuffix("拨款")), texts["origin"]
    if texts["fund"] and fund is None:
        table.wrong(row, "fund", f"“{shortened(texts['fund'])}”不是资金性质：请填{_HINTS['fund']}之一")
    codes = {name: _code(texts[name]) for name in _DIGITS}
    for name, (digits, told) in _DIGITS.items():
        if texts[name] and len(codes[name]) != digits:
            table.wrong(row, name, f"“{shortened(texts[name])}”不对：要填{told}数字")
            codes[name] = ""
    if origin and not re.fullmatch(r"20\d\d", origin):
        table.wrong(row, "origin", f"“{shortened(origin)}”不是年度：请填四位数，不是结转的不填")
        return None
    bearer = _PARTS.get(texts["bearer"], texts["bearer"].split(" ")[0])
    if not (bearer and fund and all(codes.values())):
        return None
    key = (bearer, codes["function_code"], codes["economic_code"], fund, int(origin or 0))
    line = known.lines.get(key)
    if line is None:
        table.wrong(row, "bearer", _no_line(texts["bearer"], key, known))
    return line


def _no_line(typed: str, key: Key, known: Lines) -> str:
    """Which part of the key is at fault, as far as it can be told."""
    of_bearer = [each for each in known.lines if each[0] == key[0]]
    if not of_bearer:
        return f"“{shortened(typed)}”在 {known.year} 年没有支出指标：请核对编码；还没有下达的，先下达指标并分解"
    nearest = [each for each in of_bearer if each[2] == key[2]] or of_bearer
    more = "等" if len(nearest) > 3 else ""
    return f"“{shortened(typed)}”没有 {_told(key)} 的支出指标；它有的是：{'；'.join(_told(each) for each in nearest[:3])}{more}"


def _told(key: Key) -> str:
    return f"{key[1]} {key[2]} {Fund(key[3]).label}{f' 结转自 {key[4]}' if key[4] else ''}"


def _office(table: Table, row: TableRow, text: str, line: Appropriation | None, known: Lines) -> Office | None:
    office = known.offices.get(text) if text else line.office if line else None
    if text and office is None:
        table.wrong(row, "office", f"没有站所“{shortened(text)}”：请填站所的编号或名称")
    elif line is not None and office is None:
        table.wrong(row, "office", "这个支出指标各站所共用：请在“站所”一列填是哪个站所用的")
    elif line is not None and line.office is not None and line.office != office:
        table.wrong(row, "office", f"这个支出指标是{line.office}的：请填{line.office.name}，或不填")
    return office


def _code(text: str) -> str:
    """The digits a code begins with: people paste it with its name behind it."""
    found = _CODE.match(text)
    return found[0] if found else ""
