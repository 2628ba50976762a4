"""What of a check's findings stops the publication of one's own document, and what needs a reason?

Reading somebody's document, only what cannot be true is an error; publishing, the catalogue's severity `publishing` decides. Rounding
(info) never stops anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.catalogue.rules import rules
from wenxiao.checks.report import CheckReport
from wenxiao.vocabulary.finding import Finding, Outcome, Severity


def stopping(report: CheckReport) -> list[Finding]:
    """The findings that must be put right before publication, most important first."""
    return [finding for finding, severity in _judged(report) if severity is Severity.ERROR]


def to_be_explained(report: CheckReport) -> dict[str, list[Finding]]:
    """The warnings by rule: each rule needs one reason for all it warns of."""
    found: dict[str, list[Finding]] = {}
    for finding, severity in _judged(report):
        if severity is Severity.WARNING:
            found.setdefault(finding.rule, []).append(finding)
    return found


def _judged(report: CheckReport) -> Iterator[tuple[Finding, Severity]]:
    publishing = {rule.id: rule.publishing for rule in rules()}
    for finding in report.findings:
        if finding.outcome is not Outcome.VIOLATED or finding.severity is Severity.INFO:
            continue
        named = {publishing[rule] for rule in (finding.rule, *finding.rules) if rule in publishing}
        worst = Severity.ERROR if finding.severity is Severity.ERROR or Severity.ERROR in named else Severity.WARNING
        yield finding, worst
