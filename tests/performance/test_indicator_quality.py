"""What is wrong with indicators: one small programme for each rule R130–R152."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxiao.performance.likeness import alike, alike_pairs, pairs_of
from wenxiao.performance.programme import BANDS, Activity, Duty, Indicator, Programme
from wenxiao.performance.quality import TESTS
from wenxiao.performance.quality.goals import REPEATED, items
from wenxiao.vocabulary.finding import Outcome, Severity, Verdict
from wenxiao.vocabulary.shown import WAN, Shown
from wenxiao.vocabulary.source import Source


def row(name: str, *texts: str, line: int = 1, target: str = "", kind: str = "", weight: str = "") -> Indicator:
    standards = dict(zip(BANDS, texts or ("", "", "", ""), strict=True))
    places = [Source(text=name, line=line, column=1)]
    places += [Source(text=text, line=line, column=2 + index) for index, text in enumerate(texts) if text]
    return Indicator(name, standards, tuple(places), target, kind, weight)


def work(
    *indicators: Indicator, name: str = "清扫道路", amount: str = "5", objective: str = "道路干净", content: str = "每日保洁"
) -> Activity:
    shown = Shown.parse(amount, WAN) if amount else None
    return Activity(name, shown, content, objective, list(indicators), Source(text=name, line=1))


def programme(*activities: Activity, objective: str = "") -> Programme:
    return Programme([Duty("一、环卫", activities=list(activities), objective=objective, source=Source(text="一、环卫", line=1))])


def verdict(test: str, *indicators: Indicator, **about: str) -> Verdict:
    return TESTS[test](programme(work(*indicators, **about)))


GOOD = ("95%（含）以上", "90%（含）-95%（不含）", "80%（含）-90%（不含）", "低于80%")


@pytest.mark.parametrize("test", TESTS)
def test_without_a_table_no_rule_applies_and_says_so(test: str) -> None:
    answer = TESTS[test](Programme())
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert answer.reason == "文中没有绩效指标表"


@pytest.mark.parametrize("test", ["bands_without_gap", "bands_without_overlap", "all_bands_filled", "direction_fits"])
def test_rules_on_bands_do_not_apply_to_single_targets(test: str) -> None:
    answer = verdict(test, row("合格率", target="≥95%"))
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert "指标值" in answer.reason


def test_a_good_scale_holds_every_rule_on_bands() -> None:
    for test in (
        "bands_without_gap",
        "bands_without_overlap",
        "all_bands_filled",
        "units_agree",
        "direction_fits",
        "values_are_quantified",
    ):
        assert verdict(test, row("合格率", *GOOD)).outcome is Outcome.HOLDS, test


def test_r130_what_gets_money_has_a_goal_and_more_than_one_indicator() -> None:
    test = TESTS["goal_and_indicators_present"]
    (single,) = test(programme(work(row("合格率", *GOOD)))).problems
    assert "只有一个指标" in single.message
    assert single.severity is None
    (unfunded,) = test(programme(work(row("合格率", *GOOD), amount=""))).problems
    assert unfunded.severity is Severity.INFO
    two = (row("合格率", *GOOD), row("群众满意度", *GOOD))
    assert test(programme(work(*two))).outcome is Outcome.HOLDS
    assert "没有写绩效目标" in test(programme(work(*two, objective=""))).problems[0].message
    assert "没有绩效指标" in test(programme(work(*two), work(name="空"))).problems[0].message


def test_r130_printed_kinds_are_looked_at_where_there_are_any() -> None:
    rows = [row("里程", target="10公里", kind="产出指标 数量指标"), row("合格率", target="95%", kind="产出指标 质量指标")]
    (problem,) = verdict("goal_and_indicators_present", *rows).problems
    assert "没有效益指标" in problem.message


def test_r131_words_alone_are_no_scale_unless_all_four_steps_are_described() -> None:
    assert verdict("values_are_quantified", row("台账完整性", "完整", "", "", "不完整")).outcome is Outcome.VIOLATED
    assert verdict("values_are_quantified", row("制度", "健全并执行", "健全", "有缺项", "没有")).outcome is Outcome.HOLDS
    assert verdict("values_are_quantified", row("环境", target="改善")).outcome is Outcome.VIOLATED
    assert verdict("values_are_quantified", row("合格率", target="≥95%")).outcome is Outcome.HOLDS


def test_r132_the_gap_is_exact_and_each_repair_names_its_cells() -> None:
    (problem,) = verdict("bands_without_gap", row("合格率", "100%", "90%", "80%", "60%以下", line=7)).problems
    assert "大于 60%、小于 80% 的值没有等级" in problem.message
    assert "“合格率”" in problem.message
    assert "“清扫道路”" in problem.message
    first, second = problem.suggestions
    assert (first.old, first.new, first.source.column, first.source.line) == ("60%以下", "低于80%", 5, 7)
    assert (second.old, second.new, second.source.column) == ("80%", "60%（含）-90%（不含）", 4)
    assert [(each.old, each.new, each.source.column) for each in second.consequences] == [("60%以下", "低于60%", 5)]


def test_r132_many_rows_of_one_pattern_are_one_problem_with_all_their_places() -> None:
    rows = [row(f"第{number}项合格率", "100%", "90%", "80%", "60%以下", line=number) for number in range(1, 8)]
    (problem,) = verdict("bands_without_gap", *rows).problems
    assert {source.line for source in problem.sources} == set(range(1, 8))
    assert "等 7 个" in problem.message
    assert len(problem.suggestions[0].consequences) == 6
    assert len(verdict("bands_without_gap", *rows[:5]).problems) == 5


def test_r133_an_overlap_names_the_value_and_both_bands() -> None:
    (word,) = verdict("bands_without_overlap", row("合格率", "90%", "85%", "80%", "80%以下")).problems
    assert "80% 既是中又是差" in word.message
    assert "一千二百五十九" in word.message
    assert (word.suggestions[0].new, word.suggestions[0].confidence) == ("低于80%", 0.8)
    (ranges,) = verdict("bands_without_overlap", row("巡查次数", "大于9次", "5-9次", "3-5次", "低于3次")).problems
    assert "5 次 既是良又是中" in ranges.message
    (nested,) = verdict("bands_without_overlap", row("合格率", "90%以上", "80%以上", "60%以上", "低于60%")).problems
    assert "按字面" in nested.message


def test_r134_missing_bands_and_holes_between_words() -> None:
    (problem,) = verdict("all_bands_filled", row("完整性", "完整", "", "", "不完整")).problems
    assert "良、中没有写标准" in problem.message
    assert "应当写明是两档" in problem.message
    assert verdict("all_bands_filled", row("完整性", "完整", "—", "—", "不完整")).outcome is Outcome.HOLDS
    holes = verdict(
        "all_bands_filled", row("演练", "定期", "—", "—", "不演练"), row("设岗", "设岗并有人", "/", "/", "未设岗并没有人")
    ).problems
    assert [("不定期" in hole.message, "一项" in hole.message) for hole in holes] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        (row("宣传次数", "100%", "90%", "80%", "低于80%"), "个数"),
        (row("发放及时性", "100%", "90%", "80%", "低于80%"), "…性"),
        (row("服务站达标", "100%", "90%", "80%", "低于80%"), "状态"),
        (row("会议次数", "4", "3", "2", "低于2"), "没有单位"),
        (row("会议次数", "4", "3", "2", "低于2次"), "优、良、中没有写单位"),
        (row("合格率", "90次", "80次", "70次", "低于70次"), "比率"),
        (row("整改问题数", "9次", "8次", "7次", "低于7次"), "以“个”计"),
        (row("投入", "9万元", "8元", "7万元", "低于7万元"), "单位不同"),
        (row("宣传次数", target="≥95%"), "个数"),
    ],
)
def test_r135_units_that_do_not_fit(indicator: Indicator, told: str) -> None:
    (problem,) = verdict("units_agree", indicator).problems
    assert told in problem.message


def test_r135_zero_needs_no_unit_and_a_unit_twice_is_only_a_remark() -> None:
    assert verdict("units_agree", row("事故起数", "0", "1起", "2起", "3起以上")).outcome is Outcome.HOLDS
    (problem,) = verdict("units_agree", row("合格率(%)", *GOOD)).problems
    assert problem.severity is Severity.INFO


def test_r136_one_indicator_a_row() -> None:
    crowded = row("甲类下降 乙类下降", "大于 5% 大于 5%", "3%-5% 2%-5%", "1%-3% 1%-2%", "低于 1% 低于 1%")
    (problem,) = verdict("one_indicator_per_row", crowded).problems
    assert "“甲类下降”、“乙类下降”" in problem.message
    assert verdict("one_indicator_per_row", row("合格率", *GOOD, line=1), row("满意度", *GOOD, line=2)).outcome is Outcome.HOLDS


def test_r136_a_row_that_the_reader_has_taken_apart_is_still_one_row() -> None:
    assert len(verdict("one_indicator_per_row", row("甲类下降", *GOOD), row("乙类下降", *GOOD), row("丙类下降", *GOOD)).problems) == 1


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        (row("合格率", "90%", "95%", "80%", "低于80%"), "同一方向"),
        (row("整改问题数", "大于3个", "2-3个", "1个", "0个"), "坏事越多"),
        (row("返贫率", "3%", "2%", "1%", "低于1%"), "坏事越多"),
        (row("群众满意度", "低于60%", "60%-70%（不含）", "70%-80%（不含）", "80%（含）以上"), "越高越好"),
        (row("维护稳定", "稳定", "", "", "群众上访"), "权利"),
    ],
)
def test_r137_the_wrong_direction(indicator: Indicator, told: str) -> None:
    (problem,) = verdict("direction_fits", indicator).problems
    assert told in problem.message


@pytest.mark.parametrize("name", ["隐患排查率", "排查隐患率", "信访资金使用率", "案件办结率", "巡查次数", "重复信访下降率", "事故处置率"])
def test_r137_doing_something_about_a_harm_may_well_be_high(name: str) -> None:
    assert verdict("direction_fits", row(name, *GOOD)).outcome is Outcome.HOLDS


def test_r138_the_best_grade_is_not_given_away_and_can_be_reached() -> None:
    (low,) = verdict("excellent_not_too_low", row("完成率", "70%", "60%", "50%", "低于50%")).problems
    assert "只要 70%" in low.message
    (high,) = verdict("excellent_not_too_low", row("群众满意度", "100%", "90%", "80%", "低于80%")).problems
    assert high.severity is Severity.INFO
    (target,) = verdict("excellent_not_too_low", row("完成率", target="≥60%")).problems
    assert "完成指标只要 60%" in target.message
    for fine in (
        row("会议费下降率", "5%", "3%", "2%", "低于2%"),
        row("返贫率", "0%", "1%", "2%", "高于2%"),
        row("绿化覆盖率", *["40%"] * 4),
    ):
        assert verdict("excellent_not_too_low", fine).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("objective", "indicator", "told"),
    [
        ("确保无山火发生", row("森林火灾次数", "小于3次", "3-5次", "6-9次", "10次以上"), "仍评优、良、中"),
        ("确保不发生返贫现象", row("返贫率", "0%", "1%", "2%", "高于2%"), "仍评良、中"),
        ("确保无重大事故", row("交通安全率", "90%", "80%", "70%", "低于70%"), "90% 就评优"),
        ("严格控制一般性支出", row("三公经费变动率", "0%以下", "5%", "7%", "高于7%"), "容许增长"),
        ("确保道路畅通", row("路面完好率", "60%", "50%", "40%", "低于40%"), "“确保”"),
        ("降低再犯罪率", row("再次犯罪率", "低于10%", "10%-15%", "16%-20%", "高于20%"), "上年数"),
        ("补贴发放达到98%以上", row("补贴发放率", "90%", "85%", "80%", "低于80%"), "目标要求 98%"),
    ],
)
def test_r139_a_standard_that_allows_what_its_goal_rules_out(objective: str, indicator: Indicator, told: str) -> None:
    (problem,) = verdict("standards_agree_with_goal", indicator, objective=objective).problems
    assert told in problem.message


def test_r139_the_promise_must_be_about_what_is_measured() -> None:
    rows = [
        row("宣传覆盖率", *GOOD),
        row("资金使用率", "60%", "50%", "40%", "低于40%"),
        row("信访件数", "3件以下", "4件", "5件", "高于5件"),
    ]
    assert verdict("standards_agree_with_goal", *rows, objective="确保无山火发生").outcome is Outcome.HOLDS
    zero = row("山火次数", "0次", "—", "—", "1次以上")
    assert verdict("standards_agree_with_goal", zero, objective="确保无山火发生").outcome is Outcome.HOLDS


def test_r140_and_r141_name_the_works_without_satisfaction_or_cost_and_their_money() -> None:
    with_both = work(row("群众满意度", *GOOD), row("每公里成本", "1万元", "2万元", "3万元", "高于3万元"), name="修路", amount="75")
    without = work(row("合格率", *GOOD), name="植树", amount="25")
    for test, what in (("satisfaction_present", "满意度指标"), ("cost_indicator_present", "成本指标")):
        (problem,) = TESTS[test](programme(with_both, without)).problems
        assert f"2 项工作中有 1 项没有{what}，涉及 25.00 万元（占写明金额的 25.0%）：“植树”" in problem.message
        assert TESTS[test](programme(with_both)).outcome is Outcome.HOLDS


def test_r142_r143_and_r151_money_is_no_achievement() -> None:
    rows = [row("防汛经费使用率", *GOOD), row("资金支出合规性", "合规", "", "", "不合规"), row("救助资金发放及时率", *GOOD)]
    (execution,) = verdict("execution_rate_is_no_indicator", *rows).problems
    assert "防汛经费使用率" in execution.message
    (compliance,) = verdict("compliance_is_a_gate", *rows).problems
    assert "资金支出合规性" in compliance.message
    funded, unfunded = work(*rows), work(*rows, name="救助", amount="")
    (problem,) = TESTS["unfunded_work_has_no_money_indicator"](programme(funded, unfunded)).problems
    assert "“救助”没有安排资金" in problem.message
    assert TESTS["unfunded_work_has_no_money_indicator"](programme(unfunded)).outcome is Outcome.NOT_APPLICABLE


def test_r144_much_money_owes_quantity_and_cost_and_is_not_bundled() -> None:
    large = work(row("合格率", *GOOD), name="清运", amount="90")
    small = work(row("合格率", *GOOD), name="宣传", amount="1")
    (problem,) = TESTS["indicators_match_amount"](programme(large, small)).problems
    assert "“清运”安排 90.00 万元" in problem.message
    enough = [row("清运车次数", "9次", "8次", "7次", "低于7次"), row("单价", "1元", "2元", "3元", "高于3元")]
    assert TESTS["indicators_match_amount"](programme(work(*enough, amount="90"), small)).outcome is Outcome.HOLDS
    bundle = work(*enough, name="1、综合。2、应急。3、农业。", amount="90")
    assert "3 项工作放在一笔" in TESTS["indicators_match_amount"](programme(bundle, small)).problems[0].message


def test_r145_a_goal_is_no_copy_of_name_or_content() -> None:
    indicator = row("合格率", *GOOD)
    (problem,) = verdict("goal_is_its_own_text", indicator, content="落实道路清扫工作。", objective="1、落实道路清扫工作").problems
    assert "相同" in problem.message
    assert verdict("goal_is_its_own_text", indicator, content="每日两次清扫主干道", objective="群众出行环境整洁").outcome is Outcome.HOLDS


def test_r146_goals_are_not_repeated_between_duties() -> None:
    text = "加强国防动员和国防教育，巩固民兵基层建设"
    duties = [Duty("一、党委", activities=[work(objective="1、" + text)]), Duty("二、服务站", objective=f"1、拥军优属。2、大力{text}。")]
    duties[1].indicators.append(row("合格率", *GOOD))
    (problem,) = TESTS["goals_not_repeated"](Programme(duties)).problems
    assert "“一、党委”和“二、服务站”写了同样的目标" in problem.message


@pytest.mark.parametrize("text", ["1、保洁。2、清运", "1、保洁2、清运", "（一）保洁；（二）清运", "1.保洁 2.清运", "一、保洁\n二、清运"])
def test_r146_goals_are_told_apart_however_they_are_numbered(text: str) -> None:
    assert items(text) == ["保洁", "清运"]


def test_r146_a_list_of_goals_answers_to_the_activities() -> None:
    goals = "1、每日清扫主干道路。2、垃圾日产日清运输。3、动物疫病预防控制检查。"
    activities = (work(row("合格率", *GOOD), name="清扫主干道路"), work(name="垃圾清运", objective="垃圾日产日清运输"))
    (problem,) = TESTS["goals_not_repeated"](programme(*activities, objective=goals)).problems
    assert "动物疫病" in problem.message
    assert problem.severity is Severity.INFO


def test_r147_copied_names_and_copied_figures() -> None:
    twice = programme(work(row("群众满意度", *GOOD)), work(row("群众满意度", "90%", "80%", "70%", "低于70%"), name="修路"))
    (problem,) = TESTS["indicators_not_copied"](twice).problems
    assert "在 2 项工作里重复使用" in problem.message
    (vector,) = verdict("indicators_not_copied", *(row(f"第{number}项率", *GOOD) for number in range(6))).problems
    assert "6 个不同的指标" in vector.message


def test_r148_vague_words_need_a_base_and_a_size() -> None:
    vague, bare = verdict("no_vague_wording", row("人居环境改善", "改善", "", "", "未改善")).problems
    assert "“改善”没有基数" in vague.message
    assert "没有写数量或时间" in bare.message
    assert verdict("no_vague_wording", row("合格率", *GOOD), objective="1、年内清运12次").outcome is Outcome.HOLDS


def test_r149_weights_are_there_and_add_up() -> None:
    (absent,) = verdict("weights_add_up", row("合格率", *GOOD)).problems
    assert "没有权重" in absent.message

    def weighed(*weights: str) -> Verdict:
        stated = programme(work(*(row(f"第{number}项率", *GOOD, weight=weight) for number, weight in enumerate(weights))))
        stated.has_weights = True
        return TESTS["weights_add_up"](stated)

    assert weighed("50", "40分").outcome is Outcome.HOLDS
    assert "合计 85" in weighed("50", "35").problems[0].message
    assert "没有写权重" in weighed("50", "").problems[0].message


@pytest.mark.parametrize(("test", "field"), [("data_source_named", "has_sources"), ("baseline_shown", "has_baselines")])
def test_r150_and_r152_hold_where_the_table_has_the_column(test: str, field: str) -> None:
    stated = programme(work(row("合格率", *GOOD)))
    assert TESTS[test](stated).outcome is Outcome.VIOLATED
    setattr(stated, field, True)
    assert TESTS[test](stated).outcome is Outcome.HOLDS


@pytest.mark.parametrize("test", TESTS)
def test_every_problem_is_a_plain_sentence_with_a_place(test: str) -> None:
    stated = programme(
        work(
            row("返贫率", "5%", "3%", "2%", "1%以下"), row("资金使用率", "70%", "60%", "50%", "50%以下"), amount="90", objective="每日保洁"
        ),
        work(row("资金支出合规性", "合规", "", "", "不合规"), row("宣传次数", "100%", "90%", "80%", "60%以下"), amount="", objective=""),
    )
    for problem in TESTS[test](stated).problems:
        assert problem.message.endswith("。")
        assert problem.sources
        for suggestion in problem.suggestions:
            assert suggestion.old in suggestion.source.text
            assert 0 < suggestion.confidence < 1


PHRASES = st.lists(
    st.sampled_from(
        [
            "确保无",
            "火灾",
            "事故",
            "率",
            "次数",
            "满意度",
            "100%",
            "60%以下",
            "大于",
            "3次",
            "-",
            "1、",
            "。",
            "改善",
            "降低",
            "资金",
            "合规性",
            " ",
        ]
    ),
    max_size=6,
).map("".join)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    texts = st.one_of(PHRASES, st.text(max_size=10))

    def indicators() -> list[Indicator]:
        return [
            Indicator(draw(texts), {grade: draw(texts) for grade in BANDS}, target=draw(texts), kind=draw(texts), weight=draw(texts))
            for _ in range(draw(st.integers(0, 2)))
        ]

    activities = [Activity(draw(texts), None, draw(texts), draw(texts), indicators()) for _ in range(draw(st.integers(0, 2)))]
    stated = Programme([Duty(draw(texts), None, draw(texts), draw(texts), activities, indicators())])
    stated.has_weights = draw(st.booleans())
    return stated


@given(programmes())
@settings(max_examples=60)
def test_no_rule_raises_whatever_is_printed(stated: Programme) -> None:
    for name, test in TESTS.items():
        answer = test(stated)
        assert (answer.outcome is Outcome.VIOLATED) == bool(answer.problems), name


@given(st.lists(st.text("甲乙丙丁", min_size=2, max_size=8), max_size=12))
def test_the_quick_search_finds_the_same_alike_texts_as_comparing_each_with_each(texts: list[str]) -> None:
    sets = [pairs_of(text) for text in texts]
    slow = {(i, j) for j in range(len(texts)) for i in range(j) if alike(sets[i], sets[j], REPEATED)}
    assert set(alike_pairs(sets, REPEATED)) == slow
