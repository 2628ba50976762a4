"""Is what we write a Word file by GB/T 9704, which says the same when it is read back and which offices open?"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from hypothesis import given, settings
from lxml import etree

from documents import manuscripts
from documents.read_back import bare, blocks_of, read_back
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Table
from wenxiao.documents.write.columns import set_on_paper
from wenxiao.documents.write.docx import write_docx
from wenxiao.documents.write.docx_look import UPRIGHT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(manuscript: Manuscript) -> Any:
    return etree.fromstring(parts_of(write_docx(manuscript))["word/document.xml"])[0]


def of(*parts: Heading | Paragraph | Table, dated: str = "") -> Manuscript:
    return Manuscript("预算公开说明", "柳林镇人民政府", parts, dated)


def lines_of(node: Any) -> list[str]:
    return ["".join(paragraph.itertext()) for paragraph in node.iter(f"{W}p")]


@settings(max_examples=60)
@given(manuscripts.manuscripts())
def test_what_is_written_is_read_back(manuscript: Manuscript) -> None:
    assert blocks_of(read_back("预算.docx", write_docx(manuscript))) == list(_expected(manuscript))


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


@settings(max_examples=25)
@given(manuscripts.manuscripts())
def test_headings_are_headings_with_their_level_in_the_outline(manuscript: Manuscript) -> None:
    document = docx.Document(io.BytesIO(write_docx(manuscript)))
    found = [
        (int(paragraph.style.name.removeprefix("Heading ")), paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith("Heading ")
    ]
    assert found == [(part.level, part.text) for part in manuscript.parts if isinstance(part, Heading)]
    for level in range(1, 5):
        (outline,) = document.styles[f"Heading {level}"].element.iter(f"{W}outlineLvl")
        assert outline.get(f"{W}val") == str(level - 1)


def test_the_same_manuscript_gives_the_same_bytes_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_docx(manuscripts.rich())
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert write_docx(manuscripts.rich()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_small_document_is_made_of_these_parts(golden: Callable[[str, str], None]) -> None:
    table = Table(
        "政府采购预算表",
        ((Cell("项目", row_span=2), Cell("金额", column_span=2)), (Cell("合计"), Cell("其中：拨款"))),
        (
            (Cell("打印机 & 纸", row_span=2), manuscripts.amount(120_000, "f1"), manuscripts.amount(90_000)),
            (Cell("未安排\n拨款", column_span=2),),
        ),
        (2, 1, 1),
        unit="元",
        note="说明：单价含税。",
        landscape=True,
    )
    manuscript = of(
        Heading(1, "一、概况"), Heading(2, "（一）职责"), Paragraph("正文。"), Heading(1, "二、表"), table, dated="2024年3月1日"
    )
    told = [f"===== {name}\n{_indented(content)}" for name, content in parts_of(write_docx(manuscript)).items()]
    golden("written-docx.txt", "\n".join(told))


def _indented(content: bytes) -> str:
    root = etree.fromstring(content)
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode")) + "\n"


def test_the_page_is_a_sheet_of_the_standard() -> None:
    document = docx.Document(io.BytesIO(write_docx(of(Paragraph("正文。")))))
    (page,) = document.sections
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    margins = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 28, 26, 35]
    normal, text = document.styles["Normal"], document.styles["Body Text"]
    line = normal.paragraph_format.line_spacing
    assert isinstance(line, int)
    # 22 lines are on a page, a 23rd is not; 28 characters on a line, a 29th not.
    assert 22 * line <= Mm(297 - 37 - 35) < 23 * line
    (narrowed,) = text.element.iter(f"{W}spacing")
    character = Pt(16) + int(narrowed.get(f"{W}val")) * 635
    assert 28 * character <= Mm(210 - 28 - 26) < 29 * character
    assert document.core_properties.title == "预算公开说明"
    assert (document.core_properties.author, document.core_properties.language) == ("柳林镇人民政府", "zh-CN")


def test_every_style_that_is_used_is_there_and_every_relation_leads_somewhere() -> None:
    parts = parts_of(write_docx(manuscripts.rich()))
    known = {style.get(f"{W}styleId") for style in etree.fromstring(parts["word/styles.xml"]).iter(f"{W}style")}
    used = {
        style.get(f"{W}val")
        for name, content in parts.items()
        if name.startswith("word/")
        for style in etree.fromstring(content).iter(f"{W}pStyle")
    }
    assert {"Title", "Heading1", "Heading4", "BodyText", "Caption", "TableFigure", "Footer", "Signature"} <= used <= known
    relations = {relation.get("Id", ""): relation.get("Target", "") for relation in etree.fromstring(parts["word/_rels/document.xml.rels"])}
    assert {f"word/{target}" for target in relations.values()} <= set(parts)
    assert set(re.findall(rb'r:id="([^"]+)"', parts["word/document.xml"])) == {key.encode() for key in relations if "footer" in key}
    types = {override.get("PartName") for override in etree.fromstring(parts["[Content_Types].xml"]) if override.get("PartName")}
    assert types == {f"/{name}" for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}


def test_wide_tables_lie_across_in_sections_of_their_own_with_the_headings_above_them() -> None:
    wide, upright = manuscripts.wide_table(2), manuscripts.small_table()
    manuscript = of(
        Paragraph("一"), Heading(1, "二、"), Heading(2, "（一）"), wide, Heading(2, "（二）"), wide, Heading(1, "三、"), upright, wide
    )
    document = docx.Document(io.BytesIO(write_docx(manuscript)))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    content = [[getattr(block, "text", "表") for block in section.iter_inner_content()] for section in document.sections]
    texts = [[text for text in texts if text.strip()] for texts in content]
    assert texts[0] == ["预算公开说明", "一"]
    assert texts[1] == ["二、", "（一）", wide.title, "单位：万元", "表", "（二）", wide.title, "单位：万元", "表"]
    assert texts[2] == ["三、", upright.title, "单位：万元", "表"]
    for section in document.sections:
        width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
        for table in (block for block in section.iter_inner_content() if not hasattr(block, "text")):
            assert sum(column.width for column in table.columns) == pytest.approx(width, abs=635)


def test_a_document_that_begins_with_a_wide_table_has_no_page_for_its_title_alone() -> None:
    assert len(docx.Document(io.BytesIO(write_docx(of(manuscripts.wide_table(1))))).sections) == 1
    assert len(docx.Document(io.BytesIO(write_docx(of()))).sections) == 1


@settings(max_examples=40)
@given(manuscripts.tables())
def test_a_cell_is_as_wide_as_the_columns_of_the_grid_that_it_covers(table: Table) -> None:
    (made,) = body_of(of(table)).iter(f"{W}tbl")
    grid = [int(column.get(f"{W}w")) for column in made.iter(f"{W}gridCol")]
    assert len(grid) == len(table.widths)
    assert min(grid) > 0
    for row in made.iter(f"{W}tr"):
        column = 0
        for properties in row.iter(f"{W}tcPr"):
            span = properties.find(f"{W}gridSpan")
            covered = grid[column : column + (1 if span is None else int(span.get(f"{W}val")))]
            assert int(properties.find(f"{W}tcW").get(f"{W}w")) == sum(covered)
            column += len(covered)
        assert column == len(grid)


def rows_of(table: Table) -> list[Any]:
    (made,) = body_of(of(table)).iter(f"{W}tbl")
    return list(made.iter(f"{W}tr"))


def has(row: Any, name: str) -> bool:
    return next(row.iter(f"{W}{name}"), None) is not None


def test_head_rows_come_again_on_every_page_and_rows_do_not_break() -> None:
    rows = rows_of(manuscripts.long_table(2, 30))
    assert [has(row, "tblHeader") for row in rows] == [True, True] + [False] * 60
    assert all(has(row, "cantSplit") for row in rows)


def test_a_small_table_and_the_rows_of_one_merged_cell_stay_on_one_page() -> None:
    def kept(table: Table) -> list[bool]:
        return [has(row, "keepNext") for row in rows_of(table)[len(table.head) :]]

    assert kept(manuscripts.small_table()) == [True, True, False]
    assert kept(manuscripts.goals_table(3)) == [True, True, True, True, False] * 3
    # Thirty rows beside one label are too many to be kept; the last rows of all never stand alone.
    assert kept(manuscripts.long_table(2, 30)) == [False] * 57 + [True, True, False]


def test_a_text_higher_than_a_page_may_break_and_begins_above() -> None:
    table = Table("目标", ((Cell("甲"), Cell("乙")),), ((Cell("一"), Cell(manuscripts.WORDS * 40)), (Cell("二"), Cell("短"))), (1, 4))
    _, long, short = rows_of(table)
    assert not has(long, "cantSplit")
    assert not has(long, "keepNext")
    assert not has(long, "vAlign")
    assert has(short, "cantSplit")
    assert has(short, "vAlign")


def test_figures_stand_on_the_right_and_in_one_line() -> None:
    document = docx.Document(io.BytesIO(write_docx(of(manuscripts.small_table()))))
    row = document.tables[0].rows[1]
    assert [cell.paragraphs[0].style.name for cell in row.cells if cell.paragraphs[0].style] == ["表格文字", "表格数字", "表格数字"]
    right = document.styles["表格数字"].paragraph_format.alignment
    assert right == WD_ALIGN_PARAGRAPH.RIGHT

    def sizes(digits: int) -> set[str]:
        figure = Cell("9" * digits, Kind.AMOUNT)
        row = (Cell("字"), *(figure,) * 9)
        made = body_of(of(Table("表", (), (row, row), (1,) * 10)))
        return {size.get(f"{W}val") for size in made.iter(f"{W}sz")}

    # At 五号 a column of 15.6 mm takes five figures; more are set smaller.
    assert sizes(5) == set()
    assert sizes(6) == {"18"}
    assert int(sizes(40).pop()) < 10


def test_columns_are_those_of_every_printed_format() -> None:
    def grid(table: Table) -> list[int]:
        (made,) = body_of(of(table)).iter(f"{W}tbl")
        return [int(column.get(f"{W}w")) for column in made.iter(f"{W}gridCol")]

    row = (Cell("一般公共服务支出"), Cell("政府性基金预算财政拨款安排"), Cell("9" * 14, Kind.AMOUNT))
    table = Table("表", (), (row, row), (45, 45, 10))
    setting = set_on_paper(table, UPRIGHT.text_width / 20)
    assert grid(table) == pytest.approx([width * 20 for width in setting.widths], abs=2)
    assert sum(grid(table)) == UPRIGHT.text_width
    # A figure is whole in fonts whose figures are wider than half a character.
    assert grid(table)[2] >= 14 * 0.636 * 210 + 2 * 20 * setting.inset
    # A short word of figures is not broken either.
    narrow = Table("表", (), ((Cell("字"), Cell("≥95%")), (Cell("字"), Cell("<80%"))), (19, 1))
    assert grid(narrow)[1] >= 3 * 210


def test_a_head_is_high_enough_for_its_words_wherever_it_is_repeated() -> None:
    head = ((Cell("上年完成值和数据来源", row_span=2), Cell("标准", column_span=2)), (Cell("优"), Cell("良")))
    wide = Cell("9" * 30, Kind.AMOUNT)
    table = Table("表", head, ((Cell("1"), wide, wide),) * 2, (1, 8, 9))
    first, second, *_ = (int(height.get(f"{W}val")) for row in rows_of(table) for height in row.iter(f"{W}trHeight"))
    (column, *_) = (int(each.get(f"{W}w")) for each in body_of(of(table)).iter(f"{W}gridCol"))
    setting = set_on_paper(table, UPRIGHT.text_width / 20)
    lines = ceil(10 * setting.size * 20 / (column - 40 * setting.inset))
    assert lines > 1
    assert first + second >= lines * setting.size * 20 * 1.3


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("柳林镇人民政府2024年部门预算信息公开情况说明", "柳林镇人民政府\n2024年部门预算信息公开情况说明"),
        ("柳林镇人民政府2024年预算", "柳林镇人民政府2024年预算"),
        ("2024年柳林镇人民政府部门预算信息公开情况说明", "2024年柳林镇人民政府部门预算信息公开情况说明"),
    ],
)
def test_a_long_title_is_broken_after_the_name_of_the_unit(title: str, printed: str) -> None:
    (first, *_) = docx.Document(io.BytesIO(write_docx(Manuscript(title, "柳林镇人民政府", ())))).paragraphs
    assert first.text == printed


def test_two_tables_without_words_between_them_stay_two() -> None:
    bare = Table("", (), ((Cell("甲"), Cell("乙")), (Cell("丙"), Cell("丁"))), (1, 1))
    body = body_of(of(bare, bare))
    assert [etree.QName(node).localname for node in body] == ["p", "tbl", "p", "tbl", "p", "sectPr"]


def test_a_table_without_rows_is_its_title_and_note() -> None:
    body = body_of(of(Table("空表", (), (), (1, 1), "元", "说明：无。")))
    assert lines_of(body) == ["预算公开说明", "空表", "单位：元", "说明：无。"]
    assert not has(body, "tbl")


@pytest.mark.parametrize(("author", "dated"), [("柳林镇人民政府", "2024年3月1日"), ("柳林镇", "2024年10月10日")])
def test_name_and_date_are_signed_below_the_text_on_the_right(author: str, dated: str) -> None:
    body = body_of(Manuscript("题", author, (Paragraph("文。"),), dated))
    assert lines_of(body)[-2:] == [author, dated]
    indents = [int(indent.get(f"{W}rightChars")) for indent in body.iter(f"{W}ind")]
    assert len(indents) == 2
    # Neither is nearer to the edge than two characters.
    assert min(indents) >= 200
    # The date begins two characters to the right of the name.
    begins = [-indent / 100 - length for indent, length in zip(indents, (len(author), _length(dated)), strict=True)]
    assert begins[1] - begins[0] == pytest.approx(2, abs=0.01)


def _length(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def test_what_xml_cannot_hold_is_shown_as_a_box_and_markup_stays_text() -> None:
    nasty = "<w:p/>&amp;\x1b[31m\x00]]>\ud800"
    cells = (Cell(nasty), Cell("二"))
    manuscript = Manuscript(
        nasty, nasty, (Heading(1, nasty), Paragraph(nasty), Table(nasty, (), (cells, cells), (1, 1), nasty, nasty)), nasty
    )
    shown = "<w:p/>&amp;□[31m□]]>□"
    found = blocks_of(read_back("预算.docx", write_docx(manuscript)))
    assert [text for text in found if isinstance(text, str)] == [shown, shown, shown, shown, f"单位：{shown}", shown, shown, shown]


def test_a_table_of_a_thousand_rows_is_written_in_well_under_a_second() -> None:
    manuscript = of(manuscripts.long_table(40, 24))
    begun = time.process_time()
    content = write_docx(manuscript)
    assert time.process_time() - begun < 0.6
    assert len(content) < 100_000


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_prints_it_as_it_was_meant(tmp_path: Path) -> None:
    rich = manuscripts.rich()
    more = (manuscripts.wide_table(30), Paragraph("附表之间的说明。"), manuscripts.wide_table(2), Paragraph("以上。"))
    (tmp_path / "预算.docx").write_bytes(write_docx(replace(rich, parts=rich.parts + more)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "预算.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = pypdfium2.PdfDocument(tmp_path / "预算.pdf")
    texts = [page.get_textpage().get_text_bounded() for page in pdf]
    sizes = [tuple(round(length * 25.4 / 72) for length in page.get_size()) for page in pdf]
    across = [number for number, size in enumerate(sizes) if size == (297, 210)]
    assert set(sizes) == {(210, 297), (297, 210)}
    # Every page bears its number; sheets that lie across begin on odd and on even ones.
    squeezed = [re.sub(r"\s", "", text) for text in texts]
    for number, text in enumerate(squeezed, 1):
        assert f"—{number}—" in text
        _assert_number_is_in_its_place(pdf[number - 1], odd=number % 2 == 1)
    assert {page % 2 for page in across if page - 1 not in across} == {0, 1}
    assert "三、政府采购预算和绩效目标" in squeezed[across[0]]
    # The long table's head is on every page that it takes.
    of_long_table = [text for text in squeezed if re.search(r"第\d+项\d", text)]
    assert len(of_long_table) >= 4
    assert all("科目编码" in text and "基本支出" in text for text in of_long_table)
    # The rows of one goal are on one page, with all its words.
    for goal in range(1, 5):
        (page,) = (text for text in squeezed if f"河道管护第{goal}段" in text)
        assert page.count("第5项指标完成率") == page.count("第1项指标完成率")
    assert all(word in "".join(squeezed) for word in ("一、部门职责及机构设置情况", "(1)一般公共预算拨款收入", "第132项", "2024年3月1日"))


def _assert_number_is_in_its_place(page: Any, *, odd: bool) -> None:
    """On the upright sheet 7 mm below the type area, a character from its right edge on odd pages and from its left on even ones.
    A sheet that lies across is turned with its head to the left: what was below is on its left, what was right is below."""
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index, sign in enumerate(text.get_text_range()) if sign == "—"]
    left, bottom, right, top = ([edge * 25.4 / 72 for edge in edges] for edges in zip(*boxes, strict=True))
    width, height = (length * 25.4 / 72 for length in page.get_size())
    assert len(boxes) == 2
    if width < height:
        middle = (min(bottom) + max(top)) / 2
        outer = max(right) if odd else min(left)
        edge = width - 26 if odd else 26  # Even pages have their margins the other way round.
    else:
        middle = (min(left) + max(right)) / 2
        outer = min(bottom) if odd else max(top)
        edge = 27 if odd else height - 27
        middle = middle - 36 + 35
    assert middle == pytest.approx(35 - 7, abs=1.6)
    assert abs(edge - outer) == pytest.approx(4.9, abs=1.6)
