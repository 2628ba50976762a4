"""The money tables T1 to T10: what stands in their rows and columns?

The forms are those of the Hebei template (preamble of `catalogue/data/profiles/hebei-2025.toml`); titles and units come from the
profile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wenxiao.catalogue.codes import function_entries
from wenxiao.catalogue.profiles import TableSlot
from wenxiao.disclosure.figures import Axis, Figure, Slice, name_of
from wenxiao.disclosure.records import APPROPRIATED, BASIC, Fund, Part, Subject
from wenxiao.disclosure.ruling import Column, Entry, Form, Item, Row, by_code, column_of, header, numbered, ruled, side_by_side
from wenxiao.disclosure.totals import Totals
from wenxiao.disclosure.year_totals import CARS
from wenxiao.documents.manuscript import Cell, Kind, Table
from wenxiao.vocabulary.shown import YUAN

REVENUE_ROWS = {
    Fund.GENERAL: "一般公共预算拨款收入",
    Fund.GOVERNMENT_FUND: "政府性基金预算拨款收入",
    Fund.STATE_CAPITAL: "国有资本经营预算拨款收入",
    Fund.SPECIAL_ACCOUNT: "财政专户管理资金收入",
    Fund.UNIT_MONEY: "单位资金收入",
}
FUND_COLUMNS = {
    Fund.GENERAL: "一般公共预算拨款",
    Fund.GOVERNMENT_FUND: "政府性基金预算拨款",
    Fund.STATE_CAPITAL: "国有资本经营预算拨款",
    Fund.SPECIAL_ACCOUNT: "财政专户管理资金",
    Fund.UNIT_MONEY: "单位资金",
}
# What an empty table is empty of.
EMPTY = {
    "T2": "收入",
    "T3": "支出",
    "T5": "一般公共预算安排的支出",
    "T6": "一般公共预算安排的基本支出",
    "T8": "政府性基金预算安排的支出",
    "T9": "国有资本经营预算安排的支出",
    "T10": "预算安排的项目支出",
    "T11": "预算安排的职责和工作活动",
    "T12": "政府采购预算安排的支出",
    "T15": "机关运行经费安排的支出",
}
NOTHING = Cell("", Kind.AMOUNT)


def money_table(slot: TableSlot, totals: Totals) -> Table:
    """The table of this place in the template. Raises KeyError for a kind that is no money table."""
    return _TABLES[slot.kind](slot, totals)


def empty_note(kind: str, year: int) -> str:
    return f"本部门{year}年没有{EMPTY[kind]}，此表为空表。"


def _balance(slot: TableSlot, totals: Totals) -> Table:
    """T1 部门收支总表."""
    left: list[Row] = [[REVENUE_ROWS[fund], totals.revenue(fund)] for fund in Fund]
    right: list[Row] = [[name, totals.figures.spent(Slice(code=code))] for code, name in _categories(totals)]
    height = max(len(left), len(right))
    rows: list[Row] = list(side_by_side(left, right, ["", NOTHING], ["", NOTHING]))
    rows += [
        [
            "本年收入合计",
            Entry(totals.revenue_of_year(), column_of(range(len(left)), 2)),
            "本年支出合计",
            Entry(totals.spending(), column_of(range(len(right)), 4)),
        ],
        ["上年结转结余", totals.carried(), "年终结转结余", totals.left_at_the_end()],
        [
            "收入总计",
            Entry(totals.revenue_total(), column_of((height, height + 1), 2)),
            "支出总计",
            Entry(totals.spending_total(), column_of((height, height + 1), 4)),
        ],
    ]
    form = _form(slot, header("序号|收入项目|预算数|支出项目|预算数"), (1, 5, 3, 5, 3))
    return ruled(form, list(numbered(rows)))


def _revenue(slot: TableSlot, totals: Totals) -> Table:
    """T2 部门收入总表."""
    columns = [
        Column("合计", Slice(), (3, 4)),
        Column("上年结转结余", Slice(carried=True)),
        Column("小计", Slice(carried=False), (5, 6, 7, 8, 9)),
        *(Column(title, Slice(funds=(fund,), carried=False)) for fund, title in FUND_COLUMNS.items()),
    ]
    head = header("科目编码|科目名称|合计|上年结转结余|本年收入|||||", "^|^|^|^|小计|" + "|".join(FUND_COLUMNS.values()))
    return _coded(slot, totals, head, (2, 5, 3, 3, 3, 3, 3, 3, 3, 3), Slice(), columns, landscape=True)


def _spending(slot: TableSlot, totals: Totals) -> Table:
    """T3 部门支出总表."""
    columns = [
        Column("合计", Slice(), (3, 4, 5, 6, 7)),
        Column("基本支出", Slice(parts=BASIC)),
        Column("项目支出", Slice(parts=(Part.PROJECT,))),
        *(Column(title, None) for title in ("经营支出", "上缴上级支出", "对附属单位补助支出")),
    ]
    head = header("科目编码|科目名称|" + "|".join(column.title for column in columns))
    # Eight columns hold amounts in 元 only where the page lies across.
    return _coded(slot, totals, head, (2, 5, 3, 3, 3, 2, 2, 2), Slice(), columns, landscape=slot.unit == YUAN.name)


def _appropriation(slot: TableSlot, totals: Totals) -> Table:
    """T4 财政拨款收支总表."""
    spent = totals.figures.spent
    names = [f"（{number}）{FUND_COLUMNS[fund]}" for number, fund in zip("一二三", APPROPRIATED, strict=True)]
    left: list[Row] = [["一、本年收入", Entry(totals.appropriated_revenue(), column_of((1, 2, 3), 1))]]
    left += [[name, totals.revenue(fund)] for name, fund in zip(names, APPROPRIATED, strict=True)]
    left.append(["二、上年结转", Entry(totals.carried(*APPROPRIATED), column_of((5, 6, 7), 1))])
    left += [[name, totals.carried(fund)] for name, fund in zip(names, APPROPRIATED, strict=True)]
    codes = totals.figures.codes(Slice(funds=APPROPRIATED), 3)

    def amounts(row: int, code: str, below: range | None) -> list[Item]:
        whole = Entry(spent(Slice(code=code, funds=APPROPRIATED)), tuple((row, column) for column in (4, 5, 6)))
        parts = [
            Entry(spent(Slice(code=code, funds=(fund,))), column_of(below, column) if below else ())
            for column, fund in enumerate(APPROPRIATED, 4)
        ]
        return [whole, *parts]

    right: list[Row] = [["一、本年支出", *amounts(0, "", range(1, 1 + len(codes)))]]
    right += [[name_of(Axis.FUNCTION, code), *amounts(row, code, None)] for row, code in enumerate(codes, 1)]
    right.append(["二、结转下年", *[NOTHING] * 4])
    rows = list(side_by_side(left, right, ["", NOTHING], ["", *[NOTHING] * 4]))
    # What is carried to next year is nothing in a balanced budget: what is spent is the whole.
    ends = [Entry(spent(Slice(funds=APPROPRIATED)), column_of((0,), 3))]
    ends += [Entry(spent(Slice(funds=(fund,))), column_of((0,), column)) for column, fund in enumerate(APPROPRIATED, 4)]
    rows.append(["收入总计", Entry(totals.appropriated_total(), ((0, 1), (4, 1))), "支出总计", *ends])
    head = header("收入||支出||||", "项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算")
    return ruled(_form(slot, head, (4, 3, 4, 3, 3, 3, 3), landscape=True), rows)


def _of_fund(fund: Fund) -> Callable[[TableSlot, Totals], Table]:
    """T5, T8 and T9: what one fund is spent on."""

    def table(slot: TableSlot, totals: Totals) -> Table:
        base = Slice(funds=(fund,))
        columns = [
            Column("合计", base, (3, 4)),
            Column("基本支出", Slice(funds=(fund,), parts=BASIC)),
            Column("项目支出", Slice(funds=(fund,), parts=(Part.PROJECT,))),
        ]
        return _coded(slot, totals, header("科目编码|科目名称|合计|基本支出|项目支出"), (2, 5, 3, 3, 3), base, columns)

    return table


def _basic(slot: TableSlot, totals: Totals) -> Table:
    """T6 一般公共预算财政拨款基本支出表."""

    def of(*parts: Part) -> Slice:
        return Slice(Axis.ECONOMIC, funds=(Fund.GENERAL,), parts=parts)

    columns = [Column("合计", of(*BASIC), (3, 4)), Column("人员经费", of(Part.PERSONNEL)), Column("公用经费", of(Part.OPERATING))]
    head = header("科目编码|科目名称|合计|人员经费|公用经费")
    return _coded(slot, totals, head, (2, 5, 3, 3, 3), of(*BASIC), columns, lengths=(3, 5))


def _three_public(slot: TableSlot, totals: Totals) -> Table:
    """T7 财政拨款“三公”经费支出表: both years, nothing printed as zero. A year that is not known has no row."""
    year = totals.records.year
    rows: list[Row] = []

    def told(of: int, whole: Figure, abroad: Figure, cars: Figure, purchase: Figure, running: Figure, reception: Figure) -> None:
        row = len(rows)
        sums = {0: ((row, 2), (row, 3), (row, 6)), 2: ((row, 4), (row, 5))}
        figures = (whole, abroad, cars, purchase, running, reception)
        rows.append([f"{of}年预算数", *(Entry(figure, sums.get(place, ()), zero=True) for place, figure in enumerate(figures))])

    items = (Subject.ABROAD, *CARS, Subject.RECEPTION)
    before, cars = totals.prior(*items), totals.prior(*CARS)
    single = [totals.prior(subject) for subject in items]
    if before and cars and single[0] and single[1] and single[2] and single[3]:
        told(year - 1, before, single[0], cars, single[1], single[2], single[3])
    abroad, purchase, running, reception = (totals.three_public(subject) for subject in items)
    told(year, totals.three_public_total(), abroad, totals.cars(), purchase, running, reception)
    head = header(
        "年度|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
        "^|^|^|小计|公务用车购置费|公务用车运行费|^",
    )
    return ruled(_form(slot, head, (3, 2, 3, 2, 3, 3, 3)), rows)


def _projects(slot: TableSlot, totals: Totals) -> Table:
    """T10 项目支出表: a row for each 项 a project is paid under."""
    unit, spent = totals.records.unit.name, totals.figures.spent

    def amounts(row: int, below: range | None, whole: Slice) -> list[Item]:
        parts = [replace(whole, carried=True), *(replace(whole, funds=(fund,), carried=False) for fund in Fund)]
        found: list[Item] = [Entry(spent(whole), tuple((row, column) for column in range(4, 10)))]
        return found + [Entry(spent(each), column_of(below, column) if below else ()) for column, each in enumerate(parts, 4)]

    every = Slice(parts=(Part.PROJECT,))
    named = [
        (project, code)
        for project in totals.records.projects().values()
        for code in totals.figures.codes(replace(every, project=project.code), 7)
    ]
    rows: list[Row] = [["合计", "", "", *amounts(0, range(1, 1 + len(named)), every)]]
    for row, (project, code) in enumerate(named, 1):
        classified = f"{code} {name_of(Axis.FUNCTION, code)}"
        rows.append([project.name, unit, classified, *amounts(row, None, replace(every, code=code, project=project.code))])
    head = header("项目名称|项目单位|功能科目|合计|上年结转|" + "|".join(FUND_COLUMNS.values()))
    form = _form(slot, head, (5, 4, 5, 3, 3, 3, 3, 3, 3, 3), landscape=True)
    return ruled(form, rows, "" if named else empty_note("T10", totals.records.year))


_TABLES: dict[str, Callable[[TableSlot, Totals], Table]] = {
    "T1": _balance,
    "T2": _revenue,
    "T3": _spending,
    "T4": _appropriation,
    "T5": _of_fund(Fund.GENERAL),
    "T6": _basic,
    "T7": _three_public,
    "T8": _of_fund(Fund.GOVERNMENT_FUND),
    "T9": _of_fund(Fund.STATE_CAPITAL),
    "T10": _projects,
}


def _coded(
    slot: TableSlot,
    totals: Totals,
    head: tuple[tuple[Cell, ...], ...],
    widths: tuple[int, ...],
    base: Slice,
    columns: list[Column],
    *,
    lengths: tuple[int, ...] = (3, 5, 7),
    landscape: bool = False,
) -> Table:
    rows = by_code(totals.figures, base, columns, *lengths)
    note = "" if totals.figures.spent(base).value else empty_note(slot.kind, totals.records.year)
    return ruled(_form(slot, head, widths, landscape=landscape), rows, note)


def _form(slot: TableSlot, head: tuple[tuple[Cell, ...], ...], widths: tuple[int, ...], *, landscape: bool = False) -> Form:
    return Form(slot.title, head, widths, slot.unit, slot.kind, landscape)


def _categories(totals: Totals) -> list[tuple[str, str]]:
    """Every 类 of the year's classification, whether there is money under it or not."""
    year = totals.records.year
    known = {entry.code: entry.name for entry in function_entries() if len(entry.code) == 3 and entry.in_force(year)}
    used = {code: name_of(Axis.FUNCTION, code) for code in totals.figures.codes(Slice(), 3)}
    return sorted((known | used).items())
