"""How is an office's workbook written? From the form and the entries: lists to choose from, formulas, locks, print set-up."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from wenxiao.web.forms import quantity_text
from wenxiao.web.plan.services.estimate import line_amount
from wenxiao.web.plan.workbook.entries import ProjectEntry, Row
from wenxiao.web.plan.workbook.form import (
    FIRST_ROW,
    GUIDE,
    HEAD_ROW,
    HINT_ROW,
    INDICATORS,
    KEYS,
    LINES,
    LISTS,
    PROJECT_SHEET,
    SHEETS,
    TITLE_ROW,
    Choices,
    Column,
    Kind,
    Sheet,
    column_range,
    formula_of,
    height_of,
    letters,
)
from wenxiao.web.plan.workbook.keys import Keys

A4 = 9
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#A6A6A6"}
_LOCKED = {"bg_color": "#EDEDED", "font_color": "#595959"}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
_PROTECTION = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """工作簿的内容: whose it is, which lists there are to choose from, what is filled in. `whole` is what marks add up to."""

    unit: str
    office: str
    year: int
    keys: Keys
    choices: Choices
    projects: tuple[ProjectEntry, ...]
    whole: int
    guide: tuple[str, ...] = ()


def write_workbook(contents: Contents, secret: bytes, *, made: datetime) -> bytes:
    """The .xlsx file. `secret` seals its hidden keys; `made` stands in its properties."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )
    title = f"{contents.office} {contents.year} 年项目和绩效目标"
    book.set_properties({"title": title, "author": contents.unit, "created": made})
    _Writer(book, contents).write(title, secret)
    book.close()
    return buffer.getvalue()


