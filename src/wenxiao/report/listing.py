"""Which findings does a report list, in which order, and what was not checked?"""

from __future__ import annotations

from typing import NamedTuple

from wenxiao.checks.report import CheckReport
from wenxiao.vocabulary.finding import Finding, Outcome, Severity

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class Unchecked(NamedTuple):
    """未检查: the rules that came to no yes or no for one and the same reason."""

    outcome: Outcome
    reason: str
    rules: tuple[str, ...]


def violated(report: CheckReport) -> list[Finding]:
    """The violated findings: errors in the order they were found, then warnings, then infos, these by rule."""

    def order(finding: Finding) -> tuple[int, str]:
        return SEVERITIES.index(finding.severity), "" if finding.severity is Severity.ERROR else finding.rule

    return sorted((finding for finding in report.findings if finding.outcome is Outcome.VIOLATED), key=order)


def listed(report: CheckReport) -> list[Finding]:
    """`violated`, then every cannot_tell as an info: those told as findings first, then the bare rule outcomes."""
    untold = [finding for finding in report.findings if finding.outcome is Outcome.CANNOT_TELL]
    told = {finding.rule for finding in untold}
    untold += [
        Finding(result.rule, result.title, Severity.INFO, Outcome.CANNOT_TELL, result.reason, cites=())
        for result in report.outcomes
        if result.outcome is Outcome.CANNOT_TELL and result.rule not in told
    ]
    return violated(report) + untold


def unchecked(report: CheckReport) -> list[Unchecked]:
    """What was not checked, grouped by reason: cannot_tell before not_applicable, the reason that hit most rules first."""
    groups: dict[tuple[Outcome, str], list[str]] = {}
    for result in report.outcomes:
        if result.outcome in (Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE):
            groups.setdefault((result.outcome, result.reason), []).append(result.rule)
    found = [Unchecked(outcome, reason, tuple(rules)) for (outcome, reason), rules in groups.items()]
    return sorted(found, key=lambda group: (group.outcome is Outcome.NOT_APPLICABLE, -len(group.rules)))
