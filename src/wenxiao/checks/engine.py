"""What does a document come to under all rules?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from wenxiao.catalogue.rules import Rule, rules
from wenxiao.checks import explain, structure
from wenxiao.checks.binding import Binding
from wenxiao.checks.formula import Formula
from wenxiao.checks.locate import Located, locate
from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.checks.report import CheckReport, RuleOutcome
from wenxiao.facts.figures import figure
from wenxiao.facts.model import Fact, FactSet, Measure, State
from wenxiao.vocabulary.finding import Finding, Outcome, Problem, Severity, Verdict
from wenxiao.vocabulary.shown import MONEY, Shown

READING = "S000"
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


Reread = Callable[[int, int | None], str | None]


def check(facts: FactSet, catalogue: Sequence[Rule] | None = None, reread: Reread | None = None) -> CheckReport:
    """Evaluate every structural check and every rule on one document and explain what is violated.

    `catalogue` replaces the built-in rules; `reread` (Document.reread) reads a suspect place again by another way. Raises what a
    rule's test raises: a rule that crashes is a defect of ours and must not pass for an answer.
    """
    return _Check(facts, rules() if catalogue is None else catalogue, reread).run()


class _Check:
    def __init__(self, facts: FactSet, catalogue: Sequence[Rule], reread: Reread | None) -> None:
        self.facts = facts
        self.reread = reread
        self.catalogue = catalogue
        self.report = CheckReport(facts)
        self.by_id = {rule.id: rule for rule in catalogue}
        self.structural = structure.relations(facts)
        self.relations: list[Relation] = list(self.structural)
        self.limits: list[Relation] = []
        self.own: dict[str, list[Relation]] = defaultdict(list)
        self.told: list[Finding] = []
        self.unsure: set[int] = set()

    def run(self) -> CheckReport:
        if self.reread is not None:
            self._doubt_our_reading(self.reread)
        self._name_structural()
        self._structural_outcomes()
        for rule in self.catalogue:
            self._rule(rule)
        self._locate()
        self._rounding()
        self._limits()
        bound = {id(fact) for relation in (*self.relations, *self.limits) for fact in relation.touches}
        self.report.unbound = [
            fact for fact in self.facts.facts if fact.state in (State.STATED, State.ZERO) and fact.shown and id(fact) not in bound
        ]
        self.told.sort(key=lambda finding: (_ORDER[finding.severity], finding.outcome is not Outcome.VIOLATED))
        self.report.findings = self.told
        return self.report

    # ── outcomes ──

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
            outcome = _outcome(by_check[check_id])
            reason = "" if by_check[check_id] else "文中没有可这样核对的数"
            self.report.outcomes.append(RuleOutcome(check_id, title, outcome, reason, len(by_check[check_id])))

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
        self._outcome(rule, _outcome(own), reason, len(own))

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
        target = self.relations if rule.reading is Severity.ERROR and relations[0].kind is Kind.LINEAR else self.limits
        target.extend(relations)
        self._outcome(rule, _outcome(relations), "", len(relations))

    def _test_rule(self, rule: Rule) -> None:
        verdict = _tests()[rule.test](self.facts)
        if verdict.outcome is Outcome.CANNOT_TELL:
            self._cannot_tell(rule, verdict.reason)
            return
        self._outcome(rule, verdict.outcome, verdict.reason, len(verdict.problems))
        for problem in verdict.problems:
            self.told.append(_finding_of(rule, problem))

    @property
    def binding(self) -> Binding:
        if not hasattr(self, "_binding"):
            self._binding = Binding(self.facts)
        return self._binding

    def _outcome(self, rule: Rule, outcome: Outcome, reason: str = "", bound: int = 0) -> None:
        self.report.outcomes.append(RuleOutcome(rule.id, rule.title, outcome, reason, bound))

    def _cannot_tell(self, rule: Rule, reason: str) -> None:
        self._outcome(rule, Outcome.CANNOT_TELL, reason)
        self.told.append(
            Finding(
                rule.id, rule.title, Severity.INFO, Outcome.CANNOT_TELL, f"未能判断：{reason}。", (), rules=(rule.id,), clause=rule.clause
            )
        )

    # ── our own reading ──

    def _doubt_our_reading(self, reread: Reread) -> None:
        """A repair that a second reading of the place confirms was our misreading, not the document's error: it is put right."""
        for located in locate(_distinct(self.structural)):
            for cause in (cause for explanation in located.explanations[:3] for cause in explanation.causes):
                source = cause.fact.source
                if source.block is None or source.cell is None or cause.fact.shown is None:
                    continue
                again = reread(source.block, source.cell)
                state, shown = figure(again or "", cause.fact.shown.unit)
                if again is None or shown is None or shown.value == cause.fact.value:
                    continue
                if shown.value == cause.value:
                    self._put_right(cause.fact, shown, state)
                    break
                self.unsure.add(id(cause.fact))

    def _put_right(self, fact: Fact, shown: Shown, state: State) -> None:
        was = fact.shown.text if fact.shown is not None else ""
        fact.shown, fact.value, fact.step, fact.state = shown, shown.value, shown.step, state
        message = f"{fact.source.where()}“{fact.label}”初读为 {was}，换一种方法读为 {shown.text}，与其他数相符，按 {shown.text} 核对。"
        self.told.append(Finding(READING, "读数复核", Severity.INFO, Outcome.CANNOT_TELL, message, (fact.source,), rules=(READING,)))

    # ── findings ──

    def _locate(self) -> None:
        for located in locate(_distinct(self.relations), self.limits):
            self.told.append(self._located(located))

    def _located(self, located: Located) -> Finding:
        first = self._leading(located.broken)
        rule_id, title, clause = self._name(first)
        gap, tolerance = explain.difference(first)
        doubt = any(id(cause.fact) in self.unsure for explanation in located.explanations[:1] for cause in explanation.causes)
        warning = "此处两种读法读出的数不一样，请先看原文是不是我们读错了。" if doubt else ""
        names = [name for relation in located.broken for name in (relation.rule, relation.check) if name]
        return Finding(
            rule_id,
            title,
            self._severity(located.broken),
            Outcome.VIOLATED,
            warning + explain.sentence(located),
            explain.cites(located),
            explain.suggestions(located),
            gap,
            tolerance,
            tuple(dict.fromkeys(names)),
            clause,
        )

    def _severity(self, broken: Iterable[Relation]) -> Severity:
        """An error, unless all it concerns is a measure outside the catalogue (floor space, say) that no budget table binds."""
        for relation in broken:
            if any(
                fact.concept or fact.measure is not Measure.AMOUNT or (fact.shown is not None and fact.shown.unit.dimension == MONEY)
                for fact in relation.touches
            ):
                return Severity.ERROR
        return Severity.WARNING

    def _leading(self, broken: list[Relation]) -> Relation:
        """The relation that names the finding: one with a rule of its own before a bare structural check."""
        return min(broken, key=lambda relation: (not relation.rule, relation.restates, len(relation.touches)))

    def _name(self, relation: Relation) -> tuple[str, str, str]:
        rule = self.by_id.get(relation.rule)
        if rule is not None:
            return rule.id, rule.title, _clause(rule)
        return relation.check, structure.CHECKS.get(relation.check, relation.check), ""

    def _rounding(self) -> None:
        """Differences that rounding explains, one finding a check and table."""
        groups: dict[tuple[str, str], list[Relation]] = defaultdict(list)
        for relation in _distinct(self.relations):
            if relation.agreement({}) is Agreement.ROUNDING:
                groups[(relation.rule or relation.check, relation.table)].append(relation)
        for relations in groups.values():
            rule_id, title, clause = self._name(relations[0])
            gap, tolerance = explain.difference(relations[0])
            message = "；".join(explain.broken_alone(relation) for relation in relations[:3])
            if len(relations) > 3:
                message += f"；另有 {len(relations) - 3} 处"
            self.told.append(
                Finding(
                    rule_id,
                    title,
                    Severity.INFO,
                    Outcome.VIOLATED,
                    message + "。",
                    explain.sources([fact for relation in relations for fact in relation.touches][:24]),
                    (),
                    gap,
                    tolerance,
                    (rule_id,),
                    clause,
                )
            )

    def _limits(self) -> None:
        """Rules that only warn, and limits passed: told as they are, since no figure need be wrong.

        One rule warns once, however many figures it warns of; limits whose passing is a contradiction are told one by one.
        """
        structural = [relation for relation in self.structural if relation.kind is Kind.AT_MOST]
        groups: dict[object, list[Relation]] = defaultdict(list)
        for relation in (*self.limits, *structural):
            if relation.agreement({}) is Agreement.BROKEN:
                severity = self._limit_severity(relation)
                groups[relation.rule if severity is not Severity.ERROR else id(relation)].append(relation)
        for relations in groups.values():
            rule_id, title, clause = self._name(relations[0])
            rule = self.by_id.get(rule_id)
            gap, tolerance = explain.difference(relations[0])
            message = "；".join(explain.broken_alone(relation) for relation in relations[:3])
            if len(relations) > 3:
                message += f"；另有 {len(relations) - 3} 处"
            self.told.append(
                Finding(
                    rule_id,
                    title,
                    self._limit_severity(relations[0]),
                    Outcome.VIOLATED,
                    message + "。" + (rule.message if rule is not None else ""),
                    explain.sources([fact for relation in relations for fact in relation.touches][:24]),
                    (),
                    gap,
                    tolerance,
                    (rule_id,),
                    clause,
                )
            )

    def _limit_severity(self, relation: Relation) -> Severity:
        rule = self.by_id.get(relation.rule)
        return rule.reading if rule is not None else Severity.ERROR


