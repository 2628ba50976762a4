"""What has an advance paid out, what was spent of it, and on which caps does what came back go?"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Charge, Settlement
from wenxiao.web.spend.queries.request_standing import legs_part, standing


class Advanced(NamedTuple):
    """借出的一行: a line of the advance with what is still out on it, and what was spent, 分. `left` has to come back."""

    charge: Charge
    paid: int
    actual: int

    @property
    def left(self) -> int:
        return self.paid - self.actual


def settlements_visible(actor: PostActor) -> QuerySet[Settlement]:
    return Settlement.objects.select_related("request", "unit", "office").filter(reached(actor, "payment", office="office"))


def advanced(settlement: Settlement) -> list[Advanced]:
    """Line by line."""
    paid = {node: balance.paid for node, balance in standing(settlement.request).items()}
    actual = {line.charge_id: line.actual for line in settlement.lines.all()}
    charges = settlement.request.charges.select_related("appropriation__unit", "appropriation__project")
    return [Advanced(charge, paid.get(charge.appropriation.node_id, 0), actual.get(charge.pk, 0)) for charge in charges]


def legs_back(settlement: Settlement) -> tuple[Leg, ...]:
    """What came back, on the very nodes it was paid from, whatever the plan says today; nothing where all was spent."""
    rest = {each.charge.appropriation_id: each.left for each in advanced(settlement) if each.left > 0}
    return legs_part(settlement.request, rest, "refund") if rest else ()
