"""What has an advance paid out, what was spent of it, and on which caps does what came back go?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.books import merged
from wenxiao.web.spend.models import Charge, Command, Entry, PaymentRequest, Settlement
from wenxiao.web.spend.queries.caps import caps_of


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


def paid_by_node(request: PaymentRequest) -> Counter[int]:
    """What stands paid for a request on each node, 分: paid, less what came back."""
    found: Counter[int] = Counter()
    entries = Entry.objects.filter(command__subject_kind=request.KIND, command__subject_id=str(request.pk))
    for node, move, amount in entries.values_list("node_id", "move", "amount"):
        found[node] += MOVES[move].effect.paid * amount
    return found


def advanced(settlement: Settlement) -> list[Advanced]:
    """Line by line."""
    paid = paid_by_node(settlement.request)
    actual = {line.charge_id: line.actual for line in settlement.lines.all()}
    charges = settlement.request.charges.select_related("appropriation__unit", "appropriation__project")
    return [Advanced(charge, paid[charge.appropriation.node_id], actual.get(charge.pk, 0)) for charge in charges]


def legs_back(settlement: Settlement) -> tuple[Leg, ...]:
    """What came back, on the very nodes it was paid from, whatever the plan says today; nothing where all was spent."""
    rest = [each for each in advanced(settlement) if each.left > 0]
    if not rest:
        return ()
    request = settlement.request
    paid = paid_by_node(request)
    asked = Command.objects.get(key=request.key)
    day = timezone.localdate(datetime.fromisoformat(asked.at))
    caps = caps_of([each.charge.appropriation for each in rest], day)
    return merged(Leg(node.pk, "refund", each.left) for each in rest for node in caps[each.charge.appropriation_id] if node.pk in paid)
