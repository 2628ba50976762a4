"""The grade of a value, by the letter and as meant."""

from __future__ import annotations

import pytest

from wenxiao.performance.grading import StandardTextError, grade, parse_standard_text


def test_a_value_between_two_floors_is_graded_by_the_proposed_reading_only() -> None:
    graded = grade(parse_standard_text("优=100%;良=90%;中=80%;差=60%以下"), "85%")
    assert (graded.literal, graded.proposed) == ((), ("中",))
    assert not graded.certain
    assert "按字面无等级" in graded.sentence


def test_a_value_in_a_gap_has_no_grade_and_each_repair_says_which_it_would_have() -> None:
    graded = grade(parse_standard_text("100%/90%/80%/60%以下"), "70%")
    assert (graded.literal, graded.proposed) == ((), ())
    assert [band for _, band in graded.candidates] == ["差", "中"]
    assert "无等级" in graded.sentence


def test_a_value_in_two_bands_names_both() -> None:
    graded = grade(parse_standard_text("70%/60%/50%/50%以下"), "50%")
    assert graded.literal == graded.proposed == ("中", "差")
    assert "中、差" in graded.sentence


@pytest.mark.parametrize(
    ("standard", "value", "reason"),
    [
        ("100%/90%/80%/60%以下", "3次", "单位"),
        ("100%/90%/80%/60%以下", "105%", "取值范围"),
        ("100%/90%/80%/60%以下", "及时", "不是一个数"),
        ("100%/90%/80%/60%以下", " ", "没有给出完成值"),
        ("10次/8次/5次/5次以下", "7.5次", "整数"),
        ("及时/不及时", "还行", "要由人判断"),
        ("优=90% 95%;良=80% 85%;中=70% 75%;差=低于70% 低于75%", "80%", "不止一个条件"),
        ("优=90%;良=8次;中=7次;差=6次", "8次", "单位不同"),
    ],
)
def test_what_cannot_be_graded_says_why(standard: str, value: str, reason: str) -> None:
    graded = grade(parse_standard_text(standard), value)
    assert graded.proposed == ()
    assert reason in graded.reason


def test_words_are_graded_where_they_are_the_standards_own() -> None:
    assert grade(parse_standard_text("及时/不及时"), " 不及时 ").proposed == ("差",)


def test_a_value_without_unit_takes_the_units_of_the_standard_and_says_so() -> None:
    graded = grade(parse_standard_text("100%/90%/80%/60%以下"), "95")
    assert graded.proposed == ("良",)
    assert graded.notes == ("完成值没有写单位，按“%”理解",)


@pytest.mark.parametrize(
    "text",
    [
        "优=100%;良=90%;中=80%;差=60%以下",
        "优：100%，良：90%，中：80%，差：60%以下",
        "差=60%以下；中=80%；良=90%；优=100%",
        "优秀=100% 良好=90% 中等=80% 差=60%以下",
        "100%/90%/80%/60%以下",
        "100% ／ 90% | 80% | 60%以下",
    ],
)
def test_a_scale_on_one_line_is_written_in_several_ways(text: str) -> None:
    assert parse_standard_text(text) == {"优": "100%", "良": "90%", "中": "80%", "差": "60%以下"}


@pytest.mark.parametrize("text", ["", "90%", "90%/80%/70%", "1/2/3/4/5", "优=1;优=2", "甲=1;优=2", "优=;差=", "///"])
def test_a_line_that_is_no_scale_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(StandardTextError, match="看不懂评价标准"):
        parse_standard_text(text)
