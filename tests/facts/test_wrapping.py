"""Which printed lines go on in the next, told by where they begin and end on the page (points, type of 16)."""

from __future__ import annotations

from wenxiao.documents.blocks import Document, Text
from wenxiao.facts.stitch import paragraphs
from wenxiao.facts.wrapping import PrintedLines

LEFT, RIGHT, TYPE = 80.0, 528.0, 16.0
FULL = "本部门按照规定编制部门预算并向社会公开有关情况的说"


def line(text: str, *, indent: float = 0.0, right: float | None = None, page: int = 1) -> Text:
    left = LEFT + indent * TYPE
    return Text(text, page=page, left=left, right=left + len(text) * TYPE if right is None else right)


def joined(*lines: Text) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(Document("样例.pdf", "pdf", "", list(lines)))]


def test_a_first_line_with_its_indent_is_full_where_its_end_is_at_the_margin() -> None:
    first = line("2025年机关运行经费减少，主要原因是压减", indent=2, right=RIGHT)
    assert joined(first, line("了一般性支出。"), line(FULL, right=RIGHT)) == [f"{first.text}了一般性支出。", FULL]


def test_a_line_that_ends_before_a_word_that_would_have_fitted_ends_its_paragraph() -> None:
    whole, short = line(FULL, right=RIGHT), line("公用经费按定额安排，合计为三万元。", right=LEFT + 23 * TYPE)
    assert joined(whole, short, line("公开内容由本部门负责解释，联系电话见封面所列")) == [
        whole.text + short.text,
        "公开内容由本部门负责解释，联系电话见封面所列",
    ]


def test_a_long_figure_that_did_not_fit_is_on_the_next_line() -> None:
    cut = line("二零二五年一般公共预算财政拨款安排的项目支", right=RIGHT - 5 * TYPE)
    after = line("123,456,789.01元。")
    assert PrintedLines([line(FULL, right=RIGHT), cut, after]).goes_on(cut, after)


def test_a_paragraph_that_fills_its_last_line_is_parted_from_the_next_by_that_ones_indent() -> None:
    full = line("（一）机关运行经费按照定额标准安排并且逐项测算", right=RIGHT)
    after = line("公务接待费与上年持平，其他支出没有变化，各项支", indent=2, right=RIGHT)
    assert joined(line(FULL, right=RIGHT), full, after)[1:] == [full.text, after.text]


def test_a_heading_in_the_middle_does_not_go_on() -> None:
    heading = line("二零二五年政府性基金预算财政拨款支出", indent=5, right=RIGHT - 5 * TYPE)
    assert joined(heading, line(FULL, right=RIGHT)) == [heading.text, FULL]


def test_signs_hanging_over_the_margin_do_not_make_the_other_lines_short() -> None:
    hanging = line("本部门按照规定编制部门预算，并向社会公开有关情况，", right=RIGHT + TYPE)
    cut = line("其中机关运行经费按照定额标准安排，比上年预算数减少", right=RIGHT)
    assert joined(hanging, cut, line("两万元。")) == [f"{hanging.text}{cut.text}两万元。"]


def test_on_a_page_of_few_lines_the_margin_is_that_of_pages_like_it() -> None:
    others = [line(FULL, right=RIGHT, page=1) for _ in range(4)]
    last = line("机关运行经费按照定额标准安排", right=LEFT + 15 * TYPE, page=2)
    assert PrintedLines([*others, last]).goes_on(last, line("公务接待费与上年持平", page=3)) is False
