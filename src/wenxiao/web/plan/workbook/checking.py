"""Is what stands in each cell what the form asks for? Every wrong cell is told; what is right becomes entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField, QuantityField, quantity_text
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.queries.problems import economic_fault, function_fault
from wenxiao.web.plan.services.estimate import line_amount
from wenxiao.web.plan.services.projects import LONGEST
from wenxiao.web.plan.workbook.entries import ProjectEntry, Row, tidy
from wenxiao.web.plan.workbook.form import (
    INDICATOR_SHEET,
    LINE_SHEET,
    PROJECT_SHEET,
    SHEET,
    SHEETS,
    Choices,
    Column,
    Kind,
    Sheet,
    formula_of,
)
from wenxiao.web.plan.workbook.reading import ReadRow, ReadWorkbook, Written

MOST_TEXT = 5000


class CellProblem(NamedTuple):
    """问题: in which cell stands what, why it cannot be taken, and what to do. A `remark` does not keep the workbook from being taken."""

    sheet: str
    cell: str
    what: str
    why: str
    todo: str
    remark: bool = False


class WrongCellError(ValueError):
    """`why` and `todo` are Chinese sentences without the cell's name."""

    def __init__(self, why: str, todo: str) -> None:
        super().__init__(f"{why}：{todo}")
        self.why, self.todo = why, todo


@dataclass(slots=True)
class Checked:
    """查过的工作簿: the projects as entries, and every problem found. Entries of faulty rows hold None for what was wrong."""

    entries: list[ProjectEntry] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    faulty: set[tuple[str, int]] = field(default_factory=set)

    def wrong(self, sheet: Sheet, row: int, name: str, what: str, why: str, todo: str, *, remark: bool = False) -> None:
        self.problems.append(CellProblem(sheet.name, sheet.cell(name, row), what, why, todo, remark))
        if not remark:
            self.faulty.add((sheet.name, row))

    def sound(self, entry: ProjectEntry) -> bool:
        """Whether nothing is wrong in any row of a project."""
        rows = [
            (PROJECT_SHEET, entry.row),
            *((LINE_SHEET, row) for row in entry.lines),
            *((INDICATOR_SHEET, row) for row in entry.indicators),
        ]
        return not any((sheet.name, row.number) in self.faulty for sheet, row in rows)


def check_workbook(read: ReadWorkbook, choices: Choices, codes: Mapping[str, tuple[str, bool]], *, year: int) -> Checked:
    """Hold every cell against the form. `codes` are the projects the workbook was made with: code → (state's title, editable now).

    `year` is the workbook's own: a code in a row whose year is missing or wrong is held against that one's.
    """
    checked = Checked()
    rows: dict[str, list[tuple[ReadRow, dict[str, Any]]]] = {
        sheet.name: [(row, _values(checked, sheet, row, choices)) for row in read.rows[sheet.name] if row.filled(sheet)] for sheet in SHEETS
    }
    for row, values in rows[LINE_SHEET.name]:
        _amount(checked, row, values)
        _fault(checked, LINE_SHEET, row, values, "economic_code", values["year"] or year, economic_fault)
    for row, values in rows[PROJECT_SHEET.name]:
        _fault(checked, PROJECT_SHEET, row, values, "function_code", values["start_year"] or year, function_fault)
        _span(checked, row, values)
    projects = _projects(checked, rows[PROJECT_SHEET.name], codes)
    by_code = {code: number for number, code in projects.items() if code}
    by_name: dict[str, list[int]] = {}
    for row, values in rows[PROJECT_SHEET.name]:
        if row.number in projects and values["name"]:
            by_name.setdefault(values["name"], []).append(row.number)
    parts: dict[str, dict[int, list[Row]]] = {LINE_SHEET.name: {}, INDICATOR_SHEET.name: {}}
    for sheet in (LINE_SHEET, INDICATOR_SHEET):
        for row, values in rows[sheet.name]:
            owner = _owner(checked, sheet, row, values, by_name, by_code)
            if owner is not None:
                parts[sheet.name].setdefault(owner, []).append(Row(values, row.number))
    for row, values in rows[PROJECT_SHEET.name]:
        if row.number not in projects:
            continue
        code = projects[row.number]
        state, editable = codes.get(code, ("新项目", True))
        lines, indicators = (tuple(parts[sheet.name].get(row.number, ())) for sheet in (LINE_SHEET, INDICATOR_SHEET))
        entry = ProjectEntry(code, Row(values, row.number), lines, indicators, state, editable)
        checked.entries.append(entry)
        _years(checked, entry)
        _totals(checked, row, entry)
    return checked


