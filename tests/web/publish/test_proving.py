"""Is a file that says something else than the records found out before it goes out?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.checks.report import CheckReport
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import DOCX, FILES, PDF, XLSX
from wenxiao.disclosure.proof import proved
from wenxiao.documents.manuscript import Manuscript, Paragraph
from wenxiao.documents.write.docx import write_docx
from wenxiao.documents.write.html import write_html
from wenxiao.documents.write.pdf import write_pdf
from wenxiao.documents.write.xlsx import write_xlsx
from wenxiao.web.publish.queries.proving import unproved

WRITERS: dict[str, Callable[[Manuscript], bytes]] = {DOCX: write_docx, XLSX: write_xlsx, PDF: write_pdf}


@pytest.fixture(scope="module")
def made() -> tuple[Manuscript, dict[str, bytes], CheckReport]:
    records = unit_year(Shape(8))
    manuscript = budget_manuscript(records, profile(f"hebei-{records.year}")).manuscript
    files = {name: write(manuscript) for name, write in WRITERS.items()}
    return manuscript, files, proved("a.html", write_html(manuscript))


def test_files_that_say_what_they_should_pass(made: tuple[Manuscript, dict[str, bytes], CheckReport]) -> None:
    _, files, report = made
    assert list(unproved(files, report)) == []


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_file_that_says_more_is_named(name: str, made: tuple[Manuscript, dict[str, bytes], CheckReport]) -> None:
    manuscript, files, report = made
    year = report.facts.fiscal_year
    other = dataclasses.replace(manuscript, parts=(*manuscript.parts, Paragraph(f"{year}年支出总计1.00万元。")))
    told = [each.message for each in unproved({**files, name: WRITERS[name](other)}, report)]
    assert any(FILES[name].title in each and "读回来" in each for each in told)