@dataclass(slots=True)
class _Writer:
    book: Any
    contents: Contents
    formats: dict[tuple[object, ...], Any] = field(default_factory=dict)
    last_rows: dict[str, int] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)

    def write(self, title: str, secret: bytes) -> None:
        # What formulas and lists refer to must be known before the first of them is written.
        self.last_rows = {sheet.name: FIRST_ROW - 1 + len(list(_rows(sheet, self.contents.projects))) + sheet.spare for sheet in SHEETS}
        self.titles = {name: {meant: shown for shown, meant in choices.items()} for name, choices in self.contents.choices.items()}
        guide = self.book.add_worksheet(GUIDE)
        pages = {sheet.name: self.book.add_worksheet(sheet.name) for sheet in SHEETS}
        lists = self.book.add_worksheet(LISTS)
        keys = self.book.add_worksheet(KEYS)
        self._guide(guide, title)
        for sheet in SHEETS:
            self._sheet(pages[sheet.name], sheet, title)
        self._lists(lists)
        for number, row in enumerate(self.contents.keys.rows(secret)):
            keys.write_row(number, 0, row)
        lists.hide()
        keys.very_hidden()
        for hidden in (lists, keys):
            hidden.protect("", _PROTECTION)
        pages[PROJECT_SHEET.name].activate()
        pages[PROJECT_SHEET.name].set_first_sheet()

    def _guide(self, page: Any, title: str) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 4)
        page.set_column(1, 1, 100)
        page.write_string(0, 0, title, self._format(bold=True, font_size=16, border=0))
        for number, line in enumerate(self.contents.guide):
            page.write_string(number + 2, 0, f"{number + 1}", self._format(border=0, align="right"))
            page.write_string(number + 2, 1, line, self._format(border=0, text_wrap=True))
        _page_setup(page, title)
        page.protect("", _PROTECTION)

    def _sheet(self, page: Any, sheet: Sheet, title: str) -> None:
        last = self.last_rows[sheet.name]
        page.write_string(TITLE_ROW - 1, 0, f"{title}：{sheet.title}", self._format(bold=True, font_size=14, border=0))
        page.write_string(HINT_ROW - 1, 0, sheet.hint, self._format(border=0, font_color="#595959"))
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            head = f"{column.title} *" if column.required else column.title
            shade = "#D9E2F3" if column.typed else "#D9D9D9"
            form = self._format(bold=True, text_wrap=True, align="center", valign="vcenter", bg_color=shade)
            page.write_string(HEAD_ROW - 1, place, head, form)
            self._validate(page, column, place, last)
        for number, height in ((TITLE_ROW, 22), (HINT_ROW, 16), (HEAD_ROW, 30)):
            page.set_row(number - 1, height)
        filled = list(_rows(sheet, self.contents.projects))
        for number in range(FIRST_ROW, last + 1):
            index = number - FIRST_ROW
            entry, row = filled[index] if index < len(filled) else (None, None)
            self._row(page, sheet, number, entry, row)
        page.freeze_panes(HEAD_ROW, sheet.frozen)
        _page_setup(page, title)
        page.fit_to_pages(sheet.pages, 0)
        page.repeat_rows(TITLE_ROW - 1, HEAD_ROW - 1)
        page.repeat_columns(0, sheet.frozen - 1)
        # Only what is filled in is printed, and a few rows to write on.
        page.print_area(0, 0, min(last, FIRST_ROW + len(filled) + 5) - 1, len(sheet.columns) - 1)
        page.protect("", _PROTECTION)
        check = letters(sheet.place("check")) if any(column.field == "check" for column in sheet.columns) else ""
        if check:
            wrong = self.book.add_format({"font_color": "#C00000", "bold": True})
            page.conditional_format(
                f"{check}{FIRST_ROW}:{check}{last}", {"type": "text", "criteria": "begins with", "value": "应为", "format": wrong}
            )

    def _row(self, page: Any, sheet: Sheet, number: int, entry: ProjectEntry | None, row: Row | None) -> None:
        locked = entry is not None and not entry.editable
        if row is not None:
            texts = [(str(row.values.get(column.field) or ""), column.width) for column in sheet.columns if not column.choices]
            page.set_row(number - 1, height_of(texts))
        for place, column in enumerate(sheet.columns):
            form = self._cell_format(column, locked=locked)
            if column.kind is Kind.CALCULATED:
                formula = formula_of(sheet, column, number, last_rows=self.last_rows, whole=self.contents.whole)
                page.write_formula(number - 1, place, formula, form, self._computed(column, entry, row))
                continue
            value = None if entry is None or row is None else self._shown(column, entry, row)
            if value is None or value == "":
                page.write_blank(number - 1, place, None, form)
            elif isinstance(value, str):
                # Quoted, so that a text that begins like a formula stays a text when its cell is edited.
                page.write_string(
                    number - 1, place, value, self._cell_format(column, locked=locked, quoted=value.startswith(_FORMULA_SIGNS))
                )
            else:
                page.write_number(number - 1, place, value, form)

    def _shown(self, column: Column, entry: ProjectEntry, row: Row) -> str | int | Decimal | None:
        """What stands in a cell: 金额 and 数量 as exact decimals, ids by their titles."""
        if column.kind is Kind.REFERENCE:
            return self._reference(entry)
        if column.kind is Kind.SHOWN:
            return entry.code if column.field == "code" else entry.state
        value = row.values.get(column.field)
        if value is None or value == "":
            return None
        match column.kind:
            case Kind.MONEY:
                return Decimal(value).scaleb(-2)
            case Kind.QUANTITY:
                return Decimal(quantity_text(value))
            case Kind.CHOICE | Kind.CODE | Kind.ITEM:
                return self.titles[column.choices].get(str(value), str(value))
            case _:
                return value if isinstance(value, int) else str(value)

    def _reference(self, entry: ProjectEntry) -> str:
        """A project's name, or its code where another one has the same name (in another year)."""
        same = sum(other.name == entry.name for other in self.contents.projects)
        return entry.code if same > 1 else entry.name

    def _computed(self, column: Column, entry: ProjectEntry | None, row: Row | None) -> str | int | Decimal:
        """What the formula gives, for programs that do not calculate on opening."""
        if entry is None or row is None:
            return ""
        marks = sum(indicator.values.get("weight") or 0 for indicator in entry.indicators)
        match column.field:
            case "amount":
                return Decimal(line_amount(row.values["quantity"], row.values["unit_price"])).scaleb(-2)
            case "total":
                return Decimal(sum(line_amount(line.values["quantity"], line.values["unit_price"]) for line in entry.lines)).scaleb(-2)
            case "weight_sum":
                return marks
            case _:
                whole = self.contents.whole
                return "合计正确" if marks == whole else f"应为 {whole}，现为 {marks}"

    def _validate(self, page: Any, column: Column, place: int, last: int) -> None:
        rule = self._rule(column)
        if not rule and not column.help:
            return
        told = {"input_title": column.title[:32], "input_message": column.help[:255]} if column.help else {}
        wrong = {"error_title": f"{column.title}填得不对"[:32], "error_message": _wanted(column)[:255]}
        page.data_validation(
            FIRST_ROW - 1, place, last - 1, place, {"ignore_blank": True, **(rule or {"validate": "any"}), **told, **wrong}
        )

    def _rule(self, column: Column) -> dict[str, Any]:
        match column.kind:
            case Kind.CHOICE | Kind.CODE:
                return {"validate": "list", "source": self._list_range(column.choices)}
            case Kind.ITEM:
                # Our extract of the catalogue is not complete: other codes are let through with a word.
                return {"validate": "list", "source": self._list_range(column.choices), "error_type": "information"}
            case Kind.REFERENCE:
                source = "=" + column_range(PROJECT_SHEET, "name", self.last_rows[PROJECT_SHEET.name])
                return {"validate": "list", "source": source, "error_type": "warning"}
            case Kind.YEAR:
                return {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2100}
            case Kind.MONEY:
                return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10**12}
            case Kind.QUANTITY:
                return {"validate": "decimal", "criteria": "between", "minimum": 0.0001, "maximum": 10**10}
            case Kind.MARKS:
                return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
            case Kind.TEXT if column.longest:
                return {"validate": "length", "criteria": "<=", "value": column.longest}
            case _:
                return {}

    def _list_range(self, name: str) -> str:
        place = list(self.contents.choices).index(name)
        return f"={LISTS}!${letters(place)}$2:${letters(place)}${max(2, len(self.contents.choices[name]) + 1)}"

    def _lists(self, page: Any) -> None:
        for place, (name, choices) in enumerate(self.contents.choices.items()):
            page.write_string(0, place, name)
            for number, shown in enumerate(choices, 1):
                page.write_string(number, place, shown)

    def _cell_format(self, column: Column, *, locked: bool, quoted: bool = False) -> Any:
        wanted: dict[str, Any] = {"text_wrap": True}
        if column.kind is Kind.MONEY or column.field in ("amount", "total"):
            wanted |= {"num_format": "#,##0.00", "text_wrap": False}
        elif column.kind in (Kind.TEXT, Kind.ITEM) and not column.high:
            # As text: 95% stays 95% and does not become 0.95. Long texts are left general, a text cell shows them as ####.
            wanted |= {"num_format": "@"}
        if quoted:
            wanted |= {"quote_prefix": True}
        if locked or not column.typed:
            wanted |= _LOCKED
        else:
            wanted |= {"locked": False}
        return self._format(**wanted)

    def _format(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **wanted})
        return self.formats[key]


