"""Does a workbook keep every text and figure, reckon its totals itself, and run nothing that was only text?"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.blocks_in_words import rows, tables, texts
from documents.reckoned_manuscripts import disclosure, expenses, grid, money, reckoned_manuscripts
from documents.seeds import repacked
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Paragraph, Table
from wenxiao.documents.read.number_format import shown_number
from wenxiao.documents.read.xlsx import read_xlsx
from wenxiao.documents.write.xlsx import CONTENTS, PROSE, number_format, write_xlsx


def one_table(*cells: Cell, **more: object) -> Table:
    head = (tuple(Cell(f"第{number}列") for number in range(len(cells))),)
    return Table("表", head, (cells,), (1,) * len(cells), **more)  # type: ignore[arg-type]


def document(*parts: Table | Heading | Paragraph) -> Manuscript:
    return Manuscript("预算公开", "某镇人民政府", parts)


def stripped(grid: list[list[str]]) -> list[list[str]]:
    return [[text.strip() for text in row] for row in grid]


@given(reckoned_manuscripts())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_our_own_reader_finds_the_same_texts_and_grids(manuscript: Manuscript) -> None:
    found = read_xlsx("预算.xlsx", write_xlsx(manuscript))
    written = list(manuscript.tables())
    read = tables(found)
    assert read[0].name == CONTENTS
    assert [rows(table) for table in read[1:]] == [stripped(grid(table)) for table in written]
    said = [text.text for text in texts(found)]
    around = [line for table in written for line in (table.title, table.unit_line(), table.note) if line]
    prose = [part.text for part in manuscript.parts if not isinstance(part, Table)]
    dated = [manuscript.dated] if manuscript.dated else []
    assert said == [manuscript.title, manuscript.author, *dated, *prose, *around]


@given(reckoned_manuscripts())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_only_sums_are_formulas_whatever_sign_a_text_begins_with(manuscript: Manuscript) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(manuscript)))
    sums = sum(bool(cell.sum_of) for table in manuscript.tables() for row in table.body for cell in row)
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) == sums
    assert all(re.fullmatch(r"=(ROUND\()?SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)(,2\))?", str(formula)) for formula in formulas)


def test_a_text_that_looks_like_a_formula_stays_text_after_it_has_been_typed_again() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(document(Paragraph("=1+1"), one_table(Cell("-3.5"), Cell("@甲"))))))
    assert (book[PROSE]["A1"].value, book[PROSE]["A1"].data_type, book[PROSE]["A1"].quotePrefix) == ("=1+1", "s", True)
    assert [(cell.value, cell.quotePrefix) for cell in book["表"][3]] == [("-3.5", True), ("@甲", True)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_the_office_suite_reckons_the_values_that_are_written(tmp_path: Path) -> None:
    content = write_xlsx(disclosure())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = {name: package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")}
    # Without the values beside them the formulas must be reckoned.
    bare = {name: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", sheet) for name, sheet in sheets.items()}
    assert sum(sheet.count(b"</f></c>") for sheet in bare.values()) == 37
    source = tmp_path / "source" / "book.xlsx"
    source.parent.mkdir()
    source.write_bytes(repacked(content, bare))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path, source], check=True, capture_output=True
    )
    reckoned = tables(read_xlsx("预算.xlsx", (tmp_path / "book.xlsx").read_bytes()))
    assert [rows(table) for table in reckoned[1:]] == [stripped(grid(table)) for table in disclosure().tables()]


def test_sums_are_ranges_with_the_value_beside_them() -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx(document(expenses(3))))) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>', sheet)
    assert found[:4] == [
        ("C5", "SUM(C6:C8)", "7413"),
        ("D5", "SUM(D6:D8)", "7407"),
        ("E5", "SUM(E6:E8)", "6"),
        ("C6", "SUM(D6:E6)", "1235.5"),
    ]


def test_a_sum_of_many_scattered_places_is_still_one_formula() -> None:
    values = [Decimal(number) for number in range(1, 602)]
    body = [(Cell(f"第{number}项"), money(value)) for number, value in enumerate(values)]
    places = tuple((number, 1) for number in range(0, 601, 2))
    total = (Cell("奇数项合计"), money(sum(values[::2], Decimal(0)), places))
    table = Table("表", ((Cell("项目"), Cell("金额")),), (*body, total), (1, 1))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(document(table))))
    formula = str(book["表"]["B604"].value)
    assert formula.count("SUM(") == 2
    assert {int(row) for row in re.findall(r"B(\d+)", formula)} == set(range(3, 604, 2))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (Cell("3.00", Kind.AMOUNT, Decimal(4)), "'3.00' is printed, 4 is the value"),
        (Cell("3.00", Kind.AMOUNT, Decimal(-3)), "'3.00' is printed, -3 is the value"),
        (Cell("约3至4", Kind.AMOUNT, Decimal(3)), "is printed"),
        (Cell("3.00", Kind.AMOUNT, Decimal(3), sum_of=((0, 0),)), "3 is not the sum of its places, 2"),
        (Cell("3.00", Kind.AMOUNT, Decimal(3), sum_of=((7, 0),)), "where no cell begins"),
    ],
)
def test_a_cell_that_says_two_things_is_refused(cell: Cell, told: str) -> None:
    with pytest.raises(ValueError, match=f"^表, B3: .*{re.escape(told)}"):
        write_xlsx(document(one_table(Cell("2", Kind.COUNT, Decimal(2)), cell)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,407.18", "3407.18"),
        ("3407.18", "3407.184"),
        ("-13.73", "-13.73"),
        ("−13.73", "-13.73"),
        ("12.5%", "12.5"),
        ("增加3人", "3"),
        ("-1,234,567", "-1234567"),
        ("0.00", "0"),
        ("—", "0"),
        ("", "0"),
        ('约"3"', "3"),
    ],
)
def test_a_number_is_shown_as_it_is_printed(text: str, value: str) -> None:
    shown = number_format(text, Decimal(value))
    assert shown is not None
    assert shown_number(Decimal(value), shown, from_1904=False) == text


@given(
    st.decimals(-(10**11), 10**11, places=4, allow_nan=False), st.integers(0, 4), st.booleans(), st.sampled_from(["", "%", "人", "万元"])
)
def test_any_figure_is_shown_as_it_is_printed(value: Decimal, decimals: int, grouped: bool, after: str) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), "ROUND_HALF_UP")
    if not rounded and value:
        return  # -0.00 is printed by nobody
    text = f"{rounded + 0:{',' if grouped else ''}f}" + after
    shown = number_format(text, value)
    assert shown is not None
    assert shown_number(value, shown, from_1904=False) == text


def test_sheets_have_names_that_every_spreadsheet_takes() -> None:
    long = "一般公共预算“三公”经费支出预算表（含政府性基金预算财政拨款安排部分）"
    named = ["收支/总表", "收支?总表", long, long, "'收支'", "History", "目录", "", "ABC", "abc", "𠮷" * 20]
    content = write_xlsx(document(*(one_table(Cell("甲"), Cell("乙"), name=name) for name in named)))
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert names[:3] == [CONTENTS, "收支 总表", "收支 总表(2)"]
    assert names[3:5] == [long[:31], long[:28] + "(2)"]
    assert names[5:] == ["收支", "History(2)", "目录(2)", "表", "ABC", "abc(2)", "𠮷" * 15]


def test_it_prints_on_a4_with_the_head_on_every_page() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(disclosure())))
    assert book.sheetnames == [CONTENTS, PROSE, "T3 支出总表", "政府性基金", "绩效目标表"]
    upright, lying = book["T3 支出总表"], book["绩效目标表"]
    assert (upright.page_setup.orientation, lying.page_setup.orientation) == ("portrait", "landscape")
    assert (upright.print_title_rows, lying.print_title_rows) == ("$3:$4", "$2:$2")
    assert (upright.freeze_panes, lying.freeze_panes) == ("A5", "A3")
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert [cell.hyperlink.location for cell in book[CONTENTS]["B"] if cell.hyperlink][1] == "'T3 支出总表'!A1"


def test_the_same_manuscript_gives_the_same_bytes_and_the_day_it_was_signed() -> None:
    content = write_xlsx(disclosure())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"2026-02-10T00:00:00Z" in package.read("docProps/core.xml")
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content == write_xlsx(disclosure())


def test_every_column_shows_its_widest_figure() -> None:
    wide = Decimal("-123456789012.34")
    table = Table("表", ((Cell("项目"), Cell("金额")),), ((Cell("甲"), money(wide)),), (30, 1))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(document(table))))
    assert book["表"].column_dimensions["B"].width > len(f"{wide:,}")


def test_a_paragraph_longer_than_a_cell_goes_on_in_the_next_one() -> None:
    long = "预算" * 20_000
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(document(Paragraph(long)))))
    pieces = [str(cell.value) for cell in book[PROSE]["A"]]
    assert ("".join(pieces), len(pieces)) == (long, 2)
    with pytest.raises(ValueError, match="40000 characters"):
        write_xlsx(document(one_table(Cell(long), Cell("乙"))))
