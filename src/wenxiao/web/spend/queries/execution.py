"""How much of what was given has been spent?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wenxiao.control.ledger.moves import Balance
from wenxiao.web.spend.models import Appropriation, Node


class Spent(NamedTuple):
    """执行: balances added up. `share` of the cap that is paid, in whole per cent, rounded down: 100 only when all of it is."""

    balance: Balance

    @property
    def share(self) -> int:
        return self.balance.paid * 100 // self.balance.cap if self.balance.cap else 0


def spent(nodes: Iterable[Node]) -> Spent:
    total = Balance()
    for node in nodes:
        total = total.plus(node.balance)
    return Spent(total)


def caps_above(unit_code: str, year: int) -> list[Node]:
    """The caps of a unit and year that stand above its lines."""
    return list(Node.objects.filter(unit=unit_code, year=year).exclude(kind=Node.Kind.LINE))


def by_project(lines: Iterable[Appropriation]) -> list[tuple[str, list[Appropriation], Spent]]:
    """(title, lines, what they come to): basic money first, then project by project, in the order given."""
    groups: dict[str, list[Appropriation]] = {}
    for line in lines:
        title = f"{line.project.code} {line.project.name}" if line.project else line.get_part_display()
        groups.setdefault(title, []).append(line)
    return [(title, found, spent(each.node for each in found)) for title, found in groups.items()]
