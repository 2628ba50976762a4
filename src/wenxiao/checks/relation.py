"""When do figures agree, and by how much do they not?

A relation is an equation between stated figures, in whole numbers throughout: `Σ c·x = 0`, `Σ c·x ≤ 0`, `rate = part ÷ base`, or
`count × price = amount`. Every figure stands for an interval (vocabulary.shown): figures that differ but whose intervals can meet
differ by rounding only. The tests never divide, so they come out the same in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from wenxiao.facts.model import Fact

PPM = 1_000_000
COUNT_BASE = 10_000

Terms = tuple[tuple[int, Fact], ...]


class Kind(Enum):
    LINEAR = "linear"
    AT_MOST = "at_most"
    RATIO = "ratio"
    PRODUCT = "product"


class Agreement(Enum):
    """How the figures of a relation stand to each other."""

    EXACT = "exact"
    ROUNDING = "rounding"
    BROKEN = "broken"


@dataclass(eq=False, slots=True)
class Relation:
    """勾稽关系 between stated figures.

    LINEAR and AT_MOST: `terms` sum to zero, or to zero at most. RATIO: `rate` (parts per million) is `terms` over `base`.
    PRODUCT: `rate` (a count) times `base` (one price) is `terms`. A relation that `restates` one quantity holds exactly where the
    coarser figure is the rounded finer one. `derived` is the figure a writer computes from the others.
    """

    check: str
    kind: Kind
    terms: Terms
    derived: Fact | None = None
    rate: Fact | None = None
    base: Terms = ()
    rule: str = ""
    table: str = ""
    restates: bool = False
    touches: tuple[Fact, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        seen: dict[int, Fact] = {id(fact): fact for _, fact in (*self.terms, *self.base)}
        if self.rate is not None:
            seen[id(self.rate)] = self.rate
        self.touches = tuple(seen.values())

    def agreement(self, values: Mapping[Fact, int]) -> Agreement:
        """How the figures agree when `values` replaces what is printed for some of them."""
        residual, tolerance = self.gap(values)
        if residual == 0 or (self.restates and abs(residual) <= max(fact.step for _, fact in self.terms)):
            return Agreement.EXACT
        return Agreement.ROUNDING if abs(residual) <= tolerance else Agreement.BROKEN

    def gap(self, values: Mapping[Fact, int]) -> tuple[int, int]:
        """Twice the residual, and twice what rounding of the shown figures can explain, in one and the same unit.

        For a rate that is the printed rounding of its operands the residual counts as zero.
        """
        total, width = _sum(self.terms, values)
        if self.kind is Kind.LINEAR:
            return 2 * total, width
        if self.kind is Kind.AT_MOST:
            return 2 * max(total, 0), width
        base, base_width = _sum(self.base, values)
        rate_fact = self.rate
        assert rate_fact is not None
        rate = values.get(rate_fact, rate_fact.value)
        if self.kind is Kind.PRODUCT:
            residual = 2 * (rate * base - COUNT_BASE * total)
            return residual, COUNT_BASE * width + abs(rate) * base_width + rate_fact.step * abs(base)
        residual = 2 * (PPM * total - rate * base)
        spread = PPM * width + abs(rate) * base_width + rate_fact.step * abs(base) + (rate_fact.step * base_width + 1) // 2
        return (0 if abs(residual) <= rate_fact.step * abs(base) else residual), spread

    def solve(self, unknown: Fact, values: Mapping[Fact, int]) -> Iterator[tuple[int, int, int]]:
        """The value of `unknown` that closes the relation exactly: (numerator, denominator, half width × denominator).

        The relation is linear in each of its figures, so two evaluations give the line; nothing where it does not depend on
        `unknown`.
        """
        at_zero = self._residual(values, unknown, 0)
        slope = self._residual(values, unknown, 1) - at_zero
        if slope == 0 or self.kind is Kind.AT_MOST:
            return
        _, tolerance = self.gap(values)
        if slope < 0:
            at_zero, slope = -at_zero, -slope
        yield -at_zero, slope, (tolerance + 1) // 2

    def _residual(self, values: Mapping[Fact, int], unknown: Fact, value: int) -> int:
        trial = {**values, unknown: value}
        total = _sum(self.terms, trial)[0]
        if self.kind in (Kind.LINEAR, Kind.AT_MOST):
            return total
        assert self.rate is not None
        rate, base = trial.get(self.rate, self.rate.value), _sum(self.base, trial)[0]
        return rate * base - COUNT_BASE * total if self.kind is Kind.PRODUCT else PPM * total - rate * base


def distinct(relations: Iterable[Relation]) -> list[Relation]:
    """Each equation once: a rule and a structural check may say the same of the same figures; the rule's name is kept."""
    kept: dict[tuple[object, ...], Relation] = {}
    for relation in relations:
        sign = 1 if relation.terms[0][0] > 0 else -1
        key = (
            relation.kind,
            frozenset((factor * sign, id(fact)) for factor, fact in relation.terms),
            id(relation.rate),
            frozenset((factor, id(fact)) for factor, fact in relation.base),
        )
        other = kept.setdefault(key, relation)
        if relation.rule and not other.rule:
            other.rule = relation.rule
    return list(kept.values())


def _sum(terms: Terms, values: Mapping[Fact, int]) -> tuple[int, int]:
    total = width = 0
    for factor, fact in terms:
        value = values.get(fact, fact.value)
        total += factor * value
        # A figure whose direction alone is turned keeps its printed digits, and with them what they may have been rounded from.
        width += abs(factor) * (fact.step if abs(value) == abs(fact.value) else 0)
    return total, width
