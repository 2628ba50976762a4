"""What does checking one document come to?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from wenxiao.facts.model import Fact, FactSet
from wenxiao.vocabulary.finding import Finding, Outcome, Severity


class RuleOutcome(NamedTuple):
    """What one rule (or structural check) came to in one document, and why where it is no plain yes. `bound` counts instances."""

    rule: str
    title: str
    outcome: Outcome
    reason: str = ""
    bound: int = 0


@dataclass
class CheckReport:
    """检查结果: every rule's outcome, the findings best explained, and the figures that no relation binds."""

    facts: FactSet
    outcomes: list[RuleOutcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unbound: list[Fact] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The counts of the JSON contract: facts, rules, the four outcomes, and violated findings by severity."""
        by_outcome = {outcome: sum(1 for result in self.outcomes if result.outcome is outcome) for outcome in Outcome}
        violated = [finding.severity for finding in self.findings if finding.outcome is Outcome.VIOLATED]
        return {
            "facts": len(self.facts.facts),
            "rules": len(self.outcomes),
            "holds": by_outcome[Outcome.HOLDS],
            "violated": by_outcome[Outcome.VIOLATED],
            "cannot_tell": by_outcome[Outcome.CANNOT_TELL],
            "not_applicable": by_outcome[Outcome.NOT_APPLICABLE],
            "errors": violated.count(Severity.ERROR),
            "warnings": violated.count(Severity.WARNING),
            "infos": violated.count(Severity.INFO),
        }
