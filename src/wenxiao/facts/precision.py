"""How exact is a printed figure when its writer drops the zeros at the end?

`3` beside `3.18` in a column of 万元 means 3.00: Chinese budgets print 万元 to two decimals and drop trailing zeros freely. In 元
it does not: where some figures of a column show cents and others do not, the cents were cut off, and the figure stands for half
a 元 on either side.
"""

from __future__ import annotations

from collections.abc import Iterable

from wenxiao.facts.model import Fact, State
from wenxiao.vocabulary.shown import MONEY

_PRINTED_DECIMALS = 2


def makes_up(whole: Fact, parts: Iterable[Fact]) -> bool:
    """Do the parts add up to the whole, to within the rounding of all the figures?"""
    told = list(parts)
    return 2 * abs(whole.value - sum(part.value for part in told)) <= whole.step + sum(part.step for part in told)


def settle(facts: Iterable[Fact]) -> None:
    """Set `step` of the facts of one table, or of a document's prose, which are printed in one style."""
    group = [fact for fact in facts if fact.shown is not None and fact.shown.unit.dimension == MONEY]
    for unit in {fact.shown.unit for fact in group if fact.shown is not None}:
        of_unit = [fact for fact in group if fact.shown is not None and fact.shown.unit == unit]
        most = max(fact.shown.decimals for fact in of_unit if fact.shown is not None)
        decimals = min(most, _PRINTED_DECIMALS)
        if unit.base <= 10_000 or not decimals:
            continue
        full = unit.base // 10**decimals
        for fact in of_unit:
            if fact.step > full:
                fact.step = full
    for fact in group:
        if fact.state is State.ZERO:
            fact.step = 0
