"""Under which caps does a payment fall?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.spend.books import merged
from wenxiao.web.spend.models import Appropriation, Node, Rhythm


class AskedOf(NamedTuple):
    """一道控制要承担的: what is asked of a cap, 分, and how it would stand afterwards."""

    node: Node
    amount: int

    @property
    def left(self) -> int:
        return self.node.available - self.amount

    @property
    def missing(self) -> int:
        return max(0, -self.left)


def caps_of(appropriations: Iterable[Appropriation], day: date) -> dict[int, tuple[Node, ...]]:
    """By appropriation: its own line, and each cap above it that is set: 三公, fund, unit, the cash plan of the period of `day`.

    Two questions to the database, however many there are."""
    asked = list(appropriations)
    wanted = {(each.unit.code, each.year) for each in asked}
    above: dict[tuple[str, int, str, str], Node] = {}
    for code, year in wanted:
        for node in Node.objects.filter(unit=code, year=year).exclude(kind=Node.Kind.LINE):
            above[code, year, node.kind, node.element] = node
    lines = Node.objects.in_bulk([each.node_id for each in asked])
    found = {}
    for each in asked:
        keys = [
            (Node.Kind.THREE_PUBLIC, each.three_public.value if each.three_public else None),
            # A unit has planned its year by the month or by the quarter: only one of the two is there.
            *((Node.Kind.CASH_PLAN, rhythm.element(each.fund, rhythm.period_of(day, each.year))) for rhythm in Rhythm),
            (Node.Kind.FUND, each.fund),
            (Node.Kind.UNIT, ""),
        ]
        caps = [above.get((each.unit.code, each.year, kind.value, element)) for kind, element in keys if element is not None]
        found[each.pk] = (lines[each.node_id], *(cap for cap in caps if cap is not None))
    return found


def legs_for(charges: Iterable[tuple[Appropriation, int]], move: str, day: date) -> tuple[Leg, ...]:
    """One leg a cap: what `move` does for these amounts (分) on every cap they fall under."""
    asked = list(charges)
    caps = caps_of([appropriation for appropriation, _ in asked], day)
    return merged(Leg(node.pk, move, amount) for appropriation, amount in asked for node in caps[appropriation.pk])


def caps_asked(charges: Iterable[tuple[Appropriation, int]], day: date) -> list[AskedOf]:
    """What these amounts (分) come to on each cap they fall under, every cap once: for the check while typing."""
    asked = list(charges)
    caps = caps_of([appropriation for appropriation, _ in asked], day)
    sums: dict[int, int] = {}
    nodes: dict[int, Node] = {}
    for appropriation, amount in asked:
        for node in caps[appropriation.pk]:
            sums[node.pk] = sums.get(node.pk, 0) + amount
            nodes[node.pk] = node
    return [AskedOf(nodes[pk], amount) for pk, amount in sums.items()]
