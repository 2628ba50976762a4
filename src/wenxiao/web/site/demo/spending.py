"""How does the demonstration's office spend? The budget is allotted, and a few requests are on their way, each as far as its data say."""

from __future__ import annotations

from typing import Any

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Compilation
from wenxiao.web.site.demo.data import YEAR, fen, table
from wenxiao.web.site.demo.people import Staff
from wenxiao.web.spend.models import Allotment, Appropriation
from wenxiao.web.spend.services.allotments import allotment_act, allotment_create, lines_of_budget
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act, request_create

# Each step and who takes it; the clerk and the head are those of the office that asks.
WAY = {
    "submit": "HD", "approve_office": "HL", "approve_accountant": "AC", "approve_finance": "FH", "approve_vice": "VL",
    "send": "CA", "confirm": "CA", "book": "AC",
}  # fmt: skip


def allot(staff: Staff, compilation: Compilation) -> Allotment:
    """指标下达 by the bureau, broken down to executable lines by 预算绩效专管员."""
    given = table("spending")["allotment"]
    made = allotment_create(
        actor=staff.who("BO"), unit=staff.unit, year=compilation.year, document=given["document"], dated=given["dated"],
        summary=given["summary"], lines=lines_of_budget(staff.unit, compilation.year),
    )  # fmt: skip
    allotment_act(actor=staff.who("DF"), allotment=made, action="issue")
    allotment_act(actor=staff.who("BO"), allotment=made, action="break_down")
    return made


def spend(staff: Staff, *, to_the_end: bool = False) -> None:
    """Each as far as its data say, or all of them to the end."""
    for each in table("spending")["request"]:
        _ask(staff, each, "book" if to_the_end else each["done"])


def _ask(staff: Staff, each: dict[str, Any], done: str) -> None:
    request = request_create(
        actor=staff.who("HD", each["office"]), office=Office.objects.get(unit=staff.unit, code=each["office"]), year=YEAR,
        charges=[ChargeEntry(line_of(staff, each), fen(each["amount"]))], vouchers=papers(each),
        kind=each["kind"], purpose=each["purpose"], payee=each["payee"], payee_account=each.get("payee_account", ""),
    )  # fmt: skip
    if done == "draft":
        return
    for action, role in WAY.items():
        actor = staff.who(role, each["office"] if role in ("HD", "HL") else "")
        request_act(actor=actor, request=request, action=action, bank_reference=f"{request.number}-1" if action == "confirm" else "")
        if action == done:
            return


def line_of(staff: Staff, each: dict[str, Any]) -> Appropriation:
    """What the data of a request are charged to."""
    return Appropriation.objects.select_related("unit", "project", "office").get(
        unit=staff.unit, year=YEAR, project__name=each["project"], economic_code=each["economic_code"]
    )


def papers(each: dict[str, Any]) -> list[VoucherEntry]:
    return [VoucherEntry(paper["kind"], paper["number"], fen(paper["amount"]), paper["code"]) for paper in each["voucher"]]


def deciding(unit: Unit, amount: int) -> str:
    """Which approval an amount (分) needs."""
    if amount < unit.leader_limit:
        return "approve_vice"
    return "approve_mayor" if amount < unit.mayor_limit else "approve_collective"
