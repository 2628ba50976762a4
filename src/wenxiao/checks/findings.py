"""Which findings does the reader of a report get: from a cause, from rounding, from a limit passed, from what a test found?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from wenxiao.catalogue.rules import Rule
from wenxiao.checks import explain, structure
from wenxiao.checks.locate import Located
from wenxiao.checks.relation import Agreement, Relation
from wenxiao.facts.model import Fact, Measure
from wenxiao.vocabulary.finding import Finding, Outcome, Problem, Severity
from wenxiao.vocabulary.shown import MONEY

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_TWO_READINGS = "此处两种读法读出的数不一样，请先看原文是不是我们读错了。"
# How much of a group is told in one finding; the rest is counted.
_MOST_TOLD = 3
_MOST_CITED = 24


def by_importance(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; of one severity, what is violated before what could not be told."""
    return sorted(findings, key=lambda finding: (_ORDER[finding.severity], finding.outcome is not Outcome.VIOLATED))


def of_problem(rule: Rule, problem: Problem) -> Finding:
    """What a rule's test found."""
    return Finding(
        rule.id,
        rule.title,
        problem.severity or rule.reading,
        Outcome.VIOLATED,
        problem.message + rule.message,
        problem.sources,
        problem.suggestions,
        problem.difference,
        problem.tolerance,
        (rule.id,),
        _clause(rule),
    )


def of_silence(rule: Rule, reason: str) -> Finding:
    """What could not be told, and which figure or words were missing for it."""
    message = f"未能判断：{reason}。"
    return Finding(rule.id, rule.title, Severity.INFO, Outcome.CANNOT_TELL, message, (), rules=(rule.id,), clause=rule.clause)


class RelationFindings:
    """Findings of relations that do not hold, in the name of the rule each of them belongs to."""

    def __init__(self, catalogue: Iterable[Rule]) -> None:
        self._rules = {rule.id: rule for rule in catalogue}

    def of_cause(self, located: Located, is_unsure: Callable[[Fact], bool]) -> Finding:
        """One finding for all that one cause (or the fewest causes) breaks. `is_unsure` tells of a figure whether two readings differ."""
        first = min(located.broken, key=lambda relation: (not relation.rule, relation.restates, len(relation.touches)))
        rule, title, clause = self._name(first)
        gap, tolerance = explain.difference(first)
        suggestions = explain.suggestions(located, is_unsure)
        names = [name for relation in located.broken for name in (relation.rule, relation.check) if name]
        return Finding(
            rule,
            title,
            _severity(located.broken),
            Outcome.VIOLATED,
            (_TWO_READINGS if suggestions and suggestions[0].reader_suspect else "") + explain.sentence(located),
            explain.cites(located),
            suggestions,
            gap,
            tolerance,
            tuple(dict.fromkeys(names)),
            clause,
        )

    def of_rounding(self, relations: Iterable[Relation]) -> Iterator[Finding]:
        """Differences that rounding explains, one finding a check and table."""
        groups: dict[tuple[str, str], list[Relation]] = defaultdict(list)
        for relation in relations:
            if relation.agreement({}) is Agreement.ROUNDING:
                groups[(relation.rule or relation.check, relation.table)].append(relation)
        for group in groups.values():
            yield self._together(group, Severity.INFO)

    def of_limits(self, relations: Iterable[Relation]) -> Iterator[Finding]:
        """Rules that only warn, and limits passed: told as they are, since no figure need be wrong.

        One rule warns once, however many figures it warns of; limits whose passing is a contradiction are told one by one.
        """
        groups: dict[object, list[Relation]] = defaultdict(list)
        for relation in relations:
            if relation.agreement({}) is Agreement.BROKEN:
                groups[id(relation) if self._reading(relation) is Severity.ERROR else relation.rule].append(relation)
        for group in groups.values():
            rule = self._rules.get(group[0].rule)
            yield self._together(group, self._reading(group[0]), rule.message if rule is not None else "")

    def _together(self, relations: Sequence[Relation], severity: Severity, advice: str = "") -> Finding:
        rule, title, clause = self._name(relations[0])
        gap, tolerance = explain.difference(relations[0])
        message = "；".join(explain.broken_alone(relation) for relation in relations[:_MOST_TOLD])
        if len(relations) > _MOST_TOLD:
            message += f"；另有 {len(relations) - _MOST_TOLD} 处"
        cites = explain.sources([fact for relation in relations for fact in relation.touches][:_MOST_CITED])
        return Finding(rule, title, severity, Outcome.VIOLATED, f"{message}。{advice}", cites, (), gap, tolerance, (rule,), clause)

    def _name(self, relation: Relation) -> tuple[str, str, str]:
        """Id, title and clause: of the relation's rule, or of the structural check it is nothing more than."""
        rule = self._rules.get(relation.rule)
        if rule is not None:
            return rule.id, rule.title, _clause(rule)
        return relation.check, structure.CHECKS[relation.check], ""

    def _reading(self, relation: Relation) -> Severity:
        rule = self._rules.get(relation.rule)
        return rule.reading if rule is not None else Severity.ERROR


def _severity(broken: Iterable[Relation]) -> Severity:
    """An error, unless all it concerns is a measure outside the catalogue (floor space, say) that no budget table binds."""
    bound = any(_is_of_budget(fact) for relation in broken for fact in relation.touches)
    return Severity.ERROR if bound else Severity.WARNING


def _is_of_budget(fact: Fact) -> bool:
    return bool(fact.concept) or fact.measure is not Measure.AMOUNT or (fact.shown is not None and fact.shown.unit.dimension == MONEY)


def _clause(rule: Rule) -> str:
    return rule.clause + ("（依据待核）" if rule.mark == "M" else "")
