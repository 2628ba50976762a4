"""What becomes of each payee when the request moves, and how is a corrected account approved?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.spend.models import AccountCorrection, BankLine, Payee, PaymentRequest
from wenxiao.web.spend.queries.payees import corrections_of, shares
from wenxiao.web.spend.queries.request_standing import legs_part
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State, Line = Payee.State, BankLine.State


def payees_afresh(request: PaymentRequest, _act: Act) -> None:
    """A list that is sent up anew is wholly to be paid."""
    request.payees.exclude(state=State.PENDING).update(state=State.PENDING, returned_reason="", returned_on=None)


def payees_sent(request: PaymentRequest, _act: Act) -> None:
    corrections_of(request).filter(state=AccountCorrection.State.APPROVED).update(used=True)


def unpaid_legs(request: PaymentRequest, act: Act, move: str) -> tuple[Leg, ...]:
    """Of those the bank did not pay when it paid the others: `given["unpaid"]`, payees. Their money stays held."""
    unpaid: Iterable[Payee] = act.given.get("unpaid", ())
    return legs_part(request, shares(request, unpaid), move, field="charges") if unpaid else ()


def payees_paid(request: PaymentRequest, act: Act) -> None:
    unpaid = [each.pk for each in act.given.get("unpaid", ())]
    told: dict[str, Any] = {"state": Line.PAID, "reference": str(act.given.get("bank_reference", ""))[:60], "settled_on": clock.today()}
    request.bank_lines.filter(state=Line.SENT).update(**told)
    paid = request.payees.exclude(pk__in=unpaid)
    paid.filter(state=State.PENDING).update(state=State.PAID)
    paid.filter(state=State.RETURNED).update(state=State.REPAID, returned_reason="", returned_on=None)


def payees_returned(request: PaymentRequest, act: Act) -> None:
    """The bank paid none of them, or sent back all."""
    told = {"reason": act.reason[:200], "settled_on": clock.today()}
    request.bank_lines.exclude(state=Line.RETURNED).update(state=Line.RETURNED, **told)
    waiting = request.payees.filter(state__in=(State.PENDING, State.PAID, State.REPAID))
    waiting.update(state=State.RETURNED, returned_reason=act.reason[:200], returned_on=clock.today())


def is_returned_still(correction: AccountCorrection, _act: Act) -> Iterator[Refusal]:
    """这一行还在退回状态。"""
    payee = correction.payee
    if payee.state != State.RETURNED or correction.round != payee.request.round:
        yield Refusal(f"名单{payee}现在是“{payee.get_state_display()}”，不用更正了：请选“不同意”")


CORRECTION_WORKFLOW = Workflow(
    kind=AccountCorrection.KIND,
    title="退票账户更正",
    states=dict(AccountCorrection.State.choices),
    transitions=(
        Transition(
            "approve", "核准", (AccountCorrection.State.PROPOSED,), AccountCorrection.State.APPROVED, ("AC",), "payment", "A",
            guards=(is_returned_still,), not_by=("create",),
        ),
        Transition(
            "reject", "不同意", (AccountCorrection.State.PROPOSED,), AccountCorrection.State.REJECTED, ("AC",), "payment", "A", reason=5
        ),
    ),
)  # fmt: skip
