"""How does money that came back become money that may be spent again? The cashier registers it, the accountant confirms."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.refunds import refund_faults
from wenxiao.web.spend.models import Refund
from wenxiao.web.spend.queries.request_standing import legs_part
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = Refund.State


def stands_still(refund: Refund, _act: Act) -> Iterator[Refusal]:
    """仍在当年，不超过已付未退的数。"""
    yield from refund_faults(refund)


def give_back(refund: Refund, act: Act) -> None:
    assert isinstance(act.actor, PostActor)
    request = refund.request
    ledger_post(
        actor=act.actor, kind="refund", key=f"{request.key}/refund/{refund.pk}", subject=request,
        legs=legs_part(request, {refund.appropriation_id: refund.amount}, "refund"), reason=refund.reason,
        subject_hash=request.content_hash(), field="amount",
    )  # fmt: skip
    act.details.setdefault("金额", refund.amount)


REFUND_WORKFLOW = Workflow(
    kind=Refund.KIND,
    title="退款",
    states=dict(State.choices),
    transitions=(
        Transition(
            "confirm", "确认退款", (State.REGISTERED,), State.CONFIRMED, ("AC",), "payment", "A",
            guards=(stands_still,), effects=(give_back,), not_by=("create",),
        ),
        Transition("withdraw", "作废", (State.REGISTERED,), State.WITHDRAWN, ("CA",), "payment", "X", reason=10),
    ),
)  # fmt: skip
