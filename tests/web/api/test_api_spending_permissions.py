"""Does every operation of spending ask the matrix? Each is asked in every post, over own and other offices and units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest

from web.api.operations import HERE, OFFICES, UNITS, Operation, hold, lists, looks, step, writes
from web.api.test_api_permissions import OPERATIONS as ELSEWHERE
from web.api.test_api_permissions import STEPS as STEPS_ELSEWHERE
from web.api.test_api_publishing import OPERATIONS as PUBLISHING
from web.api.test_api_publishing import STEPS as STEPS_OF_PUBLISHING
from web.permission_cases import PLACES, located, once
from web.plan.making import YEAR
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Compilation
from wenxiao.web.site.api import description
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import (
    Adjustment,
    Allotment,
    AllotmentLine,
    Appropriation,
    CashPlan,
    Charge,
    Node,
    PaymentRequest,
    Receipt,
    Refund,
    Settlement,
    Virement,
    Voucher,
    YearEnd,
)
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.spend.workflows.receipt import BY_COUNTER_ENTRY, RECEIPT_WORKFLOW
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.spend.workflows.settlement import SETTLEMENT_WORKFLOW
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW
from wenxiao.web.trail.workflow import Transition, Workflow

pytestmark = pytest.mark.django_db
STEP = {"reason": "票据抬头不对，请换开以后再报"}
ALLOTMENT, PAYMENT, BOOKS, CHANGES, YEAR_END = "allotment", "payment", "bookkeeping", "virement", "year_end"


@dataclass(frozen=True)
class World:
    """一个地方: a line with 100 元, a request that holds 1 元 of it, and a document; written past the services."""

    unit: Unit
    line: Appropriation
    cap: Node
    payment: PaymentRequest
    allotment: Allotment
    virement: Virement
    adjustment: Adjustment
    receipt: Receipt
    refund: Refund
    settlement: Settlement
    cash_plan: CashPlan
    year_end: YearEnd


CONTENT: dict[str, Any] = {"purpose": "沙袋", "payee": "商店", "charges": []}
LINE = {"function_code": "2010301", "economic_code": "30201", "fund": "general", "amount_fen": 100, "part": "operating"}
DOCUMENT = {"year": YEAR, "document": "追 2 号", "dated": f"{YEAR}-05-01", "source": "supplement", "lines": [LINE]}


CHANGE: dict[str, Any] = {"reason": "防汛沙袋不够，办公费有余", "lines": []}
ADJUST: dict[str, Any] = {**CHANGE, "cause": "total", "financing": "上级专项补助"}
RECEIVED = {
    "kind": "unit_money", "fund": "unit_money", "source": "房租", "unplanned": "批复的收入预算里没有这一项", "amount_fen": 100,
    "received_on": f"{YEAR}-05-01", "payer": "租户", "reference": "S-2",
}  # fmt: skip
LISTED: dict[str, Any] = {"edition": 0, "month": 5, "payees": []}
# Who works with a list of payees (services/payees.py): it is not shown whole for the letter alone.
WITH_LISTS = ("HD", "HL", "AC", "CA")


def refunded(world: World) -> dict[str, Any]:
    return {
        "appropriation": world.line.pk, "amount_fen": 1, "received": f"{YEAR}-05-01", "reason": "多付", "bank_reference": "R-1"
    }  # fmt: skip


def checked(world: World) -> dict[str, Any]:
    return {"year": YEAR, "charges": [{"appropriation": world.line.pk, "amount_fen": 1}]}


OPERATIONS = (
    lists("allotments", "allotments", ALLOTMENT),
    writes("allotment_create", "POST", ALLOTMENT, "C", "allotments", DOCUMENT, places=HERE),
    looks("allotment", "allotments/{world.allotment.pk}", ALLOTMENT),
    writes("allotment_lines", "PUT", ALLOTMENT, "EX", "allotments/{world.allotment.pk}/lines", {"lines": [LINE]}),
    lists("appropriations", "appropriations", ALLOTMENT),
    looks("appropriation", "appropriations/{world.line.pk}", ALLOTMENT, OFFICES),
    looks("caps", "units/{world.unit.code}/caps/2024", ALLOTMENT),
    looks("node_entries", "nodes/{world.line.node_id}/entries", ALLOTMENT, OFFICES),
    looks("node_entries", "nodes/{world.cap.pk}/entries", ALLOTMENT),
    lists("execution", "units/{world.unit.code}/execution/2024", ALLOTMENT, UNITS),
    lists("payments", "payments", PAYMENT),
    writes("payment_create", "POST", PAYMENT, "C", "payments", {**CONTENT, "year": YEAR}, places=("own_office",)),
    writes("payment_check", "POST", PAYMENT, "C", "payments/check", checked, places=("own_office",)),
    looks("payment", "payments/{world.payment.number}", PAYMENT, OFFICES),
    looks("payees", "payments/{world.payment.number}/payees", PAYMENT, OFFICES),
    writes("payees_whole", "POST", PAYMENT, "EAX", "payments/{world.payment.number}/payees/show", None, places=OFFICES, roles=WITH_LISTS),
    writes("payees_put", "PUT", PAYMENT, "E", "payments/{world.payment.number}/payees", LISTED, places=OFFICES),
    looks("refunds", "payments/{world.payment.number}/refunds", PAYMENT, OFFICES),
    writes("refund_new", "POST", PAYMENT, "X", "payments/{world.payment.number}/refunds", refunded, places=OFFICES),
    lists("settlements", "settlements", PAYMENT),
    looks("settlement", "settlements/{world.payment.number}", PAYMENT, OFFICES),
    writes("settlement_put", "PUT", PAYMENT, "E", "settlements/{world.payment.number}", {"edition": 1, "lines": []}, places=OFFICES),
    lists("receipts", "receipts", BOOKS),
    writes("receipt_new", "POST", BOOKS, "C", "receipts", RECEIVED, places=HERE),
    looks("receipt", "receipts/{world.receipt.number}", BOOKS),
    writes("receipt_against", "POST", BOOKS, "C", "receipts/{world.receipt.number}/counter", {"reference": "R", "reason": "记错了"}),
    looks("revenue_sides", "units/{world.unit.code}/revenue/2024", BOOKS),
    lists("virements", "virements", CHANGES),
    writes("virement_new", "POST", CHANGES, "C", "virements", {**CHANGE, "year": YEAR}, places=("own_office",), roles=("HD", "BO")),
    looks("virement", "virements/{world.virement.number}", CHANGES, OFFICES),
    writes("virement_change", "PUT", CHANGES, "C", "virements/{world.virement.number}", {**CHANGE, "edition": 1}, places=OFFICES),
    lists("adjustments", "adjustments", CHANGES),
    writes("adjustment_new", "POST", CHANGES, "C", "adjustments", {**ADJUST, "year": YEAR}, places=HERE),
    looks("adjustment", "adjustments/{world.adjustment.number}", CHANGES),
    writes("adjustment_change", "PUT", CHANGES, "C", "adjustments/{world.adjustment.number}", {**ADJUST, "edition": 1}),
    lists("cash_plans", "cash-plans", ALLOTMENT),
    writes("cash_plan_new", "POST", ALLOTMENT, "C", "cash-plans", {"year": YEAR, "rhythm": "month"}, places=HERE),
    looks("cash_plan", "cash-plans/{world.cash_plan.pk}", ALLOTMENT),
    writes("cash_plan_put", "PUT", ALLOTMENT, "E", "cash-plans/{world.cash_plan.pk}", {"edition": 1, "cells": []}),
    looks("month_report", "units/{world.unit.code}/months/2024/3", ALLOTMENT),
    lists("year_ends", "year-ends", YEAR_END),
    writes("year_end_new", "POST", YEAR_END, "C", "year-ends", {"year": YEAR}, places=HERE),
    looks("year_end", "year-ends/{world.year_end.pk}", YEAR_END),
    writes(
        "year_end_decisions", "PUT", YEAR_END, "E", "year-ends/{world.year_end.pk}/decisions",
        {"decisions": [{"line": 1, "decision": "lapse"}]},
    ),
    writes("payment_edit", "PUT", PAYMENT, "E", "payments/{world.payment.number}", {**CONTENT, "edition": 1}, places=OFFICES),
)  # fmt: skip


def steps(
    id: str, workflow: Workflow, name: str, path: str, places: tuple[str, ...], *, without: frozenset[str] = frozenset(), **more: str
) -> Iterator[Operation]:
    """One a transition: the world's object of that name is put into its first source, and the step asked for."""
    for way in workflow.transitions:
        if way.action not in without:
            yield step(id, way, partial(stepped, name, path, way, more), places)


