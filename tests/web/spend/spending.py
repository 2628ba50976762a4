"""What do the tests of spending start from? A township whose approved budget has been allotted, and requests made by its offices."""

from __future__ import annotations

import itertools
from datetime import date

from web.plan.compiling import State, brought
from web.plan.making import YEAR
from web.replay import replayed
from web.township import Township
from wenxiao.web.spend.models import Allotment, Appropriation, Node, PaymentRequest, Voucher
from wenxiao.web.spend.services.allotments import allotment_act, allotment_create, lines_of_budget
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act, request_create

_NUMBERS = itertools.count(1)
TO_PAY = ("submit", "approve_office", "approve_accountant", "approve_finance", "approve_vice")
PAID = (*TO_PAY, "send", "confirm")
BY = {
    "submit": "HD", "take_back": "HD", "approve_office": "HL", "approve_accountant": "AC", "approve_finance": "FH", "approve_vice": "VL",
    "approve_mayor": "ML", "send": "CA", "confirm": "CA", "bank_bounced": "CA", "book": "AC",
}  # fmt: skip


def allotted(township: Township) -> Allotment:
    """The whole approved budget, issued by the bureau and broken down by the township."""

    def way() -> Allotment:
        if not Allotment.objects.exists():
            brought(township, State.ALLOCATED)
        return first_allotment(township)

    return replayed("allotted", way, *township.people_and_places)


def first_allotment(township: Township) -> Allotment:
    made = allotment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, document="青财预〔2024〕1号", dated=date(YEAR, 2, 1),
        lines=lines_of_budget(township.unit, YEAR),
    )  # fmt: skip
    allotment_act(actor=township.actor("DF"), allotment=made, action="issue")
    allotment_act(actor=township.actor("BO"), allotment=made, action="break_down")
    return made


def of_project() -> Appropriation:
    """The line of the one project, of the office 农业."""
    return Appropriation.objects.select_related("unit", "project", "office").get(project__isnull=False)


def of_code(code: str) -> Appropriation:
    return Appropriation.objects.select_related("unit", "office").get(economic_code=code, project=None)


def invoice(amount: int, number: str = "") -> VoucherEntry:
    return VoucherEntry(Voucher.Kind.INVOICE.value, number or f"{next(_NUMBERS):08d}", amount, code="013002300111")


def made_request(
    township: Township, amount: int = 100_000, *, vouchers: list[VoucherEntry] | None = None, **more: object
) -> PaymentRequest:
    """A draft of the office 农业, charged to its project."""
    charges = more.pop("charges", None) or [ChargeEntry(of_project(), amount)]
    values = {"kind": "ordinary", "purpose": "购买防汛沙袋", "payee": "青石建材商店", "payee_account": "6222", **more}
    return request_create(
        actor=township.actor("HD"), office=township.offices["农业"], year=YEAR, charges=charges,
        vouchers=[invoice(amount)] if vouchers is None else vouchers, **values,
    )  # fmt: skip


def taken(township: Township, request: PaymentRequest, *actions: str) -> PaymentRequest:
    """Each step by the post that takes it."""
    given = {"confirm": {"bank_reference": "20240301-0007"}, "bank_bounced": {"reason": "收款账号有误，银行退回"}}
    for action in actions:
        request_act(actor=township.actor(BY[action]), request=request, action=action, **given.get(action, {}))
    return request


def node(kind: str, element: str = "") -> Node:
    return Node.objects.get(kind=kind, element=element)
