"""Do the tables inside the explanation, T11–T15, say what the records say?"""

from __future__ import annotations

from dataclasses import replace

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.explanation_tables import explanation_table
from wenxiao.disclosure.records import AssetKind, Duty, Fund, Line, Part, Purchase, UnitYear
from wenxiao.disclosure.totals import Totals
from wenxiao.documents.manuscript import Table, placed


def table(records: UnitYear, kind: str, year: int = 2025) -> Table:
    slot = profile(f"hebei-{year}").table(kind)
    assert slot is not None
    return explanation_table(slot, Totals(records))


def texts(of: Table) -> list[list[str]]:
    """The body as a reader sees it, a merged cell only where it begins."""
    grid = [[""] * len(of.widths) for _ in of.body]
    for row, column, cell in placed(of.body, len(of.widths)):
        grid[row][column] = cell.text
    return grid


def heads(of: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in of.head]


def test_duties_activities_projects_and_indicators_stand_under_one_another_with_what_they_cost() -> None:
    records = unit_year(Shape(8))
    duty = records.duties[0]
    made = table(records, "T11")
    rows = texts(made)
    costs = {project.code: sum(line.amount for line in records.lines if line.project == project.code) for project in duty.projects()}
    assert rows[0][:4] == [f"一、{duty.name}", f"{sum(costs.values()) / 100:,.2f}", duty.description, duty.objective]
    activity, first = duty.activities[0], duty.projects()[0]
    assert rows[1][:4] == [f"1、{activity.name}", f"{costs[first.code] / 100:,.2f}", activity.content, activity.objective]
    assert rows[2][:2] == [f"（1）{first.name}", f"{costs[first.code] / 100:,.2f}"]
    assert [row[5] for row in rows[2:6]] == [indicator.name for indicator in first.indicators]
    assert [row[0] for row in rows[3:6]] == ["", "", ""]
    below = [5 * len(duty.activities) for duty in records.duties]
    assert len(rows) == sum(1 + height for height in below)
    # A duty is the sum of its activities' cells, an activity that of its projects'.
    assert made.body[0][1].sum_of == tuple((1 + 5 * place, 1) for place in range(len(duty.activities)))
    assert made.body[1][1].sum_of == ((2, 1),)


def test_an_activity_of_one_project_of_its_own_name_stands_once() -> None:
    records = unit_year(Shape(8))
    duty = records.duties[0]
    named = replace(duty.activities[0], name=duty.projects()[0].name)
    one = replace(records, duties=(replace(duty, activities=(named, *duty.activities[1:])), *records.duties[1:]))
    made = table(one, "T11")
    assert [row[0] for row in texts(made) if row[0]][:4] == [
        f"一、{duty.name}",
        f"1、{named.name}",
        f"2、{duty.activities[1].name}",
        f"（1）{duty.projects()[1].name}",
    ]
    assert made.body[0][1].sum_of[:2] == ((1, 1), (5, 1))


def test_columns_that_no_indicator_fills_are_left_out() -> None:
    records = unit_year(Shape(8))
    assert heads(table(records, "T11")) == [
        ["职责活动", "年度预算数", "内容描述", "绩效目标", "指标类型", "绩效指标", "权重", "上年完成值", "评价标准", "数据来源"],
        ["优", "良", "中", "差"],
    ]
    bare: list[Duty] = []
    for duty in records.duties:
        activities = []
        for activity in duty.activities:
            projects = tuple(
                replace(
                    project,
                    indicators=tuple(replace(each, kind="", weight="", baseline="", evidence="") for each in project.indicators),
                )
                for project in activity.projects
            )
            activities.append(replace(activity, projects=projects))
        bare.append(replace(duty, activities=tuple(activities)))
    assert heads(table(replace(records, duties=tuple(bare)), "T11")) == [
        ["职责活动", "年度预算数", "内容描述", "绩效目标", "绩效指标", "评价标准"],
        ["优", "良", "中", "差"],
    ]


def test_a_purchase_is_quantity_times_price_under_its_fund() -> None:
    records = unit_year(Shape(8))
    project = records.duties[0].projects()[0]
    line = Line("2010302", "30227", Fund.UNIT_MONEY, Part.PROJECT, 500_000, "项目/新", project.code)
    purchases = (
        Purchase("", "台式计算机", "A02010105", "台", 30_000, 480_050, Fund.GENERAL, "采购/1"),
        Purchase(project.code, "测绘服务", "C99990000", "公顷", 25_000, 200_000, Fund.UNIT_MONEY, "采购/2"),
    )
    revenue = (*records.revenue, replace(records.revenue[0], fund=Fund.UNIT_MONEY, amount=500_000))
    rows = texts(table(replace(records, lines=(*records.lines, line), revenue=revenue, purchases=purchases), "T12"))
    assert rows[1] == [
        *("日常公用", "14,401.50", "台式计算机", "[A02010105]\n台式计算机", "台", "3", "4,800.50"),
        *("14,401.50", "14,401.50", "14,401.50", "", "", "", "", ""),
    ]
    # A code the catalogue does not know is named as it was bought; quantities need not be whole.
    assert rows[2][:7] == [project.name, "5,000.00", "测绘服务", "[C99990000]\n测绘服务", "公顷", "2.5", "2,000.00"]
    assert rows[2][9:] == ["", "", "", "", "5,000.00", ""]
    assert rows[0][1] == rows[0][7] == "19,401.50"


def test_no_purchases_make_an_empty_table_that_says_so() -> None:
    made = table(replace(unit_year(Shape(8)), purchases=()), "T12")
    assert len(made.body) == 1
    assert made.note == "本部门2025年没有政府采购预算安排的支出，此表为空表。"


def test_people_and_vehicles_are_counted_and_nobody_is_zero() -> None:
    records = unit_year(Shape(8))
    staff = records.staffing
    counts = [
        records.vehicles.held,
        *(staff.administrative_quota, staff.institution_quota, staff.administrative, staff.institution),
        *(staff.cadre_retired, staff.retired, staff.resigned),
    ]
    rows = texts(table(records, "T13"))
    assert rows[0] == ["合计", "", "", "", *map(str, counts)]
    assert rows[1] == [records.unit.name, "行政", "正科级", "财政拨款", *map(str, counts)]


def test_assets_add_up_without_counting_offices_twice() -> None:
    records = unit_year(Shape(8))
    value = {asset.kind: asset.value for asset in records.assets}
    rows = texts(table(records, "T14"))
    whole = sum(amount for kind, amount in value.items() if kind is not AssetKind.OFFICES)
    assert rows[0] == ["资产总额", "—", f"{whole / 1_000_000:,.2f}"]
    assert rows[2] == ["其中：办公用房（平方米）", rows[2][1], f"{value[AssetKind.OFFICES] / 1_000_000:,.2f}"]
    assert rows[3][1] == str(records.vehicles.held)
    assert table(records, "T14").note == "截止时间：2024年12月31日"


def test_operating_costs_are_the_general_budgets_operating_money() -> None:
    records = unit_year(Shape(8))
    rows = texts(table(records, "T15"))
    operating = [line for line in records.lines if line.part is Part.OPERATING and line.fund is Fund.GENERAL]
    assert rows[0] == ["", "合计", f"{sum(line.amount for line in operating) / 100:,.2f}"]
    assert [row[0] for row in rows[1:]] == sorted({line.economic_code for line in operating})
