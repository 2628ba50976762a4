"""Is the page whole in itself, well linked, and safe whatever a document says?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import lxml.html

from report import sample
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Cell, Document, Table, Text
from wenxiao.report.html import check_html
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source


def page(report: CheckReport | None = None, document: Document | None = None) -> tuple[str, Any]:
    document = document or sample.document()
    text = check_html(report or sample.check(document), document)
    return text, lxml.html.fromstring(text)


def bare(*findings: Finding) -> CheckReport:
    return CheckReport(sample.factset(sample.document()), findings=list(findings))


def test_the_body_is_as_agreed(golden: Callable[[str, str], None]) -> None:
    golden("check-body.html", page()[0].partition("</head>")[2])


def test_every_link_leads_to_an_element_and_every_id_is_given_once() -> None:
    _, tree = page()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} <= set(ids)


def test_finding_and_figure_are_linked_both_ways() -> None:
    _, tree = page()
    [mark] = [mark for mark in tree.iter("mark") if mark.text == "38.15"]
    assert mark.xpath("following-sibling::span[1]//a/@href") == ["#finding-1"]
    assert f"#{mark.get('id')}" in tree.xpath("//li[@id='finding-1']//a/@href")
    assert "应为 31.85？" in mark.getnext().text_content()


def test_the_page_asks_for_nothing_outside_and_runs_no_script() -> None:
    text, tree = page()
    assert not tree.xpath("//script | //link | //img | //iframe | //@style | //@onclick")
    assert all(link.startswith("#") for link in tree.xpath("//@href | //@src"))
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org)", text)


def test_markup_and_control_characters_in_a_document_stay_text() -> None:
    text = "<script>alert(1)</script> & \x1b[31m 12.40 </p>"
    at = text.index("12.40")
    document = Document("<b>.txt", "txt", "", [Text(text, line=1), Table([Cell("<i>x</i>\n&", 1, 1)], 1, 1, 1, name='"><img>')])
    source = Source(text, "<u>标签</u>", line=1, start=at, end=at + 5, block=0, at=at)
    nasty = "<svg onload=x>'\""
    finding = Finding(nasty, nasty, Severity.ERROR, Outcome.VIOLATED, nasty, (source,), (Suggestion(source, "12.40", nasty, nasty, 1.0),))
    made, tree = page(bare(finding), document)
    assert not tree.xpath("//script | //b | //i | //u | //img | //svg[@onload]")
    assert "\x1b" not in made
    assert "<script>alert(1)</script>" in tree.text_content()


def test_merged_cells_keep_their_spans_and_holes_are_filled() -> None:
    cells = [Cell("科目", 1, 1, row_span=2), Cell("本年", 1, 2, column_span=2), Cell("基本", 2, 2), Cell("1.00", 3, 2)]
    document = Document("a.docx", "docx", "", [Table(cells, 1, 3, 3)])
    _, tree = page(bare(), document)
    rows = tree.xpath("//section[@aria-labelledby='document']//tbody/tr")
    covered = [[(cell.text or "", cell.get("rowspan"), cell.get("colspan")) for cell in row[1:]] for row in rows]
    assert covered[0] == [("科目", "2", None), ("本年", None, "2")]
    assert covered[1] == [("基本", None, None), ("", None, None)]
    assert len(covered[2]) == 3
    assert rows[0][1].tag == "th"
    assert rows[2][2].tag == "td"


def test_pages_stand_as_headings_where_they_begin() -> None:
    document = Document("a.pdf", "pdf", "", [Text("一", page=1), Text("二", page=1), Text("三", page=2)])
    assert page(bare(), document)[1].xpath("//h3[@class='page']/text()") == ["第 1 页", "第 2 页"]


def test_a_place_without_offset_marks_the_whole_block_and_one_outside_is_told_in_words() -> None:
    document = sample.document()
    finding = Finding("R001", "题", Severity.WARNING, Outcome.VIOLATED, "句", (Source(line=2, block=1), Source("别处", page=99)))
    _, tree = page(bare(finding), document)
    assert tree.xpath("//p[@data-line='2']/@id") == tree.xpath("//p[@class='whole']/@id")
    assert "第 99 页“别处”" in tree.xpath("//li[@id='finding-1']")[0].text_content()


def test_a_table_of_ten_thousand_cells_is_shown_in_full() -> None:
    cells = [Cell(f"{row * column}.00", row, column) for row in range(1, 1001) for column in range(1, 11)]
    _, tree = page(bare(), Document("a.xlsx", "xlsx", "", [Table(cells, 1, 1000, 10)]))
    assert len(tree.xpath("//section[@aria-labelledby='document']//tbody//td")) == 10_000


def test_a_report_without_findings_says_so() -> None:
    assert "没有发现不符之处。" in page(bare())[1].text_content()