def stepped(name: str, path: str, way: Transition, more: dict[str, str], world: World) -> tuple[str, Any]:
    found = getattr(world, name)
    type(found).objects.filter(pk=found.pk).update(state=way.sources[0])
    return f"{path.format(world=world)}/act/{way.action}", {**STEP, **more}


STEPS = (
    *steps("payment_act", REQUEST_WORKFLOW, "payment", "payments/{world.payment.number}", OFFICES, bank_reference="2024-7"),
    *steps("allotment_act", ALLOTMENT_WORKFLOW, "allotment", "allotments/{world.allotment.pk}", UNITS),
    *steps("virement_step", VIREMENT_WORKFLOW, "virement", "virements/{world.virement.number}", OFFICES),
    *steps("adjustment_step", ADJUSTMENT_WORKFLOW, "adjustment", "adjustments/{world.adjustment.number}", UNITS),
    *steps("receipt_step", RECEIPT_WORKFLOW, "receipt", "receipts/{world.receipt.number}", UNITS, without=BY_COUNTER_ENTRY),
    *steps("refund_step", REFUND_WORKFLOW, "refund", "refunds/{world.refund.pk}", OFFICES),
    *steps("settlement_step", SETTLEMENT_WORKFLOW, "settlement", "settlements/{world.payment.number}", OFFICES),
    *steps("cash_plan_step", CASH_PLAN_WORKFLOW, "cash_plan", "cash-plans/{world.cash_plan.pk}", UNITS),
    *steps("year_end_step", YEAR_END_WORKFLOW, "year_end", "year-ends/{world.year_end.pk}", UNITS),
)


