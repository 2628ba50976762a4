"""Which stated figures does a formula speak of in this document?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from wenxiao.catalogue.tables import table_forms
from wenxiao.checks.formula import Formula, Operand
from wenxiao.checks.operands import in_words
from wenxiao.checks.relation import Kind, Relation, Terms
from wenxiao.checks.structure import representative
from wenxiao.facts.model import ECONOMIC, FUNCTION, Fact, FactSet, Measure, State

Members = tuple[tuple[str, str], ...]


@dataclass
class Bound:
    """What a rule's formulas came to be about: relations, and which figures were missing for the rest."""

    relations: list[Relation] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)


class Binding:
    """The quantities of one document by concept, year and members."""

    def __init__(self, facts: FactSet) -> None:
        self.facts = facts
        self.year = facts.fiscal_year
        self.basis = "决算" if facts.kind == "final_accounts" else "预算"
        self._stated: dict[tuple[str, Measure, int | None, str, Members], list[Fact]] = defaultdict(list)
        self._members: dict[str, set[Members]] = defaultdict(set)
        for fact in facts.facts:
            if (fact.concept and fact.shown is not None) or (fact.concept and fact.state is State.ZERO):
                self._stated[(fact.concept, fact.measure, fact.period, fact.basis, fact.members)].append(fact)
                if fact.members:
                    self._members[fact.concept].add(fact.members)
        self._hubs: dict[tuple[str, Measure, int | None, str, Members], Fact] = {}
        kinds = {table.kind for table in facts.tables}
        # A table that stands in the document and is silent about a quantity says that there is none of it.
        self._silent = {
            concept
            for form in table_forms()
            if form.kind in kinds
            for concept in form.columns.values()
            if form.rows in ("功能科目", "经济科目")
        }

    def bind(self, formula: Formula, each: str) -> Bound:
        """One relation, or with `each` one for the whole and one for every member of that dimension that any operand is stated for."""
        bound = Bound()
        if not each:
            self._bind_one(formula, (), bound)
            return bound
        members = {member for operand in formula.operands for member in self._members[operand.concept] if member[0][0] == each}
        for member in ((), *sorted(members)):
            self._bind_one(formula, member, bound, partial=True)
        if bound.relations:
            bound.missing.clear()
        return bound

    def _bind_one(self, formula: Formula, members: Members, bound: Bound, *, partial: bool = False) -> None:
        terms: list[tuple[int, Fact]] = []
        missing: list[str] = []
        real = 0
        for factor, operand in formula.terms:
            found = self._resolve(operand, members)
            if found is None:
                missing.append(in_words(operand, self.year))
                continue
            real += bool(found)
            terms.extend((factor * inner, fact) for inner, fact in found)
        if missing:
            if not partial or not bound.relations:
                bound.missing.extend(name for name in missing if name not in bound.missing)
            return
        merged = _merged(terms)
        if real < 2 or len(merged) < 2:
            return
        # `a == b + c` computes a; `a == b` only says that two independent statements agree.
        derived = next((fact for factor, fact in merged if factor > 0), None) if len(formula.left) == 1 and len(merged) > 2 else None
        kind, terms_ = Kind.LINEAR, merged
        if formula.comparison != "==":
            kind = Kind.AT_MOST
            if formula.comparison == ">=":
                terms_ = tuple((-factor, fact) for factor, fact in merged)
        # x == y (+ 0) between two figures is one quantity stated twice: the coarser may be the rounded finer one.
        restates = kind is Kind.LINEAR and sorted(factor for factor, fact in merged if fact.value) == [-1, 1]
        bound.relations.append(Relation("", kind, terms_, derived, restates=restates))
        bound.formulas.append(formula)

    def _resolve(self, operand: Operand, members: Members) -> Terms | None:
        """The figures that make up an operand with their factors: () is a zero the document implies, None a figure missing."""
        period = self.year
        functions = operand.functions
        if operand.member and "求和" not in functions:
            members = ((_dimension(operand.member), operand.member),)
        if "变动" in functions:
            found = self._change(operand.concept, members)
        elif "求和" in functions:
            found = self._sum(operand.concept, operand.member)
        elif "上年" in functions:
            found = self._previous(operand.concept, members)
        else:
            found = self._amount(operand.concept, period, members)
            # A whole whose parts are stated is not nothing for want of a total.
            spoken = not members and self._members.get(operand.concept)
            if found is None and operand.concept in self._silent and not spoken:
                found = ()
        return () if found is None and operand.optional else found

    def _amount(self, concept: str, period: int | None, members: Members) -> Terms | None:
        fact = self._hub(concept, Measure.AMOUNT, period, members)
        if fact is None and not members and period == self.year:
            # Stocks are told for the end of the year before.
            fact = self._hub(concept, Measure.AMOUNT, period - 1 if period else None, members) if concept in _STOCKS else None
        return ((1, fact),) if fact is not None else None

    def _previous(self, concept: str, members: Members) -> Terms | None:
        """Last year's amount, stated, or told by this year's and the change."""
        stated = self._amount(concept, self.year - 1 if self.year else None, members)
        if stated is not None:
            return stated
        current, change = self._amount(concept, self.year, members), self._change(concept, members)
        if current is None or change is None:
            return None
        return (*current, *((-factor, fact) for factor, fact in change))

    def _change(self, concept: str, members: Members) -> Terms | None:
        """The change, stated, or this year's amount less last year's; () where it is told as none (持平, 0 %)."""
        stated = self._hub(concept, Measure.CHANGE, self.year, members)
        if stated is not None:
            return ((1, stated),) if stated.shown is not None else ()
        rate = self._hub(concept, Measure.CHANGE_RATE, self.year, members)
        if rate is not None and rate.value == 0:
            return ()
        current = self._amount(concept, self.year, members)
        previous = self._amount(concept, self.year - 1 if self.year else None, members)
        if current is None or previous is None:
            return None
        return (*current, *((-factor, fact) for factor, fact in previous))

    def _sum(self, concept: str, words: str) -> Terms | None:
        """The sum over the topmost members, or over those whose name contains `words`."""
        members = {member for member in self._members.get(concept, ()) if words in member[0][1]}
        if not members:
            return None
        codes = {member[0][1] for member in members}
        terms: list[tuple[int, Fact]] = []
        for member in sorted(members):
            code = member[0][1]
            if code.isdigit() and any(code[:length] in codes for length in (3, 5) if length < len(code)):
                continue
            fact = self._hub(concept, Measure.AMOUNT, self.year, member)
            if fact is not None:
                terms.append((1, fact))
        return tuple(terms)

    def _hub(self, concept: str, measure: Measure, period: int | None, members: Members) -> Fact | None:
        key = (concept, measure, period, self.basis, members)
        if key not in self._hubs:
            stated = self._stated.get(key)
            if not stated:
                return None
            self._hubs[key] = representative(stated)
        return self._hubs[key]


def _dimension(code: str) -> str:
    """Functional codes begin with 2, economic ones (of departments 3, of governments 5) do not."""
    return FUNCTION if code.startswith("2") else ECONOMIC


_STOCKS = frozenset(("固定资产总额", "资产车辆数", "公务用车保有量", "车辆数", "房屋面积", "办公用房面积"))


def _merged(terms: list[tuple[int, Fact]]) -> Terms:
    factors: dict[int, int] = {}
    facts: dict[int, Fact] = {}
    for factor, fact in terms:
        factors[id(fact)] = factors.get(id(fact), 0) + factor
        facts[id(fact)] = fact
    return tuple((factor, facts[key]) for key, factor in factors.items() if factor)
