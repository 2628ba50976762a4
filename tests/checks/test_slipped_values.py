"""Where rounding leaves room, the figure that one slip explains is named before the one that arithmetic comes nearest to."""

from wenxiao.checks.engine import check
from wenxiao.checks.slips import slipped_from
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.facts.model import Fact
from wenxiao.vocabulary.finding import Outcome, Severity
from wenxiao.vocabulary.shown import WAN, Shown
from wenxiao.vocabulary.source import Source


def first_suggestion(text: str) -> tuple[str, str, str]:
    document = "云溪县青石镇人民政府2025年部门预算信息公开\n\n" + text
    report = check(extract(read_text("样例.txt", document.encode())))
    (finding,) = [each for each in report.findings if each.outcome is Outcome.VIOLATED and each.severity is Severity.ERROR]
    best = finding.suggestions[0]
    return best.old, best.new, best.reason


def test_a_unit_taken_wrong_is_seen_behind_a_rate():
    told = first_suggestion("2025年机关运行经费2132.96万元，比上年减少57.51元，下降2.63%。")
    assert told == ("57.51", "575100.00", "元与万元用错")


def test_a_point_moved_is_seen_behind_a_share():
    told = first_suggestion("2025年支出预算1000.00万元，其中：基本支出4.5万元，占45.00%；项目支出550.00万元，占55.00%。")
    assert told == ("4.5", "450.0", "小数点错位")


def test_yuan_among_ten_thousands_of_yuan_is_seen_in_a_list():
    told = first_suggestion("2025年机关运行经费10.00万元，其中：办公费4.00万元；水费3.00元；电费3.00万元。")
    assert told == ("3.00", "30000.00", "元与万元用错")


def test_every_slip_of_one_figure_is_thought_of():
    shown = Shown.parse("31.18", WAN)
    meant = {value // 10_000 for value in slipped_from(Fact("", "", Source(), shown=shown, value=shown.value))}
    assert {3181, 1318, 3198, 31180, 31108, 311, 318} <= meant
    assert 3118 * 10_000 in {value // 10_000 for value in slipped_from(Fact("", "", Source(), shown=shown, value=shown.value))}


def test_an_equation_that_mostly_holds_speaks_for_the_cause_that_mends_it():
    told = first_suggestion(
        "2025年支出预算为200.00万元，其中基本支出150.00万元，包括人员经费56.85万元和公用经费93.15万元；项目支出50.00万元。\n\n"
        "2025年机关运行经费84.46万元，比上年增加8.69万元，增长10.29%。"
    )
    assert told[:2] == ("84.46", "93.15")


def test_a_word_turned_is_seen_though_its_figures_are_rounded():
    # 公务用车运行费 16,100 → 14,994 元: 1.61, 1.50 and 0.11 万元, and 6.87 % of the exact figures, where 0.11 ÷ 1.61 is 6.83 %.
    told = first_suggestion("2025年公务用车运行费1.50万元，比上年的1.61万元增加0.11万元，下降6.87%。")
    assert told == ("增加", "减少", "增减方向写反")
