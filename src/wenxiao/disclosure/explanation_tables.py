"""The tables inside the explanation, T11 to T15: what stands in their rows and columns?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wenxiao.catalogue.codes import procurement_entries, procurement_name
from wenxiao.catalogue.profiles import TableSlot
from wenxiao.disclosure.figures import Axis, Figure, name_of
from wenxiao.disclosure.records import Activity, AssetKind, Duty, Fund, Indicator, Project, Purchase
from wenxiao.disclosure.ruling import Entry, Form, Item, Row, column_of, header, ruled
from wenxiao.disclosure.tables import FUND_COLUMNS, empty_note
from wenxiao.disclosure.totals import Totals
from wenxiao.disclosure.year_totals import OPERATING
from wenxiao.documents.manuscript import Cell, Kind, Table

# What is bought with operating money belongs to no project.
DAILY = "日常公用"
NOT_COUNTED = "—"
ASSET_ROWS = {
    AssetKind.BUILDINGS: "1、房屋（平方米）",
    AssetKind.OFFICES: "其中：办公用房（平方米）",
    AssetKind.VEHICLES: "2、车辆（台、辆）",
    AssetKind.EQUIPMENT: "3、单价在20万元以上设备（台、套）",
    AssetKind.OTHER: "4、其他固定资产",
}
_DIGITS = "零一二三四五六七八九"


def explanation_table(slot: TableSlot, totals: Totals) -> Table:
    """The table of this place in the template. Raises KeyError for a kind that is none of these."""
    return _TABLES[slot.kind](slot, totals)


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; up to 99, beyond that in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _staff(slot: TableSlot, totals: Totals) -> Table:
    """T13 部门基本情况表. The unit is its only row, so the total row repeats it."""
    unit = totals.records.unit
    counts = [totals.vehicles_held(), *totals.staff()]
    rows: list[Row] = [
        ["合计", "", "", "", *(Entry(count, ((1, column),), zero=True) for column, count in enumerate(counts, 4))],
        [unit.name, unit.nature, unit.level, unit.funding, *(Entry(count, zero=True) for count in counts)],
    ]
    head = header(
        "单位名称|单位性质|单位规格|经费保障形式|车辆|编制人数||在职人数||离退休人数||",
        "^|^|^|^|^|行政|事业|行政|事业|离休|退休|退职",
    )
    return ruled(Form(slot.title, head, (6, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2), "人（辆）", slot.kind), rows)


def _operating(slot: TableSlot, totals: Totals) -> Table:
    """T15 机关运行经费明细表."""
    codes = totals.figures.codes(OPERATING, 5)
    rows: list[Row] = [["", "合计", Entry(totals.operating(), column_of(range(1, 1 + len(codes)), 2))]]
    rows += [[Cell(code, Kind.CODE), name_of(Axis.ECONOMIC, code), figure] for code, figure in operating_items(totals)]
    note = "" if codes else empty_note(slot.kind, totals.records.year)
    return ruled(Form(slot.title, header("科目编码|科目名称|预算数"), (2, 5, 3), slot.unit, slot.kind), rows, note)


def operating_items(totals: Totals) -> list[tuple[str, Figure]]:
    """机关运行经费 by 款."""
    return [(code, totals.figures.spent(OPERATING.below(code))) for code in totals.figures.codes(OPERATING, 5)]


def _programme(slot: TableSlot, totals: Totals) -> Table:
    """T11 部门职责—工作活动绩效目标: 职责, 工作活动 and 项目 below each other, a row for each indicator."""
    columns = _indicator_columns(totals.records.duties)
    rows: list[Row] = []
    for number, duty in enumerate(totals.records.duties, 1):
        rows += _of_duty(totals, number, duty, len(rows), columns)
    first = ["职责活动", "年度预算数", "内容描述", "绩效目标"]
    bands = sum(column.band for column in columns)
    # The first band's place carries the header above all four.
    above = ["评价标准" + "|" * (bands - 1) if column.title == "优" else column.title for column in columns if column.title not in "良中差"]
    below = [column.title if column.band else "^" for column in columns]
    head = header("|".join(first + above), "|".join(["^"] * len(first) + below))
    widths = (4, 2, 5, 5, *(column.width for column in columns))
    note = "" if rows else empty_note(slot.kind, totals.records.year)
    return ruled(Form(slot.title, head, widths, slot.unit, slot.kind, landscape=True), rows, note)


@dataclass(frozen=True, slots=True)
class _IndicatorColumn:
    title: str
    of: Callable[[Indicator], str]
    width: int = 2
    band: bool = False


_INDICATOR_COLUMNS = (
    _IndicatorColumn("指标类型", lambda each: each.kind, 3),
    _IndicatorColumn("绩效指标", lambda each: each.name, 4),
    _IndicatorColumn("权重", lambda each: each.weight, 1),
    _IndicatorColumn("上年完成值", lambda each: each.baseline),
    _IndicatorColumn("指标值", lambda each: each.target),
    _IndicatorColumn("优", lambda each: each.excellent, band=True),
    _IndicatorColumn("良", lambda each: each.good, band=True),
    _IndicatorColumn("中", lambda each: each.fair, band=True),
    _IndicatorColumn("差", lambda each: each.poor, band=True),
    _IndicatorColumn("数据来源", lambda each: each.evidence),
)
_ALWAYS = ("绩效指标", "优", "良", "中", "差")


def _indicator_columns(duties: Sequence[Duty]) -> list[_IndicatorColumn]:
    """The columns every template has, and those of the others for which some indicator says something."""
    every = [each for duty in duties for project in duty.projects() for each in project.indicators]
    return [column for column in _INDICATOR_COLUMNS if column.title in _ALWAYS or any(column.of(each) for each in every)]


def _of_duty(totals: Totals, number: int, duty: Duty, above: int, columns: Sequence[_IndicatorColumn]) -> Iterator[Row]:
    """A duty in one row, below it its activities, below each its projects, in as many rows as they have indicators."""
    below: list[Row] = []
    begins: list[int] = []
    numbered = [(place, each) for place, each in enumerate(duty.activities, 1) if each.projects]
    for shown, (place, activity) in enumerate(numbered, 1):
        begins.append(above + 1 + len(below))
        below += _of_activity(totals, totals.activity(number, place, activity), f"{shown}、", activity, begins[-1], columns)
    name = f"{numeral(number)}、{duty.name}"
    yield [name, Entry(totals.duty(number, duty), column_of(begins, 1)), duty.description, duty.objective, *[""] * len(columns)]
    yield from below


def _of_activity(
    totals: Totals, amount: Figure, number: str, activity: Activity, above: int, columns: Sequence[_IndicatorColumn]
) -> Iterator[Row]:
    """An activity in one row and its projects; where it has but one, of its own name, that one alone."""
    projects = activity.projects
    if [project.name for project in projects] == [activity.name]:
        yield from _of_project(totals, number, projects[0], columns)
        return
    heights = [max(1, len(project.indicators)) for project in projects]
    begins = [above + 1 + sum(heights[:place]) for place in range(len(heights))]
    yield [f"{number}{activity.name}", Entry(amount, column_of(begins, 1)), activity.content, activity.objective, *[""] * len(columns)]
    for place, project in enumerate(projects, 1):
        yield from _of_project(totals, f"（{place}）", project, columns)


def _of_project(totals: Totals, number: str, project: Project, columns: Sequence[_IndicatorColumn]) -> Iterator[Row]:
    height = max(1, len(project.indicators))
    left: list[Item] = [
        Cell(f"{number}{project.name}", row_span=height),
        Entry(totals.project(project), row_span=height),
        Cell(project.content, row_span=height),
        Cell(project.objective, row_span=height),
    ]
    for row in range(height):
        cells = [column.of(project.indicators[row]) for column in columns] if project.indicators else [""] * len(columns)
        yield [*(left if not row else []), *cells]


def _procurement(slot: TableSlot, totals: Totals) -> Table:
    """T12 部门政府采购预算. Everything is bought out of this year's budget: nothing through 其他渠道资金."""
    records = totals.records
    purchases = list(enumerate(records.purchases, 1))
    below = range(1, 1 + len(purchases))
    whole = totals.procurement()
    rows: list[Row] = [
        [
            "合计",
            Entry(whole, column_of(below, 1)),
            *[""] * 5,
            Entry(whole, column_of(below, 7)),
            Entry(whole, column_of(below, 8)),
            *(Entry(totals.procurement(fund), column_of(below, column)) for column, fund in enumerate(Fund, 9)),
            Cell("", Kind.AMOUNT),
        ]
    ]
    for number, purchase in purchases:
        count, price, amount = totals.purchase(number, purchase)
        funds: list[Item] = [amount if fund is purchase.fund else Cell("", Kind.AMOUNT) for fund in Fund]
        code = purchase.catalogue_code
        # As a code it is broken nowhere but between code and name, however narrow the column.
        listed = Cell(f"[{code}]\n{_catalogue_name(purchase, records.year)}", Kind.CODE)
        rows.append(
            [
                _project_of(totals, purchase),
                amount,
                purchase.name,
                listed,
                purchase.measure,
                count,
                price,
                amount,
                amount,
                *funds,
                Cell("", Kind.AMOUNT),
            ]
        )
    head = header(
        "政府采购项目来源||采购物品名称|政府采购目录序号|数量单位|数量|单价|政府采购金额|||||||",
        "项目名称|预算资金|^|^|^|^|^|总计|当年部门预算安排资金||||||其他渠道资金",
        "^|^|^|^|^|^|^|^|合计|" + "|".join(FUND_COLUMNS.values()) + "|^",
    )
    note = "" if purchases else empty_note(slot.kind, records.year)
    widths = (5, 4, 4, 6, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 3)
    return ruled(Form(slot.title, head, widths, slot.unit, slot.kind, landscape=True), rows, note)