def check_bands(checked: Checked, entry: ProjectEntry) -> None:
    """Bands and targets that cannot be understood: a figure in them that no sign makes sense of, or words where the others are figures."""
    from wenxiao.performance.condition import read_cell

    for row in entry.indicators:
        banded = row.values["form"] == Form.HEBEI
        names = ("excellent", "good", "fair", "poor") if banded else ("target",)
        # A unit that no rule knows (眼, 头次) is the person's own business, where it is the unit that was declared.
        measure = row.values["measure"]
        cells = {name: read_cell((row.values[name] or "").replace(measure, "个") if measure else row.values[name] or "") for name in names}
        measured = any(cell.conditions for cell in cells.values())
        for name, cell in cells.items():
            if cell.worded and (measured or re.search(r"[0-9０-９]", cell.text)):
                title = INDICATOR_SHEET.column(name).title
                checked.wrong(
                    INDICATOR_SHEET, row.number, name, _quoted(title, row.values[name]),
                    "看不懂这一档是哪些数" if banded else "看不懂指标值是多少",
                    "写清符号、数和单位，如 ≥95%、≥80%且<90%；不设的一档填“/”" if banded else "写清符号、数和单位，如 ≥95%",
                )  # fmt: skip


def _values(checked: Checked, sheet: Sheet, row: ReadRow, choices: Choices) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in sheet.columns:
        written = row.cells[column.field]
        if not column.typed:
            continue
        try:
            values[column.field] = _value(column, written, choices)
        except WrongCellError as wrong:
            values[column.field] = None
            checked.wrong(sheet, row.number, column.field, _quoted(column.title, _said(written)), wrong.why, wrong.todo)
    return values


def _value(column: Column, written: Written, choices: Choices) -> Any:
    """Raises WrongCellError."""
    if written.formula:
        raise WrongCellError("这一格是公式，公式的结果可能不是最新的", "请改成写好的文字或数：复制以后“选择性粘贴为数值”")
    if isinstance(written.value, datetime | date | time):
        raise WrongCellError("表格把写的内容当成了日期", "请把这一格设成“文本”，再重新填写")
    if written.blank:
        if column.required:
            raise WrongCellError("没有填", f"这一栏必填。{column.help}" if column.help else "这一栏必填")
        return None if column.kind in (Kind.MARKS, Kind.YEAR) else ""
    return _READERS[column.kind](column, written, choices)


def _as_text(column: Column, written: Written, _choices: Choices) -> str:
    text = tidy(_said(written))
    longest = column.longest or MOST_TEXT
    if len(text) > longest:
        raise WrongCellError(f"最多 {longest} 个字，现有 {len(text)} 个", "请写短一些")
    return text


def _as_whole(column: Column, written: Written, _choices: Choices) -> int:
    low, high = (2000, 2100) if column.kind is Kind.YEAR else (0, 100)
    text = _number(written).removesuffix("年" if column.kind is Kind.YEAR else "分").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 9 and low <= int(text) <= high):
        wanted = "四位数年度，如 2024" if column.kind is Kind.YEAR else "0 到 100 的整数"
        raise WrongCellError(f"不是{'年度' if column.kind is Kind.YEAR else '分值'}", f"请填{wanted}")
    return int(text)


def _as_money(_column: Column, written: Written, _choices: Choices) -> int | None:
    return _cleaned(MoneyField(required=False), _number(written), "请填元数，最多到分，如 1234.56")


def _as_quantity(_column: Column, written: Written, _choices: Choices) -> int | None:
    return _cleaned(QuantityField(required=False), _number(written), "请填大于零的数，最多四位小数")


def _as_choice(column: Column, written: Written, choices: Choices) -> str:
    offered, text = choices[column.choices], tidy(_said(written))
    if text in offered:
        return offered[text]
    shown = "、".join(list(offered)[:8]) + ("……" if len(offered) > 8 else "")
    raise WrongCellError(f"列表里没有“{text[:40]}”", f"请从下拉列表里选：{shown}" if offered else "列表是空的，请先由财政所维护")


def _as_code(column: Column, written: Written, choices: Choices) -> str:
    """A code by itself or with its name behind it; the name must then be its own."""
    offered, text = choices[column.choices], tidy(_said(written))
    if text in offered:
        return offered[text]
    match = re.fullmatch(r"(\d+)(?:\s+(.+))?", text)
    if match is None:
        raise WrongCellError("不是科目编码", "请从下拉列表里选，或只填编码")
    code, name = match.groups()
    own = next((shown for shown, meant in offered.items() if meant == code), None)
    if own is not None and name is not None:
        raise WrongCellError(f"编码和名称对不上：{own}", "请从下拉列表里选，或只填编码")
    return code


