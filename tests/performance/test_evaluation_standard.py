"""Scales of 优良中差: what cells say, and what a scale leaves out or covers twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxiao.performance.condition import Form, read_cell
from wenxiao.performance.grading import grade
from wenxiao.performance.interval import INFINITY, Cut, Interval, brackets, explicit, uncovered
from wenxiao.performance.programme import BANDS
from wenxiao.performance.standard import Direction, Kind, read_standard, read_standards, split_row


def scale(*texts: str) -> dict[str, str]:
    return dict(zip(BANDS, texts, strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100%", "[100%]"),
        ("60%以下", "(-∞, 60%]"),
        ("10以下", "(-∞, 10]"),
        ("10 以下", "(-∞, 10]"),
        ("大于50次", "(50次, +∞)"),
        ("大于 5%", "(5%, +∞)"),
        ("3%-5%", "[3%, 5%]"),
        ("10-15次", "[10次, 15次]"),
        ("低于 59", "(-∞, 59)"),
        ("低于30%", "(-∞, 30%)"),
        ("20次以上", "[20次, +∞)"),
        ("0次", "[0次]"),
        ("23 个", "[23个]"),
        ("小于10次", "(-∞, 10次)"),
        ("≥95%", "[95%, +∞)"),
        (">=95％", "[95%, +∞)"),
        ("95%（含）以上", "[95%, +∞)"),
        ("60%（不含60%）以下", "(-∞, 60%)"),
        ("80%-90%（不含）", "[80%, 90%)"),
        ("８０％－９０％（不含）", "[80%, 90%)"),
        ("80％～90％", "[80%, 90%]"),
        ("95 至 100", "[95, 100]"),
        ("80%≤x<90%", "[80%, 90%)"),
        ("90%>x≥80%", "[80%, 90%)"),
        ("80%以上90%以下", "[80%, 90%]"),
        ("不超过5个工作日", "(-∞, 5个工作日]"),
        ("5个工作日内", "(-∞, 5个工作日]"),
        ("控制在3%以内", "(-∞, 3%]"),
        ("1,000万元", "[1000万元]"),
        ("100元/人", "[100元/人]"),
        ("-5%", "[-5%]"),
    ],
)
def test_a_cell_says_which_values_it_means(text: str, said: str) -> None:
    (condition,) = read_cell(text).conditions
    assert brackets(condition.interval, condition.unit) == said


@pytest.mark.parametrize("text", ["及时", "不及时", "完成/未完成", "定期", "能够抵挡住5年一遇的洪水", "大于5%以下", "以下", "%", "约"])
def test_what_is_no_condition_is_words(text: str) -> None:
    cell = read_cell(text)
    assert cell.worded
    assert not cell.blank


def test_blank_dash_and_words_are_three_different_things() -> None:
    assert read_cell(" \t　").blank
    assert read_cell("—").declared_absent
    assert not read_cell("—").blank
    assert read_cell("较好").worded


def test_a_bound_that_rests_on_a_word_is_marked() -> None:
    assert [read_cell(text).conditions[0].soft for text in ("60%以下", "60%（含）以下", "60%及以下", "低于60%", "20次以上")] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_two_figures_set_apart_by_a_space_are_two() -> None:
    assert [condition.form for condition in read_cell("90% 80%").conditions] == [Form.POINT, Form.POINT]
    assert len(read_cell("大于 5% 大于 5%").conditions) == 2


def test_single_values_are_floors_and_the_gap_is_exact() -> None:
    standard = read_standard("宣传覆盖率", scale("100%", "90%", "80%", "60%以下"))
    assert (standard.kind, standard.direction, standard.unit) == (Kind.RATIO, Direction.HIGHER, "%")
    assert [standard.phrase(gap) for gap in standard.gaps] == ["大于 60%、小于 80%"]
    assert not standard.overlaps
    assert {ambiguity.code for ambiguity in standard.ambiguities} == {"single values read as floors", "gap", "以下 may include 60%"}


def test_two_repairs_are_offered_and_each_is_a_partition() -> None:
    standard = read_standard("宣传覆盖率", scale("100%", "90%", "80%", "60%以下"))
    printed = [{name: brackets(interval, "%") for name, interval in candidate.intervals} for candidate in standard.candidates]
    assert printed == [
        {"优": "[100%]", "良": "[90%, 100%)", "中": "[80%, 90%)", "差": "[0%, 80%)"},
        {"优": "[100%]", "良": "[90%, 100%)", "中": "[60%, 90%)", "差": "[0%, 60%)"},
    ]


def test_whole_numbers_leave_only_whole_gaps() -> None:
    meetings = read_standard("会议次数", scale("20", "15", "12", "10以下"))
    assert [meetings.phrase(gap) for gap in meetings.gaps] == ["11"]
    fires = read_standard("火灾次数", scale("小于10次", "10-15次", "16-20次", "20次以上"))
    assert not fires.gaps
    assert [(each.better, each.worse, fires.phrase(each.interval), each.form) for each in fires.overlaps] == [
        ("中", "差", "20 次", "range")
    ]


def test_smaller_is_better_reads_single_values_as_ceilings() -> None:
    standard = read_standard("返贫率", scale("0%", "1%", "2%", "3%以上"))
    assert standard.direction is Direction.LOWER
    assert [standard.phrase(gap) for gap in standard.gaps] == ["大于 2%、小于 3%"]
    assert len(standard.literal_gaps) == 3


def test_nested_bounds_are_a_ladder_and_said_to_be_nested() -> None:
    standard = read_standard("经费变动率", scale("0%以下", "5%以下", "7%以下", "10%以上"))
    assert [standard.phrase(gap) for gap in standard.gaps] == ["大于 7%、小于 10%"]
    assert {overlap.form for overlap in standard.overlaps} == {"nested"}
    floors = read_standard("合格率", scale("90%以上", "80%以上", "60%以上", "60%（不含）以下"))
    assert not floors.gaps
    assert [brackets(band.interval, "%") for band in floors.bands if band.interval] == [
        "[90%, 100%]",
        "[80%, 90%)",
        "[60%, 80%)",
        "[0%, 60%)",
    ]


def test_below_and_the_figure_itself_overlap_where_the_word_includes_it() -> None:
    standard = read_standard("完成率", scale("70%", "60%", "50%", "50%以下"))
    assert [(each.better, each.worse, standard.phrase(each.interval), each.form) for each in standard.overlaps] == [
        ("中", "差", "50%", "word")
    ]
    assert "overlap at 50%" in {ambiguity.code for ambiguity in standard.ambiguities}
    assert read_standard("完成率", scale("70%", "60%", "50%", "低于50%")).is_partition


def test_a_change_may_be_negative_and_a_rate_may_not() -> None:
    change = read_standard("会议费支出下降率", scale("5%", "3%", "2%", "低于2%"))
    assert change.is_partition
    assert change.domain is not None
    assert change.domain.contains(Decimal(-3))
    rate = read_standard("合格率", scale("95%", "90%", "80%", "低于80%"))
    assert rate.domain is not None
    assert not rate.domain.contains(Decimal(-3))


def test_units_that_differ_are_named_and_not_compared() -> None:
    standard = read_standard("整改数", scale("100%", "90%", "8次", "6次以下"))
    assert standard.domain is None
    assert "unit differs" in {ambiguity.code for ambiguity in standard.ambiguities}


def test_bands_out_of_order_have_no_direction() -> None:
    assert read_standard("完成率", scale("90%", "95%", "80%", "60%以下")).direction is Direction.MIXED
    assert read_standard("完成率", scale("90%", "90%", "90%", "90%")).direction is Direction.UNCLEAR


def test_a_row_with_two_indicators_is_taken_apart() -> None:
    first, second = read_standards("甲类下降 乙类下降", scale("大于 5% 大于 5%", "3%-5% 2%-5%", "1%-3% 1%-2%", "低于 1% 低于 1%"))
    assert (first.name, first.band("良").cell.text) == ("甲类下降", "3%-5%")
    assert (second.name, second.band("良").cell.text) == ("乙类下降", "2%-5%")
    assert len(split_row("群众 满意度", scale("90%", "80%", "70%", "60%"))) == 1


def test_words_make_a_binary_or_an_ordinal_scale() -> None:
    assert read_standard("合规性", scale("合规", "", "", "不合规")).kind is Kind.BINARY
    assert read_standard("制度建设", scale("健全", "较健全", "一般", "缺失")).kind is Kind.ORDINAL


@given(st.text(max_size=40), st.lists(st.text(max_size=25), min_size=4, max_size=4), st.text(max_size=15))
def test_reading_and_grading_never_raise(name: str, texts: list[str], value: str) -> None:
    for standard in read_standards(name, scale(*texts)):
        assert standard.printed()
    assert grade(scale(*texts), value, name).sentence


ATOMS = st.sampled_from(
    [*"0123456789.,%-~（）() 优良中差次个元/≤≥<>=；;至到", "以上", "以下", "大于", "低于", "不超过", "含", "不含", "控制在", "以内", "万元"]
)


@given(st.lists(st.lists(ATOMS, max_size=8).map("".join), min_size=4, max_size=4), st.lists(ATOMS, max_size=5).map("".join))
@settings(max_examples=300)
def test_reading_never_raises_on_near_misses(texts: list[str], value: str) -> None:
    standard = read_standard("完成率", scale(*texts))
    graded = grade(scale(*texts), value)
    assert graded.sentence
    if standard.domain is not None:
        for candidate in standard.candidates:
            assert not uncovered(standard.domain, [interval for _, interval in candidate.intervals])


@st.composite
def partitions(draw: st.DrawFn) -> tuple[list[str], list[Decimal], bool]:
    """Four bands printed in one of the styles in use, their three borders from best to worst, and whether larger is better."""
    tenths = draw(st.lists(st.integers(1, 999), min_size=3, max_size=3, unique=True))
    borders = sorted((Decimal(tenth) / 10 for tenth in tenths), reverse=True)
    a, b, c = borders
    higher = [
        [f"{a}%", f"{b}%", f"{c}%", f"低于{c}%"],
        [f"≥{a}%", f"{b}%（含）-{a}%（不含）", f"{c}%-{b}%（不含）", f"＜{c}%"],
        [f"{a}%（含）以上", f"{b}%≤x<{a}%", f"{c}%（含）以上{b}%（不含）以下", f"{c}%（不含）以下"],
        [f"{a} ％及以上", f"{b}% （含）以上", f"不低于{c}%", f"小于 {c}％"],
        [f"大于{a}%", f"{b}%（不含）-{a}%", f"{c}%（不含）～{b}%", f"不超过{c}%"],
    ]
    lower = [
        [f"低于{c}%", f"{c}%-{b}%（不含）", f"{b}%-{a}%（不含）", f"≥{a}%"],
        [f"{c}%", f"{b}%", f"{a}%", f"超过{a}%"],
        [f"{c}%（含）以下", f"{c}%（不含）-{b}%", f"{a}%及以下", f"高于{a}%"],
    ]
    larger = draw(st.booleans())
    return draw(st.sampled_from(higher if larger else lower)), borders, larger


@given(partitions(), st.decimals(min_value=0, max_value=100, places=3))
def test_a_partition_gives_every_value_exactly_one_grade(printed: tuple[list[str], list[Decimal], bool], value: Decimal) -> None:
    texts, borders, larger = printed
    standard = read_standard("合格率", scale(*texts))
    assert not standard.gaps
    assert {overlap.form for overlap in standard.overlaps} <= {"nested"}
    assert standard.direction is (Direction.HIGHER if larger else Direction.LOWER)
    for each in (value, *borders, Decimal(0), Decimal(100)):
        assert len(grade(scale(*texts), f"{each}%", "合格率").proposed) == 1


@given(partitions(), st.decimals(min_value=0, max_value=100, places=3))
def test_a_partition_grades_by_its_borders(printed: tuple[list[str], list[Decimal], bool], value: Decimal) -> None:
    texts, borders, larger = printed
    if value in borders:
        return
    passed = sum(value > border for border in borders)
    expected = BANDS[3 - passed] if larger else BANDS[passed]
    assert grade(scale(*texts), f"{value}%", "合格率").proposed == (expected,)


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True))
def test_a_planted_gap_is_reported_and_nothing_else(points: list[int]) -> None:
    best, good, fair, poor = sorted(points, reverse=True)
    standard = read_standard("合格率", scale(f"{best}%", f"{good}%", f"{fair}%", f"低于{poor}%"))
    assert standard.gaps == (Interval(Cut(Decimal(poor), False), Cut(Decimal(fair), False)),)
    assert not standard.overlaps


@given(st.lists(st.integers(1, 99), min_size=4, max_size=4, unique=True))
def test_a_planted_overlap_is_reported_and_nothing_else(points: list[int]) -> None:
    best, good, high, low = sorted(points, reverse=True)
    standard = read_standard("合格率", scale(f"≥{best}%", f"{good}%-{best}%（不含）", f"{low}%-{good}%（不含）", f"≤{high}%"))
    (overlap,) = standard.overlaps
    assert (overlap.better, overlap.worse) == ("中", "差")
    assert overlap.interval == Interval(Cut(Decimal(low), False), Cut(Decimal(high), True))
    assert not standard.gaps


@given(
    st.integers(0, 50),
    st.integers(1, 50),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["least", "most", "range"]),
)
def test_an_explicit_text_reads_back_to_the_same_values(low: int, width: int, low_open: bool, high_open: bool, form: str) -> None:
    domain = Interval(Cut(Decimal(-100), False), Cut(INFINITY, False))
    bottom = Cut(Decimal(low), low_open) if form != "most" else domain.low
    top = Cut(Decimal(low + width), not high_open) if form != "least" else domain.high
    interval = Interval(bottom, top)
    (condition,) = read_cell(explicit(interval, domain, "%", whole=False)).conditions
    assert condition.interval.meet(domain) == interval
    assert not condition.soft
