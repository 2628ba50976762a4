"""What a sentence leaves to other places of the document is found there."""

from stated import OUTTURN, stated

from wenxiao.checks import structure
from wenxiao.facts.figures import figure
from wenxiao.facts.model import FactSet, Measure, State
from wenxiao.vocabulary.shown import WAN, YUAN


def bound(facts: FactSet, check: str) -> list[list[str]]:
    """The printed figures of every relation of a check."""
    return [[fact.shown.text for fact in relation.touches] for relation in structure.relations(facts) if relation.check == check]


def test_an_amount_finer_than_a_fen_is_read_to_the_nearest_fen():
    assert figure("441,294.567", YUAN)[1].value == 44_129_457
    assert figure("12.34567891", WAN)[1].value == 12_345_679
    assert figure("-0.125", YUAN)[1].value == -13
    assert figure("12.34.5", YUAN) == (State.UNREADABLE, None)


def test_a_change_and_its_rate_are_held_against_the_amount_stated_before():
    facts = stated("2025年支出预算为9万元，其中：基本支出5万元，项目支出4万元。\n\n基本支出比上年增加1万元，增长25%。")
    assert bound(facts, "S007") == [["1", "5", "25"]]


def test_a_change_is_held_against_last_years_row_of_a_table():
    facts = stated(
        "一般公共预算“三公”经费支出表\n\n单位：万元\n\n"
        "年度\t合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n\t\t\t小计\t公务用车购置费\t公务用车运行费\t\n"
        "2024年预算数\t9.50\t0.00\t7.50\t0.00\t7.50\t2.00\n2025年预算数\t9.00\t0.00\t7.20\t0.00\t7.20\t1.80\n\n"
        "公务接待费1.80万元，比上年减少0.20万元。"
    )
    assert ["1.80", "2.00", "0.20"] in bound(facts, "S006")


def test_a_comparison_ends_with_the_word_that_settles_it():
    facts = stated("政府性基金拨款支出预算0万元，与上年持平，公务接待费1.35万元，比上年增加0.1万元。")
    (spent,) = [fact for fact in facts.facts if fact.concept == "公务接待费" and fact.measure is Measure.AMOUNT]
    assert spent.period == 2025


def test_a_stock_told_for_a_day_of_last_year_has_parts_like_any_whole():
    facts = stated("截至2024年8月31日，共有车辆3辆，其中：机要通信用车1辆、执法执勤用车2辆。")
    assert bound(facts, "S004") == [["3", "1", "2"]]


def test_a_total_above_budget_and_outturn_columns_is_the_sum_of_each_kind():
    facts = stated(
        "财政拨款“三公”经费支出决算表\n\n单位：万元\n\n"
        "合计\t\t因公出国（境）费\t\t公务接待费\t\n预算数\t决算数\t预算数\t决算数\t预算数\t决算数\n3.00\t2.50\t1.00\t0.90\t2.00\t1.60\n",
        OUTTURN,
    )
    assert bound(facts, "S002") == [["3.00", "1.00", "2.00"], ["2.50", "0.90", "1.60"]]


def test_a_completion_rate_is_held_against_the_budget_that_only_a_table_states():
    facts = stated(
        "财政拨款“三公”经费支出决算表\n\n单位：万元\n\n"
        "合计\t\t因公出国（境）费\t\t公务接待费\t\n预算数\t决算数\t预算数\t决算数\t预算数\t决算数\n3.00\t2.50\t1.00\t0.90\t2.00\t1.60\n\n"
        "公务接待费支出决算为1.60万元，完成预算的80%。",
        OUTTURN,
    )
    assert bound(facts, "S008") == [["1.60", "2.00", "80"]]


def test_what_one_fund_leaves_at_the_end_of_the_year_is_not_the_whole_remainder():
    facts = stated(
        "财政拨款收支总表\n\n单位：元\n\n收入\t\t支出\t\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\n"
        "本年收入合计\t90.00\t本年支出合计\t80.00\t80.00\t0.00\n"
        "年初财政拨款结转和结余\t10.00\t年末财政拨款结转和结余\t20.00\t15.00\t5.00\n总计\t100.00\t总计\t100.00\t95.00\t5.00\n"
    )
    assert [fact.shown.text for fact in facts.facts if fact.concept == "财政拨款年末结转"] == ["20.00"]


def test_a_duty_is_the_sum_of_its_activities():
    facts = stated(
        "绩效目标表\n\n单位：万元\n\n职责活动\t年度预算数\t内容描述\t绩效目标\t绩效指标\t评价标准\t\t\t\n\t\t\t\t\t优\t良\t中\t差\n"
        "一、党建\t5\t领导\t完成\t\t\t\t\t\n1、培训\t3\t培训\t完成\t合格率\t95%\t90%\t80%\t80%以下\n2、宣传\t2\t宣传\t完成\t覆盖率\t95%\t90%\t80%\t80%以下\n"
    )
    assert bound(facts, "S010") == [["5", "3", "2"]]
