"""Do the named tests answer only what a document says, and in words an office can use?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wenxiao.checks.named_tests import TESTS
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Outcome, Verdict

HEAD = "清溪县竹沟镇人民政府 2025 年部门预算信息公开\n\n"


@pytest.mark.parametrize("name", TESTS)
def test_an_empty_document_holds_nothing(name: str) -> None:
    verdict = TESTS[name](FactSet())
    assert verdict.outcome in (Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE)
    assert re.search("[一-鿿]", verdict.reason)


def test_short_forms_of_one_name_are_that_name(tmp_path: Path) -> None:
    text = HEAD + "清溪县竹沟镇人民政府管理本镇事务。\n\n竹沟镇人民政府没有下属单位。\n\n竹沟镇地处山区。\n"
    assert _ask("unit_name_constant", text, tmp_path).outcome is Outcome.HOLDS


def test_another_name_is_told_with_every_place_of_every_spelling(tmp_path: Path) -> None:
    verdict = _ask("unit_name_constant", HEAD + "清溪县竹沟乡人民政府管理本乡事务。\n", tmp_path)
    assert verdict.outcome is Outcome.VIOLATED
    assert {source.line for source in verdict.problems[0].sources} == {1, 3}
    assert "2 种写法" in verdict.problems[0].message


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("县财政局以清财预〔2025〕3号文件批复本部门2025年预算。", Outcome.HOLDS),
        ("批复文号：清财预〔2024〕31号。", Outcome.HOLDS),
        ("县财政局以清财预[2025]3号文件批复本部门2025年预算。", Outcome.VIOLATED),
        ("县财政局以清财预〔2022〕3号文件批复本部门2025年预算。", Outcome.VIOLATED),
        ("根据清规〔2016〕16号和县政府批复建设文化站。", Outcome.CANNOT_TELL),
    ],
)
def test_an_approval_has_a_number_of_its_year(sentence: str, outcome: Outcome, tmp_path: Path) -> None:
    assert _ask("approval_stated", HEAD + sentence + "\n", tmp_path).outcome is outcome


@pytest.mark.parametrize(
    ("published", "outcome"),
    [("2月22日", Outcome.HOLDS), ("3月3日", Outcome.VIOLATED), ("1月30日", Outcome.VIOLATED), ("2月30日", Outcome.CANNOT_TELL)],
)
def test_publication_is_due_twenty_days_after_approval(published: str, outcome: Outcome, tmp_path: Path) -> None:
    text = HEAD + f"批复时间为2025年2月10日，公开时间为2025年{published}。\n"
    assert _ask("published_in_time", text, tmp_path).outcome is outcome


@pytest.mark.parametrize("number", ["13912345678", "110105194912310021", "6222021234567890123"])
def test_personal_numbers_are_found_and_not_repeated(number: str, tmp_path: Path) -> None:
    verdict = _ask("no_personal_data", HEAD + f"联系方式 {number}。\n", tmp_path)
    assert verdict.outcome is Outcome.VIOLATED
    assert number not in verdict.problems[0].message
    assert verdict.problems[0].sources[0].figure == number


@pytest.mark.parametrize("number", ["12345678901", "1,391,234.56", "2025010112345", "0312-3456789", "123456789012345678901234"])
def test_other_long_numbers_are_nobody_s(number: str, tmp_path: Path) -> None:
    assert _ask("no_personal_data", HEAD + f"编号 {number}。\n", tmp_path).outcome is Outcome.HOLDS


@pytest.mark.parametrize("residue", ["下降或增长 0%", "增加（减少）3 万元", "XX 万元", "{单位}", "由 ____ 负责"])
def test_what_is_left_of_a_template_is_found(residue: str, tmp_path: Path) -> None:
    assert _ask("no_template_residue", HEAD + f"本年支出{residue}。\n", tmp_path).outcome is Outcome.VIOLATED


@pytest.mark.parametrize("sentence", ["增加或者调整项目。", "比上年增加、增长均在预期内。", "维护9+X系统。"])
def test_ordinary_words_are_no_template(sentence: str, tmp_path: Path) -> None:
    assert _ask("no_template_residue", HEAD + sentence + "\n", tmp_path).outcome is Outcome.HOLDS


@pytest.mark.parametrize("sentence", ["政府性基金预算支出 5 万元。", "社会保险基金预算单列。", "一般公共预算拨款 5 万元。"])
def test_current_terms_are_no_superseded_ones(sentence: str, tmp_path: Path) -> None:
    assert _ask("current_terms", HEAD + sentence + "\n", tmp_path).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("“三公”经费2.00万元，比上年的2.50万元减少0.50万元，下降20.00%，原因是压减接待。", Outcome.HOLDS),
        ("“三公”经费2.00万元，比上年的2.50万元减少0.50万元，下降20.00%。", Outcome.VIOLATED),
        ("“三公”经费2.00万元。", Outcome.CANNOT_TELL),
    ],
)
def test_a_change_of_official_hospitality_and_travel_owes_a_reason(sentence: str, outcome: Outcome, tmp_path: Path) -> None:
    assert _ask("changes_have_reasons", HEAD + sentence + "\n", tmp_path).outcome is outcome


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ("no_rate_on_zero_base", "“三公”经费增长 20.00%。\n"),
        ("no_negative_amounts", "本镇管理农业、水利和文化事务。\n"),
        ("years_allowed", "本镇管理农业、水利和文化事务。\n"),
        ("figures_well_printed", "路段\t长度\n甲段\t1.5\n乙段\t约2\n"),
        ("procurement_codes_current", "政府采购预算表\n采购项目\t采购品目\t数量\t采购预算\n巡查\tA99999999不知何物\t1\t5.00\n"),
        ("large_procurement_explained", "政府采购预算表\n采购项目\t采购品目\t数量\t采购预算\n巡查\tA02010105台式计算机\t2\t\n"),
        ("large_service_measured", "政府采购预算表\n采购项目\t采购品目\t数量\t采购预算\n巡查\tA02010105台式计算机\t2\t\n"),
    ],
)
def test_what_could_not_be_looked_at_does_not_hold(test: str, text: str, tmp_path: Path) -> None:
    verdict = _ask(test, HEAD + text, tmp_path)
    assert verdict.outcome is Outcome.CANNOT_TELL, verdict


def test_projects_none_of_which_is_large_owe_no_ground(tmp_path: Path) -> None:
    table = "职责活动\t年度预算数\t绩效目标\t绩效指标\t优\t良\t中\t差\n一、治理\t1.00\t整洁\t清运率\t≥95%\t≥90%\t≥80%\t<80%\n"
    assert _ask("key_projects_explained", HEAD + table, tmp_path).outcome is Outcome.HOLDS


def _ask(name: str, text: str, folder: Path) -> Verdict:
    path = folder / "document.txt"
    path.write_text(text, encoding="utf-8")
    return TESTS[name](extract(read(str(path))))
