"""Does the check see in published documents what a careful reader sees, and nothing else?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from wenxiao.checks.engine import check
from wenxiao.checks.report import CheckReport
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.finding import Finding, Outcome, Severity

DATA = Path(__file__).parents[3] / "shared" / "data"
TOWNSHIP = "shangbancheng-2023-budget.txt"
OFFICE_2025 = "disclosures/012-sh-putuo-zhengfuban-dept-2025-budget.pdf"
STREET_2024 = "disclosures/008-sh-putuo-wanli-2024-budget.pdf"
JUSTICE_2026 = "disclosures/006-sh-putuo-sifa-unit-2026-budget.pdf"
FINANCE_2024 = "disclosures/003-sh-putuo-caizheng-2024-final.pdf"

Slip = tuple[str, str, str]


def test_the_township_has_five_errors() -> None:
    assert _slips(TOWNSHIP) == {
        ("第 60 行", "减少", "增加"),
        ("第 70 行", "31.18", "31.81"),
        ("第 431 行", "806", "888.2"),
        ("第 43 行", "29", "25"),
        ("第 461 行", "4", "3"),
    }
    assert len(_violated(TOWNSHIP, Severity.ERROR)) == 5


def test_one_swapped_pair_of_digits_carries_the_change_and_the_percentage_with_it() -> None:
    finding = _about(TOWNSHIP, "31.18")
    assert {(each.old, each.new) for each in finding.suggestions[0].consequences} == {("20.45", "21.08"), ("65.59", "66.27")}


def test_of_two_lines_that_disagree_alone_either_may_be_wrong() -> None:
    staff = _about(TOWNSHIP, "29")
    assert [(each.source.where(), each.old, each.new) for each in staff.suggestions] == [("第 43 行", "29", "25"), ("第 44 行", "25", "29")]
    assert "两处不能都对" in staff.message
    vehicles = _about(TOWNSHIP, "4")
    assert {43, 72, 461} <= {source.line for source in vehicles.cites}


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        ("R002", {56}),
        ("R004", {3, 35, 211, 44, 56, 435, 449, 453}),
        ("R005", {35, 211, 435}),
        ("R006", {35, 44, 56, 211, 435, 449, 453}),
        ("R011", {70}),
        ("R012", {48, 449}),
        ("R013", {48, 78, 218, 253}),
        ("R014", {25, 52, 467}),
        ("R042", {442, 443}),
        ("R059", {52}),
        ("R061", {445}),
        ("R084", {70}),
        ("R085", {60, 62, 70}),
        ("R110", {43, 44}),
        ("R114", {66}),
        ("R115", {460}),
        ("R117", {444}),
        ("R118", {443, 444, 445}),
        ("R119", {445}),
        ("R120", {445}),
        ("R123", {344}),
        ("R124", {218, 298}),
        ("R136", {326}),
        ("R151", {226, 261, 280, 373}),
    ],
)
def test_what_else_a_careful_reader_asks_the_township_is_no_error(rule: str, lines: set[int]) -> None:
    findings = [finding for finding in _report(TOWNSHIP).findings if finding.rule == rule and finding.outcome is Outcome.VIOLATED]
    assert findings
    assert all(finding.severity is not Severity.ERROR for finding in findings)
    assert lines <= {source.line for finding in findings for source in finding.cites}


@pytest.mark.parametrize(
    "rule",
    [f"R0{n}" for n in (20, 21, 27, 31, 37, 38, 39, 40, 58, 62, 63, 64, 66, 67, 82, 89, 90, 94)] + ["R112"],
)
def test_what_is_right_in_the_township_holds(rule: str) -> None:
    assert next(result.outcome for result in _report(TOWNSHIP).outcomes if result.rule == rule) is Outcome.HOLDS


def test_the_district_office_ties_to_the_cent() -> None:
    assert _violated(OFFICE_2025, Severity.ERROR) == []


def test_the_street_contradicts_itself_once() -> None:
    assert _slips(STREET_2024) == {("第 9 页", "352.67", "350.35")}


def test_the_justice_bureau_has_five_errors_and_its_roundings_are_no_errors() -> None:
    errors = _violated(JUSTICE_2026, Severity.ERROR)
    assert len(errors) == 5
    slips = {slip[1:] for slip in _slips(JUSTICE_2026)}
    assert {("1.10", "15.13"), ("57.8", "56.12"), ("170.03", "207.00"), ("241.76", "170.03")} <= slips
    assert sum(finding.suggestions[0].old == "64,840,547.00" for finding in errors) == 2
    rounded = [finding.message for finding in _violated(JUSTICE_2026, Severity.INFO)]
    assert any("22.22" in message for message in rounded)
    assert any("0.34 元" in message for message in rounded)


def test_the_finance_bureau_has_two_errors_and_its_roundings_are_no_errors() -> None:
    assert {slip[1:] for slip in _slips(FINANCE_2024)} == {("71.73", "71.65"), ("0.3", "2961.68")}
    assert any("四舍五入" in finding.message for finding in _violated(FINANCE_2024, Severity.INFO))


@pytest.mark.parametrize("name", [OFFICE_2025, STREET_2024, JUSTICE_2026, FINANCE_2024])
def test_a_well_made_document_draws_few_warnings(name: str) -> None:
    assert len(_violated(name, Severity.WARNING)) <= 7


@cache
def _report(name: str) -> CheckReport:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"没有 {path}")
    return check(extract(read(str(path))))


def _violated(name: str, severity: Severity) -> list[Finding]:
    return [finding for finding in _report(name).findings if finding.outcome is Outcome.VIOLATED and finding.severity is severity]


def _slips(name: str) -> set[Slip]:
    """Place, old and new of the best suggestions: all that must be made together, and the first of those that are alternatives."""
    found = set()
    for finding in _violated(name, Severity.ERROR):
        together = [each for each in finding.suggestions if "一并更正" in each.reason] or list(finding.suggestions[:1])
        found |= {(each.source.where(), each.old, each.new) for each in together}
    return found


def _about(name: str, old: str) -> Finding:
    return next(finding for finding in _violated(name, Severity.ERROR) if finding.suggestions[0].old == old)
