"""Under which caps does a payment fall?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.spend.books import merged
from wenxiao.web.spend.models import Appropriation, Node


def caps_of(appropriations: Iterable[Appropriation], day: date) -> dict[int, tuple[Node, ...]]:
    """By appropriation: its own line, and each cap above it that is set: 三公, fund, unit, the cash plan of the month of `day`.

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
            (Node.Kind.CASH_PLAN, f"{each.fund}/{day.month:02d}"),
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
