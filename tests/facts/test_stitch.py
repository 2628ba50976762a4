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
