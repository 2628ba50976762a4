"""What pages cut is one table again, whatever of it stands alone on the next page."""

from wenxiao.checks.engine import check
from wenxiao.documents.blocks import Cell, Document, Table
from wenxiao.facts.extract import extract
from wenxiao.facts.stitch import tables

HEADER = ["类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"]
BODY = ["201", "", "", "一般公共服务支出", "30.00", "10.00", "20.00"]


def page(number: int, *rows: list[str]) -> Table:
    cells = [Cell(text, row, column) for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1)]
    return Table(cells, number, height=len(rows), width=len(rows[0]), page=number)


def document(*pages: Table) -> Document:
    return Document("样例.pdf", "pdf", "", list(pages), pages=len(pages))


def test_a_total_alone_on_a_page_is_the_last_row_of_the_table_before():
    whole = document(page(1, HEADER, BODY), page(2, ["合计", "30.00", "10.00", "20.00"]))
    (table,) = tables(whole)
    assert [place.text for place in table.grid[-1]] == ["合计"] * 4 + ["30.00", "10.00", "20.00"]
    (stated,) = extract(whole).tables
    assert [(row.kind, row.label) for row in stated.rows] == [("item", "一般公共服务支出"), ("total", "合计")]
    assert [fact.shown.text for fact in stated.rows[-1].facts] == ["30.00", "10.00", "20.00"]
    assert {fact.source.page for fact in stated.rows[-1].facts} == {2}


def test_a_narrower_table_of_words_is_a_table_of_its_own():
    whole = document(page(1, HEADER, BODY), page(2, ["合计", "见附表"]))
    assert len(tables(whole)) == 2


def test_figures_of_a_table_without_a_header_are_read_and_bound_by_nothing():
    facts = extract(document(page(1, ["甲村", "12.50", "3.00"], ["乙村", "7.25", "-"])))
    assert facts.tables == []
    assert [(fact.concept, fact.label, fact.shown.text) for fact in facts.facts] == [
        ("", "甲村", "12.50"),
        ("", "甲村", "3.00"),
        ("", "乙村", "7.25"),
    ]
    assert [fact.source.figure for fact in check(facts).unbound] == ["12.50", "3.00", "7.25"]


PROGRAMME = ["职责活动", "年度预算数", "内容描述", "绩效目标", "绩效指标", "优", "良", "中", "差"]
GRADES = ["≥95%", "≥90%", "≥80%", "<80%"]


def activity(name: str) -> list[str]:
    return [name, "", "完成年度任务", "按期完成年度任务", f"{name[2:]}完成率", *GRADES]


def test_the_next_number_at_the_head_of_a_page_opens_an_activity_however_full_the_row_above_was():
    pages = [
        page(1, PROGRAMME, ["一、综合职责", "", "履行职责", "按期完成", "", "", "", "", ""]),
        page(2, PROGRAMME, activity("1、道路养护")),
        page(3, PROGRAMME, activity("2、村庄保洁")),
    ]
    (duty,) = extract(document(*pages)).programme.duties
    assert [each.name for each in duty.activities] == ["1、道路养护", "2、村庄保洁"]


def test_rows_of_one_name_in_a_table_of_purchases_are_several_purchases():
    head = ["项目名称", "预算资金", "采购物品名称", "政府采购目录", "数量", "单价"]
    rows = [["办公设备", "9000.00", "打印机", "A02021000", "6", "1500.00"], ["办公设备", "4000.00", "打印机", "A02021000", "1", "4000.00"]]
    facts = extract(document(page(1, head, *rows)))
    report = check(facts)
    assert len({fact.key for fact in facts.facts}) == len(facts.facts) == 6
    assert [finding.message for finding in report.findings if finding.severity.value == "error"] == []


def test_an_enumerated_row_without_a_figure_at_the_head_of_a_page_is_a_row_however_full_the_one_above_was():
    head = ["项目", "预算数"]
    whole = document(page(1, head, ["一、本年支出", "30.00"], ["住房保障支出", "30.00"]), page(2, head, ["二、结转下年支出", ""]))
    (stated,) = extract(whole).tables
    assert [row.label for row in stated.rows] == ["一、本年支出", "住房保障支出", "二、结转下年支出"]
