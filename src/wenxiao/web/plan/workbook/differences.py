"""What would a workbook change? Project by project, in words a clerk can check against the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text
from wenxiao.web.plan.services.estimate import line_amount
from wenxiao.web.plan.workbook.entries import ProjectEntry, Row, plain
from wenxiao.web.plan.workbook.form import INDICATOR_SHEET, LINE_SHEET, PROJECT_SHEET, Choices, Column, Kind, Sheet

NEW, CHANGED, REMOVED = "新建", "修改", "删去"


def differences(before: ProjectEntry | None, after: ProjectEntry, choices: Choices) -> list[list[str]]:
    """[what happens, to what, from, to] of every change; empty where nothing changes."""
    found = list(_fields(before.row if before else None, after.row, choices))
    found += _parts(LINE_SHEET, "测算", before.lines if before else (), after.lines, choices)
    found += _parts(INDICATOR_SHEET, "指标", before.indicators if before else (), after.indicators, choices)
    old, new = _total(before.lines if before else ()), _total(after.lines)
    if found and old != new:
        found.append([CHANGED, "测算合计（元）", str(Money(old)), str(Money(new))])
    return found


def changed_fields(before: ProjectEntry, after: ProjectEntry) -> tuple[str, ...]:
    """The fields of the project's own row that differ."""
    old, new = plain(PROJECT_SHEET, before.row), plain(PROJECT_SHEET, after.row)
    return tuple(name for name in new if new[name] != old[name])


def _fields(before: Row | None, after: Row, choices: Choices) -> Iterator[list[str]]:
    new = plain(PROJECT_SHEET, after)
    old = plain(PROJECT_SHEET, before) if before else dict.fromkeys(new)
    for name, value in new.items():
        column = PROJECT_SHEET.column(name)
        if value != old[name] and not (before is None and value in (None, "")):
            yield [CHANGED if before else NEW, column.title, _shown(column, old[name], choices), _shown(column, value, choices)]


def _parts(sheet: Sheet, noun: str, before: Sequence[Row], after: Sequence[Row], choices: Choices) -> Iterator[list[str]]:
    """Rows are matched in their order; a row replaced by one of the same name is a change, not a removal and an addition."""
    old, new = [plain(sheet, row) for row in before], [plain(sheet, row) for row in after]
    matcher = SequenceMatcher(a=[repr(row) for row in old], b=[repr(row) for row in new], autojunk=False)
    for kind, low, high, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, came = old[low:high], new[from_:to]
        for row in came:
            same = next((each for each in gone if _name(sheet, each) == _name(sheet, row)), None)
            title = f"{noun}“{_name(sheet, row)}”"
            if same is None:
                yield [NEW, title, "", _told(sheet, row)]
                continue
            gone.remove(same)
            for name in (name for name in row if row[name] != same[name]):
                column = sheet.column(name)
                yield [CHANGED, f"{title}的{column.title}", _shown(column, same[name], choices), _shown(column, row[name], choices)]
            if row == same:
                yield [CHANGED, f"{title}的顺序", "", ""]
        for row in gone:
            yield [REMOVED, f"{noun}“{_name(sheet, row)}”", _told(sheet, row), ""]


def _name(sheet: Sheet, row: dict[str, Any]) -> str:
    return str(row["item" if sheet is LINE_SHEET else "name"] or "")


def _told(sheet: Sheet, row: dict[str, Any]) -> str:
    if sheet is LINE_SHEET:
        amount = Money(line_amount(row["quantity"], row["unit_price"]))
        return f"{row['year']} 年 {quantity_text(row['quantity'])} {row['measure']} × {Money(row['unit_price'])} = {amount}"
    weight = "" if row["weight"] is None else f"，{row['weight']} 分"
    return f"{row['kind']} {row['target'] or row['excellent']}{weight}"


def _shown(column: Column, value: Any, choices: Choices) -> str:
    if value is None or value == "":
        return "否" if column.choices == "yes_no" else ""
    if column.kind is Kind.MONEY:
        return str(Money(value))
    if column.kind is Kind.QUANTITY:
        return quantity_text(value)
    if column.choices:
        return next((shown for shown, meant in choices[column.choices].items() if meant == str(value)), str(value))
    return str(value)


def _total(lines: Sequence[Row]) -> int:
    return sum(line_amount(row.values["quantity"], row.values["unit_price"]) for row in lines)
