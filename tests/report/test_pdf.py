"""Does a pdf viewer find our notes over exactly the wrong figures, and the pages as they were?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import noto_cjk_sans_otc
import pdfplumber
import pypdfium2
import pytest
import typst

from report import sample
from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document
from wenxiao.documents.read import read
from wenxiao.report.pdf import annotate_pdf
from wenxiao.report.target import NotAnnotatableError, SameFileError
from wenxiao.vocabulary.finding import Finding, Outcome, Severity
from wenxiao.vocabulary.source import Source

SHEET = """
#set page(width: 210mm, height: 297mm, margin: 25mm)
#set text(font: "Noto Sans CJK SC", size: 11pt, lang: "zh")
"""


@cache
def printed() -> bytes:
    parts = [SHEET, *(f"#par[{line}]\n" for line in sample.LINES)]
    for rows in (sample.STAFF, sample.PROCUREMENT):
        parts.append(f"#table(columns: {len(rows[0])}, {', '.join(f'[{text}]' for row in rows for text in row)})\n")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "source.typ"
        source.write_text("".join(parts), encoding="utf-8")
        fonts = [str(Path(noto_cjk_sans_otc.__file__).parent)]
        return bytes(typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True).compile(format="pdf"))


def annotated(folder: Path, content: bytes) -> Path:
    source = folder / "in.pdf"
    source.write_bytes(content)
    document = read(source)
    annotate_pdf(source, sample.check(document), document, folder / "out.pdf")
    return folder / "out.pdf"


def highlights(path: Path) -> list[tuple[str, str]]:
    """What stands under each highlight, and the first line of its note."""
    found = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for note in page.annots:
                if str(note["data"]["Subtype"]) == "/'Highlight'":
                    under = [sign for sign in page.chars if inside(sign, note)]
                    found.append(("".join(sign["text"] for sign in under), note["contents"].partition("\n")[0]))
    return found


def inside(sign: dict[str, Any], note: dict[str, Any]) -> bool:
    across, down = (sign["x0"] + sign["x1"]) / 2, (sign["top"] + sign["bottom"]) / 2
    return bool(note["x0"] <= across <= note["x1"] and note["top"] <= down <= note["bottom"])


def test_each_highlight_covers_exactly_the_wrong_figure(tmp_path: Path) -> None:
    target = annotated(tmp_path, printed())
    assert highlights(target) == [
        ("减少", "错误 R012 收支总额增减等于分项之和"),
        ("38.15", "错误 R031 “三公”经费增减额"),
        ("25.75", "错误 R031 “三公”经费增减额"),
        ("67.50%", "错误 R031 “三公”经费增减额"),
        ("406", "说明 R041 政府采购预算与采购表一致"),
        ("合　计", "提醒 R055 在职人数不超过编制数"),
        ("19", "错误 S001 合计等于各行之和"),
        ("17", "错误 S001 合计等于各行之和"),
        ("4,062,000.00", "说明 R041 政府采购预算与采购表一致"),
    ]


def test_a_turned_page_is_marked_at_the_right_places(tmp_path: Path) -> None:
    turned = pypdfium2.PdfDocument(printed())
    turned[0].set_rotation(90)
    turned.save(tmp_path / "turned.pdf")
    found = [figure for figure, _ in highlights(annotated(tmp_path, (tmp_path / "turned.pdf").read_bytes()))]
    assert sorted(found)[:3] == ["17", "19", "25.75"]


def test_the_first_page_bears_the_whole_result(tmp_path: Path) -> None:
    with pdfplumber.open(annotated(tmp_path, printed())) as pdf:
        [note] = [note for note in pdf.pages[0].annots if str(note["data"]["Subtype"]) == "/'Text'"]
    assert note["contents"].startswith("问效检查结果：发现 3 处错误、1 处提醒、1 处说明。")
    assert note["title"] == "问效"


def test_the_original_bytes_stay_and_the_notes_are_appended(tmp_path: Path) -> None:
    target = annotated(tmp_path, printed())
    assert target.read_bytes().startswith(printed())
    assert read(target).blocks == read(tmp_path / "in.pdf").blocks


def test_every_annotation_is_an_object_of_its_own_with_its_looks(tmp_path: Path) -> None:
    from pdfminer.pdftypes import PDFObjRef

    with pdfplumber.open(annotated(tmp_path, printed())) as pdf:
        found = pdf.pages[0].page_obj.annots
        notes = found.resolve() if isinstance(found, PDFObjRef) else found
        assert len(notes) == 10
        assert all(isinstance(note, PDFObjRef) and "AP" in note.resolve() for note in notes)


def test_a_finding_without_a_place_is_told_on_the_first_page(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(printed())
    document = read(source)
    finding = Finding("R002", "缺表", Severity.WARNING, Outcome.VIOLATED, "没有收支总表。", (Source("别处", page=99),))
    annotate_pdf(source, CheckReport(sample.factset(sample.document()), findings=[finding]), document, tmp_path / "out.pdf")
    with pdfplumber.open(tmp_path / "out.pdf") as pdf:
        [note] = pdf.pages[0].annots
    assert "没有收支总表。" in note["contents"]


def test_the_original_is_never_written_to_and_a_broken_file_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(printed())
    document = read(source)
    report = sample.check(document)
    with pytest.raises(SameFileError):
        annotate_pdf(source, report, document, source)
    assert source.read_bytes() == printed()
    source.write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(NotAnnotatableError, match="文件打不开或有密码"):
        annotate_pdf(source, report, Document(str(source), "pdf", ""), tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()
