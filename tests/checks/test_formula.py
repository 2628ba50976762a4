"""Does a formula mean one and the same thing in each of its forms, and is everything else refused?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.catalogue.rules import rules
from wenxiao.checks.formula import FUNCTIONS, Formula, FormulaError, Operand

CONCEPTS = ("支出总计", "基本支出", "项目支出", "人员经费", "公用经费", "经营支出")
OPERANDS = st.builds(
    Operand,
    st.sampled_from(CONCEPTS),
    st.sampled_from([(), ("上年",), ("变动",), ("可无",), ("可无", "上年")]),
    st.sampled_from(["", "301", "2010301"]),
)
TERMS = st.lists(st.tuples(st.sampled_from([-3, -1, 1, 2]), OPERANDS), min_size=1, max_size=6)
BASE_UNITS = st.integers(-(10**15), 10**15)


@given(TERMS, TERMS, st.data())
def test_the_python_form_equals_the_equation_form(left, right, data):
    text = f"{_written(left)} == {_written(right)}"
    try:
        formula = Formula.parse(text)
    except FormulaError:
        assert _net(left, right) == {}
        return
    assert dict(zip(formula.operands, formula.coefficients, strict=True)) == _net(left, right)
    values = data.draw(st.tuples(*(BASE_UNITS for _ in formula.operands)))
    equation = sum(factor * value for factor, value in zip(formula.coefficients, values, strict=True))
    assert formula.residual(values) == equation


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.formulas], ids=lambda rule: rule.id)
def test_every_rule_s_formula_is_told_back_as_it_was_written(rule):
    for text in rule.formulas:
        formula = Formula.parse(text)
        assert Formula.parse(text.replace(" ", "")).terms == formula.terms
        values = tuple(range(1, len(formula.operands) + 1))
        assert formula.residual(values) == sum(f * v for f, v in zip(formula.coefficients, values, strict=True))


def test_a_figure_on_both_sides_counts_once():
    formula = Formula.parse("支出总计 + 基本支出 == 2 * 基本支出 + 项目支出")
    assert {str(operand): factor for factor, operand in formula.terms} == {"支出总计": 1, "基本支出": -1, "项目支出": -1}


def test_functions_and_members_are_part_of_what_is_named():
    formula = Formula.parse('可无(上年(公务接待费)) >= 一般公共预算基本支出[30217] + 求和(政府采购预算["日常公用"])')
    assert [(str(operand), operand.member) for operand in formula.operands] == [
        ("可无(上年(公务接待费))", ""),
        ("一般公共预算基本支出[30217]", "30217"),
        ("求和(政府采购预算[日常公用])", "日常公用"),
    ]
    assert formula.comparison == ">="
    assert formula.operands[0].optional


@pytest.mark.parametrize(
    "text",
    [
        "",
        "支出总计",
        "支出总计 = 基本支出",
        "支出总计 == 基本支出 == 项目支出",
        "支出总计 != 基本支出",
        "支出总计 < 基本支出",
        "支出总计 == 支出总计",
        "支出总计 == 基本支出 * 项目支出",
        "支出总计 == 基本支出 / 2",
        "支出总计 == 1.5 * 基本支出",
        "支出总计 == 100",
        "支出总计 == 平均(基本支出)",
        "支出总计 == 上年(基本支出, 项目支出)",
        "支出总计 == 上年(基本支出 + 项目支出)",
        "支出总计 == 基本支出.项目支出",
        "支出总计 == 基本支出['日常公用']",
        "支出总计 == 求和(基本支出[301])",
        "支出总计 == 基本支出[项目支出]",
        "支出总计 == 基本支出[301:302]",
        "支出总计 == __import__('os')",
        "支出总计 == (lambda: 基本支出)()",
        "支出总计 == [基本支出][0]",
    ],
)
def test_what_is_not_of_the_language_is_refused(text):
    with pytest.raises(FormulaError, match="公式"):
        Formula.parse(text)


def test_every_function_is_explained():
    assert set(FUNCTIONS) == {"上年", "变动", "可无", "求和"}


def _written(terms) -> str:
    return " + ".join(_term(factor, operand) for factor, operand in terms)


def _term(factor: int, operand: Operand) -> str:
    return str(operand) if factor == 1 else f"{factor} * {operand}" if factor > 0 else f"-({-factor} * {operand})"


def _net(left, right) -> dict[Operand, int]:
    net: dict[Operand, int] = {}
    for sign, terms in ((1, left), (-1, right)):
        for factor, operand in terms:
            net[operand] = net.get(operand, 0) + sign * factor
    return {operand: factor for operand, factor in net.items() if factor}
