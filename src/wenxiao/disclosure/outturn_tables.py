"""The nine tables of final accounts, T1 to T9: what stands in their rows and columns?

The forms are those of the ministry (公开01表 to 公开09表), with their 行次 and 栏次; titles and units come from the profile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wenxiao.catalogue.codes import economic_entries, function_entries
from wenxiao.catalogue.profiles import TableSlot
from wenxiao.disclosure.explanation_tables import numeral
from wenxiao.disclosure.figures import Axis, Figure, Slice, name_of
from wenxiao.disclosure.outturn import APPROPRIATED_INCOME, Income
from wenxiao.disclosure.outturn_totals import INCOME_NAMES, ITEMS, OutturnTotals
from wenxiao.disclosure.records import APPROPRIATED, BASIC, Fund, Part, Subject
from wenxiao.disclosure.ruling import (
    Column,
    Entry,
    Form,
    Item,
    Measured,
    Row,
    by_code,
    coded,
    column_of,
    header,
    ruled,
    side_by_side,
)
from wenxiao.documents.manuscript import Cell, Kind, Place, Table

# 类 that no unit spends under: they are the treasury's own.
NOT_OF_UNITS = ("209", "227", "230", "233")
APPROPRIATIONS = {
    Fund.GENERAL: "一般公共预算财政拨款",
    Fund.GOVERNMENT_FUND: "政府性基金预算财政拨款",
    Fund.STATE_CAPITAL: "国有资本经营预算财政拨款",
}
# What an empty table is empty of.
EMPTY = {
    "T2": "收入",
    "T3": "支出",
    "T5": "一般公共预算财政拨款支出",
    "T6": "一般公共预算财政拨款基本支出",
    "T7": "“三公”经费财政拨款预算和支出",
    "T8": "政府性基金预算财政拨款收入和支出",
    "T9": "国有资本经营预算财政拨款支出",
}
LENGTHS = (3, 5, 7)
NOTHING = Cell("", Kind.AMOUNT)


def outturn_table(slot: TableSlot, totals: OutturnTotals) -> Table:
    """The table of this place in the template. Raises KeyError for a kind that final accounts do not have."""
    return _TABLES[slot.kind](slot, totals)


def empty_note(kind: str, year: int) -> str:
    return f"本部门{year}年度没有{EMPTY[kind]}，此表为空表。"


def _balance(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T1 收入支出决算总表."""
    left: list[Row] = [[f"{numeral(number)}、{INCOME_NAMES[income]}", totals.received(income)] for number, income in enumerate(Income, 1)]
    right: list[Row] = [[name, totals.paid(code=code)] for code, name in _categories(totals)]
    height = max(len(left), len(right))
    rows = side_by_side(left, right, ["", NOTHING], ["", NOTHING])
    came = Entry(totals.received(), column_of(range(len(left)), 2))
    went = Entry(totals.paid(), column_of(range(len(right)), 5))
    ends = range(height, height + 3)
    rows += [
        ["本年收入合计", came, "本年支出合计", went],
        ["使用非财政拨款结余（含专用结余）", NOTHING, "结余分配", NOTHING],
        ["年初结转和结余", totals.opening(), "年末结转和结余", totals.closing()],
        ["总计", Entry(totals.available(), column_of(ends, 2)), "总计", Entry(totals.used(), column_of(ends, 5))],
    ]
    head = header("收入|||支出||", "项目|行次|决算数|项目|行次|决算数")
    return ruled(_form(slot, head, (6, 1, 3, 6, 1, 3)), list(_lined(rows, (0, 2))))


