"""What is done about a payment that does not simply go through: money that comes back, an advance, a list with a wrong account?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor
from wenxiao.web.site.demo.year import Payment, account_of
from wenxiao.web.spend.models import AccountCorrection, BankFile, Payee, PaymentRequest, Refund, Settlement, Voucher
from wenxiao.web.spend.services.bank import bank_file_make, bank_result_take
from wenxiao.web.spend.services.payees import correction_act, correction_propose
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.requests import VoucherEntry
from wenxiao.web.spend.services.settlements import settlement_act, settlement_edit
from wenxiao.web.trail import clock

INVOICE_CODE = "013002300199"
# Of a hundred 分: what comes back of a refunded payment, and what is spent of an advance.
BACK, USED = 1, 97


class Case(NamedTuple):
    """一件: who acts upon which request, and what was planned of it."""

    actor: PostActor
    request: PaymentRequest
    payment: Payment

    @property
    def paper(self) -> str:
        """A number that belongs to this request alone."""
        return f"{clock.today():%Y%m%d}-{self.payment.voucher}"


def refund(case: Case) -> None:
    """退款: the cashier registers what came back."""
    charge = case.request.charges.select_related("appropriation").get()
    refund_register(
        actor=case.actor, request=case.request, appropriation=charge.appropriation, amount=max(1, charge.amount * BACK // 100),
        received=clock.today(), reason=case.payment.reason, bank_reference=f"退{case.paper}",
    )  # fmt: skip


def refund_confirm(case: Case) -> None:
    refund_act(actor=case.actor, refund=Refund.objects.get(request=case.request), action="confirm")


def settlement(case: Case) -> None:
    """结算: what the advance was spent on; what is left has been paid back."""
    found = Settlement.objects.select_related("unit", "request").get(request=case.request)
    charge = case.request.charges.get()
    used = charge.amount * USED // 100
    settlement_edit(
        actor=case.actor, settlement=found, edition=found.edition, actuals={charge.pk: used}, account="按出差审批单完成任务，票据附后",
        vouchers=[VoucherEntry(Voucher.Kind.INVOICE.value, case.payment.voucher, used, code=INVOICE_CODE)],
        returned_reference=f"借退{case.paper}", returned_on=clock.today(),
    )  # fmt: skip


def _settlement(action: str) -> Callable[[Case], None]:
    def act(case: Case) -> None:
        found = Settlement.objects.select_related("unit", "request", "office").get(request=case.request)
        settlement_act(actor=case.actor, settlement=found, action=action)

    return act


def bank_file(case: Case) -> None:
    """支付文件: all of the list that is to be paid, at first or again."""
    bank_file_make(actor=case.actor, unit=case.request.unit, requests=[case.request])


def bank_result(case: Case) -> None:
    """回单: all are paid but the first of the list, whose account is wrong; the second time that one too."""
    file = BankFile.objects.filter(lines__request=case.request).latest("pk")
    result_taken(case.actor, file, failed="" if file.count == 1 else case.payment.reason)


def result_taken(cashier: PostActor, file: BankFile, *, failed: str = "") -> None:
    """What the bank answers to a file on that day: all paid, or with a reason the first one not."""
    rows = ["支付编号,金额,交易日期,处理结果,失败原因"]
    for place, line in enumerate(file.lines.order_by("number")):
        outcome = f"失败,{failed}" if failed and not place else "成功,"
        rows.append(f"{line.code},{line.amount // 100}.{line.amount % 100:02d},{clock.today()},{outcome}")
    content = "\r\n".join(rows).encode("utf-8-sig")
    bank_result_take(actor=cashier, unit=file.unit, name=f"{file.number}回单.csv", content=content)


def correct(case: Case) -> None:
    payee = Payee.objects.select_related("request__unit", "request__office").get(request=case.request, state=Payee.State.RETURNED)
    correction_propose(
        actor=case.actor, payee=payee, name=payee.name, account=account_of(f"{payee.account} new"), bank=payee.bank,
        reason="本人换了新卡，已凭身份证和银行卡原件核实",
    )  # fmt: skip


def correction_approve(case: Case) -> None:
    made = AccountCorrection.objects.select_related("payee__request", "unit", "office").get(
        payee__request=case.request, state=AccountCorrection.State.PROPOSED
    )
    correction_act(actor=case.actor, correction=made, action="approve")


# By the action of a step in the plan.
AFTERMATH: dict[str, Callable[[Case], None]] = {
    "refund": refund,
    "refund_confirm": refund_confirm,
    "settlement": settlement,
    "settlement_submit": _settlement("submit"),
    "settlement_office": _settlement("approve_office"),
    "settle": _settlement("settle"),
    "bank_file": bank_file,
    "bank_result": bank_result,
    "correct": correct,
    "correction_approve": correction_approve,
}
