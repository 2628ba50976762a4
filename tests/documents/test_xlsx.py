from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from documents.blocks_in_words import rows, shown, tables, texts
from wenxiao.documents.blocks import Document, UnreadableError
from wenxiao.documents.read import read
from wenxiao.documents.read.number_format import shown_number


def workbook(folder: Path, fill: Callable[[Any, Any], None]) -> Document:
    """A workbook of one sheet, 收支, that `fill(book, sheet)` writes."""
    file = folder / "预算.xlsx"
    book = xlsxwriter.Workbook(str(file))
    fill(book, book.add_worksheet("收支"))
    book.close()
    return read(file)


def written(folder: Path, content: list[list[object]]) -> Document:
    def fill(_book: Any, sheet: Any) -> None:
        for row, cells in enumerate(content):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(row, column, value)

    return workbook(folder, fill)


def test_titles_units_and_notes_are_text_and_the_rest_is_the_table(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:D1", "部门收支总表")
        sheet.write_row("A2", ["编制部门：甲乡", None, None, "单位：万元"])
        sheet.write_row("A3", ["项目", "本年", "上年", "增减"])
        sheet.write_row("A4", ["合计", 3407.18, 3420.91, -13.73])
        sheet.write_row("A5", ["其中：基金"])
        sheet.merge_range("A6:D6", "注：含结转。")

    document = workbook(tmp_path, fill)
    assert shown(document) == [
        "部门收支总表",
        "编制部门：甲乡",
        "单位：万元",
        [["项目", "本年", "上年", "增减"], ["合计", "3407.18", "3420.91", "-13.73"], ["其中：基金", "", "", ""]],
        "注：含结转。",
    ]
    table = tables(document)[0]
    assert (table.name, table.number, table.spans_known) == ("收支", 1, True)
    assert table.cells[4].origin == (0, 3, 0)
    assert texts(document)[2].origin == (0, 1, 3)


def test_lines_of_captions_and_closing_sentences_are_no_rows(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write("D1", "公开01表")
        sheet.merge_range("A2:C2", "部门名称：甲乡")
        sheet.write("D2", "单位：万元")
        sheet.merge_range("A3:B3", "收入")
        sheet.merge_range("C3:D3", "支出")
        sheet.write_row("A4", ["项目", "数", "项目", "数"])
        sheet.write_row("A5", ["甲", 1, "乙", 1])
        sheet.merge_range("A6:D6", "说明：无。")
        sheet.write("A7", "2023年支出1万元。")
        sheet.write_row("A9", ["编制单位", None, None, "单位：元"])
        sheet.write_row("A10", ["单位：元", "本年", "上年", "增减"])
        sheet.write_row("A11", ["丙", 1, 2, -1])

    assert shown(workbook(tmp_path, fill)) == [
        "公开01表",
        "部门名称：甲乡",
        "单位：万元",
        [["收入", "收入", "支出", "支出"], ["项目", "数", "项目", "数"], ["甲", "1", "乙", "1"]],
        "说明：无。",
        "2023年支出1万元。",
        "编制单位",
        "单位：元",
        [["单位：元", "本年", "上年", "增减"], ["丙", "1", "2", "-1"]],
    ]


def test_empty_rows_part_a_sheet_into_tables(tmp_path: Path) -> None:
    found = shown(written(tmp_path, [[], [None, "甲", 1], [None, "乙", 2], [], [], ["丙", 3, None, 4]]))
    assert found == [[["甲", "1"], ["乙", "2"]], [["丙", "3", "", "4"]]]


def test_a_second_title_inside_a_block_begins_a_second_table(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["项目", "数", "率"])
        sheet.write_row("A2", ["甲", 1, 2])
        sheet.merge_range("A3:C3", "表二")
        sheet.write("C4", "单位：元")
        sheet.write_row("A5", ["科目", "数", "备注"])
        sheet.write_row("A6", ["乙", 3, "无"])

    assert shown(workbook(tmp_path, fill)) == [
        [["项目", "数", "率"], ["甲", "1", "2"]],
        "表二",
        "单位：元",
        [["科目", "数", "备注"], ["乙", "3", "无"]],
    ]


def test_a_merged_heading_between_figures_stays_in_its_table(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["项目", "数"])
        sheet.merge_range("A2:B2", "一、基本支出")
        sheet.write_row("A3", ["人员", 5])

    assert shown(workbook(tmp_path, fill)) == [[["项目", "数"], ["一、基本支出", "一、基本支出"], ["人员", "5"]]]


def test_merged_cells_have_their_spans_and_hold_rows_together(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A3", "竖")
        sheet.merge_range("B1:C1", "横")
        sheet.write_row("B3", [1, 2])

    (table,) = tables(workbook(tmp_path, fill))
    assert rows(table) == [["竖", "横", "横"], ["竖", "", ""], ["竖", "1", "2"]]
    assert [(c.text, c.row_span, c.column_span) for c in table.cells[:2]] == [("竖", 3, 1), ("横", 1, 2)]


def test_figures_are_read_as_they_are_shown(tmp_path: Path) -> None:
    cases = [
        (0.1 + 0.2, "General", "0.3"),
        (10_000_000, "General", "10000000"),
        (3407.184999, "#,##0.00", "3,407.18"),
        (1234567.5, "#,##0", "1,234,568"),
        (-0.00401, "0.00%", "-0.40%"),
        (0.0341, "0.##%", "3.41%"),
        (0.03, "0.##%", "3%"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (-13.73, "#,##0.00;(#,##0.00)", "(13.73)"),
        (-13.73, "0.00_);[Red](0.00)", "(13.73)"),
        (-0.001, "0.00", "0.00"),
        (0.5, "#.00", ".50"),
        (7, "000", "007"),
        (12_345_678, "0.00,,", "12.35"),
        (88, '0.0"万元"', "88.0万元"),
        (5, ";;;", ""),
        (0, "0.00;-0.00;", ""),
        (3, '[=0]"";0.00', "3"),
        (1.5, "# ?/?", "1.5"),
        (2.5, "¥#,##0.00", "¥2.50"),
        (2.675, "0.00", "2.68"),
    ]

    def fill(book: Any, sheet: Any) -> None:
        for row, (value, code, _) in enumerate(cases):
            sheet.write(row, 0, code)
            sheet.write_number(row, 1, value, book.add_format({"num_format": code}))

    table = tables(workbook(tmp_path, fill))[0]
    grid = rows(table)
    assert [(line[0], line[1]) for line in grid] == [(code.strip(), text) for _, code, text in cases]


def test_days_are_text_as_the_format_writes_them(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        moment = datetime.datetime(2023, 12, 31, 8, 5, 9)
        for row, code in enumerate(['yyyy"年"m"月"d"日"', "yyyy-mm-dd", "yy/m/d h:mm:ss", "[$-804]yyyy年m月"]):
            sheet.write(row, 0, "日")
            sheet.write_datetime(row, 1, moment, book.add_format({"num_format": code}))

    table = tables(workbook(tmp_path, fill))[0]
    assert [line[1] for line in rows(table)] == ["2023年12月31日", "2023-12-31", "23/12/31 8:05:09", "2023年12月"]


def test_hidden_zeros_are_not_shown(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.hide_zero()
        sheet.write_row("A1", ["甲", 0, 1])

    assert shown(workbook(tmp_path, fill)) == [[["甲", "", "1"]]]


def test_formulas_booleans_errors_rich_text_and_line_breaks(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", "多\n行")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_boolean("C1", True)
        sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
        sheet.write_rich_string("E1", "三", book.add_format({"bold": True}), "公", "经费")
        sheet.write_formula("F1", '="字"', None, "字")

    assert shown(workbook(tmp_path, fill)) == [[["多\n行", "2", "TRUE", "#DIV/0!", "三公经费", "字"]]]


def test_sheets_come_in_order_hidden_ones_too_and_number_their_tables_on(tmp_path: Path) -> None:
    file = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(str(file))
    for name in ("一", "二", "空"):
        sheet = book.add_worksheet(name)
        if name != "空":
            sheet.write_row(0, 0, [name, 1])
    sheet.hide()
    book.add_chartsheet("图")
    book.close()
    assert [(table.name, table.number, table.cells[0].origin) for table in tables(read(file))] == [
        ("一", 1, (0, 0, 0)),
        ("二", 2, (1, 0, 0)),
    ]


def test_two_cells_at_the_far_ends_of_a_sheet_are_read_without_laying_the_sheet_out(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "近")
        sheet.write(1_048_575, 16_383, "远")

    assert shown(workbook(tmp_path, fill)) == ["近", "远"]


def test_a_table_too_large_to_lay_out_is_refused(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for row in range(200):
            sheet.write(row, 0, 1)
            sheet.write(row, 16_383, 1)

    with pytest.raises(UnreadableError, match="一百万格"):
        workbook(tmp_path, fill)


def test_an_old_workbook_shows_the_same(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("收支")
    sheet.write_merge(0, 0, 0, 2, "收支总表")
    sheet.write_merge(1, 2, 0, 0, "项目")
    sheet.write_merge(1, 1, 1, 2, "预算")
    sheet.write(2, 1, "本年")
    sheet.write(2, 2, "比例")
    sheet.write(3, 0, "合计")
    sheet.write(3, 1, 3407.1849, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(3, 2, 0.0341, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(4, 0, datetime.date(2023, 2, 20), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(4, 1, True)
    book.save(str(tmp_path / "旧.xls"))
    document = read(tmp_path / "旧.xls")
    assert shown(document) == [
        "收支总表",
        [["项目", "预算", "预算"], ["项目", "本年", "比例"], ["合计", "3,407.18", "3.41%"], ["2023-02-20", "TRUE", ""]],
    ]
    assert (document.format, tables(document)[0].cells[0].row_span) == ("xls", 2)


def test_cells_and_rows_without_addresses_stand_where_they_stand(tmp_path: Path) -> None:
    source = io.BytesIO()
    book = xlsxwriter.Workbook(source)
    book.add_worksheet().write_row(0, 0, ["甲", 1])
    book.close()
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row><c t="inlineStr"><is><t>项</t></is></c><c><v>1.50</v></c></row><row><c t="str"><v>目</v></c><c><v>2E-2</v></c></row>'
        "</sheetData></worksheet>"
    )
    file = tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(file, "w") as target:
        for part in made.namelist():
            target.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else made.read(part))
    assert shown(read(file)) == [[["项", "1.5"], ["目", "0.02"]]]


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4), st.integers(0, 4), st.booleans())
def test_a_figure_is_rounded_half_up_to_the_decimals_of_its_format(value: Decimal, places: int, grouped: bool) -> None:
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    text = shown_number(value, code)
    figure = Decimal(text.replace(",", ""))
    assert abs(figure - value) * 2 <= Decimal(1).scaleb(-places)
    assert len(text.partition(".")[2]) == places
    if value >= 0 and (value * 2 * 10**places) % 2 == 1:
        assert figure > value


@given(st.text(alphabet='0#?.,%;"\\_*@[]年ymdhse-+() $/', max_size=20), st.decimals(allow_nan=False, allow_infinity=False))
def test_any_format_shows_any_number_without_failing(code: str, value: Decimal) -> None:
    assert isinstance(shown_number(value, code), str)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9), st.text("甲乙丙", min_size=1, max_size=3)), max_size=5), max_size=8
    )
)
def test_every_filled_cell_is_found_in_exactly_one_block(tmp_path_factory: pytest.TempPathFactory, content: list[list[object]]) -> None:
    expected = {
        (0, row, column): str(value) for row, cells in enumerate(content) for column, value in enumerate(cells) if value is not None
    }
    try:
        document = written(tmp_path_factory.mktemp("x"), content)
    except UnreadableError:
        assert not expected
        return
    found = [(text.origin, text.text) for text in texts(document)]
    found += [(cell.origin, cell.text) for table in tables(document) for cell in table.cells if cell.text]
    assert len(found) == len(expected)
    assert dict(found) == expected


def test_what_it_holds_agrees_with_python_calamine(tmp_path: Path) -> None:
    import python_calamine

    content: list[list[object]] = [[f"项{row}", row * 1.37, row / 7, -row] for row in range(200)]
    document = written(tmp_path, content)
    second = python_calamine.CalamineWorkbook.from_path(tmp_path / "预算.xlsx").get_sheet_by_index(0).to_python()
    for ours, theirs in zip(rows(tables(document)[0]), second, strict=True):
        assert ours[0] == theirs[0]
        for figure, value in zip(ours[1:], theirs[1:], strict=True):
            assert abs(Decimal(figure) - Decimal(repr(value))) <= abs(Decimal(repr(value))) * Decimal("1e-14")
