"""May this much of a payment come back by counter-entry?

Only in the year it was paid: what comes back of a closed year is not spending undone, it goes to the treasury (财政部 国库集中支付:
当年退款 restore the allotment, those of past years are 缴回).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum

from wenxiao.control.ledger.moves import Status
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import PaymentRequest, Refund
from wenxiao.web.spend.queries.request_standing import standing
from wenxiao.web.trail.refusal import Refusal

PAID = (PaymentRequest.State.PAID, PaymentRequest.State.BOOKED)


def refundable(request: PaymentRequest) -> dict[int, int]:
    """分 by appropriation's pk: what is paid of it on the line, less what came back already."""
    stands = standing(request)
    lines = [each.appropriation for each in request.charges.select_related("appropriation")]
    return {line.pk: stands[line.node_id].paid for line in lines if line.node_id in stands}


def refund_faults(refund: Refund) -> Iterator[Refusal]:
    request = refund.request
    if request.kind == PaymentRequest.Kind.ADVANCE:
        yield Refusal("借款退回的钱在借款结算里办，不在这里登记", field="amount", rule="退款")
        return
    if request.state not in PAID:
        yield Refusal(f"{request.number} 现在是“{request.get_state_display()}”：支付以后退回来的钱才登记退款", field="amount", rule="退款")
        return
    if refund.received.year < request.year:
        yield Refusal(f"{refund.received:%Y-%m-%d} 还没有到付款的 {request.year} 年：请核对到账日期", field="received", rule="退款")
        return
    closed = refund.appropriation.node.status == Status.CLOSED
    if closed or refund.received.year != request.year:
        why = f"{request.year} 年已经关账" if closed else f"{refund.received:%Y-%m-%d} 到账的不是 {request.year} 年的退款"
        yield Refusal(
            f"{why}：以前年度的退款不冲减支出，请缴回国库或财政专户，凭缴款书由会计入账（{request.year} 年支付，{request.number}）",
            field="received", rule="以前年度退款",
        )  # fmt: skip
        return
    paid = refundable(request).get(refund.appropriation_id, 0)
    waiting = Refund.objects.filter(request=request, appropriation=refund.appropriation_id, state=Refund.State.REGISTERED)
    registered = waiting.exclude(pk=refund.pk).aggregate(Sum("amount"))["amount__sum"] or 0
    if refund.amount > paid - registered:
        rest = f"，另有 {Money(registered)} 元退款待确认" if registered else ""
        yield Refusal(
            f"“{refund.appropriation}”这笔申请已付未退 {Money(paid)} 元{rest}，要退 {Money(refund.amount)} 元，"
            f"多 {Money(refund.amount - paid + registered)} 元：请核对金额",
            field="amount", rule="退款",
        )  # fmt: skip
