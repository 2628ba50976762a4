"""How is a planned year carried out? Act after act in the order of time, each by the post that takes it and dated on its day.

Through the services only: what they refuse ends the run. The acts of a day are committed together, since a commit for each of some
forty thousand would measure the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.db import transaction

from wenxiao.catalogue.codes import economic_name
from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Office
from wenxiao.web.people.services import meeting_record
from wenxiao.web.site.demo.data import YEAR, table
from wenxiao.web.site.demo.people import Staff
from wenxiao.web.site.demo.year import OPENS, Line, Payment, Step, Year, moment, planned
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Voucher
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act, request_create, request_edit
from wenxiao.web.trail import clock

INVOICE_CODE = "013002300199"
# Beside the paper that proves the sum.
PAPERS = {
    PaymentRequest.Kind.RECEPTION: (Voucher.Kind.LETTER, Voucher.Kind.GUESTS),
    PaymentRequest.Kind.TRAVEL: (Voucher.Kind.TRAVEL,),
}


def lines_of(staff: Staff) -> list[Line]:
    """What may be spent, in a fixed order."""
    found = Appropriation.objects.filter(unit=staff.unit, year=YEAR, node__approved__gt=0).select_related("project", "office", "node")
    return [
        Line(
            each.pk, each.office.code if each.office else "", each.project.name if each.project else "", each.economic_code,
            each.project.name if each.project else economic_name(each.economic_code) or each.get_part_display(), each.node.available,
        )
        for each in found.order_by("node__element")
    ]  # fmt: skip


def year_plan(staff: Staff, payments: int | None = None) -> Year:
    """Of what the lines still have."""
    return planned(lines_of(staff), table("year"), payments=payments)


class Carrying:
    """办理: the requests on their way, by their place in the plan, and the minutes on which the large ones rest."""

    def __init__(self, staff: Staff, year: Year) -> None:
        self.staff, self.year = staff, year
        self.lines = Appropriation.objects.select_related("unit", "project", "office").in_bulk()
        self.offices = {office.code: office for office in Office.objects.filter(unit=staff.unit).select_related("unit", "unit__supervisor")}
        self.requests: dict[int, PaymentRequest] = {}
        self.minutes: list[Meeting] = []

    def carry_out(self, say: Callable[[str], None]) -> None:
        for month, steps in groupby(self.year.steps, key=lambda step: step.at.month):
            paid = count = 0
            for day, acts in groupby(steps, key=lambda step: step.at.date()):
                with transaction.atomic():
                    self._meet(day)
                    for step in acts:
                        with clock.standing(step.at):
                            self._take(step)
                        if step.action == "confirm":
                            count += 1
                            paid += self.year.payments[step.payment].amount
            say(f"{month} 月：付款 {count} 笔，{Money(paid)} 元")

    def _take(self, step: Step) -> None:
        payment = self.year.payments[step.payment]
        if step.action == "create":
            self.requests[step.payment] = self._asked(payment)
            return
        request = self.requests[step.payment]
        if step.action == "edit":
            self._mended(request, payment)
            return
        action = self._deciding(payment.amount) if step.action == "approve" else step.action
        given: dict[str, Any] = {}
        if action in ("return_office", "return_accountant", "return_finance", "return_leader", "bank_refused", "bank_bounced", "void"):
            given["reason"] = payment.reason
        elif action == "approve_collective":
            given["minutes"] = self.minutes[-1]
        elif action == "confirm":
            given["bank_reference"] = f"{step.at:%Y%m%d}-{step.payment + 1:05d}"
        request_act(actor=self._actor(action, step.role, payment), request=request, action=action, **given)
        if action in ("book", "void"):
            del self.requests[step.payment]

    def _actor(self, action: str, role: str, payment: Payment) -> PostActor:
        role = {"approve_vice": "VL", "approve_mayor": "ML", "approve_collective": "PS"}.get(action, role)
        if role == "VL":
            return self._vice(payment.office)
        return self.staff.who(role, payment.office if role in ("HD", "HL") else "")

    def _vice(self, office: str) -> PostActor:
        return next(each for each in self.staff.actors if each.role == "VL" and self.offices[office].pk in each.own_offices)

    @staticmethod
    def _deciding(amount: int) -> str:
        if amount < limit("分管领导审批限额") * 100:
            return "approve_vice"
        return "approve_mayor" if amount < limit("镇长审批限额") * 100 else "approve_collective"

    def _asked(self, payment: Payment) -> PaymentRequest:
        return request_create(
            actor=self.staff.who("HD", payment.office), office=self.offices[payment.office], year=YEAR, charges=self._charges(payment),
            vouchers=_papers(payment), **_told(payment),
        )  # fmt: skip

    def _mended(self, request: PaymentRequest, payment: Payment) -> None:
        """What was sent back is written more fully, with the same papers."""
        told = _told(payment)
        request_edit(
            actor=self.staff.who("HD", payment.office), request=request, edition=request.edition, charges=self._charges(payment),
            vouchers=_papers(payment), **{**told, "purpose": f"{told['purpose']}（已按意见补正）"},
        )  # fmt: skip

    def _charges(self, payment: Payment) -> list[ChargeEntry]:
        return [ChargeEntry(self.lines[payment.line.key], payment.amount)]

    def _meet(self, day: date) -> None:
        """The leading group's meetings up to that day, each on its own morning."""
        given, names = table("year")["meeting"], {each["username"]: each["name"] for each in table("people")["account"]}
        for number, held in enumerate(self.year.meetings):
            if number < len(self.minutes) or held > day:
                continue
            with clock.standing(moment(held, OPENS)):
                self.minutes.append(
                    meeting_record(
                        actor=self.staff.who("BO"), kind=Meeting.Kind.LEADING_GROUP, held=held,
                        number=given["number"].format(number=given["first_number"] + number), chair=names[given["chair"]],
                        attendees="\n".join(names[each] for each in given["attendees"]), topics=given["topics"],
                        conclusions=given["conclusions"],
                    )
                )  # fmt: skip


def _told(payment: Payment) -> dict[str, str]:
    return {"kind": payment.kind, "purpose": payment.purpose, "payee": payment.payee, "payee_account": payment.account}


def _papers(payment: Payment) -> list[VoucherEntry]:
    if payment.kind == PaymentRequest.Kind.BATCH:
        return [VoucherEntry(Voucher.Kind.PAYROLL.value, payment.voucher, payment.amount)]
    others: Iterable[Voucher.Kind] = PAPERS.get(PaymentRequest.Kind(payment.kind), ())
    proof = VoucherEntry(Voucher.Kind.INVOICE.value, payment.voucher, payment.amount, code=INVOICE_CODE)
    return [proof, *(VoucherEntry(kind.value, f"{kind.label} {payment.voucher}", 0) for kind in others)]
