"""What is under way in the demonstration's office, so that each page of spending has something to show?

A cash plan in force, lists of people on their way (one with a line the bank sent back), an advance not settled, refunds, money that came
in, a virement waiting to be checked. Each on its day, by the posts that take it; all of it stands in spending.toml.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from wenxiao.web.people.models import Office
from wenxiao.web.site.demo.aftermath import result_taken
from wenxiao.web.site.demo.data import FUNDS, YEAR, fen, table
from wenxiao.web.site.demo.people import Staff
from wenxiao.web.site.demo.spending import deciding, line_of, papers
from wenxiao.web.site.demo.year import OPENS, moment, people_of
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Rhythm, Side
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.spend.services.bank import bank_file_make
from wenxiao.web.spend.services.cash_plans import cash_plan_act, cash_plan_create
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.services.payees import payees_write
from wenxiao.web.spend.services.receipts import receipt_act, receipt_register
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.requests import ChargeEntry, request_act, request_create
from wenxiao.web.spend.services.virements import virement_act, virement_create
from wenxiao.web.trail import clock

BANK = "承德高新区农村信用联社"
STEPS = (("submit", "HD"), ("approve_office", "HL"), ("approve_accountant", "AC"), ("approve_finance", "FH"), ("approve", ""))


def leave_under_way(staff: Staff) -> None:
    given = table("spending")
    on_its_day = [(given["cash_plan"], _cash_plan), (given["virement"], _virement)]
    on_its_day += [(each, _request) for each in given["underway"]]
    on_its_day += [(each, _refund) for each in given["refund"]]
    on_its_day += [(each, _receipt) for each in given["receipt"]]
    for each, leave in sorted(on_its_day, key=lambda pair: pair[0]["day"]):
        with clock.standing(_morning(each["day"])):
            leave(staff, each)


def _morning(day: date, minutes: int = 0) -> datetime:
    return moment(day, OPENS) + timedelta(minutes=minutes)


def _cash_plan(staff: Staff, _given: dict[str, Any]) -> None:
    """As it is proposed: what each fund still has, evenly over the months to come."""
    plan = cash_plan_create(actor=staff.who("BO"), unit=staff.unit, year=YEAR, rhythm=Rhythm.MONTH.value)
    cash_plan_act(actor=staff.who("BO"), plan=plan, action="send")
    cash_plan_act(actor=staff.who("FH"), plan=plan, action="approve")


def _request(staff: Staff, given: dict[str, Any]) -> None:
    clerk, office = staff.who("HD", given["office"]), Office.objects.get(unit=staff.unit, code=given["office"])
    told = {name: given[name] for name in ("kind", "purpose", "payee", "payee_account", "way", "way_reason", "due") if name in given}
    charges = [ChargeEntry(line_of(staff, given), fen(given["amount"]))]
    request = request_create(actor=clerk, office=office, year=YEAR, charges=charges, vouchers=papers(given), **told)
    if "people" in given:
        payees_write(actor=clerk, request=request, edition=0, month=given["month"], entries=_listed(given))
    for place, (step, role) in enumerate(STEPS, 1):
        action = deciding(request.unit, request.amount) if step == "approve" else step
        with clock.standing(_morning(given["day"], 20 * place)):
            request_act(actor=_actor(staff, action, role, given["office"]), request=request, action=action)
        if step == given["done"]:
            return
    cashier = staff.who("CA")
    with clock.standing(_morning(given["day"], 150)):
        if given["done"] == "bank_result":
            file = bank_file_make(actor=cashier, unit=staff.unit, requests=[request])
            result_taken(cashier, file, failed=given["returned"])
        else:
            request_act(actor=cashier, request=request, action="send")
            request_act(actor=cashier, request=request, action="confirm", bank_reference=f"{request.number}-1")


def _actor(staff: Staff, action: str, role: str, office: str) -> Any:
    if action == "approve_mayor":
        return staff.who("ML")
    return staff.vice(office) if action == "approve_vice" else staff.who(role, office if role in ("HD", "HL") else "")


def _listed(given: dict[str, Any]) -> list[PayeeEntry]:
    people = people_of(given["project"], given["people"], table("year")["names"])
    each = fen(given["amount"]) // len(people)
    return [PayeeEntry(*person, BANK, each) for person in people]


def _refund(staff: Staff, given: dict[str, Any]) -> None:
    request = PaymentRequest.objects.select_related("unit", "office").get(unit=staff.unit, purpose=given["of"])
    charge = request.charges.select_related("appropriation").get()
    made = refund_register(
        actor=staff.who("CA"), request=request, appropriation=charge.appropriation, amount=fen(given["amount"]), received=given["day"],
        reason=given["reason"], bank_reference=given["reference"],
    )  # fmt: skip
    if given["confirmed"]:
        refund_act(actor=staff.who("AC"), refund=made, action="confirm")


def _receipt(staff: Staff, given: dict[str, Any]) -> None:
    made = receipt_register(
        actor=staff.who("AC"), unit=staff.unit, kind=given["kind"], fund=FUNDS[given["fund"]], source=given["source"],
        amount=fen(given["amount"]), received_on=given["day"], payer=given["payer"], reference=f"收{given['day']:%Y%m%d}",
        unplanned=given["unplanned"],
    )  # fmt: skip
    if given["done"]:
        receipt_act(actor=staff.who("FH"), receipt=made, action=given["done"])


def _virement(staff: Staff, given: dict[str, Any]) -> None:
    """Of 财政所, in basic money; sent up."""
    operating = Appropriation.objects.filter(unit=staff.unit, year=YEAR, project=None, part="operating")
    lines = {line.economic_code: line for line in operating.select_related("unit", "office", "node")}
    entries = [ChangeEntry(side.value, fen(given["amount"]), lines[given[side.value]]) for side in (Side.OUT, Side.IN)]
    made = virement_create(actor=staff.who("BO"), unit=staff.unit, year=YEAR, reason=given["reason"], lines=entries)
    virement_act(actor=staff.who("BO"), virement=made, action="submit")