def _received(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T2 收入决算表."""
    incomes = [income for income in Income if income not in APPROPRIATED_INCOME]
    columns = [
        Measured(lambda code: totals.received(code=code), tuple(range(3, 4 + len(incomes)))),
        Measured(lambda code: totals.received(*APPROPRIATED_INCOME, code=code)),
        *(Measured(_from(totals, income)) for income in incomes),
    ]
    titles = ["本年收入合计", "财政拨款收入", *(INCOME_NAMES[income] for income in incomes)]
    rows = coded(Axis.FUNCTION, totals.received_codes(*LENGTHS), columns, *LENGTHS)
    return _coded(slot, totals, rows, titles, (3, 6, 4, 4, 3, 3, 3, 3, 3), landscape=True)


def _paid(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T3 支出决算表."""
    columns = [
        Column("合计", Slice(), (3, 4, 5, 6, 7)),
        Column("基本支出", Slice(parts=BASIC)),
        Column("项目支出", Slice(parts=(Part.PROJECT,))),
        *(Column(title, None) for title in ("上缴上级支出", "经营支出", "对附属单位补助支出")),
    ]
    titles = ["本年支出合计", *(column.title for column in columns[1:])]
    return _coded(slot, totals, by_code(totals.figures, Slice(), columns, *LENGTHS), titles, (3, 6, 4, 4, 4, 3, 3, 3), landscape=True)


def _appropriation(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T4 财政拨款收入支出决算总表."""
    names = [f"{numeral(number)}、{name}" for number, name in enumerate(APPROPRIATIONS.values(), 1)]
    left: list[Row] = [[name, totals.received(income)] for name, income in zip(names, APPROPRIATED_INCOME, strict=True)]
    codes = _categories(totals)

    def amounts(row: int, figure: Callable[..., Figure], below: Sequence[int] = (), **more: str) -> list[Item]:
        whole = Entry(figure(*APPROPRIATED, **more), tuple((row, column) for column in (6, 7, 8)))
        return [whole, *(Entry(figure(fund, **more), column_of(below, column)) for column, fund in enumerate(APPROPRIATED, 6))]

    right: list[Row] = [[name, *amounts(row, totals.paid, code=code)] for row, (code, name) in enumerate(codes)]
    height = max(len(left), len(right))
    rows = side_by_side(left, right, ["", NOTHING], ["", *[NOTHING] * 4])
    came = Entry(totals.received(*APPROPRIATED_INCOME), column_of(range(len(left)), 2))
    opening = Entry(totals.opening(*APPROPRIATED), column_of(range(height + 2, height + 5), 2))
    rows += [
        ["本年收入合计", came, "本年支出合计", *amounts(height, totals.paid, range(len(right)))],
        ["年初财政拨款结转和结余", opening, "年末财政拨款结转和结余", *amounts(height + 1, totals.closing)],
    ]
    rows += [[name, totals.opening(fund), "", *[NOTHING] * 4] for name, fund in zip(names, APPROPRIATED, strict=True)]
    ends = (height, height + 1)
    whole = Entry(totals.available(*APPROPRIATED), column_of(ends, 2))
    rows.append(["总计", whole, "总计", *amounts(height + 5, totals.used, ends)])
    head = header("收入|||支出|||||", "项目|行次|决算数|项目|行次|合计|" + "|".join(APPROPRIATIONS.values()))
    return ruled(_form(slot, head, (6, 1, 3, 6, 1, 3, 3, 3, 3), landscape=True), list(_lined(rows, (0, 2))))


def _general(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T5 一般公共预算财政拨款支出决算表."""
    return _by_part(slot, totals, Fund.GENERAL)


def _capital(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T9 国有资本经营预算财政拨款支出决算表."""
    return _by_part(slot, totals, Fund.STATE_CAPITAL)


def _by_part(slot: TableSlot, totals: OutturnTotals, fund: Fund) -> Table:
    base = Slice(funds=(fund,))
    columns = [
        Column("合计", base, (3, 4)),
        Column("基本支出", Slice(funds=(fund,), parts=BASIC)),
        Column("项目支出", Slice(funds=(fund,), parts=(Part.PROJECT,))),
    ]
    titles = [column.title for column in columns]
    return _coded(slot, totals, by_code(totals.figures, base, columns, *LENGTHS), titles, (3, 6, 4, 4, 4))


def _basic(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T6 一般公共预算财政拨款基本支出决算表: 人员经费 on the left, 公用经费 in the middle and on the right, every 款 of their 类."""

    def of(*parts: Part) -> Slice:
        return Slice(Axis.ECONOMIC, funds=(Fund.GENERAL,), parts=parts)

    personnel, operating = of(Part.PERSONNEL), of(Part.OPERATING)
    middle = ("302",)
    rest = {"307", "310", "399", *totals.figures.codes(operating, 3)} - set(middle)
    sides = (
        _side(totals, personnel, {"301", "303", *totals.figures.codes(personnel, 3)}, 2),
        _side(totals, operating, middle, 5),
        _side(totals, operating, rest, 8),
    )
    blank: Row = [Cell("", Kind.CODE), "", NOTHING]
    left = side_by_side(sides[0][0], sides[1][0], blank, blank)
    rows = side_by_side(left, sides[2][0], [*blank, *blank], blank)
    below: Row = [
        Cell("人员经费合计", column_span=2),
        Entry(totals.figures.spent(personnel), sides[0][1]),
        Cell("公用经费合计", column_span=5),
        Entry(totals.figures.spent(operating), (*sides[1][1], *sides[2][1])),
    ]
    head = header("人员经费|||公用经费|||||", "|".join(["科目编码|科目名称|决算数"] * 3))
    paid = totals.figures.spent(of(*BASIC))
    form = _form(slot, head, (2, 5, 3) * 3, landscape=True)
    return ruled(form, [*rows, below], "" if paid.value else empty_note(slot.kind, totals.records.year))


def _side(totals: OutturnTotals, whole: Slice, groups: Iterable[str], place: int) -> tuple[list[Row], tuple[Place, ...]]:
    """One third of T6: each 类 with its 款, amounts in the column `place`; and where the amounts of the 类 stand."""
    rows: list[Row] = []
    heads = []
    for group in sorted(groups):
        codes = sorted({*_economic(group, totals.records.year), *totals.figures.codes(whole.below(group), 5)})
        heads.append(len(rows))
        spent = Entry(totals.figures.spent(whole.below(group)), column_of(range(len(rows) + 1, len(rows) + 1 + len(codes)), place))
        rows.append([Cell(group, Kind.CODE), name_of(Axis.ECONOMIC, group), spent])
        rows += [[Cell(code, Kind.CODE), name_of(Axis.ECONOMIC, code), totals.figures.spent(whole.below(code))] for code in codes]
    return rows, column_of(heads, place)


def _three_public(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T7 财政拨款“三公”经费支出决算表: 预算数 and 决算数 in one row. A budget that is not known is left blank, and asked for."""
    known = totals.limits()
    limits: list[Figure] | None = None
    if all(subject in known for subject in ITEMS):
        limits = [totals.limit_total(), known[Subject.ABROAD], totals.limit_of_cars(), *(known[subject] for subject in ITEMS[1:])]
    spent = [totals.three_public_total(), totals.three_public(Subject.ABROAD), totals.cars()]
    spent += [totals.three_public(subject) for subject in ITEMS[1:]]

    def six(figures: list[Figure], first: int) -> list[Item]:
        sums = {0: (1, 2, 5), 2: (3, 4)}
        return [Entry(figure, tuple((0, first + part) for part in sums.get(place, ())), zero=True) for place, figure in enumerate(figures)]

    row = [*(six(limits, 0) if limits else [NOTHING] * 6), *six(spent, 6)]
    items = "合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费"
    below = "^|^|小计|公务用车购置费|公务用车运行维护费|^"
    head = header("预算数||||||决算数|||||", f"{items}|{items}", f"{below}|{below}")
    nothing = not totals.three_public_total().value and not (limits and limits[0].value)
    form = _form(slot, head, (3,) * 12, landscape=True)
    return ruled(form, [row], empty_note(slot.kind, totals.records.year) if nothing else "")


def _fund(slot: TableSlot, totals: OutturnTotals) -> Table:
    """T8 政府性基金预算财政拨款收入支出决算表."""
    fund = Fund.GOVERNMENT_FUND

    def paid(*parts: Part) -> Measured:
        part = Slice(funds=(fund,), parts=parts)
        return Measured(lambda code: totals.figures.spent(part.below(code)))

    columns = [
        Measured(lambda code: totals.opening(fund, code=code)),
        Measured(lambda code: totals.received(Income.GOVERNMENT_FUND, code=code)),
        Measured(lambda code: totals.paid(fund, code=code), (5, 6)),
        paid(*BASIC),
        paid(Part.PROJECT),
        Measured(lambda code: totals.closing(fund, code=code)),
    ]
    rows = coded(Axis.FUNCTION, totals.fund_codes(fund, *LENGTHS), columns, *LENGTHS)
    head = header(
        "科目编码|科目名称|年初结转和结余|本年收入|本年支出|||年末结转和结余",
        "^|^|^|^|小计|基本支出|项目支出|^",
        "栏次||1|2|3|4|5|6",
    )
    note = "" if len(rows) > 1 else empty_note(slot.kind, totals.records.year)
    return ruled(_form(slot, head, (3, 6, 4, 4, 4, 4, 4, 4), landscape=True), rows, note)


_TABLES: dict[str, Callable[[TableSlot, OutturnTotals], Table]] = {
    "T1": _balance,
    "T2": _received,
    "T3": _paid,
    "T4": _appropriation,
    "T5": _general,
    "T6": _basic,
    "T7": _three_public,
    "T8": _fund,
    "T9": _capital,
}


def _coded(
    slot: TableSlot, totals: OutturnTotals, rows: list[Row], titles: Sequence[str], widths: tuple[int, ...], *, landscape: bool = False
) -> Table:
    numbers = "|".join(str(number) for number in range(1, 1 + len(titles)))
    head = header("科目编码|科目名称|" + "|".join(titles), f"栏次||{numbers}")
    note = "" if len(rows) > 1 else empty_note(slot.kind, totals.records.year)
    return ruled(_form(slot, head, widths, landscape=landscape), rows, note)


def _from(totals: OutturnTotals, income: Income) -> Callable[[str], Figure]:
    return lambda code: totals.received(income, code=code)


def _categories(totals: OutturnTotals) -> list[tuple[str, str]]:
    """Every 类 that units spend under, numbered, whether there is money under it or not."""
    year = totals.records.year
    known = {each.code for each in function_entries() if len(each.code) == 3 and each.in_force(year)} - set(NOT_OF_UNITS)
    codes = sorted(known | set(totals.figures.codes(Slice(), 3)))
    return [(code, f"{numeral(number)}、{name_of(Axis.FUNCTION, code)}") for number, code in enumerate(codes, 1)]


def _economic(group: str, year: int) -> list[str]:
    return [each.code for each in economic_entries() if len(each.code) == 5 and each.code[:3] == group and each.in_force(year)]


def _lined(rows: Sequence[Row], at: tuple[int, int]) -> list[Row]:
    """行次 after the two columns of names: down the left side, and on down the right."""
    height = len(rows)
    found: list[Row] = []
    for number, row in enumerate(rows, 1):
        left, right = at
        cells = list(row)
        first, second = Cell(str(number), Kind.CODE), Cell(str(height + number), Kind.CODE)
        found.append([*cells[: left + 1], first, *cells[left + 1 : right + 1], second, *cells[right + 1 :]])
    return found


def _form(slot: TableSlot, head: tuple[tuple[Cell, ...], ...], widths: tuple[int, ...], *, landscape: bool = False) -> Form:
    return Form(slot.title, head, widths, slot.unit, slot.kind, landscape)
