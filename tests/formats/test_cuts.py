"""Is what pages cut, printers spread and typists write in full width read as it was meant?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wenxiao
from documents.pdf_files import read as read_pages
from formats.conversions import to_pdf
from formats.manuscript import whole
from wenxiao.checks.engine import check
from wenxiao.documents.read.html import read_html
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.facts.model import FactSet
from wenxiao.performance.programme import Activity

REFERENCE = (Path(wenxiao.__file__).parent / "samples" / "reference-2023.txt").read_text(encoding="utf-8")
FULL_WIDTH = str.maketrans("0123456789.%(),", "０１２３４５６７８９．％（），")
HEAD = "职责活动\t年度预算数\t内容描述\t绩效目标\t绩效指标\t评价标准\t\t\t\n\t\t\t\t\t优\t良\t中\t差\n"
OPENING = "青石镇人民政府 2025 年部门预算信息公开\n\n绩效预算信息\n\n单位：万元\n\n"
BEFORE = "一、镇党委\t9\t党的工作\t党建有力\t\t\t\t\t\n"


def of(text: str) -> FactSet:
    return extract(read_text("预算.txt", text.encode()))


def activities(facts: FactSet) -> list[Activity]:
    return [activity for duty in facts.programme.duties for activity in duty.activities]


def over_two_pages(first: str, second: str, *, header_again: bool = True) -> list[Activity]:
    return activities(of(f"{OPENING}{HEAD}{BEFORE}{first}\n\n{HEAD if header_again else ''}{second}\n"))


def amounts(facts: FactSet) -> list[tuple[object, ...]]:
    return sorted(
        (fact.concept, fact.measure, fact.period or 0, fact.basis, fact.members, fact.value) for fact in facts.facts if fact.concept
    )


def errors(facts: FactSet) -> list[str]:
    return sorted(finding.rule for finding in check(facts).findings if finding.severity.value == "error")


# ── tables ──


@pytest.mark.parametrize("header_again", [True, False])
def test_a_name_goes_on_on_the_next_page(header_again: bool) -> None:
    first = "1、加强基层网格化管理，提\t9\t网格化管理\t按要求完成\t资金发放率\t100%\t90%\t80%\t60%以下"
    second = "升综合管理水平\t\t\t\t网格员满意度\t90%\t80%\t70%\t60%以下"
    (activity,) = over_two_pages(first, second, header_again=header_again)
    assert (activity.name, [indicator.name for indicator in activity.indicators]) == (
        "1、加强基层网格化管理，提升综合管理水平",
        ["资金发放率", "网格员满意度"],
    )


def test_the_amount_of_a_cut_name_is_stated_under_the_whole_name() -> None:
    facts = of(f"{OPENING}{HEAD}{BEFORE}1、环境整\t9\t整治\t干净\t合格率\t100%\t90%\t80%\t60%以下\n\n{HEAD}治工作\t\t\t\t\t\t\t\t\n")
    (amount,) = [fact for fact in facts.facts if fact.concept == "活动预算"]
    assert (amount.label, amount.source.label) == ("1、环境整治工作", "1、环境整治工作")
    assert amount.members[0][1].endswith("1、环境整治工作")


def test_an_indicator_cut_in_two_is_one() -> None:
    first = "1、养老保险\t9\t发放\t发放到位\t养老保险金及时\t70%\t60%\t50%\t50%以下"
    (activity,) = over_two_pages(first, "\t\t\t\t发放性\t\t\t\t")
    assert [(indicator.name, indicator.standards["优"]) for indicator in activity.indicators] == [("养老保险金及时发放性", "70%")]


def test_an_indicator_without_standards_at_the_head_of_a_page_is_its_own() -> None:
    first = "1、灾害普查\t9\t普查\t摸清底数\t宣传覆盖率\t100%\t90%\t80%\t60%以下"
    (activity,) = over_two_pages(first, "\t\t\t\t数据准确率\t\t\t\t")
    assert [indicator.name for indicator in activity.indicators] == ["宣传覆盖率", "数据准确率"]


def test_standards_without_a_name_are_the_rest_of_those_above() -> None:
    first = "1、灾害普查\t9\t普查\t摸清底数\t普查户数\t≥100户\t≥90户且\t≥80户且\t<80户"
    (activity,) = over_two_pages(first, "\t\t\t\t\t\t<100户\t<90户\t")
    assert activity.indicators[0].standards == {"优": "≥100户", "良": "≥90户且<100户", "中": "≥80户且<90户", "差": "<80户"}


def test_a_list_in_a_name_goes_on_and_a_numbered_activity_begins() -> None:
    first = "1、综合工作。2、应急工作。\t9\t管理\t平稳\t满意度\t90%\t80%\t70%\t60%以下"
    assert [each.name for each in over_two_pages(first, "3、社会事务。\t\t\t\t覆盖率\t90%\t80%\t70%\t60%以下")] == [
        "1、综合工作。2、应急工作。3、社会事务。"
    ]
    plain = "1、综合工作\t9\t管理\t平稳\t满意度\t90%\t80%\t70%\t60%以下"
    assert [each.name for each in over_two_pages(plain, "2、社会事务\t\t办事\t便民\t覆盖率\t90%\t80%\t70%\t60%以下")] == [
        "1、综合工作",
        "2、社会事务",
    ]


@pytest.mark.parametrize("repeat_header", [True, False])
def test_a_row_that_a_page_cuts_in_two_is_one_row(repeat_header: bool) -> None:
    standards = ["≥120户", "≥110户且<120户", "≥100户且<110户", "<100户"]
    row = ["1、" + "巩固脱贫攻坚成果" * 8, "9", "落实帮扶机制" * 80, "不发生返贫" * 80, "脱贫户稳定增收户数", *standards]
    later = ["2、环境整治", "3", "整治", "干净", "合格率", "100%", "90%", "80%", "60%以下"]
    text = "\n".join("\t".join(cells) for cells in (["一、镇党委", "12", "党建", "有力", *[""] * 5], row, later))
    manuscript = whole(read_text("预算.txt", (OPENING + HEAD + text).encode()))
    pages = read_pages(to_pdf(["目录"] * 60 + manuscript, repeat_header=repeat_header, size=9))
    assert pages.pages == 2
    first, second = activities(extract(pages))
    assert (first.name, first.content, first.objective) == (row[0], row[2], row[3])
    assert [(indicator.name, list(indicator.standards.values())) for indicator in first.indicators] == [(row[4], standards)]
    assert (second.name, second.amount and second.amount.text) == ("2、环境整治", "3")


def test_a_label_that_a_page_cuts_is_one_label_and_an_item_without_figures_stays_one() -> None:
    rows = ["201\t一般公共服务支出\t10", "2010301\t行政运行\t10", "208\t社会保障和就业支出\t20", "2080505\t机关事业单位基本养老保险\t20"]
    head = "科目编码\t科目名称\t合计\n"
    text = "青石镇人民政府 2025 年部门预算\n\n部门支出总表\n\n单位：万元\n\n" + head + "\n".join(rows)
    cut = of(f"{text}\n\n{head}\t缴费支出\t\n210\t卫生健康支出\t5\n").tables[0]
    assert [row.label for row in cut.rows] == [
        "一般公共服务支出",
        "行政运行",
        "社会保障和就业支出",
        "机关事业单位基本养老保险缴费支出",
        "卫生健康支出",
    ]
    assert cut.rows[3].facts[0] is not None
    assert cut.rows[3].facts[0].label == "机关事业单位基本养老保险缴费支出·合计"
    sides = "收入项目\t预算数\t支出项目\t预算数\n"
    text = (
        "青石镇人民政府 2025 年部门预算\n\n部门收支总表\n\n单位：万元\n\n"
        + sides
        + "一般公共预算拨款收入\t10\t一般公共服务支出\t10\n\t\t外交支出\t\n"
    )
    sided = of(f"{text}\n{sides}\t\t国防支出\t\n收入总计\t10\t支出总计\t10\n")
    spent = next(table for table in sided.tables if table.side == "支出")
    assert [row.label for row in spent.rows] == ["一般公共服务支出", "外交支出", "国防支出", "支出总计"]


# ── sentences ──


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n— 3 —\n\n", "\n- 3 -\n", "\n\n第 3 页\n\n"])
def test_a_sentence_goes_on_below_the_number_of_the_page(between: str) -> None:
    title = "青石镇人民政府 2025 年部门预算\n\n"
    sentence = "2025 年支出预算 100 万元，其中：基本支出 60 万元，比上年增加 5 万元；项目支出 40 万元，比上年减少 2 万元。\n"
    cut = sentence.replace("基本支出 60 万元，", f"基本支出 60 万元，{between}")
    assert amounts(of(title + cut)) == amounts(of(title + sentence))


def _sentences(text: str, change: str) -> str:
    """The text with every line outside its tables written another way."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "\t" in line or len(line) < 30:
            continue
        if change == "full width":
            lines[number] = line.translate(FULL_WIDTH)
        elif change == "set apart":
            lines[number] = re.sub(r"(?<=支)(?=出)|(?<=预)(?=算)|(?<=万)(?=元)|(?<=减)(?=少)|(?<=接待)(?=费)", " ", line)
        else:
            lines[number] = re.sub(r"\s+", "", line)
    return "\n".join(lines)