_KINDS = {"budget": "预算", "final_accounts": "决算", "other": "其他文档"}


def _outcome(relations: Sequence[Relation]) -> Outcome:
    if not relations:
        return Outcome.NOT_APPLICABLE
    if all(relation.agreement({}) is Agreement.EXACT for relation in relations):
        return Outcome.HOLDS
    return Outcome.VIOLATED


def _distinct(relations: Sequence[Relation]) -> list[Relation]:
    """Each relation once: a rule and a structural check may say the same of the same figures; the rule's name is kept."""
    kept: dict[tuple[object, ...], Relation] = {}
    for relation in relations:
        if relation.kind is Kind.AT_MOST:
            continue
        sign = relation.terms[0][0] if relation.terms else 1
        key = (
            relation.kind,
            frozenset((factor * (1 if sign > 0 else -1), id(fact)) for factor, fact in relation.terms),
            id(relation.rate),
            frozenset((factor, id(fact)) for factor, fact in relation.base),
        )
        other = kept.get(key)
        if other is None:
            kept[key] = relation
        elif relation.rule and not other.rule:
            other.rule = relation.rule
    return list(kept.values())


@cache
def _formulas(rule: Rule) -> tuple[Formula, ...]:
    return tuple(Formula.parse(text) for text in rule.formulas)


def _clause(rule: Rule) -> str:
    return rule.clause + ("（依据待核）" if rule.mark == "M" else "")


def _finding_of(rule: Rule, problem: Problem) -> Finding:
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


@cache
def _tests() -> dict[str, Callable[[FactSet], Verdict]]:
    from wenxiao.checks.tests import TESTS

    return TESTS
