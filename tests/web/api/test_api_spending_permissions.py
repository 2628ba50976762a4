"""Does every operation of spending ask the matrix? Each is asked in every post, over own and other offices and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from web.api.operations import HERE, OFFICES, UNITS, Operation, hold, lists, looks, step, writes
from web.api.test_api_permissions import OPERATIONS as ELSEWHERE
from web.api.test_api_permissions import STEPS as STEPS_ELSEWHERE
from web.conftest import Township
from web.permission_cases import PLACES, located, once
from web.plan.making import YEAR
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Compilation
from wenxiao.web.site.api import description
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation, Charge, Node, PaymentRequest, Voucher
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail.workflow import Transition

pytestmark = pytest.mark.django_db
STEP = {"reason": "票据抬头不对，请换开以后再报"}
ALLOTMENT, PAYMENT = "allotment", "payment"


@dataclass(frozen=True)
class World:
    """一个地方: a line with 100 元, a request that holds 1 元 of it, and a document; written past the services."""

    unit: Unit
    line: Appropriation
    cap: Node
    payment: PaymentRequest
    allotment: Allotment


CONTENT: dict[str, Any] = {"purpose": "沙袋", "payee": "商店", "charges": []}
LINE = {"function_code": "2010301", "economic_code": "30201", "fund": "general", "amount_fen": 100, "part": "operating"}
DOCUMENT = {"year": YEAR, "document": "追 2 号", "dated": f"{YEAR}-05-01", "source": "supplement", "lines": [LINE]}


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
    writes("payment_edit", "PUT", PAYMENT, "E", "payments/{world.payment.number}", {**CONTENT, "edition": 1}, places=OFFICES),
)  # fmt: skip


def payment_step(way: Transition) -> Operation:
    def ask(world: World) -> tuple[str, Any]:
        PaymentRequest.objects.filter(pk=world.payment.pk).update(state=way.sources[0])
        return f"payments/{world.payment.number}/act/{way.action}", {**STEP, "bank_reference": "2024-7"}

    return step("payment_act", way, ask, OFFICES)


def allotment_step(way: Transition) -> Operation:
    def ask(world: World) -> tuple[str, Any]:
        Allotment.objects.filter(pk=world.allotment.pk).update(state=way.sources[0])
        return f"allotments/{world.allotment.pk}/act/{way.action}", STEP

    return step("allotment_act", way, ask, UNITS)


STEPS = (
    *(payment_step(way) for way in REQUEST_WORKFLOW.transitions),
    *(allotment_step(way) for way in ALLOTMENT_WORKFLOW.transitions),
)


def test_every_operation_of_the_interface_is_held_against_the_matrix() -> None:
    declared = [operation["operationId"] for methods in description()["paths"].values() for operation in methods.values()]
    assert len(declared) == len(set(declared))
    assert set(declared) == {each.id for each in (*OPERATIONS, *STEPS, *ELSEWHERE, *STEPS_ELSEWHERE)}


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
    return World(unit, line, nodes[1], payment, allotment)