def _rows(sheet: Sheet, projects: Sequence[ProjectEntry]) -> Iterable[tuple[ProjectEntry, Row]]:
    for entry in projects:
        rows: Mapping[str, Sequence[Row]] = {PROJECT_SHEET.name: (entry.row,), LINES: entry.lines, INDICATORS: entry.indicators}
        for row in rows[sheet.name]:
            yield entry, row


def _wanted(column: Column) -> str:
    match column.kind:
        case Kind.CHOICE | Kind.CODE:
            return "请从下拉列表里选一项。"
        case Kind.ITEM:
            return "这个编码不在列表里：列表不全，确认无误可以继续。"
        case Kind.REFERENCE:
            return "“项目”表里没有这个名称：填项目编号，或先在“项目”表里写上这个项目。"
        case Kind.YEAR:
            return "请填四位数年度，如 2024。"
        case Kind.MONEY:
            return "请填元数，不能是负数，最多到分。"
        case Kind.QUANTITY:
            return "请填大于零的数，最多四位小数。"
        case Kind.MARKS:
            return "请填 0 到 100 的整数。"
        case Kind.TEXT if column.longest:
            return f"最多 {column.longest} 个字。"
        case _:
            return "由系统填写，不要改。"


def _page_setup(page: Any, title: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    # In a footer & begins a code.
    page.set_footer(f"&L{title.replace('&', '&&')}&R第 &P 页，共 &N 页")
