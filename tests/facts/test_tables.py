"""Statutory tables are recognised by their titles and read cell by cell."""

from stated import amounts, stated

from wenxiao.facts.model import State


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
