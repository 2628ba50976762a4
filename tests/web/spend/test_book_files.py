"""Do the files say what the pages say, recompute their sums, and run nothing?"""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.web.spend.book_files import FORMULA_SIGNS, Column, Kind, Sheet, harmless, money, plain_csv, xlsx

COLUMNS = (Column("项目"), money("预算"), Column("执行率", Kind.PER_CENT), Column("日期", Kind.DAY))
ROWS = [("防汛", 3_600_001, 27, date(2024, 3, 1)), ("=1+1", -5, 0, None), ("@SUM(A1)", 0, None, None)]
SHEET = Sheet("执行表", COLUMNS, ROWS)


def test_a_workbook_has_exact_amounts_and_sums_that_recompute() -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx("执行", [SHEET])))["执行表"]
    assert [cell.value for cell in page[2]] == ["项目", "预算", "执行率", "日期"]
    assert [page.cell(row, 2).value for row in (3, 4, 5)] == [36_000.01, -0.05, 0]
    assert (page["A6"].value, page["B6"].value) == ("合计", "=SUM(B3:B5)")
    kept = openpyxl.load_workbook(io.BytesIO(xlsx("执行", [SHEET])), data_only=True)["执行表"]
    assert kept["B6"].value == 35_999.96


def test_what_looks_like_a_formula_is_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx("执行", [SHEET])))["执行表"]
    for row, text in ((4, "=1+1"), (5, "@SUM(A1)")):
        cell = page.cell(row, 1)
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_a_csv_has_its_mark_exact_amounts_and_no_formula() -> None:
    content = plain_csv([SHEET])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "项目,预算,执行率,日期",
        "防汛,36000.01,27,2024-03-01",
        "'=1+1,-0.05,0,",
        "'@SUM(A1),0.00,,",
        "合计,35999.96,,",
    ]


def test_several_tables_stand_under_their_titles() -> None:
    lines = plain_csv([SHEET, Sheet("又一表", (Column("甲"),), [("乙",)], summed=False)]).decode("utf-8-sig").splitlines()
    assert lines[0] == "执行表"
    assert lines[-4:] == ["", "又一表", "甲", "乙"]


@given(st.text(max_size=40))
def test_no_cell_of_text_begins_as_a_formula(text: str) -> None:
    assert not harmless(text).lstrip(" \u3000\xa0").startswith(FORMULA_SIGNS)


@pytest.mark.parametrize("title", ["", "甲/乙[丙]", "很长的" * 20])
def test_any_title_names_a_page(title: str) -> None:
    assert len(openpyxl.load_workbook(io.BytesIO(xlsx("执行", [Sheet(title, COLUMNS, ROWS)]))).sheetnames) == 1
