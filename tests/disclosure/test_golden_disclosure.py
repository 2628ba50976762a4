"""Does a whole disclosure look as it was agreed, in each format? After a change look at it, then renew: CONTRIBUTING.md, decision 0010."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from documents.page_pictures import pages, unlike
from documents.written_outlines import outline_of_docx, outline_of_xlsx
from generated.townships import township
from generated.unit_years import Shape
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.documents.manuscript import Manuscript
from wenxiao.documents.write.docx import write_docx
from wenxiao.documents.write.html import write_html
from wenxiao.documents.write.pdf import write_pdf
from wenxiao.documents.write.xlsx import write_xlsx

# Of a thousand fields of a page so many may look otherwise: edges of letters, where a library draws them a little differently.
_MAY_DIFFER = 5
_PAGE = "===== 第 {} 页\n"


@cache
def manuscript() -> Manuscript:
    """A small township with money of a fund, money carried over, a vehicle to buy and a journey abroad."""
    shape = Shape(274, year=2025)
    return budget_manuscript(township(shape, ("vehicle bought", "journeys")), profile("hebei-2025")).manuscript


def test_the_word_file_is_built_as_agreed(golden: Callable[..., None]) -> None:
    golden("disclosure-docx.txt", outline_of_docx(write_docx(manuscript())))


def test_the_page_for_the_web_is_as_agreed(golden: Callable[..., None]) -> None:
    # Widths of columns stand in the style sheet, which has tests of its own.
    golden("disclosure-body.html", write_html(manuscript()).decode().partition("</head>\n")[2])


def test_the_workbook_is_as_agreed(golden: Callable[..., None]) -> None:
    golden("disclosure-xlsx.txt", outline_of_xlsx(write_xlsx(manuscript())))


def test_the_printed_pages_look_as_agreed(golden: Callable[..., None]) -> None:
    content = write_pdf(manuscript(), in_carried_font=True)
    with pypdfium2.PdfDocument(content) as document:
        bookmarks = [f"{'  ' * mark.level}{mark.get_title()}" for mark in document.get_toc()]
    maps = [_PAGE.format(number) + "\n".join(lines) for number, lines in enumerate(pages(content), 1)]
    golden("disclosure-pdf.txt", "\n".join(("\n".join(bookmarks), *maps)) + "\n", _told)


def _told(now: str, agreed: str) -> str:
    """Which pages do not look as they did."""
    (marks, *new), (old_marks, *old) = (re.split(_PAGE.format(r"\d+"), text) for text in (now, agreed))
    told = [] if marks == old_marks else ["other bookmarks"]
    told += [] if len(new) == len(old) else [f"{len(new)} pages, not {len(old)}"]
    for number, (page, before) in enumerate(zip(new, old, strict=False), 1):
        differing = unlike(page.splitlines(), before.splitlines())
        if 1000 * differing > _MAY_DIFFER * sum(map(len, before.splitlines())):
            told.append(f"page {number} differs in {differing} fields:\n{page}")
    return "; ".join(told)


def test_a_page_that_has_changed_is_told() -> None:
    before = "一、表\n" + _PAGE.format(1) + "\n".join([" ::+:: #"] * 30) + "\n" + _PAGE.format(2) + "  ..\n"
    assert _told(before, before) == ""
    assert _told(before.replace("+", ":"), before) == ""
    assert "page 1 differs in 30 fields" in _told(before.replace("+", " "), before)
    assert "page 2 differs" in _told(before.replace("  ..", "  ..\n  ++"), before)
    assert "1 pages, not 2" in _told(before.partition(_PAGE.format(2))[0], before)
    assert "other bookmarks" in _told(before.replace("一、表", "二、表"), before)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_an_office_suite_reckons_the_same_totals(tmp_path: Path) -> None:
    content = write_xlsx(manuscript())
    written = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sums = openpyxl.load_workbook(io.BytesIO(content))
    source = tmp_path / "source" / "book.xlsx"
    source.parent.mkdir()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(source, "w") as bare:
        for name in given.namelist():
            # Without the values beside them the formulas must be reckoned.
            bare.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", given.read(name)))
    suite = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(["soffice", suite, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path, source], check=True, capture_output=True)
    reckoned = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)
    places = [(sheet.title, cell.coordinate) for sheet in sums for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(places) > 150
    wrong = [place for place in places if reckoned[place[0]][place[1]].value != pytest.approx(written[place[0]][place[1]].value, abs=1e-6)]
    assert wrong == []