def _as_item(column: Column, written: Written, choices: Choices) -> str:
    offered, text = choices[column.choices], tidy(_said(written))
    code = offered.get(text) or text.split()[0].upper()
    if not re.fullmatch(r"[A-Z][0-9]{2,11}", code):
        raise WrongCellError("不是政府采购品目编码", "请填如 A02010105 的编码，或从列表里选；不属于集中采购的留空")
    return code


def _as_reference(_column: Column, written: Written, _choices: Choices) -> str:
    return tidy(_said(written))


_READERS: dict[Kind, Callable[[Column, Written, Choices], Any]] = {
    Kind.TEXT: _as_text, Kind.YEAR: _as_whole, Kind.MARKS: _as_whole, Kind.MONEY: _as_money, Kind.QUANTITY: _as_quantity,
    Kind.CHOICE: _as_choice, Kind.CODE: _as_code, Kind.ITEM: _as_item, Kind.REFERENCE: _as_reference,
}  # fmt: skip


def _cleaned(cleaner: MoneyField | QuantityField, text: str, todo: str) -> int | None:
    try:
        return cleaner.clean(text)
    except ValidationError as error:
        raise WrongCellError(error.messages[0], todo) from None


def _said(written: Written) -> str:
    """A cell as the person sees it: 0.95 shown as a percentage is 95%."""
    value = written.value
    if written.formula:
        return written.formula
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in written.format:
            return f"{_figure(number * 100)}%"
        return _figure(number)
    return str(value)


def _number(written: Written) -> str:
    """A number as text, without what people write around it."""
    if isinstance(written.value, bool):
        raise WrongCellError("不是数", "请填数")
    if isinstance(written.value, int | float):
        number = Decimal(repr(written.value))
        return _figure(number) if number.is_finite() else str(written.value)
    text = tidy(_said(written)).replace(",", "").replace("，", "").replace(" ", "")
    return text.removesuffix("元").removeprefix("¥").removeprefix("￥")


