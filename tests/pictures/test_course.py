"""The course of an amount over the months."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import drawing, faults, gist, meetings, names, outside, shapes
from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.course import PAINTS, Course, Line, course

MONTHS = tuple(f"{month} 月" for month in range(1, 13))
PAID = Course("已支付", "actual", (5, 9, 20, 31, 31, 44, 50, 52, 60, None, None, None), tuple(f"{n}.00 万元" for n in range(12)))
EVEN = Course("均匀支出", "even", tuple(range(8, 104, 8)), tuple(f"{n}.00 万元" for n in range(8, 104, 8)))
AHEAD = Course("预计", "expected", (*[None] * 8, 60, 66, 72, 80), ("",) * 8 + ("60.00 万元", "66.00 万元", "72.00 万元", "80.00 万元"))
PLAN = Course("用款计划", "planned", tuple(range(9, 117, 9)), tuple(f"{n}.00 万元" for n in range(9, 117, 9)))
WHOLE = Line("全年预算", 100, "100.00 万元")


def test_four_courses_of_a_year(golden: Callable[[str, str], None]) -> None:
    told = "累计支出：到 9 月已支付 60.00 万元。"
    picture = course("累计支出", MONTHS, (PAID, EVEN, PLAN, AHEAD), prefix="course", gist=told, whole=WHOLE)
    golden("course.svg", picture.svg)
    assert gist(picture) == told
    assert picture.table.heads == ("月份", "已支付", "均匀支出", "用款计划", "预计")
    assert picture.table.rows[0] == ("1 月", "0.00 万元", "8.00 万元", "9.00 万元", "")


def test_lines_differ_in_their_dashes_not_in_colour_alone() -> None:
    assert len({paint.dashes for paint in PAINTS.values()}) == len(PAINTS)


def test_a_line_is_drawn_where_it_has_values_and_stops_where_it_has_none() -> None:
    picture = course("累计", MONTHS, (PAID, AHEAD), prefix="c", gist="", whole=WHOLE)
    # The line itself, and its sample in the legend.
    paid = shapes(picture, "course")[0].attrib["d"]
    assert (paid.count("M"), paid.count("L")) == (1, 8)
    assert len(shapes(picture, "main")) == 9


def test_what_was_paid_stands_lower_than_the_budget_and_rises() -> None:
    picture = course("累计", MONTHS, (PAID,), prefix="c", gist="", whole=WHOLE)
    tops = [float(shape.attrib["y"]) for shape in shapes(picture, "main")]
    assert tops == sorted(tops, reverse=True)
    height = float(shapes(picture, "leader")[0].attrib["d"].split()[1].partition("H")[0])
    assert min(tops) > height


@given(names, st.lists(st.one_of(st.none(), st.integers(0, 10**14)), min_size=12, max_size=12), st.integers(0, 10**14))
def test_whatever_the_names_and_values_nothing_meets_and_nothing_leaves_the_picture(
    name: str, values: list[int | None], whole: int
) -> None:
    lines = [Course(name, style, values, [name] * 12) for style in PAINTS]
    picture = course("题目", MONTHS, lines, prefix="c", gist=name, whole=Line(name, whole, "1,234.00 万元"), ticks="万元")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    height = float(drawing(picture).attrib["viewBox"].split()[3])
    assert all(0 <= float(shape.attrib["y"]) <= height for shape in shapes(picture, "main"))


def test_what_is_only_expected_goes_on_hollow_behind_a_bar_and_a_marked_one_is_dotted() -> None:
    picture = bars("按月", [Bar("11 月", 30, "30"), Bar("12 月　年底", 10, "50", more=40, marked=True)], prefix="b", as_given=True)
    [dotted], [hollow] = shapes(picture, "notice"), shapes(picture, "hollow")
    assert abs(float(hollow.attrib["x"]) - float(dotted.attrib["x"]) - float(dotted.attrib["width"])) < 0.1
    assert abs(float(hollow.attrib["width"]) - 4 * float(dotted.attrib["width"])) < 0.1
    assert (meetings(picture), outside(picture)) == ([], [])
