"""Can a sentence say what its figures do not?"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.disclosure.budget import Disclosed, budget_manuscript
from wenxiao.disclosure.compared import Comparison
from wenxiao.disclosure.explanation_tables import numeral
from wenxiao.disclosure.figures import Figure, Measure
from wenxiao.disclosure.missing import Questions
from wenxiao.disclosure.printed import in_sentence
from wenxiao.disclosure.records import Prior, Reason, Statement, Subject, UnitYear
from wenxiao.disclosure.sentences import DATA, Sentences, TemplateError, sentences_for
from wenxiao.disclosure.totals import Totals
from wenxiao.documents.manuscript import Paragraph

WAN = 1_000_000


def content() -> dict[str, Any]:
    return tomllib.loads((DATA / "hebei.toml").read_text(encoding="utf-8"))


def compared(now: int, before: int, reason: str = "人员增加。") -> tuple[str, tuple[str, ...]]:
    """The words for a change of 机关运行经费, and what was asked."""
    records = replace(
        unit_year(Shape(1)),
        prior=(Prior(Subject.OPERATING, before, "上年"),),
        reasons=(Reason(Subject.OPERATING, reason, "王一", "原因"),),
    )
    sentences = sentences_for("hebei-2025")
    totals, questions = Totals(records), Questions(records, sentences)
    said = Comparison(totals, sentences, questions).of(Subject.OPERATING, totals.figures.record("now", "机关运行经费", now, "r"))
    return said.text, tuple(missing.what for missing in questions.asked())


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (12_30 * 10_000, 10_00 * 10_000, "，比2024年的10.00万元增加2.30万元，增长23.00%，主要原因是人员增加"),
        (8_00 * 10_000, 10_00 * 10_000, "，比2024年的10.00万元减少2.00万元，下降20.00%，主要原因是人员增加"),
        (0, 10_00 * 10_000, "，比2024年的10.00万元减少10.00万元，下降100.00%，主要原因是人员增加"),
        (5_00 * 10_000, 0, "，比上年增加5.00万元（上年没有安排），主要原因是人员增加"),
        (5_00 * 10_000, 5_00 * 10_000, "，与上年持平"),
        (0, 0, "，与上年持平"),
        # Ten 元 more in a hundred million: something, but not even 0.01 %.
        (10_000_000_000 + 1_000, 10_000_000_000, "，比2024年的10000.00万元增加0.001万元，主要原因是人员增加"),
    ],
)
def test_direction_and_percentage_follow_from_the_amounts(now: int, before: int, words: str) -> None:
    assert compared(now, before) == (words, ())


def test_a_change_without_a_reason_is_asked_of_a_person_and_not_papered_over() -> None:
    words, asked = compared(12 * WAN, 10 * WAN, " ")
    assert words == "，比2024年的10.00万元增加2.00万元，增长20.00%"
    assert asked == ("机关运行经费比上年增减的原因",)
    assert compared(10 * WAN, 10 * WAN, "")[1] == ()


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (0, Measure.MONEY, "0万元"),
        (1_234_567, Measure.MONEY, "1.23万元"),
        (1_235_000, Measure.MONEY, "1.24万元"),
        (-1_235_000, Measure.MONEY, "1.24万元"),
        (4_999, Measure.MONEY, "0.005万元"),
        (1, Measure.MONEY, "0.000001万元"),
        (30_000, Measure.COUNT, "3"),
        (24_105_000, Measure.COUNT, "2410.5"),
        (341, Measure.RATE, "3.41%"),
        (10_000, Measure.RATE, "100.00%"),
    ],
)
def test_what_is_something_is_never_written_as_nothing(value: int, measure: Measure, words: str) -> None:
    assert in_sentence(Figure("a", "甲", value, measure)) == words


@pytest.mark.parametrize(
    ("sentence", "text", "why"),
    [
        ("revenue_total", "{year}年收入{total}。", "漏用了：carried、funds、of_year"),
        ("vehicles", "{year}年购置{bought}辆，保有{held}辆，报废{scrapped}辆。", "用了不认识的名字：scrapped"),
        ("vehicles", "{year}年购置{bought}辆，保有{held:.2f}辆。", "不能再写格式"),
        ("vehicles", "{year年", "括号不成对"),
        ("unheard_of", "从来没有。", "没有地方用它"),
    ],
)
def test_a_template_that_cannot_be_said_fails_when_it_is_read(sentence: str, text: str, why: str) -> None:
    wrong = content()
    wrong["sentences"][sentence] = text
    with pytest.raises(TemplateError, match=why):
        Sentences("hebei.toml", wrong)


def test_a_sentence_that_is_not_written_fails_when_the_file_is_read() -> None:
    wrong = content()
    del wrong["sentences"]["vehicles"]
    with pytest.raises(TemplateError, match=r"vehicles.*没有写"):
        Sentences("hebei.toml", wrong)


def test_saying_a_sentence_with_other_names_than_its_own_fails() -> None:
    sentences = sentences_for("hebei-2023")
    with pytest.raises(KeyError, match="held"):
        sentences.say("vehicles", year=2023, bought=0)


# ── what is missing ──


def disclosed(records: UnitYear) -> Disclosed:
    return budget_manuscript(records, profile("hebei-2025"))


def prose(made: Disclosed) -> str:
    return "\n".join(part.text for part in made.manuscript.parts if isinstance(part, Paragraph))


def test_a_complete_year_misses_nothing() -> None:
    assert disclosed(unit_year(Shape(8, funds=False))).missing == ()


def test_what_is_not_known_is_asked_of_who_knows_it() -> None:
    full = unit_year(Shape(8, funds=False))
    bare = replace(full, prior=(), reasons=(), approval=None, objectives=(), safeguards=(), assets=())
    made = disclosed(replace(bare, unit=replace(full.unit, functions=(), structure="")))
    asked = [(missing.post, missing.person, missing.what) for missing in made.missing]
    assert ("财务负责人", "王一", "2024年基本支出的预算数") in asked
    assert ("财务负责人", "王一", "预算批复的机关、文号和日期") in asked
    assert ("绩效管理员", "", "总体绩效目标") in asked
    assert ("绩效管理员", "", "实现绩效目标的保障措施") in asked
    assert ("资产管理员", "", "2024年末固定资产") in asked
    assert ("办公室负责人", "", "部门职责") in asked
    assert len(asked) == len(set(asked)) == 7 + 6
    assert "固定资产金额" not in prose(made)
    assert "比上年" not in prose(made).replace("比上年增减情况", "")
    assert str(made.missing[0]).startswith("请办公室负责人补充：部门职责（")


def test_a_project_without_indicators_is_asked_for() -> None:
    records = unit_year(Shape(8, funds=False))
    duty = records.duties[0]
    activity = duty.activities[0]
    bare = replace(activity, projects=tuple(replace(project, indicators=()) for project in activity.projects))
    duties = (replace(duty, activities=(bare, *duty.activities[1:])), *records.duties[1:])
    made = disclosed(replace(records, duties=duties))
    assert [missing.what for missing in made.missing] == [f"项目“{activity.projects[0].name}”的绩效指标"]


def test_money_for_journeys_or_vehicles_without_any_is_asked_about() -> None:
    records = unit_year(Shape(8, funds=False))
    vehicles, journeys = replace(records.vehicles, bought=1), replace(records.journeys, groups=2, persons=5)
    made = disclosed(replace(records, vehicles=vehicles, journeys=journeys))
    assert [missing.what for missing in made.missing] == ["因公出国（境）的团组数和人次", "本年购置公务用车的数量"]


# ── single sentences ──


def test_rounded_sentences_say_that_they_are() -> None:
    assert "四舍五入" not in prose(disclosed(unit_year(Shape(8))))
    assert "四舍五入" in prose(disclosed(unit_year(Shape(8, grain=1))))


def test_matters_a_person_wrote_stand_in_their_chapter() -> None:
    records = replace(unit_year(Shape(8)), matters=(Statement("", "本年没有举借债务。", "其他/1"),))
    assert "1. 本年没有举借债务。" in prose(disclosed(records))
    assert "本部门没有其他需要说明的事项。" in prose(disclosed(unit_year(Shape(8))))


def test_only_words_the_document_uses_are_explained() -> None:
    text = prose(disclosed(unit_year(Shape(8))))
    for term, meaning in sentences_for("hebei-2025").terms:
        assert (meaning in text) == (term in text)


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "100")])
def test_duties_are_numbered_in_chinese(number: int, words: str) -> None:
    assert numeral(number) == words
