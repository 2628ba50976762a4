"""Bars by name."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import faults, gist, meetings, names, outside, shapes, words
from wenxiao.pictures.axis import THINNEST
from wenxiao.pictures.bars import Bar, bars

DUTIES = (
    Bar("党建引领基层治理", 168_000_000, "168.00 万元", "/duty/1/"),
    Bar("巩固拓展脱贫攻坚成果同乡村振兴有效衔接项目资金（中央提前下达第二批）", 379_000_000, "379.00 万元", "/duty/2/"),
    Bar("应急救援", 0, "0.00 万元"),
    Bar("上年多拨收回", -20_000_000, "-20.00 万元"),
)

items = st.lists(
    st.builds(
        Bar, names, st.integers(-(10**12), 10**14), st.sampled_from(["0.00 万元", "1,234.56 万元"]), st.just(""), st.just(0), st.just(False)
    ),
    min_size=1,
    max_size=30,
)


def test_spending_by_duty(golden: Callable[[str, str], None]) -> None:
    picture = bars("按职责支出", DUTIES, prefix="bars", heads=("职责", "预算"))
    golden("bars.svg", picture.svg)
    assert picture.table.heads == ("职责", "预算")
    assert [row[1] for row in picture.table.rows] == ["379.00 万元", "168.00 万元", "0.00 万元", "-20.00 万元"]
    assert picture.table.hrefs == ("/duty/2/", "/duty/1/", "", "")
    assert gist(picture).endswith("最小的是上年多拨收回（-20.00 万元）。")


def test_items_keep_their_order_where_that_is_asked_for() -> None:
    assert [row[0] for row in bars("题目", DUTIES, prefix="b", as_given=True).table.rows] == [item.label for item in DUTIES]


@given(items)
def test_bars_are_as_long_as_their_values(given: list[Bar]) -> None:
    picture = bars("题目", given, prefix="b", as_given=True)
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    assert picture.table.rows == tuple((item.label, item.text) for item in given)
    valued = [item for item in given if item.value]
    lengths = [float(shape.attrib["width"]) for shape in shapes(picture, "main")]
    assert len(lengths) == len(valued)
    largest = max((abs(item.value) for item in valued), default=1)
    longest = max(lengths, default=0)
    for item, length in zip(valued, lengths, strict=True):
        assert abs(length - max(abs(item.value) / largest * longest, THINNEST)) < 0.1


def test_a_long_name_stands_in_two_lines_and_a_longer_one_is_cut() -> None:
    told = words(bars("题目", DUTIES, prefix="b"))
    assert "巩固拓展脱贫攻坚成果" in told
    assert "…" in told
