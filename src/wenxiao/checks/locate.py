"""Which figure, changed, makes everything agree?

A ladder (docs/concepts.md). Statements and relations form a graph; only what hangs together with a broken relation is looked at.
First every single cause: one figure takes the value that closes a broken relation, figures derived from it that agreed with it
follow, and every relation touched must then hold. Where no single cause explains, up to three, found by branching on the broken
relation with the fewest figures. Causes are ranked by how likely the slip is; near ties are told as "either … or …".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wenxiao.checks.relation import Agreement, Kind, Relation
from wenxiao.checks.slips import NEIGHBOUR, Slip, slip, slipped_from
from wenxiao.facts.model import Fact, Measure, State

MOST_CAUSES = 3
NODES = 400
CAUSE_COST = 2.5
MOST_CONSEQUENCES = 12
CONSEQUENCE_COST = 0.25
WITNESS_COST = 0.8
UNDERIVED_COST = 0.2
NEAR = 0.75


_SIGNED = frozenset((Measure.CHANGE, Measure.CHANGE_RATE))


class Cause(NamedTuple):
    """A figure taken for wrong: the value it should have, the slip that would explain it, and what follows from it."""

    fact: Fact
    value: int
    slip: Slip
    consequences: tuple[tuple[Fact, int], ...] = ()

    derived: bool = False
    spoken_for: float = 0.0

    @property
    def cost(self) -> float:
        # A claim's change and rate follow their base as a matter of course. Other amounts that would have to follow are so many
        # witnesses for what is printed. And what a writer computes last is a little more often wrong than what it comes from.
        following = sum(CONSEQUENCE_COST if fact.measure in _SIGNED else WITNESS_COST for fact, _ in self.consequences)
        return max(0.0, self.slip.cost + following + self.spoken_for + (0.0 if self.derived else UNDERIVED_COST))


@dataclass(slots=True)
class Explanation:
    """One way to make a whole component agree: one cause, or the fewest that do."""

    causes: tuple[Cause, ...]
    cost: float


@dataclass(slots=True)
class Located:
    """A component of broken relations and its explanations, likeliest first; none where nothing short explains it."""

    broken: list[Relation]
    explanations: list[Explanation] = field(default_factory=list)

    @property
    def tied(self) -> list[Explanation]:
        """The explanations too close to the best one to choose between."""
        if not self.explanations:
            return []
        return [each for each in self.explanations if each.cost - self.explanations[0].cost < NEAR]


def locate(relations: Sequence[Relation], expected: Sequence[Relation] = ()) -> list[Located]:
    """Explain every broken relation of a document.

    `expected` are equations that mostly hold and need not (a warning where they do not): they find no error, but a cause that mends
    one of them as well is likelier, and one that breaks one is less so.
    """
    broken = [relation for relation in relations if relation.agreement({}) is Agreement.BROKEN]
    if not broken:
        return []
    graph = _Graph(relations, expected)
    return [graph.explain(component) for component in _components(broken)]


def _components(broken: list[Relation]) -> list[list[Relation]]:
    """Broken relations that share a figure belong together."""
    component_of: dict[int, list[Relation]] = {}
    components: list[list[Relation]] = []
    for relation in broken:
        joined = [relation]
        for known in {id(group): group for fact in relation.touches if (group := component_of.get(id(fact))) is not None}.values():
            joined.extend(known)
            components.remove(known)
        components.append(joined)
        for member in joined:
            for fact in member.touches:
                component_of[id(fact)] = joined
    return components


class _Graph:
    def __init__(self, relations: Sequence[Relation], expected: Sequence[Relation]) -> None:
        self.expected: dict[int, list[Relation]] = defaultdict(list)
        for relation in expected:
            if relation.kind is Kind.LINEAR:
                for fact in relation.touches:
                    self.expected[id(fact)].append(relation)
        self.touching: dict[int, list[Relation]] = defaultdict(list)
        self.same: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
        self.at: dict[tuple[int, int, int], Fact] = {}
        for relation in relations:
            if relation.kind is Kind.AT_MOST and relation.agreement({}) is Agreement.BROKEN:
                continue
            for fact in relation.touches:
                self.touching[id(fact)].append(relation)
                source = fact.source
                if source.table is not None and source.row is not None and source.column is not None:
                    self.at[(source.table, source.row, source.column)] = fact
                if fact.concept and fact.measure is Measure.AMOUNT:
                    self.same[(fact.concept, fact.members)].append(fact)
        self.nodes = 0

    def explain(self, component: list[Relation]) -> Located:
        located = Located(component)
        solvable = [relation for relation in component if relation.kind is not Kind.AT_MOST]
        if not solvable:
            return located
        singles = list(self._single_causes(solvable))
        if singles:
            located.explanations = _one_each(sorted((Explanation((cause,), cause.cost) for cause in singles), key=_order))
        else:
            self.nodes = 0
            located.explanations = sorted(self._several(solvable), key=_order)[:6]
        return located

    # ── one cause ──

    def _single_causes(self, broken: list[Relation]) -> Iterator[Cause]:
        neighbours = _figures(broken)
        seen: set[tuple[int, int]] = set()
        for fact, value in self._candidates(broken, neighbours):
            if (id(fact), value) in seen:
                continue
            seen.add((id(fact), value))
            changed = self._carry(fact, value)
            if changed is not None and all(each.agreement(changed) is not Agreement.BROKEN for each in broken):
                following = tuple((other, new) for other, new in changed.items() if other is not fact)
                derived = any(each.derived is fact for each in broken)
                spoken = self._spoken_for(fact, changed)
                yield Cause(fact, value, slip(fact, value, self._near(fact, neighbours)), following, derived, spoken)

    def _spoken_for(self, fact: Fact, changed: dict[Fact, int]) -> float:
        """What equations that mostly hold say of a cause: less cost where it mends one, more where it breaks one."""
        before = [relation.agreement({}) is Agreement.BROKEN for relation in self.expected.get(id(fact), ())]
        after = [relation.agreement(changed) is Agreement.BROKEN for relation in self.expected.get(id(fact), ())]
        if sum(after) == sum(before):
            return 0.0
        return WITNESS_COST if sum(after) > sum(before) else -2 * WITNESS_COST

    def _candidates(self, broken: list[Relation], neighbours: Sequence[Fact]) -> Iterator[tuple[Fact, int]]:
        """Every figure of a broken relation with the values that close it, and what those were computed from.

        A wrong base whose change and rate were computed from it stands one step behind the broken relation: the relation it is in
        holds, because the consequence is as wrong as the base.
        """
        for relation in broken:
            for fact in relation.touches:
                for value in self._values(relation, fact, {}, neighbours):
                    yield fact, value
                    for behind in self.touching[id(fact)]:
                        if behind.derived is fact and behind.agreement({fact: value}) is Agreement.BROKEN and behind not in broken:
                            for base in behind.touches:
                                if base is not fact:
                                    for meant in self._values(behind, base, {fact: value}, neighbours):
                                        yield base, meant

    def _near(self, fact: Fact, neighbours: Sequence[Fact]) -> Sequence[Fact]:
        """Figures that may have been copied in its place: those it is reckoned with, its own of other years, the cells around it."""
        near = list(neighbours)
        if fact.concept:
            near += self.same[(fact.concept, fact.members)]
        table, row, column = fact.source.table, fact.source.row, fact.source.column
        if table is not None and row is not None and column is not None:
            places = ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column))
            near += [self.at[(table, *place)] for place in places if (table, *place) in self.at]
        return near

    def _carry(self, fact: Fact, value: int) -> dict[Fact, int] | None:
        """`fact` at `value`, with what was derived from it following; None where a relation that held is broken by it."""
        changed = {fact: value}
        queue = [fact]
        while queue:
            moved = queue.pop()
            for relation in self.touching[id(moved)]:
                if relation.agreement(changed) is not Agreement.BROKEN:
                    continue
                if relation.agreement({}) is Agreement.BROKEN:
                    continue  # judged by the caller once everything has followed
                change = _implied_change(relation, moved)
                if change is not None and change not in changed:
                    # 比上年增加 … without last year's amount: last year's is what stays, so the change moves with this year's.
                    changed[change] = change.value + changed[moved] - moved.value
                    queue += (change, moved)
                    continue
                derived = relation.derived
                if derived is None or derived in changed or derived.shown is None or len(changed) > MOST_CONSEQUENCES:
                    return None
                new = _closest(relation, derived, changed)
                if new is None:
                    return None
                changed[derived] = new
                queue.append(derived)
        return changed

    def _values(self, relation: Relation, fact: Fact, changed: dict[Fact, int], neighbours: Sequence[Fact]) -> Iterator[int]:
        """Values of `fact` that close the relation: the exact one, the nearest printable one, and slips within rounding."""
        if fact.shown is None:
            return
        for numerator, denominator, width in relation.solve(fact, changed):
            grid = _grid(fact)
            exact, rest = divmod(numerator, denominator)
            nearest = _round(numerator, denominator * grid) * grid
            options = [nearest]
            if not rest and exact != nearest:
                options.append(exact)
            if width:
                low, high = numerator - width, numerator + width
                for other in neighbours:
                    if other.shown is not None and low <= abs(other.value) * denominator <= high:
                        options.append(abs(other.value))
                    if other.shown is not None and low <= -abs(other.value) * denominator <= high:
                        options.append(-abs(other.value))
                options.extend(value for value in slipped_from(fact) if low <= value * denominator <= high)
                for usual in self.expected.get(id(fact), ()):
                    options.extend(
                        n // d for n, d, _ in usual.solve(fact, changed) if n % d == 0 and low * d <= n * denominator <= high * d
                    )
            if fact.direction is not None and fact.direction.sign:
                options.append(-fact.value)
            for value in dict.fromkeys(options):
                if value < 0 <= fact.value and fact.measure not in _SIGNED:
                    continue  # an amount is never negative because it would suit a sum
                if value != fact.value and relation.agreement({**changed, fact: value}) is not Agreement.BROKEN:
                    yield value

    # ── several causes ──

    def _several(self, broken: list[Relation]) -> list[Explanation]:
        found: list[Explanation] = []
        neighbours = _figures(broken)
        for most in range(2, MOST_CAUSES + 1):
            self._branch({}, [], broken, neighbours, most, found)
            if found or self.nodes > NODES:
                break
        return found

    def _branch(
        self,
        changed: dict[Fact, int],
        causes: list[Cause],
        broken: list[Relation],
        neighbours: Sequence[Fact],
        most: int,
        found: list[Explanation],
    ) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            return
        if not broken:
            causes = _shifted(causes)
            cost = sum(cause.cost for cause in causes) + CAUSE_COST * len(causes)
            key = {(id(cause.fact), cause.value) for cause in causes}
            if all({(id(cause.fact), cause.value) for cause in other.causes} != key for other in found):
                # Of an amount and its change both wrong by as much, the amount was wrong first.
                causes = sorted(causes, key=lambda cause: (cause.fact.measure in _SIGNED, cause.cost))
                found.append(Explanation(tuple(causes), cost))
            return
        if len(causes) == most:
            return
        relation = min(broken, key=lambda each: len(each.touches))
        options = []
        for fact in relation.touches:
            if fact in changed or fact.shown is None:
                continue
            for value in self._values(relation, fact, changed, neighbours):
                options.append(Cause(fact, value, slip(fact, value, self._near(fact, neighbours)), (), relation.derived is fact))
        for cause in sorted(options, key=lambda each: each.cost)[:8]:
            after = {**changed, cause.fact: cause.value}
            still = [each for each in broken if each.agreement(after) is Agreement.BROKEN]
            still += [each for each in self.touching[id(cause.fact)] if each not in broken and each.agreement(after) is Agreement.BROKEN]
            self._branch(after, [*causes, cause], still, neighbours, most, found)


def _one_each(explanations: list[Explanation]) -> list[Explanation]:
    """The likeliest value of each figure: where rounding leaves room, a figure has many that would do."""
    best: dict[int, Explanation] = {}
    for each in explanations:
        best.setdefault(id(each.causes[0].fact), each)
    return list(best.values())


def _shifted(causes: list[Cause]) -> list[Cause]:
    """Where one wrong figure is what another should be, the writer moved a row of figures by one place."""
    meant = {abs(cause.value) for cause in causes}
    written = {abs(cause.fact.value) for cause in causes}
    return [cause._replace(slip=NEIGHBOUR) if abs(cause.fact.value) in meant or abs(cause.value) in written else cause for cause in causes]


def _figures(broken: Iterable[Relation]) -> list[Fact]:
    return list({id(fact): fact for relation in broken for fact in relation.touches}.values())


def _grid(fact: Fact) -> int:
    """The step of values that can be printed the way this figure is."""
    shown = fact.shown
    assert shown is not None
    place: int = shown.unit.base // 10**shown.decimals
    return max(1, min(place, fact.step or place))


def _round(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator to the nearest whole number, halves away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def _implied_change(relation: Relation, current: Fact) -> Fact | None:
    """The change of a claim that tells this year's amount and the change but not last year's: its rate has current − change as base."""
    if relation.kind is Kind.RATIO and len(relation.base) == 2:
        (one, first), (minus, second) = relation.base
        if one == 1 and minus == -1 and first is current:
            return second
    return None


def _closest(relation: Relation, fact: Fact, changed: dict[Fact, int]) -> int | None:
    for numerator, denominator, _ in relation.solve(fact, changed):
        grid = _grid(fact)
        value = _round(numerator, denominator * grid) * grid
        if relation.agreement({**changed, fact: value}) is not Agreement.BROKEN:
            return value
        exact, rest = divmod(numerator, denominator)
        return None if rest else exact
    return None


def _order(explanation: Explanation) -> tuple[float, int]:
    first = explanation.causes[0].fact
    return explanation.cost, 0 if first.state is State.STATED else 1
