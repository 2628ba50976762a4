"""The bar of an evaluation standard."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pictures.drawing import boxes, drawing, faults, gist, meetings, outside, shapes, words
from wenxiao.pictures.standard import GAP, OVERLAP, Domain, EmptyDomainError, Mark, Segment, brackets, standard_bar

ENDLESS = Decimal("Infinity")
PER_CENT = Domain(Decimal(0), Decimal(100))


def _band(grade: str, low: int, high: int, ends: str = "[)", text: str = "") -> Segment:
    return Segment(grade, Decimal(low), Decimal(high), ends[0] == "[", ends[1] == "]", text)


WHOLE = [_band("优", 95, 100, "[]"), _band("良", 80, 95), _band("中", 60, 80), _band("差", 0, 60)]
FAULTY = [
    _band("优", 90, 100, "[]", "90%以上"),
    _band("良", 80, 95, "(]"),
    _band("中", 60, 80, "[)"),
    _band("差", 0, 40),
    _band(GAP, 40, 60),
    _band(GAP, 80, 80, "[]"),
    _band(OVERLAP, 90, 95, "[]", "优与良"),
]


@st.composite
def standards(draw: st.DrawFn) -> tuple[Domain, list[Segment], list[Mark]]:
    """Bands anywhere in a domain that may be endless, with any gaps and overlaps."""
    values = st.integers(-200, 200).map(Decimal) | st.decimals(-200, 200, places=2)
    low, high = draw(st.sampled_from([(Decimal(0), Decimal(100)), (Decimal(0), ENDLESS), (-ENDLESS, ENDLESS), (-ENDLESS, Decimal(50))]))
    segments = []
    for grade in draw(st.lists(st.sampled_from(["优", "良", "中", "差", GAP, OVERLAP, "合格"]), min_size=1, max_size=7)):
        start, stop = sorted((draw(values), draw(values)))
        segments.append(Segment(grade, start, stop, draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(["", "95%以上"]))))
    marks = [Mark(label, value, f"{value}") for label, value in zip(("上年", "目标"), draw(st.lists(values, max_size=2)), strict=False)]
    return Domain(low, high, low.is_finite(), high.is_finite()), segments, marks


def test_a_standard_without_fault(golden: Callable[[str, str], None]) -> None:
    marks = [Mark("上年", Decimal("92.5"), "92.5%"), Mark("目标", Decimal(98), "98%")]
    picture = standard_bar("验收合格率", PER_CENT, WHOLE, marks, prefix="standard", unit="%")
    golden("standard.svg", picture.svg)
    assert gist(picture) == "验收合格率：优 [95%, 100%]，良 [80%, 95%)，中 [60%, 80%)，差 [0%, 60%)；没有空档和重叠；上年 92.5%，目标 98%。"
    assert picture.table.rows[1] == ("良", "[80%, 95%)", "80%（含）", "95%（不含）")
    assert picture.table.rows[-1] == ("目标", "98%", "", "")
    assert shapes(picture, "wrong") == shapes(picture, "twice") == []


def test_gaps_and_overlaps_are_red_and_named(golden: Callable[[str, str], None]) -> None:
    picture = standard_bar("验收合格率", PER_CENT, FAULTY, prefix="faulty", unit="%")
    golden("standard-faulty.svg", picture.svg)
    assert len(shapes(picture, "wrong")) == 2
    assert len(shapes(picture, "twice")) == 1
    assert words(picture).count(GAP) == 2
    assert "[80%]" in words(picture)
    assert "空档 [40%, 60%)，空档 [80%]，重叠 [90%, 95%]" in gist(picture)


def test_whole_numbers_without_end_are_told_with_both_ends_and_drawn_with_an_arrow(golden: Callable[[str, str], None]) -> None:
    segments = [
        Segment("优", Decimal(12), ENDLESS, True, False, "12次及以上"),
        _band("良", 9, 12),
        _band("中", 6, 9),
        _band("差", 0, 6),
    ]
    picture = standard_bar(
        "培训次数",
        Domain(Decimal(0), ENDLESS, True, False),
        segments,
        [Mark("上年", Decimal(10), "10次")],
        prefix="count",
        unit="次",
        whole=True,
    )
    golden("standard-whole.svg", picture.svg)
    assert {"[12次, +∞)", "[9次, 11次]", "[0次, 5次]", "不限"} <= set(words(picture).split("\n"))
    assert picture.table.rows[0] == ("优", "12次及以上", "12次（含）", "不限")
    assert picture.table.rows[1] == ("良", "[9次, 11次]", "9次（含）", "11次（含）")


@given(standards())
def test_whatever_the_bands_no_words_meet_or_leave_the_picture(given: tuple[Domain, list[Segment], list[Mark]]) -> None:
    domain, segments, marks = given
    picture = standard_bar("题目", domain, segments, marks, prefix="s", unit="%")
    assert (faults(picture), meetings(picture), outside(picture)) == ([], [], [])
    assert [row[0] for row in picture.table.rows] == [one.grade for one in segments] + [mark.label for mark in marks]


@given(st.lists(st.decimals(-50, 150, places=1), min_size=2, max_size=6, unique=True))
def test_marks_stand_in_the_order_of_their_values(values: list[Decimal]) -> None:
    marks = [Mark(f"值{at}", value, str(value)) for at, value in enumerate(values)]
    picture = standard_bar("题目", PER_CENT, WHOLE, marks, prefix="s")
    places = {box.text.split()[0]: box.left for box in boxes(picture) if box.text.startswith("值")}
    ordered = [places[mark.label] for mark in sorted(marks, key=lambda mark: mark.value) if 0 <= mark.value <= 100]
    assert all(one < other for one, other in pairwise(ordered))
    assert words(picture).count("（超出范围）") == sum(not 0 <= value <= 100 for value in values)


def test_lengths_are_true_where_all_words_have_room_and_the_picture_says_where_they_are_not() -> None:
    even = [_band("优", 75, 100, "[]"), _band("良", 50, 75), _band("中", 25, 50), _band("差", 0, 25)]
    assert "不按比例" not in words(standard_bar("题目", PER_CENT, even, prefix="s", unit="%"))
    assert "不按比例" in words(standard_bar("题目", PER_CENT, WHOLE, prefix="s", unit="%"))


def test_a_gap_of_one_value_is_seen() -> None:
    picture = standard_bar("题目", PER_CENT, FAULTY, prefix="s", unit="%")
    assert all(float(gap.attrib["width"]) > 40 for gap in shapes(picture, "wrong"))


def test_bands_that_overlap_lie_below_each_other() -> None:
    picture = standard_bar("题目", PER_CENT, FAULTY, prefix="s", unit="%")
    (best,), (good,) = shapes(picture, "best"), shapes(picture, "good")
    assert abs(float(best.attrib["y"]) - float(good.attrib["y"])) >= float(good.attrib["height"])


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        (_band("优", 90, 100, "[]"), "[90%, 100%]"),
        (_band("优", 90, 100, "(]"), "(90%, 100%]"),
        (_band("优", 90, 90, "[]"), "[90%]"),
        (Segment("优", Decimal("0.50"), ENDLESS, True, False), "[0.5%, +∞)"),
        (Segment("优", -ENDLESS, Decimal(100), False, False), "(-∞, 100%)"),
    ],
)
def test_ranges_are_written_with_brackets(segment: Segment, told: str) -> None:
    assert brackets(segment, "%") == told


def test_a_domain_without_a_value_is_refused() -> None:
    with pytest.raises(EmptyDomainError):
        standard_bar("题目", Domain(Decimal(1), Decimal(0)), WHOLE, prefix="s")
    with pytest.raises(EmptyDomainError):
        standard_bar("题目", Domain(Decimal(1), Decimal(1), True, False), WHOLE, prefix="s")


def test_a_segment_outside_the_domain_is_in_the_table_only() -> None:
    picture = standard_bar("题目", PER_CENT, [_band("优", 200, 300)], prefix="s", unit="%")
    assert "还没有写出各档的标准" in words(picture)
    assert picture.table.rows[0][:2] == ("优", "[200%, 300%)")
    assert drawing(picture).attrib["role"] == "img"
