"""Which amounts of a table do its columns (or rows) of changes, rates and completions compare?

The columns 2024年预算数, 2025年预算数, 增减额, 增减% of a row are one claim, as a sentence's would be; so are the rows of a table that
has its years one below the other. Where the labels leave open which amounts are meant, the table's own figures decide: the
reading that most of its rows bear out. Where they do not, nothing is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from wenxiao.facts.header import TOTAL
from wenxiao.facts.measures import is_difference
from wenxiao.facts.model import Claim, Fact, Measure, Share, StatedTable

_PPM = 1_000_000
_MOST_AMOUNTS = 12
_FEW_LINES = 3

Line = Sequence[Fact | None]


@dataclass(slots=True)
class Comparisons:
    """增减与完成: what the computed figures of one table say of its amounts."""

    claims: list[Claim] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the figures at one index of every line have in common."""

    index: int
    measure: Measure
    period: int | None
    basis: str
    path: tuple[str, ...]

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""


def comparisons(table: StatedTable) -> Comparisons:
    """The claims and shares that the table's columns make in each of its rows, or its rows in each of its columns."""
    kinds = [_Kind(index, column.measure, column.period, column.basis, column.path) for index, column in enumerate(table.columns)]
    lines: list[Line] = [row.facts for row in table.rows]
    found = _compared(kinds, lines)
    if not any(kind.measure is not Measure.AMOUNT for kind in kinds):
        found = _compared(_row_kinds(table), [*zip(*lines, strict=True)])
    return found


def _row_kinds(table: StatedTable) -> list[_Kind]:
    kinds = []
    for index, row in enumerate(table.rows):
        first = next((fact for fact in row.facts if fact is not None), None)
        if first is not None:
            kinds.append(_Kind(index, first.measure, first.period, first.basis, (row.label,)))
    return kinds


def _compared(kinds: Sequence[_Kind], lines: Sequence[Line]) -> Comparisons:
    amounts = [kind for kind in kinds if kind.measure is Measure.AMOUNT]
    changes = [kind for kind in kinds if kind.measure is Measure.CHANGE]
    rates = [kind for kind in kinds if kind.measure is Measure.CHANGE_RATE]
    completions = [kind for kind in kinds if kind.measure is Measure.COMPLETION]
    found = Comparisons()
    if not 2 <= len(amounts) <= _MOST_AMOUNTS or max(len(changes), len(rates), len(completions)) > 1:
        return found
    change, rate = next(iter(changes), None), next(iter(rates), None)
    if change is not None or rate is not None:
        pairs = _years(amounts) if change is None or not is_difference(change.leaf) else _pairs(amounts)
        pair = _borne_out(pairs, lines, lambda line, pair: _changes(line, pair, change, rate))
        if pair is not None:
            found.claims.extend(claim for line in lines if (claim := _claim(line, pair, change, rate)) is not None)
    if completions:
        done = [
            pair
            for pair in _pairs(amounts)
            if pair[0].basis in ("决算", "执行") and "预算" in pair[1].basis and pair[0].period == pair[1].period
        ]
        pair = _borne_out(done, lines, lambda line, pair: _completes(line, pair, completions[0]))
        for line in lines if pair is not None else ():
            assert pair is not None
            part, whole, share = (_figure(line, kind) for kind in (*pair, completions[0]))
            if part is not None and whole is not None and share is not None:
                found.shares.append(Share(share, part, whole))
    return found


Pair = tuple[_Kind, _Kind]


def _pairs(amounts: Sequence[_Kind]) -> list[Pair]:
    return list(permutations(amounts, 2))


def _years(amounts: Sequence[_Kind]) -> list[Pair]:
    """A year and the year before; of several columns of a year, its total."""
    pairs = [(one, other) for one, other in _pairs(amounts) if one.period and other.period and one.period == other.period + 1]
    totals = [pair for pair in pairs if all(_speaks_for_its_year(kind, amounts) for kind in pair)]
    return [pair for pair in totals if pair[0].basis == pair[1].basis] or totals


def _speaks_for_its_year(kind: _Kind, amounts: Sequence[_Kind]) -> bool:
    alike = [other for other in amounts if (other.period, other.basis) == (kind.period, kind.basis)]
    return len(alike) == 1 or bool(TOTAL.search(kind.leaf))


def _borne_out(pairs: Sequence[Pair], lines: Sequence[Line], fit: Callable[[Line, Pair], int | None]) -> Pair | None:
    """The pair that most lines bear out, more so than any other; the only pair there is needs half of them, if there are many."""
    ranked = []
    for pair in pairs:
        fits = [fitting for line in lines if (fitting := fit(line, pair)) is not None]
        ranked.append((sum(fits), 2 * sum(1 for fitting in fits if fitting) - len(fits), len(fits), pair))
    ranked.sort(key=lambda each: -each[0])
    if not ranked:
        return None
    best, margin, told, pair = ranked[0]
    if len(ranked) == 1:
        return pair if margin >= 0 or told < _FEW_LINES else None
    return pair if margin > 0 and best > ranked[1][0] else None


def _figure(line: Line, kind: _Kind | None) -> Fact | None:
    fact = line[kind.index] if kind is not None else None
    return fact if fact is not None and fact.shown is not None else None


def _claim(line: Line, pair: Pair, change: _Kind | None, rate: _Kind | None) -> Claim | None:
    current, previous = (_figure(line, kind) for kind in pair)
    told = [_figure(line, change), _figure(line, rate)]
    if current is None or previous is None or not any(told):
        return None
    return Claim(current.concept, current.label, current, previous, *told)


def _changes(line: Line, pair: Pair, change: _Kind | None, rate: _Kind | None) -> int | None:
    """How well do the change and the rate of this line fit these two amounts? None where it tells neither, or nothing but zeros."""
    claim = _claim(line, pair, change, rate)
    if claim is None or claim.current is None or claim.previous is None or not (claim.current.value or claim.previous.value):
        return None
    gap, spread = claim.current.value - claim.previous.value, claim.current.step + claim.previous.step
    fits = []
    if claim.change is not None:
        fits.append(_fit(gap - claim.change.value, 0, claim.change.step + spread))
    if claim.rate is not None and claim.previous.value:
        fits.append(_fit_of_ratio(claim.rate, gap, claim.previous, spread))
    return min(fits, default=None)


def _completes(line: Line, pair: Pair, completion: _Kind) -> int | None:
    part, whole, rate = (_figure(line, kind) for kind in (*pair, completion))
    if part is None or whole is None or rate is None or not whole.value:
        return None
    return _fit_of_ratio(rate, part.value, whole, part.step)


def _fit_of_ratio(rate: Fact, part: int, whole: Fact, spread: int) -> int:
    narrow = rate.step * abs(whole.value)
    return _fit(_PPM * part - rate.value * whole.value, narrow, narrow + _PPM * spread + abs(rate.value) * whole.step)


def _fit(residual: int, narrow: int, wide: int) -> int:
    """2 as the figures are printed, 1 if they may be rounded, 0 not at all."""
    return 2 if 2 * abs(residual) <= narrow else 1 if 2 * abs(residual) <= wide else 0