def _catalogue_name(purchase: Purchase, year: int) -> str:
    """The code's own name, by the edition of the year or the last one that had it; of a code nobody lists, what is bought."""
    code = purchase.catalogue_code
    return procurement_name(code, year) or next((entry.name for entry in reversed(procurement_entries(code))), purchase.name)


def _project_of(totals: Totals, purchase: Purchase) -> str:
    if not purchase.project:
        return DAILY
    return totals.records.projects()[purchase.project].name


def _assets(slot: TableSlot, totals: Totals) -> Table:
    """T14 固定资产占用情况表, at the end of last year. Offices are part of the buildings and not added again."""
    kinds = list(ASSET_ROWS)
    added = [row for row, kind in enumerate(kinds, 1) if kind is not AssetKind.OFFICES]
    rows: list[Row] = [["资产总额", NOT_COUNTED, Entry(totals.assets(), column_of(added, 2), zero=True)]]
    for kind in kinds:
        quantity, value = totals.asset(kind)
        rows.append([ASSET_ROWS[kind], Entry(quantity, zero=True) if quantity else NOT_COUNTED, Entry(value, zero=True)])
    note = f"截止时间：{totals.records.year - 1}年12月31日"
    return ruled(Form(slot.title, header("项目|数量|价值"), (5, 3, 3), slot.unit, slot.kind), rows, note)


_TABLES: dict[str, Callable[[TableSlot, Totals], Table]] = {
    "T11": _programme,
    "T12": _procurement,
    "T13": _staff,
    "T14": _assets,
    "T15": _operating,
}
