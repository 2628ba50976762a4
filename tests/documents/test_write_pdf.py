"""Is a printed manuscript laid out as GB/T 9704-2012 asks, tagged for screen readers, and read back as it was written?"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import HealthCheck, given, settings

from documents.manuscripts import manuscripts, rich
from documents.pdf_files import read
from documents.reckoned_manuscripts import disclosure, expenses, grid, indicators, reckoned_tables
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Part, Table
from wenxiao.documents.write import pdf as writer
from wenxiao.documents.write.pdf import NoChineseFontError, NoGlyphError, NoTypesetterError, typefaces, write_pdf
from wenxiao.facts import stitch

MM = 72 / 25.4


@cache
def printed_disclosure() -> bytes:
    return write_pdf(disclosure())


def document(*parts: Part, title: str = "预算公开") -> Manuscript:
    return Manuscript(title, "某镇人民政府", parts)


def read_tables(data: bytes) -> list[list[list[str]]]:
    """Tables joined over pages, the lines of a cell joined."""
    return [[[re.sub(r"\s", "", place.text) for place in row] for row in table.grid] for table in stitch.tables(read(data))]


def as_read(table: Table) -> list[list[str]]:
    return [[re.sub(r"\s", "", text) for text in row] for row in grid(table)]


def test_our_own_reader_finds_the_same_tables_over_all_pages() -> None:
    assert read_tables(printed_disclosure()) == [as_read(table) for table in disclosure().tables()]


def test_our_own_reader_finds_the_same_paragraphs() -> None:
    found = [paragraph.text for paragraph in stitch.paragraphs(read(printed_disclosure()))]
    said = [part.text for part in disclosure().parts if not isinstance(part, Table)]
    around = {line for table in disclosure().tables() for line in (table.title, table.unit_line(), table.note) if line}
    title = ["青山县白石镇人民政府", "2026年部门预算公开说明"]
    assert [text for text in found if text not in around] == [*title, *said, disclosure().author, disclosure().dated]
    assert around <= set(found)


@given(reckoned_tables())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_is_read_back(table: Table) -> None:
    assert read_tables(write_pdf(document(table))) == [as_read(table)]


def test_dashes_stay_two() -> None:
    assert [block.text for block in read(write_pdf(document(Paragraph("甲——乙……丙")))).blocks if hasattr(block, "text")][1] == "甲——乙……丙"


@given(manuscripts())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_is_lost_whatever_signs_are_in_it(manuscript: Manuscript) -> None:
    def bare(text: str) -> str:
        # PDFium tells characters beyond U+FFFF in halves, which our reader gives as unreadable.
        return re.sub(r"[\s\ufffd\U00010000-\U0010ffff]", "", text)

    content = read(write_pdf(manuscript))
    shown = bare(
        "".join(block.text if hasattr(block, "text") else "\x00".join(cell.text for cell in block.cells) for block in content.blocks)
    )
    for part in manuscript.parts:
        wanted = [cell.text for row in (*part.head, *part.body) for cell in row] if isinstance(part, Table) else [part.text]
        assert [text for text in wanted if bare(text) not in shown] == []


# ── layout ──


def test_pages_are_a4_with_the_type_area_of_the_standard() -> None:
    with pypdfium2.PdfDocument(printed_disclosure()) as pdf:
        sizes = [tuple(round(side / MM) for side in page.get_size()) for page in pdf]
        assert [size for size, _ in groupby(sizes)] == [(210, 297), (297, 210), (210, 297)]
        text = pdf[0].get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1).strip()]
        assert min(box[0] for box in boxes) >= 28 * MM
        assert max(box[2] for box in boxes) <= (210 - 26 + 0.5) * MM
        assert max(box[3] for box in boxes) <= (297 - 37) * MM


def test_a_page_has_22_lines_of_28_characters() -> None:
    lines = [
        block.text for block in read(write_pdf(document(Paragraph("预" * 28 * 60)))).blocks if hasattr(block, "text") and block.page == 2
    ]
    assert [len(line) for line in lines] == [28] * 22 + [5]


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    with pypdfium2.PdfDocument(write_pdf(document(Paragraph("预" * 28 * 60)))) as pdf:
        for number, page in enumerate(pdf, start=1):
            text = page.get_textpage()
            place = text.get_text_range().rindex(f"— {number} —")
            left, bottom, _, top = text.get_charbox(place)
            # 7 mm below the type area, which ends 35 mm above the edge.
            assert bottom < (35 - 7) * MM
            assert top > (35 - 7 - 6) * MM
            assert left > 150 * MM if number % 2 else left < 40 * MM


def test_figures_stand_at_the_right_border_and_are_never_broken() -> None:
    wide = Table(
        "表", ((*(Cell(f"第{n}列") for n in range(12)),),), ((*(Cell("123,456,789.01", Kind.AMOUNT) for _ in range(12)),),), (40, *[1] * 11)
    )
    [table] = [block for block in read(write_pdf(document(wide))).blocks if not hasattr(block, "text")]
    assert [cell.text for cell in table.cells[12:]] == ["123,456,789.01"] * 12
    with pypdfium2.PdfDocument(write_pdf(document(expenses(9)))) as pdf:
        text = pdf[0].get_textpage()
        found = text.get_text_range()
        ends = {round(text.get_charbox(match.end() - 1)[2], 1) for match in re.finditer(r"(?m)\d+\.00(?=\r?$)", found)}
    assert len(ends) == 1


def test_long_words_stay_in_their_narrow_cells() -> None:
    address = "http://www.example.gov.cn/zwgk/czxx/" + "0123456789" * 6
    words = ("（GB/T9704-2012）", address, "Wenxiao@example.gov")
    table = Table("表", (tuple(Cell(f"第{n}列") for n in range(3)),), (tuple(map(Cell, words)),), (1, 1, 30))
    assert read_tables(write_pdf(document(table))) == [as_read(table)]


def test_a_heading_goes_with_the_lying_table_below_it() -> None:
    content = read(write_pdf(document(Paragraph("甲"), Heading(1, "一、目标"), Heading(2, "（一）表"), indicators(1), Paragraph("乙"))))
    pages = {block.text: block.page for block in content.blocks if hasattr(block, "text")}
    assert [pages[text] for text in ("甲", "一、目标", "（一）表", "项目支出绩效目标表", "乙")] == [1, 2, 2, 2, 3]


def test_the_unit_and_the_day_never_stand_on_a_page_alone() -> None:
    pages = set()
    for lines in range(15, 21):
        content = read(write_pdf(Manuscript("预算公开", "某镇人民政府", (*(Paragraph("预算") for _ in range(lines)),), "2026年1月5日")))
        last = [block.text for block in content.blocks if hasattr(block, "text") and block.page == content.pages]
        assert last[-4:-1] == ["预算", "某镇人民政府", "2026年1月5日"]
        pages.add(content.pages)
    assert pages == {1, 2}


# ── for screen readers ──


def structure(data: bytes) -> Iterator[tuple[str, str]]:
    """(type, scope or "") of the elements of all pages in their order."""

    def walk(element: Any) -> Iterator[tuple[str, str]]:
        yield _told(pdfium.FPDF_StructElement_GetType, element), _attribute(element, b"Scope")
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                yield from walk(child)

    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
            for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                yield from walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
            pdfium.FPDF_StructTree_Close(tree)


def _told(ask: Any, element: Any, *more: Any) -> str:
    buffer = ctypes.create_string_buffer(200)
    length = ask(element, *more, buffer, 200)
    return buffer.raw[: max(0, length - 2)].decode("utf-16-le")


def _attribute(element: Any, name: bytes) -> str:
    for index in range(max(0, pdfium.FPDF_StructElement_GetAttributeCount(element))):
        attribute = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, index)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attribute, name)
        if value:
            buffer, length = ctypes.create_string_buffer(200), ctypes.c_ulong()
            if pdfium.FPDF_StructElement_Attr_GetStringValue(value, buffer, 200, length):
                return buffer.raw[: max(0, length.value - 2)].decode("utf-16-le")
    return ""


def test_tables_have_header_cells_and_headings_their_levels() -> None:
    found = list(structure(write_pdf(document(Heading(1, "一、表"), Heading(3, "1.表"), expenses(2)))))
    kinds = [kind for kind, _ in found]
    assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H3"]  # no level is left out
    assert kinds.count("Table") == kinds.count("THead") == kinds.count("TBody") == 1
    assert (kinds.count("TH"), kinds.count("TD")) == (7, 14)
    assert {scope for kind, scope in found if kind == "TH"} == {"Column"}


def test_the_document_says_what_it_is_in_which_language_and_by_whom() -> None:
    data = printed_disclosure()
    with pypdfium2.PdfDocument(data) as pdf:
        assert pdfium.FPDFCatalog_IsTagged(pdf.raw)
        told = pdf.get_metadata_dict()
    assert (told["Title"], told["Author"]) == (disclosure().title, disclosure().author)
    assert told["CreationDate"].startswith("D:20260210")
    assert re.search(rb"/Lang\s*\(zh-CN\)", data)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data


def test_bookmarks_lead_to_chapters_sections_and_tables() -> None:
    with pypdfium2.PdfDocument(printed_disclosure()) as pdf:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in pdf.get_toc()]
    pages = {block.text: block.page for block in read(printed_disclosure()).blocks if hasattr(block, "text")}
    assert marks == [
        (level, text, pages[text])
        for level, text in (
            (0, "一、部门概况"),
            (1, "（一）主要职责"),
            (2, "1.机构设置"),
            (3, "（1）人员情况"),
            (0, "二、预算表"),
            (1, "支出总表"),
            (1, "政府性基金预算支出表"),
            (0, "三、绩效目标"),
            (1, "项目支出绩效目标表"),
            (0, "四、名词解释"),
        )
    ]


# ── the machine ──


def test_another_process_prints_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256; from documents.reckoned_manuscripts import disclosure;"
        "from wenxiao.documents.write.pdf import write_pdf; print(sha256(write_pdf(disclosure())).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == sha256(printed_disclosure()).hexdigest()


def test_a_document_without_a_day_names_none() -> None:
    with pypdfium2.PdfDocument(write_pdf(document(Paragraph("甲")))) as pdf:
        assert not pdf.get_metadata_dict()["CreationDate"]


class TestFonts:
    """The machine's fonts are what differs between offices, so here they are named, not looked for."""

    def on_a_machine_with(self, families: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        class Fonts:
            def __init__(self, *, system: bool) -> None:
                assert system

            def families(self) -> list[str]:
                return families

        monkeypatch.setattr(writer, "_fonts", Fonts)

    def test_the_office_s_own_come_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own = ["SimSun", "SimHei", "FangSong_GB2312", "KaiTi_GB2312", "FZXiaoBiaoSong-B05S"]
        self.on_a_machine_with(["Noto Serif CJK SC", "FangSong", *own], monkeypatch)
        assert [face.used for face in typefaces()] == [own[2], own[4], own[1], own[3], own[0]]
        assert not any(face.stands_in for face in typefaces())

    def test_open_ones_stand_in_and_say_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on_a_machine_with(["Noto Sans CJK SC", "SimSun", "DejaVu Sans"], monkeypatch)
        assert [(face.asked, face.used, face.stands_in) for face in typefaces()] == [
            ("仿宋", "Noto Sans CJK SC", True),
            ("小标宋", "Noto Sans CJK SC", True),
            ("黑体", "Noto Sans CJK SC", True),
            ("楷体", "Noto Sans CJK SC", True),
            ("宋体", "SimSun", False),
        ]

    def test_without_a_chinese_font_nothing_is_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on_a_machine_with(["DejaVu Sans", "Liberation Serif"], monkeypatch)
        with pytest.raises(NoChineseFontError, match="没有可用的中文字体"):
            write_pdf(disclosure())

    def test_the_font_of_the_extra_is_enough(self) -> None:
        content = write_pdf(document(expenses(3)), in_carried_font=True)
        assert read_tables(content) == [as_read(expenses(3))]
        # Whatever the machine has, a subset of this one alone is in the file.
        fonts = set(re.findall(rb"/FontName */[A-Z]{6}\+([\w-]+)", content))
        assert fonts == {b"NotoSansCJKsc-Regular"}

    @pytest.mark.parametrize(("lacking", "told"), [("🧿", "🧿"), ("\ue123", "U+E123")])
    def test_a_character_that_no_font_has_is_told_and_not_printed_as_a_box(self, lacking: str, told: str) -> None:
        with pytest.raises(NoGlyphError, match=re.escape(f"没有“{told}”")):
            write_pdf(document(Paragraph(f"张{lacking}三")))

    def test_without_typst_the_person_is_told_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "typst", None)
        writer._fonts.cache_clear()
        try:
            with pytest.raises(NoTypesetterError, match=r"wenxiao\[publish\]"):
                write_pdf(disclosure())
        finally:
            writer._fonts.cache_clear()


def test_a_manuscript_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        write_pdf(document(Paragraph("甲"), title=" "))


def test_merged_cells_over_pages_lying_tables_and_long_texts_are_read_back() -> None:
    found, written = read_tables(write_pdf(rich())), [as_read(table) for table in rich().tables()]
    assert [(len(table), len(table[0])) for table in found] == [(len(table), len(table[0])) for table in written]
    continued = 0
    for there, wanted in zip(found, written, strict=True):
        for above, line, row in zip([wanted[0], *wanted], there, wanted, strict=False):
            # On the next page a merged cell goes on without its text.
            goes_on = [not place and text and text == over for place, text, over in zip(line, row, above, strict=True)]
            assert [text if on else place for place, text, on in zip(line, row, goes_on, strict=True)] == row
            continued += sum(map(bool, goes_on))
    assert continued
