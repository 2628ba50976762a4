from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from lxml import etree

from documents.blocks_in_words import rows, shown, tables, texts
from wenxiao.documents.blocks import Document, Table, UnreadableError
from wenxiao.documents.read import read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RESTART = '<w:vMerge w:val="restart"/>'
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def saved(folder: Path, document: WordDocument) -> Document:
    file = folder / "预算.docx"
    document.save(str(file))
    return read(file)


def with_body(folder: Path, body: str, namespace: str = W) -> Document:
    """A Word file whose body is this XML, in a package that python-docx made."""
    source = io.BytesIO()
    docx.Document().save(source)
    file = folder / "预算.docx"
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in made.namelist():
            content = made.read(part)
            if part == "word/document.xml":
                content = (
                    f'<w:document xmlns:w="{namespace}" xmlns:mc="{MC}" xmlns:m="{MATH}"><w:body>{body}</w:body></w:document>'.encode()
                )
            target.writestr(part, content)
    return read(file)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_paragraphs_and_tables_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一、收入")
    table = document.add_table(2, 2)
    for index, text in enumerate(["项目", "数", "合计", "3407.18"]):
        table.cell(index // 2, index % 2).text = text
    document.add_paragraph("二、支出")
    assert shown(saved(tmp_path, document)) == ["一、收入", [["项目", "数"], ["合计", "3407.18"]], "二、支出"]


def test_merged_cells_are_one_cell_with_its_spans(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(2, 0)).text = "竖"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "横"
    table.cell(2, 2).merge(table.cell(3, 3)).text = "方"
    read_table = tables(saved(tmp_path, document))[0]
    assert rows(read_table) == [["竖", "横", "横", "横"], ["竖", "11", "12", "13"], ["竖", "21", "方", "方"], ["30", "31", "方", "方"]]
    spans = {c.text: (c.row, c.column, c.row_span, c.column_span) for c in read_table.cells}
    assert spans["竖"] == (1, 1, 3, 1)
    assert spans["横"] == (1, 2, 1, 3)
    assert spans["方"] == (3, 3, 2, 2)
    assert read_table.spans_known


def test_a_hundred_rows_of_one_merged_label_are_one_cell(tmp_path: Path) -> None:
    body = f"<w:tbl><w:tr>{cell('项目', RESTART)}{cell('0')}</w:tr>"
    body += "".join(f"<w:tr>{cell('', '<w:vMerge/>')}{cell(str(row))}</w:tr>" for row in range(1, 100)) + "</w:tbl>"
    table = tables(with_body(tmp_path, body))[0]
    assert table.cells[0].row_span == 100
    assert len(table.cells) == 101


def test_origin_counts_the_paragraphs_of_the_whole_body(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第零段")
    document.add_paragraph("")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "甲\n乙"
    table.cell(0, 1).text = "丙"
    table.cell(0, 1).add_paragraph("丁")
    document.add_paragraph("尾")
    found = saved(tmp_path, document)
    body = etree.fromstring(zipfile.ZipFile(tmp_path / "预算.docx").read("word/document.xml"))
    every = ["".join(p.itertext()) for p in body.iter(f"{{{W}}}p")]
    for text in texts(found):
        assert [every[index] for index in text.origin] == [text.text]
    assert [[every[index] for index in c.origin] for c in tables(found)[0].cells] == [["甲乙"], ["丙", "丁"]]
    assert [c.text for c in tables(found)[0].cells] == ["甲\n乙", "丙\n丁"]


def test_a_table_inside_a_cell_comes_after_its_table(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "外"
    inner = outer.cell(0, 1).add_table(2, 2)
    for index in range(4):
        inner.cell(index // 2, index % 2).text = str(index)
    found = shown(saved(tmp_path, document))
    assert found == [[["外", ""]], [["0", "1"], ["2", "3"]]]


def test_a_table_of_one_cell_is_a_frame_around_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "2023 年收入 12 万元。"
    assert shown(saved(tmp_path, document)) == ["2023 年收入 12 万元。"]


def test_what_tracked_changes_delete_is_not_read_and_what_they_insert_is(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('预算')}<w:del><w:r><w:delText>31.18</w:delText></w:r></w:del><w:ins>{run.format('31.81')}</w:ins>"
        f"<w:moveFrom>{run.format('旧')}</w:moveFrom><w:moveTo>{run.format('万元')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr>{cell('甲')}{cell('1')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('乙')}{cell('2')}</w:tr></w:tbl>"
    )
    assert shown(with_body(tmp_path, body)) == ["预算31.81万元", [["甲", "1"]]]


def test_breaks_tabs_hyphens_hidden_text_fields_and_formulas(tmp_path: Path) -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>2</w:t><w:noBreakHyphen/>"
        "<w:t>3</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<m:oMath><m:r><m:t>=5</m:t></m:r></m:oMath></w:p>"
    )
    assert shown(with_body(tmp_path, body)) == ["甲\t乙\n2-3=5"]


def test_content_controls_are_read_through_wherever_they_stand(tmp_path: Path) -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{control(cell('甲'))}{cell('1')}</w:tr>"
    body = control(paragraph("一")) + f"<w:p>{control('<w:r><w:t>二</w:t></w:r>')}</w:p><w:tbl>{control(row)}</w:tbl>"
    assert shown(with_body(tmp_path, body)) == ["一", "二", [["甲", "1"]]]


def test_a_text_box_stored_twice_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框中')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        "<w:t>正文</w:t></w:r></w:p>"
    )
    found = with_body(tmp_path, body)
    assert shown(found) == ["正文", "框中"]
    assert [list(text.origin) for text in texts(found)] == [[0], [1]]


def test_cells_merged_sideways_the_old_way_and_rows_that_begin_late(tmp_path: Path) -> None:
    body = (
        f"<w:tbl><w:tr>{cell('甲', RESTART.replace('v', 'h', 1))}{cell('', '<w:hMerge/>')}{cell('乙')}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('1')}{cell('2')}</w:tr></w:tbl>"
    )
    assert shown(with_body(tmp_path, body)) == [[["甲", "甲", "乙"], ["∅", "1", "2"]]]


def test_the_strict_namespace_is_read_too(tmp_path: Path) -> None:
    found = with_body(tmp_path, paragraph("严格"), namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert shown(found) == ["严格"]
    assert list(texts(found)[0].origin) == [0]


def test_spans_beyond_all_measure_are_refused(tmp_path: Path) -> None:
    wide = cell("甲", "<w:gridSpan w:val='99999999'/>")
    with pytest.raises(UnreadableError, match="大得不正常"):
        with_body(tmp_path, "<w:tbl>" + f"<w:tr>{wide}{wide}</w:tr>" * 1200 + "</w:tbl>")


def test_a_nested_table_as_deep_as_the_parser_allows_is_read_or_refused(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 80 + paragraph("底") + "</w:tc></w:tr></w:tbl>" * 80
    assert shown(with_body(tmp_path, body)) == ["底"]
    with pytest.raises(UnreadableError):
        with_body(tmp_path, "<w:sdt>" * 5000 + paragraph("底") + "</w:sdt>" * 5000)


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    source = io.BytesIO()
    docx.Document().save(source)
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    file = tmp_path / "预算.docx"
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(file, "w") as target:
        for part in made.namelist():
            content = made.read(part)
            if part == "word/document.xml":
                content = (
                    f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "aaaaaaaaaa">]>'
                    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;&y;&y;</w:t></w:r></w:p></w:body></w:document>'
                ).encode()
            target.writestr(part, content)
    with pytest.raises(UnreadableError):
        read(file)


def test_spans_that_do_not_fit_the_table_leave_no_cell_outside_it(tmp_path: Path) -> None:
    wide = cell("c", "<w:gridSpan w:val='2'/><w:vMerge/>")
    body = f"<w:tbl><w:tr>{cell('a', '<w:vMerge/>')}{cell('b')}</w:tr><w:tr>{wide}</w:tr><w:tr/></w:tbl>"
    (table,) = with_body(tmp_path, body).blocks
    assert isinstance(table, Table)
    assert rows(table) == [["a", "b"], ["c", "c"]]
