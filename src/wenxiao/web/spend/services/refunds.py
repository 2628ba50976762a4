"""How is money that came back registered and confirmed?"""

from __future__ import annotations

from datetime import date

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.refunds import refund_faults
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Refund
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform


def refund_register(
    *,
    actor: PostActor,
    request: PaymentRequest,
    appropriation: Appropriation,
    amount: int,
    received: date,
    reason: str,
    bank_reference: str,
) -> Refund:
    """What came to the account (分) of what this request paid from that line. Nothing is given back until it is confirmed.

    Raises NotPermitted, Refused (`appropriation`, `amount`, `received`, `reason`, `bank_reference`).
    """
    reason, bank_reference = " ".join(reason.split()), " ".join(bank_reference.split())

    def register() -> Refund:
        hold(request.unit)
        hold(request)
        require(actor, "payment", "X", request)
        refund = Refund(
            unit=request.unit, office=request.office, request=request, appropriation=appropriation, amount=amount, received=received,
            reason=reason, bank_reference=bank_reference, author=actor.account, state=Refund.State.REGISTERED,
        )  # fmt: skip
        found = []
        if not request.charges.filter(appropriation=appropriation).exists():
            found.append(Refusal(f"{request.number} 没有从“{appropriation}”列支", field="appropriation"))
        if not 0 < amount <= LARGEST:
            found.append(Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元", field="amount"))
        if received > clock.today():
            found.append(Refusal("到账日期不能晚于今天", field="received"))
        if not reason or len(reason) > 200:
            found.append(Refusal("请写明为什么退款，最多 200 个字", field="reason"))
        if not bank_reference or len(bank_reference) > 60:
            found.append(Refusal("请写银行回单号，最多 60 个字", field="bank_reference"))
        twin = Refund.objects.filter(unit=request.unit, bank_reference=bank_reference).exclude(state=Refund.State.WITHDRAWN).first()
        if twin is not None:
            found.append(Refusal(f"银行回单 {bank_reference} 已经登记为{twin}：没有再登记", field="bank_reference", rule="退款"))
        raise_if_any(found or refund_faults(refund))
        refund.save(force_insert=True)
        record(
            actor=actor, subject=refund, action="create", action_title="登记退款", to_state="待确认", reason=reason,
            details={"申请": request.number, "支出指标": str(appropriation), "金额": amount, "银行回单": bank_reference},
        )  # fmt: skip
        return refund

    return in_turn(register)


def refund_act(*, actor: PostActor, refund: Refund, action: str, reason: str = "") -> Entry:
    """Along one transition of REFUND_WORKFLOW; its money moves with it. Raises NotPermitted, OutOfTurn, Refused, KeyError."""

    def act() -> Entry:
        # A year that is being closed is either closed already or waits for this.
        hold(refund.unit)
        hold(refund.request)
        return perform(REFUND_WORKFLOW, refund, action, actor=actor, reason=reason)

    return in_turn(act)
