"""What does a document that changes the budget do to the ledger: on its lines, and on the caps above them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.spend.models import ChangeLine, Node

Cap = tuple[str, str]


def caps_changed(lines: Iterable[ChangeLine]) -> dict[Cap, int]:
    """By (kind, element) of a cap: what the lines add to it, 分; those that stay are left out.

    The caps of the funds and of the unit stay where what goes out comes in again; those of 三公 change with every line of theirs.
    """
    found: Counter[Cap] = Counter()
    for line in lines:
        found[Node.Kind.UNIT.value, ""] += line.change
        found[Node.Kind.FUND.value, line.fund] += line.change
        if line.three_public:
            found[Node.Kind.THREE_PUBLIC.value, line.three_public.value] += line.change
    return {cap: change for cap, change in found.items() if change}


def legs_of(lines: Iterable[ChangeLine], unit_code: str, year: int) -> list[Leg]:
    """One leg a node: `raise` or `lower`. Lines and caps that have no node yet have no leg. One query."""
    asked = list(lines)
    legs = [_leg(line.appropriation.node_id, line.change) for line in asked if line.appropriation is not None]
    changed = caps_changed(asked)
    caps = Node.objects.filter(unit=unit_code, year=year, kind__in={kind for kind, _ in changed}).exclude(kind=Node.Kind.LINE)
    return legs + [_leg(cap.pk, changed[cap.kind, cap.element]) for cap in caps if (cap.kind, cap.element) in changed]


def _leg(node: int, change: int) -> Leg:
    return Leg(node, "raise" if change > 0 else "lower", abs(change))
