"""Year on year."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import faults, gist, meetings, names, outside, words
from wenxiao.pictures.pairs import Change, Pair, change, pairs
from wenxiao.vocabulary.shown import PLAIN, WAN, YUAN, format_base

amounts = st.integers(-(10**9), 10**14) | st.just(0)


def test_a_year_against_the_last(golden: Callable[[str, str], None]) -> None:
    items = [
        Pair("基本支出", 1_567_560_000, 1_553_830_000, "/change/basic/"),
        Pair("项目支出", 1_200_000_000, 1_853_350_000),
        Pair("政府性基金预算拨款", 0, 100_000_000),
        Pair("公务接待费", 5_000_000, 0),
        Pair("会议费", 300_000, 300_000),
        Pair("因公出国（境）费", 0, 0),
    ]
    picture = pairs("与上年比较", items, prefix="pairs", years=("2024 年预算", "2025 年预算"))
    golden("pairs.svg", picture.svg)
    assert picture.table.heads == ("名称", "2024 年预算", "2025 年预算", "变动", "幅度")
    assert picture.table.rows[0] == ("基本支出", "1,567.56", "1,553.83", "减少 13.73 万元", "下降 0.88%")
    assert gist(picture) == "与上年比较：共 6 项，增加 2 项，减少 2 项，持平 2 项；变动最大的是项目支出，增加 653.35 万元，增长 54.45%。"
    assert "上年为零，不计幅度" in words(picture)


@pytest.mark.parametrize(
    ("last", "this", "told"),
    [
        (10_000, 10_050, Change("增加 0.50 元", "增长 0.50%")),
        (300, 200, Change("减少 1.00 元", "下降 33.33%")),
        (300, 500, Change("增加 2.00 元", "增长 66.67%")),
        (20_000, 20_001, Change("增加 0.01 元", "增长 0.01%")),
        (20_001, 20_002, Change("增加 0.01 元", "增长不足 0.01%")),
        (500, 0, Change("减少 5.00 元", "下降 100.00%")),
        (0, 500, Change("增加 5.00 元", "上年为零，不计幅度")),
        (-500, 500, Change("增加 10.00 元", "上年为负，不计幅度")),
        (500, 500, Change("持平", "")),
        (0, 0, Change("持平", "两年均为零")),
    ],
)
def test_a_change_has_a_direction_a_difference_and_a_rate_where_there_is_one(last: int, this: int, told: Change) -> None:
    assert change(last, this, YUAN) == told


@given(st.integers(1, 10**15), st.integers(0, 10**15))
def test_the_rate_is_the_nearest_hundredth_of_a_per_cent(last: int, this: int) -> None:
    rate = change(last, this).rate
    if last == this:
        assert rate == ""
    elif "不足" in rate:
        assert abs(Fraction(this - last, last)) < Fraction(1, 20_000)
    else:
        assert abs(Fraction(rate.split()[1].removesuffix("%")) - abs(Fraction(100 * (this - last), last))) <= Fraction(1, 200)
        assert rate.startswith("增长" if this > last else "下降")


@given(st.lists(st.builds(Pair, names, amounts, amounts, st.just("")), min_size=1, max_size=30))
def test_the_table_says_exactly_what_was_passed(given: list[Pair]) -> None:
    picture = pairs("题目", given, prefix="p")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    for item, row in zip(given, picture.table.rows, strict=True):
        assert row[:3] == (item.label, *(format_base(value, WAN, 2, grouped=True) for value in (item.last, item.this)))


def test_things_without_a_unit_are_counted_plainly() -> None:
    picture = pairs("车辆", [Pair("公务用车", 20_000, 30_000)], prefix="p", unit=PLAIN, decimals=0)
    assert picture.table.rows == (("公务用车", "2", "3", "增加 1", "增长 50.00%"),)
    assert picture.table.caption == "车辆"
