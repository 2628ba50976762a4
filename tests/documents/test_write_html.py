"""Is what we write for the web one whole page, which says the same when it is read back, and which everybody can use?"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings

from chromium import chromium
from documents import manuscripts
from documents.read_back import bare, blocks_of, read_back
from web.browser.walking import sideways, violations
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Table, placed
from wenxiao.documents.write.docx import write_docx
from wenxiao.documents.write.html import write_html
from wenxiao.facts.extract import extract


def of(*parts: Heading | Paragraph | Table, dated: str = "") -> Manuscript:
    return Manuscript("预算公开说明", "柳林镇人民政府", parts, dated)


def page_of(manuscript: Manuscript) -> Any:
    return lxml.html.document_fromstring(write_html(manuscript))


@settings(max_examples=60)
@given(manuscripts.manuscripts())
def test_what_is_written_is_read_back(manuscript: Manuscript) -> None:
    assert blocks_of(read_back("预算.html", write_html(manuscript))) == list(_expected(manuscript))


def _expected(manuscript: Manuscript) -> Iterator[object]:
    yield manuscript.title
    for part in manuscript.parts:
        if isinstance(part, Table):
            yield from filter(None, (part.title, part.unit_line()))
            yield bare(part.head + part.body)
            yield from filter(None, (part.note,))
        else:
            yield part.text
    if manuscript.dated:
        yield from (manuscript.author, manuscript.dated)


def test_the_same_facts_are_read_from_the_page_as_from_the_word_file() -> None:
    def facts(name: str, content: bytes) -> list[tuple[object, ...]]:
        return [(one.concept, one.label, one.value, one.shown, one.period, one.members) for one in extract(read_back(name, content)).facts]

    of_page = facts("预算.html", write_html(manuscripts.rich()))
    assert of_page == facts("预算.docx", write_docx(manuscripts.rich()))
    assert {"采购单价", "支出合计"} <= {concept for concept, *_ in of_page}


@settings(max_examples=30)
@given(manuscripts.manuscripts())
def test_headings_keep_their_level_and_cells_the_name_of_their_fact(manuscript: Manuscript) -> None:
    page = page_of(manuscript)
    found = [(int(heading.tag[1]), heading.text_content()) for heading in page.iter("h1", "h2", "h3", "h4", "h5")]
    assert found == [(1, manuscript.title), *((part.level + 1, part.text) for part in manuscript.parts if isinstance(part, Heading))]
    facts = [
        cell.fact
        for table in manuscript.tables()
        for rows in (table.head, table.body)
        for _, _, cell in placed(rows, len(table.widths))
        if cell.fact
    ]
    assert page.xpath("//@data-fact") == facts


def test_every_figure_names_its_fact_and_stands_on_the_right() -> None:
    page = page_of(of(manuscripts.small_table()))
    (figure,) = page.xpath("//td[@data-fact='sangong']")
    assert (figure.text, figure.get("class")) == ("18.90", "n")
    assert ".n{text-align:right" in page.findtext(".//style")


def test_a_table_says_what_heads_its_columns_and_rows() -> None:
    page = page_of(of(manuscripts.goals_table(1)))
    heads = [(cell.text, cell.get("scope"), cell.get("rowspan"), cell.get("colspan")) for cell in page.xpath("//thead//th")]
    assert heads[0] == ("职责活动", "col", "2", None)
    assert heads[5] == ("评价标准", "col", None, "4")
    # The words before the first figure head a row; what comes after it is said of it.
    assert [(cell.text, cell.get("scope"), cell.get("rowspan")) for cell in page.xpath("//tbody//th")] == [("河道管护第1段", "row", "5")]
    assert len(page.xpath("//col")) == 9


def test_nothing_that_is_empty_heads_anything() -> None:
    table = Table("表", ((Cell(), Cell("金额")),), ((Cell(), Cell("1", Kind.COUNT)),), (1, 1))
    page = page_of(of(table))
    assert [cell.text for cell in page.iter("th")] == ["金额"]


def test_the_page_is_whole_in_itself_and_its_policy_allows_no_more_than_its_style() -> None:
    page = page_of(manuscripts.rich())
    assert page.get("lang") == "zh-CN"
    assert page.xpath("//*[@src or @href or @style or self::script or self::link or self::img]") == []
    (style,) = page.xpath("//style")
    assert not re.search(r"url\(|@import|@font-face", style.text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))
    assert set(page.xpath("//@aria-labelledby")) <= set(identities)


def test_markup_and_what_no_page_can_hold_stay_text() -> None:
    nasty = '</style><script>alert(1)</script>"\x1b\x00&amp;'
    cells = (Cell(nasty, fact=nasty), Cell(nasty))
    page = page_of(
        Manuscript(nasty, nasty, (Heading(1, nasty), Paragraph(nasty), Table(nasty, (cells,), (cells,), (1, 1), nasty, nasty)), nasty)
    )
    assert page.xpath("//script") == []
    shown = '</style><script>alert(1)</script>"□□&amp;'
    told = [node.text for node in page.iter("title", "h1", "h2", "p", "th", "td")]
    assert len(told) == 11
    assert set(told) == {shown}
    assert page.xpath("//caption/div/text()") == [shown, f"单位：{shown}"]
    assert page.xpath("//@data-fact") == [shown, shown]
    assert page.xpath("//meta[@name='author']/@content") == [shown]


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert write_html(manuscripts.rich()) == write_html(manuscripts.rich())


def test_a_table_of_a_thousand_rows_is_written_in_a_moment() -> None:
    manuscript = of(manuscripts.long_table(40, 24))
    begun = time.process_time()
    write_html(manuscript)
    assert time.process_time() - begun < 0.4


@pytest.mark.browser
@pytest.mark.embedded
def test_everybody_can_use_it_also_on_a_telephone_and_with_the_keyboard(tmp_path: Path) -> None:
    file = tmp_path / "预算.html"
    rich = manuscripts.rich()
    # The long table over two labels only: what is looked at is the same, and looking costs by the cell.
    parts = tuple(manuscripts.long_table(2, 14) if isinstance(part, Table) and part.name == "支出" else part for part in rich.parts)
    file.write_bytes(write_html(replace(rich, parts=parts)))
    told: list[str] = []
    with chromium() as browser:
        for width in (1366, 320):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.on("console", lambda message: told.append(message.text))
            page.on("request", lambda request: told.append(request.url))
            page.goto(file.as_uri())
            assert list(violations(page)) == []
            assert list(sideways(page)) == []
        # The page itself is all that was asked for, and its policy refused none of its own style.
        assert told == [file.as_uri()] * 2
        scrolled = "[document.activeElement.getAttribute('aria-labelledby'), document.activeElement.scrollLeft]"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate(scrolled) == ["caption-2", 0]
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
        # A wide table's title and unit stay in sight while it is scrolled.
        assert page.evaluate("document.querySelector('#caption-2 .unit').getBoundingClientRect().right <= innerWidth")
        assert page.evaluate("getComputedStyle(document.querySelector('[data-fact=sangong]')).textAlign") == "right"