def test_every_operation_of_the_interface_is_held_against_the_matrix() -> None:
    declared = [operation["operationId"] for methods in description()["paths"].values() for operation in methods.values()]
    assert len(declared) == len(set(declared))
    assert set(declared) == {each.id for each in (*OPERATIONS, *STEPS, *ELSEWHERE, *STEPS_ELSEWHERE, *PUBLISHING, *STEPS_OF_PUBLISHING)}


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in PLACES])
def test_every_operation_and_step_of_spending_asks_the_matrix_in_every_post(place: str, township: Township) -> None:
    hold((*OPERATIONS, *STEPS), place, township, made_world(township, place))


def made_world(township: Township, place: str) -> World:
    unit, office = located(township, place)
    office = office or Office.objects.create(unit=unit, code="09", name="另一个站所")
    return standing(office, Compilation.objects.create(unit=unit, year=YEAR, state=Compilation.State.PREPARING))


def standing(office: Office, compilation: Compilation) -> World:
    unit = office.unit
    named = {Node.Kind.LINE: "日常公用经费", Node.Kind.UNIT: f"{YEAR} 年总额"}
    nodes = [Node.objects.create(unit=unit.code, year=YEAR, kind=kind, element="", name=name) for kind, name in named.items()]
    legs = [Leg(node.pk, "allot", 10_000) for node in nodes]
    ledger_post(actor=Machine(), kind="allot", key=f"{unit.code} allot", subject=compilation, legs=legs)
    line = Appropriation.objects.create(
        unit=unit, year=YEAR, compilation=compilation, office=office, part="operating", function_code="2010301", economic_code="30201",
        fund="general", node=nodes[0],
    )  # fmt: skip
    payment = PaymentRequest.objects.create(
        unit=unit, office=office, year=YEAR, number=f"{unit.code}-{YEAR}-Z00001", purpose="沙袋", payee="商店", state="draft", round=1,
        author="x",
    )  # fmt: skip
    Charge.objects.create(request=payment, appropriation=line, amount=100)
    Voucher.objects.create(request=payment, kind=Voucher.Kind.INVOICE, number="1", amount=100)
    ledger_post(actor=Machine(), kind="hold", key=payment.key, subject=payment, legs=[Leg(node.pk, "hold", 100) for node in nodes])
    allotment = Allotment.objects.create(
        unit=unit, year=YEAR, document="追 1 号", dated=date(YEAR, 2, 1), source=Allotment.Source.SUPPLEMENT, state="draft", author="x"
    )
    AllotmentLine.objects.create(
        allotment=allotment, part="operating", function_code="2010301", economic_code="30201", fund="general", amount=100
    )
    virement = Virement.objects.create(unit=unit, office=office, year=YEAR, number=f"{unit.code}-V1", reason="x", author="x", state="draft")
    adjustment = Adjustment.objects.create(
        unit=unit, year=YEAR, number=f"{unit.code}-A1", cause="total", reason="x", financing="x", author="x", state="draft"
    )
    receipt = Receipt.objects.create(
        unit=unit, year=YEAR, number=f"{unit.code}-S1", kind="unit_money", fund="unit_money", source="房租", amount=100,
        received_on=date(YEAR, 5, 1), payer="租户", reference="S-1", author="x", state="registered",
    )  # fmt: skip
    refund = Refund.objects.create(
        unit=unit, office=office, request=payment, appropriation=line, amount=1, received=date(YEAR, 5, 1), reason="x",
        bank_reference="R-0", author="x", state="registered",
    )  # fmt: skip
    settlement = Settlement.objects.create(unit=unit, office=office, request=payment, year=YEAR, state="draft")
    cash_plan = CashPlan.objects.create(unit=unit, year=YEAR, rhythm="month", author="x", state="draft")
    year_end = YearEnd.objects.create(unit=unit, year=YEAR, author="x", state="draft")
    return World(
        unit, line, nodes[1], payment, allotment, virement, adjustment, receipt, refund, settlement, cash_plan, year_end
    )  # fmt: skip
