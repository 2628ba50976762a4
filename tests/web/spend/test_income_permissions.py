"""Do the pages and steps of settlements, receipts and imports ask the matrix, in every post, of one's own office and unit and of others?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from web.permission_cases import Ask, Case, every, hold
from web.plan.making import YEAR
from web.spend.test_spend_permissions import appropriation, request_in
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.spend.models import ImportRow, LedgerImport, PaymentRequest, Receipt, Settlement, SettlementLine, Voucher
from wenxiao.web.spend.workflows.ledger_import import IMPORT_WORKFLOW
from wenxiao.web.spend.workflows.receipt import BY_COUNTER_ENTRY, RECEIPT_WORKFLOW
from wenxiao.web.spend.workflows.settlement import SETTLEMENT_WORKFLOW
from wenxiao.web.trail.services import attachment_keep

pytestmark = pytest.mark.django_db
Make = Callable[[Township, Unit, Office | None], Any]
OFFICES = ("own_office", "other_office", "other_unit")
UNITS = ("unit", "other_unit", "foreign_unit")
REASON = "票据抬头不对，请换开以后再报"


def settlement_in(state: str) -> Make:
    """Of an advance of 1 元 that was paid and wholly spent."""

    def make(township: Township, unit: Unit, office: Office | None) -> Settlement:
        request = request_in("paid")(township, unit, office)
        PaymentRequest.objects.filter(pk=request.pk).update(kind="advance", due=date(YEAR, 6, 1))
        made = Settlement.objects.create(request=request, unit=unit, office=request.office, year=YEAR, state=state)
        SettlementLine.objects.create(settlement=made, charge=request.charges.get(), actual=100)
        Voucher.objects.create(settlement=made, kind=Voucher.Kind.INVOICE, number="2", amount=100)
        return made

    return make


def receipt_in(state: str) -> Make:
    def make(township: Township, unit: Unit, office: Office | None) -> Receipt:  # noqa: ARG001
        return Receipt.objects.create(
            unit=unit, year=YEAR, number=f"{unit.code}-S1", kind="non_tax", fund="general", source="租金", amount=100,
            received_on=date(YEAR, 3, 1), payer="甲", reference="1", author="x", state=state,
        )  # fmt: skip

    return make


def import_in(state: str) -> Make:
    def make(township: Township, unit: Unit, office: Office | None) -> LedgerImport:  # noqa: ARG001
        of = Office.objects.create(unit=unit, code="09", name="别处的站所")
        made = LedgerImport.objects.create(
            unit=unit, year=YEAR, name="旧账.xlsx", author="x", state=state,
            attachment=attachment_keep(name="旧账.xlsx", media_type="application/octet-stream", content=unit.code.encode()),
        )  # fmt: skip
        ImportRow.objects.create(
            ledger_import=made, row=2, office=of, appropriation=appropriation(unit, of), day=date(YEAR, 1, 2), amount=100, payee="店",
            purpose="纸", voucher="记-1",
        )  # fmt: skip
        return made

    return make


def sent(action: str) -> Callable[[Any], Ask]:
    given = {"reason": REASON, "remitted_on": f"{YEAR}-03-02", "remitted_document": "缴 1"}
    return lambda made: Ask(f"{made.get_absolute_url()}/act/{action}", given)


def steps(workflow: Any, make: Callable[[str], Make], places: tuple[str, ...], but: frozenset[str] = frozenset()) -> list[Case]:
    return [
        Case(
            f"{workflow.title}：{way.title}", way.function, way.letter, make=make(way.sources[0]), ask=sent(way.action), roles=way.roles,
            places=places,
        )
        for way in workflow.transitions if way.action not in but
    ]  # fmt: skip


def rewritten(made: Settlement) -> Ask:
    paper = {"vouchers-0-kind": "invoice", "vouchers-0-serial": "3", "vouchers-0-amount": "0.5"}
    back = {"returned_reference": "2024-1", "returned_on": f"{YEAR}-03-02", "account": ""}
    return Ask(f"{made.get_absolute_url()}/edit", {"edition": "1", "lines-0-actual": "0.5", **paper, **back})


REGISTERED = {
    "kind": "unit_money", "fund": "unit_money", "source": "捐赠", "unplanned": "企业指定用途的捐赠", "amount": "1",
    "received_on": f"{YEAR}-03-01", "payer": "甲", "reference": "7",
}  # fmt: skip
CASES = (
    *steps(SETTLEMENT_WORKFLOW, settlement_in, OFFICES[:2]),
    *steps(RECEIPT_WORKFLOW, receipt_in, UNITS[:2], but=BY_COUNTER_ENTRY),
    *steps(IMPORT_WORKFLOW, import_in, UNITS[:2]),
    Case("看借款结算", "payment", "V", make=settlement_in("draft"), ask=lambda made: Ask(made.get_absolute_url()), places=OFFICES),
    Case("填借款结算", "payment", "E", make=settlement_in("draft"), ask=rewritten, places=OFFICES),
    Case("看收入", "bookkeeping", "V", make=receipt_in("verified"), ask=lambda made: Ask(made.get_absolute_url()), places=UNITS),
    Case(
        "冲销收入", "bookkeeping", "C", make=receipt_in("verified"), places=UNITS,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/counter", {"reference": "记-9", "reason": REASON}),
    ),
    Case(
        "登记收入", "bookkeeping", "C", make=receipt_in("verified"), places=("unit",),
        ask=lambda _: Ask("/spend/receipts/new", REGISTERED),
    ),
    Case("看旧账", "bookkeeping", "V", make=import_in("checked"), ask=lambda made: Ask(made.get_absolute_url()), places=UNITS),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_pages_and_steps_of_settlements_receipts_and_imports_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
