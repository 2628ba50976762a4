"""Shares by severity and by grade."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import faults, gist, meetings, names, outside, words
from wenxiao.pictures.palette import BEST, CALM, FAIR, GOOD, NOTICE, POOR, WRONG
from wenxiao.pictures.shares import THINNEST, Category, CountsError, Row, lengths, shares

SEVERITIES = (Category("错误", WRONG), Category("提醒", NOTICE), Category("无问题", CALM))


def test_indicator_quality_by_office(golden: Callable[[str, str], None]) -> None:
    rows = [Row("党政办公室", (2, 3, 21), "/quality/1/"), Row("农业农村办公室", (0, 1, 400)), Row("应急管理办公室", (0, 0, 0))]
    picture = shares("指标质量", SEVERITIES, rows, prefix="shares")
    golden("shares.svg", picture.svg)
    assert picture.table.rows[0] == ("党政办公室", "26", "2", "3", "21")
    assert gist(picture) == "指标质量：3 行共 427 个，其中错误 2 个，提醒 4 个，无问题 421 个。"
    assert "没有数据" in words(picture)


def test_grades_read_in_black_and_white(golden: Callable[[str, str], None]) -> None:
    grades = [Category(word, paint) for word, paint in zip("优良中差", (BEST, GOOD, FAIR, POOR), strict=True)]
    golden("grades.svg", shares("评价等级", grades, [Row("财政所", (5, 3, 1, 1))], prefix="grades").svg)


@given(st.lists(st.builds(Row, names, st.tuples(*[st.integers(0, 10**6)] * 3), st.just("")), min_size=1, max_size=30))
def test_the_table_says_exactly_what_was_passed(given: list[Row]) -> None:
    picture = shares("题目", SEVERITIES, given, prefix="s")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    assert picture.table.rows == tuple((row.label, str(sum(row.counts)), *map(str, row.counts)) for row in given)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_lengths_fill_the_bar_and_nothing_that_is_there_vanishes(counts: list[int]) -> None:
    found = lengths(counts, 320)
    assert sum(found) == pytest.approx(320 if any(counts) else 0)
    # What is given to the thin ones is taken from the others, so that one just above the limit may fall a little below it.
    assert all(length > THINNEST * 0.85 if count else length == 0 for count, length in zip(counts, found, strict=True))
    assert [one for one, _ in sorted(zip(found, counts, strict=True))] == sorted(found)


@pytest.mark.parametrize("counts", [(1, 2), (1, 2, 3, 4), (1, -1, 0)])
def test_counts_that_do_not_match_are_refused(counts: tuple[int, ...]) -> None:
    with pytest.raises(CountsError):
        shares("题目", SEVERITIES, [Row("甲", counts)], prefix="s")
