"""Statutory tables are recognised by their titles and read cell by cell."""

from stated import OUTTURN, amounts, stated

from wenxiao.facts.model import Measure, State


def table(text: str) -> str:
    """A tab-separated table from one written with bars."""
    return "\n".join("\t".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


SPENDING = "部门支出总表\n\n单位：元\n\n" + table(
    """
科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
201 | 一般公共服务支出 | 300.00 | 100.00 | 200.00
20103 | 政府办公厅（室）及相关机构事务 | 300.00 | 100.00 | 200.00
2010301 | 行政运行 | 100.00 | 100.00 |
2010302 | 一般行政管理事务 | 200.00 | | 200.00
合计 | | 300.00 | 100.00 | 200.00
"""
)


def test_a_coded_table_states_each_item_by_its_code_and_the_total_without():
    facts = stated(SPENDING)
    (spending,) = facts.tables
    assert (spending.kind, spending.unit) == ("T3", "元")
    assert [(row.code, row.level, row.kind) for row in spending.rows] == [
        ("201", 1, "item"),
        ("20103", 2, "item"),
        ("2010301", 3, "item"),
        ("2010302", 3, "item"),
        ("", 1, "total"),
    ]
    assert amounts(facts)["项目支出[2010302]"] == "200.00"
    assert amounts(facts)["支出合计"] == "300.00"


def test_blank_dash_zero_and_unreadable_are_four_things():
    facts = stated(
        "部门支出总表\n\n单位：万元\n\n"
        + table(
            "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n201 | 一般公共服务支出 | 1.2.3 | — | 0.00\n202 | 外交支出 | 5.00 | 5.00 | "
        )
    )
    first, second = facts.tables[0].rows
    assert [fact.state for fact in first.facts] == [State.UNREADABLE, State.NIL, State.ZERO]
    assert second.facts[2].state is State.BLANK


def test_a_one_digit_section_is_the_two_digit_one():
    facts = stated(
        "一般公共预算基本支出表\n\n单位：元\n\n"
        + table(
            "类 | 款 | 科目名称 | 合计 | 人员经费 | 公用经费\n"
            "301 | | 工资福利支出 | 5 | 5 |\n301 | 2 | 津贴补贴 | 5 | 5 |\n | | 合计 | 5 | 5 |"
        )
    )
    assert [row.code for row in facts.tables[0].rows] == ["301", "30102", ""]


def test_a_two_sided_table_is_two_tables():
    facts = stated(
        "部门收支总表\n\n单位：万元\n\n"
        + table(
            """
收入 | | 支出 |
项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款收入 | 90.00 | 一、一般公共服务支出 | 70.00
二、政府性基金预算拨款收入 | 10.00 | 二、农林水支出 | 30.00
收入总计 | 100.00 | 支出总计 | 100.00
"""
        )
    )
    assert [(each.kind, each.side) for each in facts.tables] == [("T1", "收入"), ("T1", "支出")]
    assert amounts(facts) == {
        "一般公共预算收入": "90.00",
        "政府性基金收入": "10.00",
        "收入总计": "100.00",
        "收支总表支出[201]": "70.00",
        "收支总表支出[213]": "30.00",
        "支出总计": "100.00",
    }


def test_a_table_cut_by_a_page_with_its_header_repeated_is_one_table():
    head, *rows = SPENDING.splitlines()[-6:]
    cut = [*SPENDING.splitlines()[:-3], "", head, *rows[-3:]]
    facts = stated("\n".join(cut))
    assert [row.code for row in facts.tables[0].rows] == ["201", "20103", "2010301", "2010302", ""]


def test_a_label_cut_by_a_page_is_joined():
    lines = SPENDING.replace("一般行政管理事务", "一般行政").splitlines()
    head = lines[-6]
    facts = stated("\n".join([*lines[:-1], "", head, "\t管理事务\t\t\t", lines[-1]]))
    assert [row.label for row in facts.tables[0].rows][3] == "一般行政管理事务"


def test_zeros_a_writer_dropped_count_as_printed_in_wan_and_not_in_yuan():
    wan = stated("2025年支出预算 10.73 万元，其中基本支出 3 万元，项目支出 7.73 万元。")
    assert {fact.step for fact in wan.facts} == {10_000}
    yuan = stated(SPENDING.replace("300.00\t100.00\t200.00\n20103", "300\t100.00\t200.00\n20103", 1))
    assert sorted({fact.step for fact in yuan.facts}) == [0, 100]


OUTTURN_OF_ALL = "收入支出决算总表\n\n金额单位：元\n\n" + table(
    """
项目 | 行次 | 金额 | 项目 | 行次 | 金额
栏次 | | 1 | 栏次 | | 2
一、一般公共预算财政拨款收入 | 1 | 27000000.12 | 一、一般公共服务支出 | 31 | 30500000.12
二、其他收入 | 8 | 3500000.00 | | 32 |
本年收入合计 | 27 | 30500000.12 | 本年支出合计 | 57 | 30500000.12
"""
)


def test_the_numbers_of_lines_and_columns_are_no_figures():
    facts = stated(OUTTURN_OF_ALL, OUTTURN)
    assert [[column.path for column in each.columns] for each in facts.tables] == [[("金额",)], [("金额",)]]
    assert {fact.shown.text for fact in facts.facts if fact.shown} == {"27000000.12", "3500000.00", "30500000.12"}


def test_the_numbers_of_columns_may_stand_beside_the_parts_of_a_code():
    facts = stated(
        "一般公共预算财政拨款支出决算表\n\n金额单位：元\n\n"
        + table(
            """
功能分类科目编码 | | | 科目名称 | 小计 | 基本支出 | 项目支出
类 | 款 | 项 | 栏次 | 1=2+3 | 2 | 3
 | | | 合计 | 300.00 | 100.00 | 200.00
201 | | | 一般公共服务支出 | 300.00 | 100.00 | 200.00
"""
        ),
        OUTTURN,
    )
    assert [(row.label, row.code) for row in facts.tables[0].rows] == [("合计", ""), ("一般公共服务支出", "201")]
    assert [column.path for column in facts.tables[0].columns] == [("小计",), ("基本支出",), ("项目支出",)]


def test_the_code_of_a_unit_is_neither_money_nor_a_subject_code():
    facts = stated(
        "部门支出总表\n\n单位：万元\n\n"
        + table(
            """
科目编码 | | | 单位代码 | 单位名称（科目） | 合计 | 基本支出 | 项目支出
类 | 款 | 项 | | | | |
 | | | | 合计 | 3050 | 2000 | 1050
201 | 03 | 01 | 301001 | 行政运行 | 2000 | 2000 |
201 | 03 | 02 | 301001 | 一般行政管理事务 | 1050 | | 1050
"""
        )
    )
    assert [(row.label, row.code) for row in facts.tables[0].rows] == [
        ("合计", ""),
        ("行政运行", "2010301"),
        ("一般行政管理事务", "2010302"),
    ]
    assert {fact.shown.text for fact in facts.facts if fact.shown} == {"3050", "2000", "1050"}


def test_a_completion_a_share_and_a_difference_are_no_amounts():
    facts = stated(
        "项目支出执行情况\n\n单位：万元\n\n"
        + table("项目名称 | 年初预算数 | 决算数 | 完成率（%） | 占比 | 差额\n环卫 | 300 | 280 | 93.33 | 28% | -20"),
        OUTTURN,
    )
    assert [column.measure for column in facts.tables[0].columns] == [
        Measure.AMOUNT,
        Measure.AMOUNT,
        Measure.COMPLETION,
        Measure.SHARE,
        Measure.CHANGE,
    ]
    assert {fact.shown.unit.name for fact in facts.facts if fact.measure is Measure.COMPLETION} == {"%"}


def test_years_and_their_change_may_be_columns():
    facts = stated(
        "三公经费情况\n\n单位：万元\n\n"
        + table(
            "项目 | 2024年预算数 | 2025年预算数 | 增减额 | 增减%\n公务接待费 | 5.00 | 2.00 | -3.00 | -60.00\n"
            "公务用车费 | 10.00 | 10.00 | 0 | 0"
        )
    )
    first = facts.claims[0]
    assert [fact.shown.text for fact in (first.current, first.previous, first.change, first.rate)] == ["2.00", "5.00", "-3.00", "-60.00"]
    assert len(facts.claims) == 2


def test_years_and_their_change_may_be_rows():
    facts = stated(
        "2025年“三公”经费支出预算表\n\n单位：万元\n\n"
        + table(
            """
年度 | 合计 | 因公出国（境）费 | 公务接待费
2024年预算 | 15 | 10 | 5
2025年预算 | 12 | 10 | 2
增减额 | -3 | 0 | -3
增减% | -20.00% | 0.00% | -60.00%
"""
        )
    )
    assert amounts(facts, Measure.CHANGE)["公务接待费"] == "-3"
    assert amounts(facts, Measure.CHANGE_RATE)["三公经费"] == "-20.00%"
    last = facts.claims[-1]
    assert [fact.shown.text for fact in (last.current, last.previous, last.change, last.rate)] == ["2", "5", "-3", "-60.00%"]


def test_a_completion_is_of_the_budget_the_rows_bear_out():
    facts = stated(
        "“三公”经费支出决算表\n\n单位：万元\n\n"
        + table(
            """
项目 | 年初预算数 | 全年预算数 | 决算数 | 完成率（%） | 上年决算数 | 增减额 | 增减率
“三公”经费合计 | 15 | 14 | 12 | 85.71 | 16 | -4 | -25
公务用车费 | 10 | 10 | 10 | 100 | 11 | -1 | -9.09
公务接待费 | 5 | 4 | 2 | 50 | 5 | -3 | -60
"""
        ),
        OUTTURN,
    )
    assert [(share.part.shown.text, share.whole.shown.text) for share in facts.shares] == [("12", "14"), ("10", "10"), ("2", "4")]
    assert [claim.previous.shown.text for claim in facts.claims] == ["16", "11", "5"]


def test_rows_behind_the_first_part_are_parts_too():
    numbered = "| 合计 | 30 |\n| 1.公务接待费 | 2 |\n| 2.公务用车费 | 28 |\n| 其中：（1）运行维护费 | 10 |\n| （2）购置费 | 18 |"
    plain = "| 合计 | 1000 |\n| 环卫 | 300 |\n| 其中：垃圾清运 | 200 |\n| 公厕管护 | 100 |\n| 村级运转 | 700 |"
    for rows, parts in ((numbered, ["其中：（1）运行维护费", "（2）购置费"]), (plain, ["其中：垃圾清运", "公厕管护"])):
        (table,) = stated(f"项目支出 单位：万元\n\n| 项目 | 金额 |\n|---|---|\n{rows}\n").tables
        assert [row.label for row in table.rows if row.kind == "part" or row.level == 3] == parts


def test_rows_without_numbers_divide_the_numbered_row_they_add_up_to():
    (table,) = stated(
        "支出表 单位：万元\n\n| 项目 | 金额 |\n|---|---|\n| 一、基本支出 | 2000 |\n| 人员经费 | 1800 |\n| 公用经费 | 200 |\n"
        "| 二、项目支出 | 1000 |\n| 支出合计 | 3000 |\n"
    ).tables
    assert [row.level for row in table.rows] == [1, 2, 2, 1, 1]
