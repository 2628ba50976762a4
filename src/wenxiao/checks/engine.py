"""What does a document come to under all rules?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

from wenxiao.catalogue.rules import Rule, rules
from wenxiao.checks import findings, structure
from wenxiao.checks.binding import Binding
from wenxiao.checks.doubt import Doubts, Reread
from wenxiao.checks.exactness import take_wholes_as_exact
from wenxiao.checks.formula import Formula
from wenxiao.checks.locate import locate
from wenxiao.checks.relation import Agreement, Kind, Relation, distinct
from wenxiao.checks.report import CheckReport, RuleOutcome
from wenxiao.facts.model import Fact, FactSet, State
from wenxiao.vocabulary.finding import Finding, Outcome, Severity, Verdict


def check(facts: FactSet, catalogue: Sequence[Rule] | None = None, reread: Reread | None = None) -> CheckReport:
    """Evaluate every structural check and every rule on one document and explain what is violated.

    `catalogue` replaces the built-in rules; `reread` (Document.reread) reads a suspect place again by another way, and facts that
    were misread are put right in `facts`. Raises what a rule's test raises: a rule that crashes is a defect of ours and must not
    pass for an answer.
    """
    return _Check(facts, rules() if catalogue is None else catalogue, reread).run()


class _Check:
    """One document under all rules: relations and outcomes first, then what is broken, explained together."""

    def __init__(self, facts: FactSet, catalogue: Sequence[Rule], reread: Reread | None) -> None:
        self.facts = facts
        self.reread = reread
        self.catalogue = catalogue
        self.structural = structure.relations(facts)
        take_wholes_as_exact(facts, self.structural)
        # What must hold; and what rules expect: equations that only warn, and limits.
        self.equations: list[Relation] = [relation for relation in self.structural if relation.kind is not Kind.AT_MOST]
        self.expected: list[Relation] = []
        self.own: dict[str, list[Relation]] = defaultdict(list)
        self.outcomes: list[RuleOutcome] = []
        self.findings: list[Finding] = []

    def run(self) -> CheckReport:
        doubts = Doubts()
        if self.reread is not None:
            doubts.read_again(distinct(self.structural), self.reread)
            self.findings.extend(doubts.put_right)
        self._name_structural()
        self._structural_outcomes()
        for rule in self.catalogue:
            self._rule(rule)
        self._explain(doubts)
        return CheckReport(self.facts, self.outcomes, findings.by_importance(self.findings), self._unbound())

    def _explain(self, doubts: Doubts) -> None:
        tell = findings.RelationFindings(self.catalogue)
        equations = distinct(self.equations)
        for located in locate(equations, self.expected):
            self.findings.append(tell.of_cause(located, doubts.is_unsure))
        self.findings.extend(tell.of_rounding(equations))
        self.findings.extend(tell.of_limits((*self.expected, *(each for each in self.structural if each.kind is Kind.AT_MOST))))

    def _unbound(self) -> list[Fact]:
        """The figures that no relation could check."""
        bound = {id(fact) for relation in (*self.structural, *self.equations, *self.expected) for fact in relation.touches}
        return [fact for fact in self.facts.facts if fact.state in (State.STATED, State.ZERO) and fact.shown and id(fact) not in bound]

    def _name_structural(self) -> None:
        """Structural relations take the name of the rule that speaks of them most closely: of their concept, their table, or their check.

        A rule answers for every relation it speaks of, whether it names it or another rule does so more closely.
        """
        by_name: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        for rule in self.catalogue:
            for name in rule.structural:
                by_name[name].append(rule)
        for relation in self.structural:
            whole = relation.rate if relation.kind is Kind.RATIO and relation.rate is not None else relation.derived or relation.terms[0][1]
            abouts = [about for about in (whole.concept, relation.table, relation.table.partition("·")[0]) if about]
            speaking = [rule for about in (*abouts, "") for rule in by_name.get((relation.check, about), ())]
            for rule in dict.fromkeys(speaking):
                self.own[rule.id].append(relation)
            if speaking:
                relation.rule = speaking[0].id

    def _structural_outcomes(self) -> None:
        by_check: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.structural:
            by_check[relation.check].append(relation)
        for check_id, title in structure.CHECKS.items():
            outcome = _agreed(by_check[check_id])
            reason = "" if by_check[check_id] else "文中没有可这样核对的数"
            self.outcomes.append(RuleOutcome(check_id, title, outcome, reason, len(by_check[check_id])))

    def _rule(self, rule: Rule) -> None:
        if not rule.in_force(self.facts.fiscal_year):
            self._outcome(rule, Outcome.NOT_APPLICABLE, f"本规则不适用于 {self.facts.fiscal_year} 年")
        elif self.facts.kind not in rule.kind and self.facts.kind != "other":
            self._outcome(rule, Outcome.NOT_APPLICABLE, "本规则只用于" + "、".join(_KINDS[kind] for kind in rule.kind))
        elif rule.not_evaluated:
            self._cannot_tell(rule, f"尚不能自动判断：{rule.not_evaluated}")
        elif rule.structural:
            self._structural_rule(rule)
        elif rule.formulas:
            self._formula_rule(rule)
        else:
            self._test_rule(rule)

    def _structural_rule(self, rule: Rule) -> None:
        own = self.own[rule.id]
        reason = "" if own else "文中没有这张表，或表中没有可这样核对的数"
        self._outcome(rule, _agreed(own), reason, len(own))

    def _formula_rule(self, rule: Rule) -> None:
        relations: list[Relation] = []
        missing: list[str] = []
        for formula in _formulas(rule):
            bound = self.binding.bind(formula, rule.each)
            relations.extend(bound.relations)
            missing.extend(name for name in bound.missing if name not in missing)
        for relation in relations:
            relation.check = relation.rule = rule.id
        if not relations:
            self._cannot_tell(rule, f"文中没有写出{'、'.join(missing)}" if missing else "文中所列的数不足以核对")
            return
        for relation in relations:
            must_hold = rule.reading is Severity.ERROR and relation.kind is Kind.LINEAR
            (self.equations if must_hold else self.expected).append(relation)
        unchecked = f"另有算式没有核对：文中没有写出{'、'.join(missing)}" if missing else ""
        self._outcome(rule, _agreed(relations), unchecked, len(relations))

    def _test_rule(self, rule: Rule) -> None:
        verdict = _tests()[rule.test](self.facts)
        if verdict.outcome is Outcome.CANNOT_TELL:
            self._cannot_tell(rule, verdict.reason)
            return
        self._outcome(rule, verdict.outcome, verdict.reason, len(verdict.problems))
        self.findings.extend(findings.of_problem(rule, problem) for problem in verdict.problems)

    @cached_property
    def binding(self) -> Binding:
        return Binding(self.facts)

    def _outcome(self, rule: Rule, outcome: Outcome, reason: str = "", bound: int = 0) -> None:
        self.outcomes.append(RuleOutcome(rule.id, rule.title, outcome, reason, bound))

    def _cannot_tell(self, rule: Rule, reason: str) -> None:
        self._outcome(rule, Outcome.CANNOT_TELL, reason)
        self.findings.append(findings.of_silence(rule, reason))


_KINDS = {"budget": "预算", "final_accounts": "决算", "other": "其他文档"}


def _agreed(relations: Iterable[Relation]) -> Outcome:
    """What relations come to together: one that is only rounded does not hold."""
    outcomes = [relation.agreement({}) is Agreement.EXACT for relation in relations]
    if not outcomes:
        return Outcome.NOT_APPLICABLE
    return Outcome.HOLDS if all(outcomes) else Outcome.VIOLATED


@cache
def _formulas(rule: Rule) -> tuple[Formula, ...]:
    return tuple(Formula.parse(text) for text in rule.formulas)


@cache
def _tests() -> dict[str, Callable[[FactSet], Verdict]]:
    from wenxiao.checks.named_tests import TESTS

    return TESTS