def _figure(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _quoted(title: str, text: str) -> str:
    return f"{title}“{text[:60]}{'……' if len(text) > 60 else ''}”" if text else title


def _amount(checked: Checked, row: ReadRow, values: Mapping[str, Any]) -> None:
    """The amount is recomputed; one that was typed over the formula must agree."""
    quantity, price = values["quantity"], values["unit_price"]
    if not isinstance(quantity, int) or not isinstance(price, int):
        return
    amount = line_amount(quantity, price)
    _held(
        checked, LINE_SHEET, row, "amount", amount, f"{quantity_text(quantity)} × {Money(price)} = {Money(amount)}",
        formula_of(LINE_SHEET, LINE_SHEET.column("amount"), row.number, last_rows={}, whole=0),
    )  # fmt: skip


def _totals(checked: Checked, row: ReadRow, entry: ProjectEntry) -> None:
    amounts = [line_amount(line.values["quantity"], line.values["unit_price"]) for line in entry.lines if _countable(line)]
    if len(amounts) == len(entry.lines):
        told = f"{' + '.join(str(Money(each)) for each in amounts[:12])}{' + ……' if len(amounts) > 12 else ''} = {Money(sum(amounts))}"
        _held(checked, PROJECT_SHEET, row, "total", sum(amounts), told if amounts else "没有测算，合计是 0.00", "")
    marks = [each.values["weight"] or 0 for each in entry.indicators]
    told = f"{' + '.join(map(str, marks))} = {sum(marks)}" if marks else "没有指标，合计是 0"
    _held(checked, PROJECT_SHEET, row, "weight_sum", sum(marks) * 100, told, "")


def _countable(line: Row) -> bool:
    return isinstance(line.values["quantity"], int) and isinstance(line.values["unit_price"], int)


def _held(checked: Checked, sheet: Sheet, row: ReadRow, name: str, computed: int, told: str, formula: str) -> None:
    """A calculated cell: our formula is taken as it is meant, whatever it last gave; a typed figure must be what we compute (分)."""
    written, title = row.cells[name], sheet.column(name).title
    if written.blank:
        return
    if written.formula:
        if formula and _bare(written.formula) != _bare(formula):
            checked.wrong(sheet, row.number, name, _quoted(title, written.formula), "公式被改过", f"应当是 {formula}，算出来是 {told}")
        return
    if isinstance(written.value, str) and computed == 0:
        return
    try:
        typed = MoneyField(required=False).clean(_number(written))
    except (ValidationError, WrongCellError):
        typed = None
    if typed != computed:
        said = _said(written)
        checked.wrong(
            sheet,
            row.number,
            name,
            _quoted(title, said),
            f"与算出来的不一样：{told}，表里写的是 {said}",
            "改数量或单价，这一格由表格自己算",
        )


def _bare(formula: str) -> str:
    return re.sub(r"[\s$]", "", formula).upper()


def _fault(
    checked: Checked, sheet: Sheet, row: ReadRow, values: Mapping[str, Any], name: str, year: int, fault_of: Callable[[str, int], str]
) -> None:
    code = values[name]
    if code and (fault := fault_of(code, year)):
        why, _, todo = fault.partition("：")
        checked.wrong(sheet, row.number, name, _quoted(sheet.column(name).title, code), why, todo or "请从下拉列表里选")


def _span(checked: Checked, row: ReadRow, values: Mapping[str, Any]) -> None:
    start, end = values["start_year"], values["end_year"]
    if isinstance(start, int) and isinstance(end, int) and end < start:
        checked.wrong(PROJECT_SHEET, row.number, "end_year", _quoted("结束年度", str(end)), f"早于开始年度 {start}", "请核对起止年度")
    elif isinstance(start, int) and isinstance(end, int) and end - start >= LONGEST:
        checked.wrong(
            PROJECT_SHEET, row.number, "end_year", _quoted("结束年度", str(end)), f"一个项目最多 {LONGEST} 年", "更长的请分期申报"
        )


def _years(checked: Checked, entry: ProjectEntry) -> None:
    start, end = entry.row.values["start_year"], entry.row.values["end_year"]
    for line in entry.lines:
        year = line.values["year"]
        if None not in (start, end, year) and not start <= year <= end:
            why = f"不在项目的 {start}–{end} 年内"
            checked.wrong(LINE_SHEET, line.number, "year", _quoted("年度", str(year)), why, "请核对这一行的年度，或者项目的起止年度")


def _projects(checked: Checked, rows: list[tuple[ReadRow, dict[str, Any]]], codes: Mapping[str, tuple[str, bool]]) -> dict[int, str]:
    """Row → code ("" for a new one) of every project row that can be told from the others."""
    found: dict[int, str] = {}
    seen_codes: dict[str, int] = {}
    seen_names: dict[tuple[str, int], int] = {}
    for row, values in rows:
        code = tidy(_said(row.cells["code"]))
        said = _quoted("项目编号", code)
        if code and code not in codes:
            checked.wrong(PROJECT_SHEET, row.number, "code", said, "工作簿下载时没有这个编号", "新项目的编号留空；老项目请重新下载工作簿")
            continue
        if code and code in seen_codes:
            checked.wrong(
                PROJECT_SHEET, row.number, "code", said, f"与第 {seen_codes[code]} 行重复", "一个项目只能有一行，新项目的编号留空"
            )
            continue
        key = (values["name"], values["start_year"])
        if values["name"] and key in seen_names:
            todo = "同一年里不能有两个同名的项目，请写出区别"
            checked.wrong(PROJECT_SHEET, row.number, "name", _quoted("项目名称", key[0]), f"与第 {seen_names[key]} 行重名", todo)
        seen_codes[code], seen_names[key] = row.number, row.number
        found[row.number] = code
    return found


def _owner(
    checked: Checked, sheet: Sheet, row: ReadRow, values: Mapping[str, Any], by_name: Mapping[str, list[int]], by_code: Mapping[str, int]
) -> int | None:
    """The row of the project that a line or indicator belongs to."""
    named = values["project"]
    if not named:
        return None
    if named in by_code:
        return by_code[named]
    rows = by_name.get(named, [])
    if len(rows) == 1:
        return rows[0]
    why = "“项目”表里没有这个项目" if not rows else f"“项目”表里有 {len(rows)} 个叫这个名称的项目"
    todo = "请从下拉列表里选，名称要和“项目”表一个字不差" if not rows else "请改填项目编号"
    checked.wrong(sheet, row.number, "project", _quoted("项目名称", named), why, todo)
    return None


def cells_in_order(problems: list[CellProblem]) -> list[CellProblem]:
    """Each once, by sheet, row and column, what must be mended before what is only remarked."""

    def place(problem: CellProblem) -> tuple[bool, int, int, int, str]:
        match = re.fullmatch(r"([A-Z]+)(\d+)", problem.cell)
        column, row = (match[1], int(match[2])) if match else ("", 0)
        return problem.remark, list(SHEET).index(problem.sheet), row, len(column), column

    return sorted(dict.fromkeys(problems), key=place)


def problem_cells(problems: list[CellProblem]) -> Iterator[tuple[tuple[str, str], list[CellProblem]]]:
    """The problems of each cell together."""
    together: dict[tuple[str, str], list[CellProblem]] = {}
    for problem in problems:
        together.setdefault((problem.sheet, problem.cell), []).append(problem)
    yield from together.items()
