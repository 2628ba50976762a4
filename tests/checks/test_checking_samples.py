"""Is what the check says of the built-in samples what their lists of expected findings say?"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import wenxiao
from wenxiao.checks.engine import check
from wenxiao.checks.report import CheckReport
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.finding import Finding, Outcome, Severity

SAMPLES = Path(wenxiao.__file__).parent / "samples"
WITH_SLIPS = ("reference-2023", "qingshi-2025")
EVERY = (*WITH_SLIPS, "consistent-2025")


@pytest.mark.parametrize("name", WITH_SLIPS)
def test_the_errors_are_the_expected_ones_and_no_others(name: str) -> None:
    expected = _expected(name)["errors"]
    found = _violated(name, Severity.ERROR)
    assert len(found) == len(expected)
    for error in expected:
        finding = next((each for each in found if error["line"] in _lines(each)), None)
        assert finding is not None, f"第 {error['line']} 行没有报出"
        assert error["rule_hint"] in finding.rules
        wanted = {error["right"], *error.get("alternatives", ())} - {None}
        offered = [suggestion for suggestion in finding.suggestions if suggestion.source.line == error["line"]]
        assert any(_same(suggestion.new, right) for suggestion in offered for right in wanted) or error["kind"] == "unit"


@pytest.mark.parametrize("name", WITH_SLIPS)
def test_what_follows_from_a_slip_is_part_of_its_finding(name: str) -> None:
    for error in _expected(name)["errors"]:
        if "consequences" not in error:
            continue
        finding = next(each for each in _violated(name, Severity.ERROR) if error["line"] in _lines(each))
        carried = {(each.old.rstrip("%"), each.new.rstrip("%")) for each in finding.suggestions[0].consequences}
        assert {(each["wrong"].rstrip("%"), each["right"].rstrip("%")) for each in error["consequences"]} <= carried


@pytest.mark.parametrize("name", WITH_SLIPS)
def test_every_expected_warning_is_told_with_its_lines(name: str) -> None:
    told = [finding for finding in _report(name).findings if finding.outcome is Outcome.VIOLATED]
    for warning in _expected(name)["warnings_must_include"]:
        lines = {line for finding in told if finding.rule == warning["rule_hint"] for line in _lines(finding)}
        assert any(finding.rule == warning["rule_hint"] for finding in told), warning["about"]
        assert set(warning["lines"]) <= lines, f"{warning['rule_hint']} {warning['about']}：缺第 {sorted(set(warning['lines']) - lines)} 行"


@pytest.mark.parametrize("name", WITH_SLIPS)
def test_the_rules_that_should_hold_hold(name: str) -> None:
    outcomes = {result.rule: result.outcome for result in _report(name).outcomes}
    expected = _expected(name)
    broken = {rule for finding in _violated(name, Severity.ERROR) for rule in finding.rules}
    assert {rule: outcomes[rule] for rule in expected["must_hold"] if outcomes[rule] is not Outcome.HOLDS and rule not in broken} == {}


def test_the_consistent_sample_has_no_error_and_next_to_no_warning() -> None:
    assert _violated("consistent-2025", Severity.ERROR) == []
    assert {finding.rule for finding in _violated("consistent-2025", Severity.WARNING)} <= {"R139"}
    assert len(_violated("consistent-2025", Severity.INFO)) <= 6


@pytest.mark.parametrize("name", EVERY)
def test_every_finding_can_be_read_and_found(name: str) -> None:
    for finding in _report(name).findings:
        assert finding.message.endswith("。")
        assert re.search("[一-鿿]", finding.title)
        if finding.outcome is Outcome.VIOLATED:
            assert finding.cites
            assert all(source.line for source in finding.cites)


@cache
def _report(name: str) -> CheckReport:
    return check(extract(read(str(SAMPLES / f"{name}.txt"))))


def _expected(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return expected


def _violated(name: str, severity: Severity) -> list[Finding]:
    return [finding for finding in _report(name).findings if finding.outcome is Outcome.VIOLATED and finding.severity is severity]


def _lines(finding: Finding) -> set[int | None]:
    return {source.line for source in finding.cites} | {each.source.line for each in finding.suggestions}


def _same(new: str, right: str) -> bool:
    """A figure said in another way is the same: 78600.00 for a 7.86 whose unit was wrong is told by the kind of the slip."""
    return new.replace(",", "").rstrip("%") == right.replace(",", "").rstrip("%")
