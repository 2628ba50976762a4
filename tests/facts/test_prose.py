"""Sentences of disclosures are read from figure to figure."""

import pytest
from stated import OUTTURN, amounts, stated

from wenxiao.facts.model import Measure, State


def test_a_whole_and_its_parts_are_read_with_what_they_are():
    facts = stated("2025年收入预算合计为 120.5 万元，其中：一般公共预算收入 100 万元，政府性基金预算收入 20.5 万元，其他收入 0 万元。")
    assert amounts(facts) == {"收入总计": "120.5", "一般公共预算收入": "100", "政府性基金收入": "20.5", "其他收入": "0"}
    (composition,) = facts.compositions
    assert composition.exhaustive
    assert [part.concept for part in composition.parts] == ["一般公共预算收入", "政府性基金收入", "其他收入"]


def test_parts_of_a_part_end_at_the_semicolon():
    facts = stated("2025年支出预算为 9 万元，其中基本支出 5 万元，包括人员经费 4 万元和日常公用经费 1 万元；项目支出 4 万元。")
    assert {part.whole.concept: [each.concept for each in part.parts] for part in facts.compositions} == {
        "支出总计": ["基本支出", "项目支出"],
        "基本支出": ["人员经费", "公用经费"],
    }


def test_a_year_on_year_claim_keeps_this_year_last_year_change_and_rate_apart():
    facts = stated("2025年“三公”经费预算 10.73 万元，比上年 31.81 万元减少了 21.08 万元，同比减少 66.27%。")
    (claim,) = [claim for claim in facts.claims if claim.concept == "三公经费"]
    assert (claim.current.shown.text, claim.previous.shown.text) == ("10.73", "31.81")
    assert (claim.change.value, claim.rate.value) == (-21_080_000, -662_700)
    assert claim.change.direction.word == "减少"
    assert claim.previous.period == 2024


def test_no_change_is_told_by_a_word_and_read_as_zero():
    facts = stated("（一）因公出国（境）费0万元，与2024年预算持平。（二）公务接待费1.35万元，比2024年预算增加0.1万元。")
    changes = {fact.concept: (fact.value, fact.state) for fact in facts.facts if fact.measure is Measure.CHANGE}
    assert changes == {"因公出国境费": (0, State.ZERO), "公务接待费": (100_000, State.STATED)}


def test_a_functional_item_is_told_by_its_path_and_codes():
    facts = stated(
        "财政拨款支出主要内容如下：\n\n1、公共安全支出（204类）司法（06款）普法宣传（05项）124.29万元。主要用于：法制宣传。"
        "2024年当年预算执行数为118.46万元，2025年预算安排124.29万元，比2024年预算执行数增加4.92%。"
    )
    claim = next(claim for claim in facts.claims if claim.rate is not None)
    assert claim.current.concept == "财政拨款支出"
    assert claim.current.members == (("功能科目", "2040605"),)
    assert (claim.previous.basis, claim.previous.period) == ("执行", 2024)


def test_a_share_names_its_part_and_its_whole():
    facts = stated("本年收入合计2946.25万元，其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%。", OUTTURN)
    assert [(share.part.concept, share.whole.concept) for share in facts.shares] == [
        ("财政拨款收入", "本年收入合计"),
        ("其他收入", "本年收入合计"),
    ]


def test_final_accounts_tell_the_budget_from_the_outturn():
    facts = stated("“三公”经费财政拨款支出年初预算为0.95万元，支出决算为0.40万元，完成预算的42.11%。", OUTTURN)
    told = [(fact.basis, fact.shown.text) for fact in facts.facts if fact.measure is Measure.AMOUNT]
    assert told == [("预算", "0.95"), ("决算", "0.40")]
    assert facts.shares[0].rate.measure is Measure.COMPLETION


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2024年12月31日，单价100万元（含）以上设备尚无记录。",
        "按照第3条和（204类）执行，见〔2025〕5号文件第12页。",
        "2024年下半年起执行，每户不低于规定标准。",
    ],
)
def test_dates_codes_thresholds_and_numbers_of_documents_state_nothing(sentence):
    assert not [fact for fact in stated(sentence).facts if fact.shown is not None]


def test_people_in_a_reason_are_no_amount_of_the_subject():
    facts = stated("基本支出增加 20.50 万元，增长 2.39%，原因是新招录 4 人。")
    assert "基本支出" not in amounts(facts)


def test_a_sentence_cut_by_a_page_is_one_sentence_and_each_figure_keeps_its_own_line():
    facts = stated(
        "2025年，部门预算收支安排 300 万元，较2024年减少 13.73 万元，其中：基本支出预算\n\n— 3 —\n\n"
        "增加 5 万元，项目支出预算减少 18.73 万元。"
    )
    changes = {fact.concept: (fact.value, fact.source.line) for fact in facts.facts if fact.measure is Measure.CHANGE}
    assert changes == {"收支总计": (-13_730_000, 3), "基本支出": (5_000_000, 7), "项目支出": (-18_730_000, 7)}


def test_full_width_digits_thousands_and_spaces_inside_words_are_read():
    facts = stated("２０２５年支 出 预 算 １，２３４．５０ 万 元。")
    assert amounts(facts) == {"支出总计": "1,234.50"}


def test_the_source_of_every_figure_is_the_figure_as_printed():
    facts = stated("2025年“三公”经费 预算 10.73 万元，比 2024 年减少 1,021.08 万元，下降 66.27%。")
    for fact in facts.facts:
        assert fact.source.figure.replace(" ", "") == fact.shown.text.replace(" ", "")


def test_a_percentage_of_nothing_told_is_counted_all_the_same():
    facts = stated("群众满意度不低于95%。增长3.00%。\n")
    assert [(fact.concept, fact.shown.text) for fact in facts.facts] == [("", "95"), ("", "3.00")]
    assert facts.claims == facts.shares == []


def test_an_amount_finer_than_a_fen_is_taken_to_the_nearest():
    (fact,) = stated("公务接待费预算12.3456789万元。\n").facts
    assert (fact.shown.text, fact.value) == ("12.3456789", 12_345_679)
