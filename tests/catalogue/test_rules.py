"""Is every rule file complete, and does every rule come out as its worked cases say, read from a document to a finding?"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import wenxiao
from wenxiao.catalogue.concepts import concepts
from wenxiao.catalogue.load import load_folder
from wenxiao.catalogue.rules import Case, Rule, rules
from wenxiao.checks import structure
from wenxiao.checks.engine import check
from wenxiao.checks.formula import Formula
from wenxiao.checks.named_tests import TESTS
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.facts.model import FactSet
from wenxiao.vocabulary.finding import Outcome

SAMPLES = Path(wenxiao.__file__).parent / "samples"
NUMBERS = (range(1, 18), range(20, 43), range(50, 71), range(80, 100), range(110, 125), range(130, 156))
GROUPS = {rule_id: group for group, numbers in zip("ABCDEF", NUMBERS, strict=True) for rule_id in (f"R{n:03}" for n in numbers)}
EVALUATED = tuple(rule for rule in rules() if not rule.not_evaluated)
CASES = [pytest.param(rule, case, id=f"{rule.id}-{number}-{case.outcome}") for rule in rules() for number, case in enumerate(rule.cases, 1)]


def test_every_rule_of_the_field_reference_is_there_once() -> None:
    assert len(GROUPS) == 122
    assert sorted(rule.id for rule in rules()) == sorted(GROUPS)
    assert len({rule.id for rule in rules()}) == len(load_folder("rules"))


def test_most_rules_are_evaluated(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{len(EVALUATED)} of {len(rules())} rules are evaluated; not: {', '.join(r.id for r in rules() if r.not_evaluated)}")
    assert len(EVALUATED) >= 117


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_file_is_complete(rule: Rule) -> None:
    assert rule.group == GROUPS[rule.id]
    assert rule.mark in ("V", "M")
    assert rule.clause
    assert re.search("[一-鿿]", rule.title)
    assert not rule.title.endswith("。")
    assert rule.message.endswith("。") or (rule.test and not rule.message)
    assert set(rule.kind) <= {"budget", "final_accounts"}
    if rule.test:
        assert rule.test in TESTS
    for check_id, about in rule.structural:
        assert check_id in structure.CHECKS
        assert not about or re.fullmatch(r"T\d{1,2}(·收入|·支出)?|文字|表格|文字与表格", about) or about in concepts().by_name
    for text in rule.formulas:
        assert {operand.concept for operand in Formula.parse(text).operands} <= set(concepts().by_name)


def test_every_named_test_serves_one_rule() -> None:
    used = [rule.test for rule in rules() if rule.test]
    assert sorted(used) == sorted(TESTS)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_has_a_case_that_holds_and_one_that_does_not_unless_it_is_not_evaluated(rule: Rule) -> None:
    outcomes = {case.outcome for case in rule.cases}
    assert not outcomes if rule.not_evaluated else {"holds", "violated"} <= outcomes


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_a_document_comes_out_as_the_case_says(rule: Rule, case: Case, tmp_path: Path) -> None:
    facts = _facts(case.document) if case.document and not case.changes else _read(_text(case), tmp_path)
    report = check(facts, [rule])
    told = next(result for result in report.outcomes if result.rule == rule.id)
    assert told.outcome is Outcome(case.outcome), told.reason
    if told.outcome is Outcome.VIOLATED:
        findings = [finding for finding in report.findings if rule.id in finding.rules or finding.rule == rule.id]
        assert findings
        for finding in findings:
            assert finding.message.endswith("。")
            assert all(source.where() for source in finding.cites)


def _text(case: Case) -> str:
    text = (SAMPLES / f"{case.document}.txt").read_text(encoding="utf-8") if case.document else case.text
    for old, new in case.changes:
        assert text.count(old) == 1, f"“{old}”出现 {text.count(old)} 次"
        text = text.replace(old, new)
    return text


@cache
def _facts(document: str) -> FactSet:
    return extract(read(str(SAMPLES / f"{document}.txt")))


def _read(text: str, folder: Path) -> FactSet:
    path = folder / "document.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read(str(path)))