@pytest.mark.parametrize("change", ["full width", "set apart", "drawn together"])
def test_the_reference_says_the_same_in_full_width_set_apart_and_drawn_together(change: str) -> None:
    plain, changed = of(REFERENCE), of(_sentences(REFERENCE, change))
    assert amounts(changed) == amounts(plain)
    assert errors(changed) == errors(plain)


@pytest.mark.parametrize("brackets", ["〔2025〕", "[2025]", "（2025）", "【2025】"])
def test_the_number_of_a_document_states_no_amount(brackets: str) -> None:
    facts = of(f"青石镇人民政府 2025 年部门预算\n\n预算批复文件为青财〔2025〕5号、松财预{brackets}12号，批复 2025 年支出预算 100 万元。\n")
    assert [fact.shown.text for fact in facts.facts if fact.shown is not None] == ["100"]


# ── merged cells ──


@pytest.mark.parametrize(("together", "wrong"), [("3.00", []), ("4.00", ["R035"])])
def test_an_amount_merged_over_several_rows_is_counted_once(together: str, wrong: list[str]) -> None:
    rows = [
        "<th colspan=2>政府采购项目来源</th><th rowspan=2>采购物品名称</th><th rowspan=2>数量</th><th rowspan=2>单价</th>"
        "<th colspan=3>政府采购金额</th>",
        "<th>项目名称</th><th>预算资金</th><th>总计</th><th>一般公共预算拨款</th><th>其他渠道资金</th>",
        "<td>合计</td><td>5.00</td><td></td><td></td><td></td><td>5.00</td><td>5.00</td><td></td>",
        f"<td rowspan=2>日常公用</td><td rowspan=2>{together}</td>"
        "<td>计算机</td><td>1</td><td>1.00</td><td>1.00</td><td>1.00</td><td></td>",
        "<td>打印机</td><td>1</td><td>2.00</td><td>2.00</td><td>2.00</td><td></td>",
        "<td>宣传费</td><td>2.00</td><td>印刷</td><td>1</td><td>2.00</td><td>2.00</td><td>2.00</td><td></td>",
    ]
    lead = "<p>青石镇人民政府 2025 年部门预算</p><p>部门政府采购预算</p><p>单位：万元</p>"
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    facts = extract(read_html("预算.html", f"<!DOCTYPE html><meta charset=utf-8>{lead}<table>{table}</table>".encode()))
    assert errors(facts) == wrong
