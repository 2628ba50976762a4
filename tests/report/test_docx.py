"""Does Word find our notes at exactly the wrong figures, and everything else as it was?"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import RGBColor
from lxml import etree

from report import sample
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document
from wenxiao.documents.read import read
from wenxiao.report.docx import annotate_docx
from wenxiao.report.target import ChangedSourceError, NotAnnotatableError, SameFileError, UnwritableTargetError
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Suggestion
from wenxiao.vocabulary.source import Source

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(path: Path, *, run_length: int = 7) -> Path:
    """The sample as Word would hold it: sentences in many runs of changing format, tables with merged cells."""
    made = docx.Document()
    for line in sample.LINES:
        paragraph = made.add_paragraph("  ")
        for start in range(0, len(line), run_length):
            run = paragraph.add_run(line[start : start + run_length])
            run.bold = start % 2 == 0
            run.font.color.rgb = RGBColor(start % 255, 0, 0)
    for rows in (sample.STAFF, sample.PROCUREMENT):
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    staff = made.tables[0]
    staff.cell(0, 2).merge(staff.cell(0, 3))
    staff.cell(0, 0).merge(staff.cell(1, 0))
    made.save(path)
    return path


def annotated(folder: Path, source: Path | None = None) -> tuple[Path, Path]:
    source = source or written(folder / "in.docx")
    document = read(source)
    annotate_docx(source, sample.check(document), document, folder / "out.docx")
    return source, folder / "out.docx"


def body(path: Path) -> Any:
    return etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def commented(path: Path) -> list[str]:
    """What stands inside the range of each comment, in document order."""
    inside: dict[str, str] = {}
    is_open: set[str] = set()
    for node in body(path).iter():
        number = node.get(f"{W}id")
        if node.tag == f"{W}commentRangeStart":
            inside[number] = ""
            is_open.add(number)
        elif node.tag == f"{W}commentRangeEnd":
            is_open.remove(number)
        elif node.tag == f"{W}t":
            for one in is_open:
                inside[one] += node.text or ""
    assert not is_open
    return list(inside.values())


def looks(path: Path) -> list[tuple[str, bool | None, Any]]:
    """Every printed character of the body paragraphs with its format."""
    return [
        (sign, run.bold, run.font.color.rgb)
        for paragraph in docx.Document(str(path)).paragraphs
        for run in paragraph.runs
        for sign in run.text
    ]


@pytest.mark.parametrize("run_length", [1, 2, 7, 1000])
def test_each_comment_holds_exactly_the_wrong_figure_however_the_runs_are_cut(tmp_path: Path, run_length: int) -> None:
    _, target = annotated(tmp_path, written(tmp_path / "in.docx", run_length=run_length))
    assert commented(target) == ["", "减少", "38.15", "25.75", "67.50%", "406", "合　计", "19", "17", "4,062,000.00"]


def test_the_comments_read_back_in_word_terms(tmp_path: Path) -> None:
    _, target = annotated(tmp_path)
    comments = list(docx.Document(str(target)).comments)
    assert {comment.author for comment in comments} == {"问效"}
    assert {comment.initials for comment in comments} == {"问效"}
    assert comments[0].text.startswith("问效检查结果：发现 3 处错误")
    [swapped] = [comment.text for comment in comments if "建议：38.15 → 31.85（两位数字写反）" in comment.text]
    assert "依据：" in swapped
    assert any("连带更正：25.75 → 19.45\n起因：38.15 → 31.85" in comment.text for comment in comments)


def test_text_and_format_stay_character_for_character(tmp_path: Path) -> None:
    source, target = annotated(tmp_path)
    assert looks(target) == looks(source)
    assert read(target).blocks == read(source).blocks


def test_every_other_part_is_copied_byte_for_byte(tmp_path: Path) -> None:
    source, target = annotated(tmp_path)
    before, after = zipfile.ZipFile(source), zipfile.ZipFile(target)
    changed = {name for name in after.namelist() if name not in before.namelist() or before.read(name) != after.read(name)}
    assert changed == {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert after.namelist()[: len(before.namelist())] == before.namelist()


def test_comments_that_are_there_already_stay(tmp_path: Path) -> None:
    source = written(tmp_path / "in.docx")
    made = docx.Document(str(source))
    made.add_comment(made.paragraphs[4].runs[3], text="请核对", author="张会计", initials="张")
    made.save(str(source))
    _, target = annotated(tmp_path, source)
    comments = list(docx.Document(str(target)).comments)
    assert [(comment.author, comment.text) for comment in comments if comment.author != "问效"] == [("张会计", "请核对")]
    assert len({comment.comment_id for comment in comments}) == len(comments) == 11


def test_annotating_the_annotated_copy_again_adds_and_breaks_nothing(tmp_path: Path) -> None:
    _, first = annotated(tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    _, second = annotated(again, first)
    assert len(list(docx.Document(str(second)).comments)) == 20


def test_the_same_check_writes_the_same_file(tmp_path: Path) -> None:
    source, target = annotated(tmp_path)
    content = target.read_bytes()
    annotated(tmp_path, source)
    assert target.read_bytes() == content


def test_figures_inside_insertions_links_and_fields_are_found(tmp_path: Path) -> None:
    source = tmp_path / "in.docx"
    made = docx.Document()
    paragraph = made.add_paragraph("共 ")
    parts = (
        '<w:ins {0} w:id="1" w:author="a"><w:r><w:t xml:space="preserve">支出 12.40 万元</w:t></w:r></w:ins>',
        '<w:del {0} w:id="2" w:author="a"><w:r><w:delText>12.40</w:delText></w:r></w:del>',
        '<w:hyperlink {0} w:anchor="x"><w:r><w:t>收入 33.10</w:t><w:tab/><w:t>5.00</w:t></w:r></w:hyperlink>',
        "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>33.10</w:t></w:r>",
    )
    for part in parts:
        paragraph._p.append(etree.fromstring(part.format(f'xmlns:w="{W.strip("{}")}"')))
    made.save(str(source))
    document = read(source)
    sources = [sample.said(document, figure) for figure in ("12.40", "33.10", "5.00")]
    findings = [Finding("S001", "题", Severity.ERROR, Outcome.VIOLATED, "句", (one,)) for one in sources]
    annotate_docx(source, CheckReport(sample.factset(sample.document()), findings=findings), document, tmp_path / "out.docx")
    assert commented(tmp_path / "out.docx")[1:] == ["12.40", "33.10", "5.00"]
    assert [block.text for block in read(tmp_path / "out.docx").blocks] == [block.text for block in document.blocks]  # type: ignore[union-attr]


def test_a_blank_cell_and_a_finding_without_a_place_are_noted_too(tmp_path: Path) -> None:
    source = written(tmp_path / "in.docx")
    document = read(source)
    blank = sample.printed(document, 2, 4, 3)
    findings = [
        Finding(
            "S002", "空白", Severity.ERROR, Outcome.VIOLATED, "合计没有数量。", (blank,), (Suggestion(blank, "", "67", "各行之和", 0.9),)
        ),
        Finding("R002", "缺表", Severity.WARNING, Outcome.VIOLATED, "没有收支总表。", (Source(text="别处", page=9),)),
    ]
    annotate_docx(source, CheckReport(sample.factset(sample.document()), findings=findings), document, tmp_path / "out.docx")
    head, cell = list(docx.Document(str(tmp_path / "out.docx")).comments)
    assert "没有收支总表。" in head.text
    assert "位置：第 9 页" in head.text
    assert "（空白） → 67" in cell.text


def test_the_original_is_never_written_to(tmp_path: Path) -> None:
    source = written(tmp_path / "in.docx")
    content = source.read_bytes()
    document = read(source)
    report = sample.check(document)
    (tmp_path / "link.docx").symlink_to(source)
    for target in (source, tmp_path / "." / "in.docx", tmp_path / "link.docx"):
        with pytest.raises(SameFileError, match="不能覆盖原文件"):
            annotate_docx(source, report, document, target)
    assert source.read_bytes() == content


def test_what_cannot_be_annotated_is_refused_in_one_sentence(tmp_path: Path) -> None:
    source = written(tmp_path / "in.docx")
    document = read(source)
    report = sample.check(document)
    with pytest.raises(UnwritableTargetError, match="写不进去"):
        annotate_docx(source, report, document, tmp_path / "no such folder" / "out.docx")
    source.write_bytes(source.read_bytes() + b" ")
    with pytest.raises(ChangedSourceError, match="检查之后文件又改动过"):
        annotate_docx(source, report, document, tmp_path / "out.docx")
    source.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(NotAnnotatableError, match="不能写入批注"):
        annotate_docx(source, report, Document(str(source), "docx", ""), tmp_path / "out.docx")
    assert not re.search("out", " ".join(path.name for path in tmp_path.iterdir()))


def test_another_kind_of_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    document = sample.document()
    with pytest.raises(NotAnnotatableError, match="原文件不是 docx，请改用网页报告"):
        annotate_docx(tmp_path / document.path, sample.check(document), document, tmp_path / "out.docx")
