"""Names of projects that may be the same project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.catalogue.limits import limit
from wenxiao.performance.likeness import likeness, similar


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("生活垃圾清运", "生活垃圾清运项目"),
        ("2024年生活垃圾清运", "2025年度生活垃圾清运经费"),
        ("（一）网格员补助", "1、网格员补助"),
        ("９＋Ｘ网格", "9+x网格"),
        ("农村公路养护", "农村公路 养护"),
    ],
)
def test_years_numbers_width_and_common_endings_make_no_difference(one: str, other: str) -> None:
    assert likeness(one, other) == 100


def test_likenesses_stand_in_order_and_only_from_the_limit_on() -> None:
    others = ["农村公路养护", "垃圾清运费", "生活垃圾清运", "生活垃圾分类清运", "村级道路绿化"]
    found = similar("生活垃圾清运项目", others)
    assert found[0] == ("生活垃圾清运", 100)
    assert [percent for _, percent in found] == sorted((percent for _, percent in found), reverse=True)
    assert all(percent >= limit("相似项目") for _, percent in found)
    assert {name for name, _ in found} == {"生活垃圾清运", "生活垃圾分类清运", "垃圾清运费"}
    assert len(similar("生活垃圾清运项目", others, least=0)) == len(others)


def test_different_work_is_not_alike() -> None:
    assert similar("社区矫正", ["社区文化活动", "铁路护路", "矫正器具"]) == []
    assert likeness("", "") == likeness("2025年", "") == 0


NAMES = st.text("一二村镇路桥农业垃圾清运网格项目费经0123年、（） ", max_size=12)


@given(NAMES, NAMES)
def test_likeness_is_a_percentage_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, other) == likeness(other, one)


@given(NAMES, st.lists(NAMES, max_size=6), st.integers(0, 100))
def test_similar_gives_exactly_those_at_or_above_the_limit(name: str, others: list[str], least: int) -> None:
    found = similar(name, others, least=least)
    assert sorted(found) == sorted((other, likeness(name, other)) for other in others if likeness(name, other) >= least)
