"""How is a planned year carried out? Act after act in the order of time, each by the post that takes it and dated on its day.

Through the services only: what they refuse ends the run. The acts of a day are committed together, since a commit for each of some
forty thousand would measure the disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction

from wenxiao.catalogue.codes import economic_name
from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Office
from wenxiao.web.people.services import meeting_record
from wenxiao.web.site.demo.aftermath import AFTERMATH, INVOICE_CODE, Case
from wenxiao.web.site.demo.data import YEAR, table
from wenxiao.web.site.demo.events import events
from wenxiao.web.site.demo.people import Staff
from wenxiao.web.site.demo.spending import deciding
from wenxiao.web.site.demo.year import OPENS, Line, Payment, Step, Year, moment, people_of, planned
from wenxiao.web.spend.conditions.contracts import contract_codes
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Voucher
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.spend.services.payees import payees_write
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act, request_create, request_edit
from wenxiao.web.trail import clock

BANK = "承德高新区农村信用联社"
ADVANCED = "出差地不能刷公务卡，先借款后结算"
# Beside the paper that proves the sum.
PAPERS: dict[str, tuple[Voucher.Kind, ...]] = {
    PaymentRequest.Kind.RECEPTION.value: (Voucher.Kind.LETTER, Voucher.Kind.GUESTS),
    PaymentRequest.Kind.TRAVEL.value: (Voucher.Kind.TRAVEL,),
}


def lines_of(staff: Staff) -> list[Line]:
    """What may be spent, in a fixed order."""
    found = Appropriation.objects.filter(unit=staff.unit, year=YEAR, node__approved__gt=0).select_related("project", "office", "node")
    return [
        Line(
            each.pk, each.office.code if each.office else "", each.project.name if each.project else "", each.economic_code, each.fund,
            each.project.name if each.project else economic_name(each.economic_code) or each.get_part_display(),
            each.node.balance.cap, each.node.available,
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
        # One contract a line, over the whole of it.
        self.contracts = {line: f"承板政合〔{YEAR}〕{number:03d}号" for number, line in enumerate(self.lines, 1)}
        self.requests: dict[int, PaymentRequest] = {}
        self.minutes: list[Meeting] = []

    def carry_out(self, say: Callable[[str], None]) -> None:
        waiting = deque(events(self.staff, self.year))

        def until(at: datetime) -> None:
            while waiting and waiting[0].at <= at:
                waiting.popleft().take_place()

        for month, steps in groupby(self.year.steps, key=lambda step: step.at.month):
            paid = count = 0
            for day, acts in groupby(steps, key=lambda step: step.at.date()):
                with transaction.atomic():
                    until(moment(day, 0))
                    self._meet(day)
                    for step in acts:
                        until(step.at)
                        with clock.standing(step.at):
                            self._take(step)
                        if step.action == "confirm":
                            count += 1
                            paid += self.year.payments[step.payment].amount
            say(f"{month} 月：付款 {count} 笔，{Money(paid)} 元")
        for event in waiting:
            event.take_place()
        say("年终结转，关账，结转的钱下达到下一年")

    def _take(self, step: Step) -> None:
        payment = self.year.payments[step.payment]
        if step.action == "create":
            self.requests[step.payment] = self._asked(payment)
            return
        request = self.requests[step.payment]
        if step.action == "edit":
            self._mended(request, payment)
            return
        if step.action in AFTERMATH:
            AFTERMATH[step.action](Case(self._actor(step.action, step.role, payment), request, payment))
            return
        action = deciding(request.unit, payment.amount) if step.action == "approve" else step.action
        given: dict[str, Any] = {}
        if action in ("return_office", "return_accountant", "return_finance", "return_leader", "bank_refused", "bank_bounced", "void"):
            given["reason"] = payment.reason
        elif action == "approve_collective":
            given["minutes"] = self.minutes[-1]
        elif action == "confirm":
            given["bank_reference"] = f"{step.at:%Y%m%d}-{step.payment + 1:05d}"
        request_act(actor=self._actor(action, step.role, payment), request=request, action=action, **given)

    def _actor(self, action: str, role: str, payment: Payment) -> PostActor:
        role = {"approve_vice": "VL", "approve_mayor": "ML", "approve_collective": "PS"}.get(action, role)
        if role == "VL":
            return self.staff.vice(payment.office)
        return self.staff.who(role, payment.office if role in ("HD", "HL") else "")

    def _asked(self, payment: Payment) -> PaymentRequest:
        clerk = self.staff.who("HD", payment.office)
        request = request_create(
            actor=clerk, office=self.offices[payment.office], year=YEAR, charges=self._charges(payment), vouchers=self._papers(payment),
            **_told(payment),
        )  # fmt: skip
        if payment.people:
            payees_write(actor=clerk, request=request, edition=0, month=payment.month, entries=_listed(payment))
        return request

    def _mended(self, request: PaymentRequest, payment: Payment) -> None:
        """What was sent back is written more fully, with the same papers."""
        told = _told(payment)
        request_edit(
            actor=self.staff.who("HD", payment.office), request=request, edition=request.edition, charges=self._charges(payment),
            vouchers=self._papers(payment), **{**told, "purpose": f"{told['purpose']}（已按意见补正）"},
        )  # fmt: skip

    def _charges(self, payment: Payment) -> list[ChargeEntry]:
        return [ChargeEntry(self.lines[payment.line.key], payment.amount)]

    def _papers(self, payment: Payment) -> list[VoucherEntry]:
        if payment.fate == "advanced":
            # Its papers come with the settlement.
            return []
        batch = payment.kind == PaymentRequest.Kind.BATCH
        kind, code = (Voucher.Kind.PAYROLL, "") if batch else (Voucher.Kind.INVOICE, INVOICE_CODE)
        day = clock.today() if payment.merchant else None
        found = [VoucherEntry(kind.value, payment.voucher, payment.amount, code=code, day=day, merchant=payment.merchant)]
        found += [VoucherEntry(each.value, f"{each.label} {payment.voucher}", 0) for each in PAPERS.get(payment.kind, ())]
        if payment.amount >= limit("合同起点") * 100 and payment.line.economic_code in contract_codes():
            found.append(VoucherEntry(Voucher.Kind.CONTRACT.value, self.contracts[payment.line.key], payment.line.amount))
        return found

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


def _told(payment: Payment) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": payment.kind, "purpose": payment.purpose, "payee": payment.payee, "payee_account": payment.account,
    }  # fmt: skip
    if payment.fate == "advanced":
        due = clock.today() + timedelta(days=limit("借款结清期限"))
        told |= {"kind": PaymentRequest.Kind.ADVANCE.value, "way": PaymentRequest.Way.PERSON.value, "due": due, "way_reason": ADVANCED}
    elif payment.merchant:
        told |= {"way": PaymentRequest.Way.CARD.value, "card_holder": payment.payee, "card_tail": payment.account[-4:]}
    return told


def _listed(payment: Payment) -> list[PayeeEntry]:
    """Everybody on the list gets the same; the last one the rest."""
    people = people_of(payment.line.project or payment.payee, payment.people, table("year")["names"])
    each = payment.amount // len(people)
    amounts = [each] * (len(people) - 1) + [payment.amount - each * (len(people) - 1)]
    return [PayeeEntry(*person, BANK, amount) for person, amount in zip(people, amounts, strict=True)]
