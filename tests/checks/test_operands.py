"""Is a missing figure named in words a clerk knows, never in the language of formulas?"""

from __future__ import annotations

import re

import pytest

from wenxiao.catalogue.rules import rules
from wenxiao.checks.engine import check
from wenxiao.checks.formula import Formula
from wenxiao.checks.operands import in_words
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('求和(政府采购预算["[A"])', "政府采购预算中货物各项之和"),
        ('求和(政府采购预算["日常公用"])', "政府采购预算中名称带“日常公用”的各项之和"),
        ("变动(收支总计)", "收支总计的增减额"),
        ("上年(三公经费)", "上年的三公经费"),
        ("可无(结余分配)", "结余分配"),
        ("一般公共预算基本支出[30212]", "一般公共预算基本支出中的因公出国（境）费用（30212）"),
    ],
)
def test_an_operand_is_told_in_words(written: str, told: str) -> None:
    _, operand = Formula.parse(f"{written} == 另一数").terms[0]
    assert in_words(operand) == told


def test_no_message_and_no_reason_shows_the_language_of_formulas() -> None:
    text = "云溪县青石镇人民政府2025年部门预算\n\n收入总计100万元，其中一般公共预算收入100万元。\n"
    report = check(extract(read_text("样例.txt", text.encode())))
    told = [*(result.reason for result in report.outcomes), *(finding.message for finding in report.findings)]
    assert len([reason for reason in told if "文中没有写出" in reason]) > 3
    assert [reason for reason in told if re.search(r"(求和|变动|上年|可无)\(|\[", reason)] == []


def test_every_operand_of_every_rule_has_words() -> None:
    for rule in rules():
        for text in rule.formulas:
            for operand in Formula.parse(text).operands:
                assert not re.search(r"[\[\]()\"]|编码为", in_words(operand)), (rule.id, text)
