from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.blocks_in_words import rows, shown, tables, texts
from wenxiao.documents.blocks import Document, Table
from wenxiao.documents.read import read

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "shangbancheng-2023-budget.txt"


def read_text(folder: Path, content: str | bytes, name: str = "预算.txt") -> Document:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(file)


def test_each_printed_line_keeps_its_number(tmp_path: Path) -> None:
    document = read_text(tmp_path, "一、收入\n\n  2023 年收入 12.5 万元。\r\n尾")
    assert [(text.line, text.text) for text in texts(document)] == [(1, "一、收入"), (3, "2023 年收入 12.5 万元。"), (4, "尾")]
    assert document.format == "txt"
    assert len(document.sha256) == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    content = "镇政府２０２３年“三公”经费\n合计\t３\n㐀𠮷\t—\n"
    document = read_text(tmp_path, content.encode(encoding))
    assert shown(document) == ["镇政府２０２３年“三公”经费", [["合计", "３"], ["㐀𠮷", "—"]]]


def test_lines_with_tabs_are_one_table_until_a_line_without(tmp_path: Path) -> None:
    document = read_text(tmp_path, "表一\n项目\t数\n甲\t 1 \n乙\t\n\n丙\t2\n说明\n")
    assert shown(document) == ["表一", [["项目", "数"], ["甲", "1"], ["乙", ""]], [["丙", "2"]], "说明"]
    first, second = tables(document)
    assert (first.number, first.line, second.number, second.line) == (1, 2, 2, 6)
    assert [(cell.line, cell.row, cell.column) for cell in first.cells[2:4]] == [(3, 2, 1), (3, 2, 2)]
    assert not first.spans_known


def test_a_rule_of_dashes_is_no_row_and_carries_the_table_over_one_blank_line(tmp_path: Path) -> None:
    document = read_text(tmp_path, "名称\t人数\n------\t:---:\n\n\t行政\t事业\n合计\t3\t4\n\n另\t表\n")
    assert shown(document) == [[["名称", "人数", "∅"], ["", "行政", "事业"], ["合计", "3", "4"]], [["另", "表"]]]
    assert [cell.line for cell in tables(document)[0].cells] == [1, 1, 4, 4, 4, 5, 5, 5]


def test_a_rule_carries_no_table_over_two_blank_lines(tmp_path: Path) -> None:
    assert len(tables(read_text(tmp_path, "a\tb\n---\t---\n\n\nc\td\n"))) == 2


@pytest.mark.parametrize("nil", ["—\t—", "-\t-", "--\t--"])
def test_a_row_of_nil_dashes_stays_a_row(tmp_path: Path, nil: str) -> None:
    document = read_text(tmp_path, f"出国\t购车\n{nil}\n")
    assert tables(document)[0].height == 2


def test_a_tab_that_only_indents_makes_no_table(tmp_path: Path) -> None:
    document = read_text(tmp_path, "\t一、概况\n\t\n\t本镇位于城东。\n")
    assert shown(document) == ["一、概况", "本镇位于城东。"]
    assert [text.line for text in texts(document)] == [1, 3]


def test_a_row_with_one_filled_cell_and_empty_ones_behind_is_a_row(tmp_path: Path) -> None:
    assert shown(read_text(tmp_path, "接上页\t\t\t\n")) == [[["接上页", "", "", ""]]]


def test_paragraph_tags_left_in_a_cell_become_line_breaks(tmp_path: Path) -> None:
    document = read_text(tmp_path, "甲\t<p>一、宣传。</p> <p>二、讨论。</p>\t5<10<br/>是\n")
    assert [cell.text for cell in tables(document)[0].cells] == ["甲", "一、宣传。\n二、讨论。", "5<10\n是"]


def test_pipe_tables_of_markdown(tmp_path: Path) -> None:
    document = read_text(tmp_path, "# 收入\n\n| 项目 | 数 |\n|:--|--:|\n| a\\|b | **3** |\n| 乙 |  |\n后文 | 不是表\n", "a.md")
    assert shown(document)[0] == "收入"
    assert rows(tables(document)[0])[:3] == [["项目", "数"], ["a|b", "3"], ["乙", ""]]
    assert document.format == "md"
    assert tables(document)[0].cells[2].line == 5


def test_a_bar_in_a_sentence_makes_no_table(tmp_path: Path) -> None:
    assert shown(read_text(tmp_path, "A|B 两类\n下一行\n")) == ["A|B 两类", "下一行"]


def test_an_html_table_inside_markdown_keeps_its_lines(tmp_path: Path) -> None:
    document = read_text(tmp_path, "前\n<table>\n<tr><td rowspan=2>甲</td><td>1</td></tr>\n<tr><td>2</td></tr>\n</table>\n后\n", "a.md")
    assert shown(document) == ["前", [["甲", "1"], ["甲", "2"]], "后"]
    table = tables(document)[0]
    assert (table.line, table.cells[2].line, table.spans_known) == (2, 4, True)
    assert texts(document)[-1].line == 6


def test_markdown_that_opens_with_an_html_table_is_no_page(tmp_path: Path) -> None:
    document = read_text(tmp_path, "<table><tr><td>甲<td>1</table>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n尾\n", "a.md")
    assert (document.format, shown(document)) == ("md", [[["甲", "1"]], [["a", "b"], ["1", "2"]], "尾"])


@given(st.lists(st.lists(st.text(alphabet="甲乙1.-|<>\\ ", max_size=6), min_size=2, max_size=5), min_size=1, max_size=6))
def test_every_cell_of_tab_separated_rows_is_found_again(tmp_path_factory: pytest.TempPathFactory, content: list[list[str]]) -> None:
    # A first column of names keeps these rows from being rules or indented prose.
    written = [["名", *row] for row in content]
    document = read_text(tmp_path_factory.mktemp("t"), "\n".join("\t".join(row) for row in written))
    (table,) = document.blocks
    assert isinstance(table, Table)
    found: list[list[str]] = [[] for _ in written]
    for cell in table.cells:
        assert cell.line == cell.row
        found[cell.row - 1].append(cell.text)
    assert found == [[cell.strip() for cell in row] for row in written]


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference document (shared/data) is not beside this checkout")
class TestTheReferenceDocument:
    def test_its_tables_begin_where_a_person_sees_them_begin(self) -> None:
        document = read(REFERENCE)
        assert document.blocks
        found = tables(document)
        source = REFERENCE.read_text(encoding="utf-8").split("\n")
        assert all("\t" in source[(table.line or 0) - 1] for table in found)
        # Every line with a tab is a row of exactly one table, but for rules of dashes.
        lines = [cell.line for table in found for cell in table.cells if cell.column == 1]
        assert lines == [number for number, line in enumerate(source, 1) if "\t" in line and not line.startswith("---")]

    def test_the_rule_and_the_blank_line_inside_the_staff_table_do_not_cut_it(self) -> None:
        first = tables(read(REFERENCE))[0]
        assert (first.line, first.height, first.width) == (39, 4, 12)
        assert [cell.line for cell in first.cells if cell.column == 1] == [39, 42, 43, 44]

    def test_each_other_line_is_a_text(self) -> None:
        document = read(REFERENCE)
        source = REFERENCE.read_text(encoding="utf-8").split("\n")
        assert {text.line: text.text for text in texts(document)} == {
            number: line.strip() for number, line in enumerate(source, 1) if line.strip() and "\t" not in line
        }
