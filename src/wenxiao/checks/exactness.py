"""Are the whole 万元 of a document exact, or were they rounded to be whole?

A figure without decimals stands for half a unit on either side, so that 12 and 13 may be one amount, rounded twice. But sums of
rounded parts miss their rounded total now and then: of two parts in one sum of four, of more parts oftener. Where many sums of
whole figures all come out, and what does not is all one figure's doing, nothing was rounded, and each figure is what it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import erf, prod, sqrt

from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.facts.model import Fact, FactSet
from wenxiao.vocabulary.shown import MONEY, Unit

# So unlikely must it be that rounded figures would have summed so well.
_CHANCE = 0.05


def take_wholes_as_exact(facts: FactSet, relations: Iterable[Relation]) -> None:
    """Set `step` of the whole amounts of all tables in a unit to 0 where their sums show that none was rounded."""
    by_unit: dict[Unit, list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.kind is Kind.LINEAR and all(fact.source.table is not None for fact in relation.touches):
            for unit in {fact.shown.unit for fact in relation.touches if fact.shown is not None and _is_whole(fact)}:
                by_unit[unit].append(relation)
    for unit, own in by_unit.items():
        if _are_exact(own):
            for fact in (fact for table in facts.tables for row in table.rows for fact in row.facts):
                if fact is not None and fact.shown is not None and fact.shown.unit == unit and _is_whole(fact):
                    fact.step = 0


def _is_whole(fact: Fact) -> bool:
    shown = fact.shown
    return shown is not None and shown.unit.dimension == MONEY and fact.step == shown.unit.base


def _are_exact(relations: list[Relation]) -> bool:
    missed = [relation for relation in relations if relation.agreement({}) is Agreement.ROUNDING]
    if missed and not set.intersection(*({id(fact) for fact in relation.touches} for relation in missed)):
        return False
    # The same sum printed in two tables is no more evidence than once.
    sums = {_printed(relation): relation for relation in relations if not relation.restates and relation.gap({})[0] == 0}
    return prod(_chance(relation) for relation in sums.values()) < _CHANCE


def _printed(relation: Relation) -> tuple[int, ...]:
    return tuple(sorted(factor * fact.value for factor, fact in relation.terms if fact.value))


def _chance(relation: Relation) -> float:
    """How likely a sum comes out all the same when each of its parts was rounded: their errors together stay below half a unit."""
    parts = sum(1 for _, fact in relation.terms if fact.value and _is_whole(fact)) - 1
    return erf(sqrt(1.5 / parts)) if parts > 1 else 1.0
