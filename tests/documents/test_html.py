from __future__ import annotations

from pathlib import Path

import pytest

from documents.blocks_in_words import shown, tables, texts
from wenxiao.documents.blocks import Document, UnreadableError
from wenxiao.documents.read import read


def page(folder: Path, content: str, encoding: str = "utf-8", name: str = "公开.html") -> Document:
    file = folder / name
    file.write_bytes(content.encode(encoding))
    return read(file)


def test_paragraphs_and_tables_come_in_order_with_their_lines(tmp_path: Path) -> None:
    content = (
        "<!DOCTYPE html>\n<html><body>\n<h1>预算</h1>\n<p>收入 <b>12</b> 万元</p>\n<table><tr><th>项目<th>数\n<tr><td>甲<td>12</table>\n"
    )
    document = page(tmp_path, content)
    assert shown(document) == ["预算", "收入 12 万元", [["项目", "数"], ["甲", "12"]]]
    assert [text.line for text in texts(document)] == [3, 4]
    assert (tables(document)[0].line, tables(document)[0].cells[2].line) == (5, 6)
    assert document.format == "html"


@pytest.mark.parametrize(("declared", "encoding"), [("gb2312", "gb18030"), ("gbk", "gb18030"), ("utf-8", "utf-8"), ("big5", "big5hkscs")])
def test_the_charset_of_the_page_is_obeyed(tmp_path: Path, declared: str, encoding: str) -> None:
    content = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body>三公</body></html>'
    assert shown(page(tmp_path, content, encoding)) == ["三公"]


def test_merged_cells(tmp_path: Path) -> None:
    content = "<table><tr><td rowspan=3>竖<td colspan='2'>横<tr><td>a<td>b<tr><td colspan=9>长</table><p>后"
    assert shown(page(tmp_path, "<html>" + content))[0][1][:3] == ["竖", "a", "b"]
    table = tables(page(tmp_path, "<html>" + content))[0]
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells][:2] == [("竖", 1, 1, 3, 1), ("横", 1, 2, 1, 2)]


def test_a_rowspan_of_nought_reaches_to_the_end(tmp_path: Path) -> None:
    assert shown(page(tmp_path, "<table><tr><td rowspan=0>竖<td>1<tr><td>2<tr><td>3</table>")) == [[["竖", "1"], ["竖", "2"], ["竖", "3"]]]


def test_a_rowspan_longer_than_the_table_ends_with_it(tmp_path: Path) -> None:
    table = tables(page(tmp_path, "<table><tr><td rowspan=60000>竖<td>1<tr><td>2</table>"))[0]
    assert (table.height, table.cells[0].row_span) == (2, 2)


def test_tables_that_lay_out_the_page_are_not_tables(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    content = f"<body><table><tr><td>导航</td></tr><tr><td><table><tr><td><p>标题</p>{inner}</td></tr></table></td></tr></table>尾</body>"
    assert shown(page(tmp_path, content)) == ["导航", "标题", [["甲", "1"], ["乙", "2"]], "尾"]


def test_a_table_inside_a_table_of_data_comes_after_it(tmp_path: Path) -> None:
    content = "<table><tr><td>甲<td>1<tr><td>乙<td>2<table><tr><td>x<td>y</table></table>"
    assert shown(page(tmp_path, content)) == [[["甲", "1"], ["乙", "2"]], [["x", "y"]]]


def test_scripts_styles_comments_and_hidden_parts_are_not_printed(tmp_path: Path) -> None:
    head = "<html><head><title>t</title><style>p{}</style></head>"
    content = f"{head}<body><!-- 注 --><script>var a='1'</script><p style='display:none'>藏</p>见</body>"
    assert shown(page(tmp_path, content)) == ["见"]


def test_a_break_stays_in_its_paragraph_and_two_end_it(tmp_path: Path) -> None:
    assert shown(page(tmp_path, "<p>一<br>二<br/>\n<br>三</p>")) == ["一\n二", "三"]


def test_a_caption_is_text_before_its_table(tmp_path: Path) -> None:
    assert shown(page(tmp_path, "<table><caption>单位：万元</caption><tr><td>甲<td>1</table>")) == ["单位：万元", [["甲", "1"]]]


def test_each_line_of_a_caption_is_a_text(tmp_path: Path) -> None:
    content = "<table><caption><div>支出总表</div>\n单位：<b>万元</b></caption><tr><td>甲<td>1</table>"
    assert shown(page(tmp_path, content)) == ["支出总表", "单位：万元", [["甲", "1"]]]


def test_a_page_under_the_name_of_a_workbook_is_read_as_a_page(tmp_path: Path) -> None:
    content = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>甲</td><td>1</td></tr></table></html>'
    document = page(tmp_path, content, name="导出.xls")
    assert (document.format, shown(document)) == ("html", [[["甲", "1"]]])


def test_tags_left_open_by_the_hundred_do_no_harm(tmp_path: Path) -> None:
    assert shown(page(tmp_path, "<body>" + "<font>" * 900 + "收入")) == ["收入"]
    assert shown(page(tmp_path, "<body>" + "<div>" * 900 + "收入")) == ["收入"]


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + "1",
        "<table><tr><td>" * 20_000,
        "<table>" + "<tr><td colspan=1000 rowspan=65534>x" * 3000 + "</table>",
        "<table>" + ("<tr>" + "<td colspan=99999999>x<td rowspan=99999999999999>" * 4) * 300 + "</table>",
    ],
)
def test_pages_made_to_burst_are_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableError, match="不正常"):
        page(tmp_path, "<html><body>" + content)
