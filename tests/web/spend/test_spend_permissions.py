"""Does every page and step of spending ask the matrix, in every post, of one's own office and unit and of others?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from web.permission_cases import Ask, Case, every, hold
from web.plan.compiling import brought
from web.plan.making import YEAR, meeting
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation, Charge, Node, PaymentRequest, Voucher
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW

pytestmark = pytest.mark.django_db
Make = Callable[[Township, Unit, Office | None], Any]
OFFICES = ("own_office", "other_office", "other_unit")
UNITS = ("unit", "other_unit", "foreign_unit")
REASON = "票据抬头不对，请换开以后再报"
DRAFTS = (PaymentRequest.State.DRAFT, PaymentRequest.State.RETURNED)


def appropriation(unit: Unit, office: Office | None) -> Appropriation:
    """A line with 100 元, written past the services, so that nobody has had a hand in it."""
    compilation = Compilation.objects.create(unit=unit, year=YEAR, state=Compilation.State.ALLOCATED)
    node = Node.objects.create(unit=unit.code, year=YEAR, kind=Node.Kind.LINE, element="operating", name="日常公用经费")
    ledger_post(actor=Machine(), kind="allot", key=f"{unit.code} allot", subject=compilation, legs=[Leg(node.pk, "allot", 10_000)])
    return Appropriation.objects.create(
        unit=unit, year=YEAR, compilation=compilation, office=office, part="operating", function_code="2010301", economic_code="30201",
        fund="general", node=node,
    )  # fmt: skip


def request_in(state: str) -> Make:
    def make(township: Township, unit: Unit, office: Office | None) -> PaymentRequest:
        office = office or Office.objects.create(unit=unit, code="09", name="别处的站所")
        line = appropriation(unit, office)
        made = PaymentRequest.objects.create(
            unit=unit,
            office=office,
            year=YEAR,
            number=f"{unit.code}-{YEAR}-Z00001",
            purpose="沙袋",
            payee="商店",
            state=state,
            round=1,
            author="x",
        )
        Charge.objects.create(request=made, appropriation=line, amount=100)
        Voucher.objects.create(request=made, kind=Voucher.Kind.INVOICE, number="1", amount=100)
        if state not in DRAFTS:
            ledger_post(actor=Machine(), kind="hold", key=made.key, subject=made, legs=[Leg(line.node_id, "hold", 100)])
        if state in (PaymentRequest.State.PAID, PaymentRequest.State.BOOKED):
            ledger_post(actor=Machine(), kind="pay", key=f"{made.key}/pay/1", subject=made, legs=[Leg(line.node_id, "pay", 100)])
        made.minutes = meeting(township, kind=Meeting.Kind.LEADING_GROUP).pk  # type: ignore[attr-defined]
        Meeting.objects.filter(pk=made.minutes).update(unit=unit)  # type: ignore[attr-defined]
        made.line = line.pk  # type: ignore[attr-defined]
        return made

    return make


def sent(action: str) -> Callable[[Any], Ask]:
    def ask(made: Any) -> Ask:
        return Ask(f"{made.get_absolute_url()}/act/{action}", {"reason": REASON, "minutes": str(made.minutes), "bank_reference": "2024-7"})

    return ask


def changed(made: Any) -> Ask:
    data = {"kind": "ordinary", "purpose": "沙袋二", "payee": "商店", "edition": "1"}
    return Ask(f"{made.get_absolute_url()}/edit", {**data, "charges-0-appropriation": str(made.line), "charges-0-amount": "1"})


def document(state: str) -> Make:
    def make(township: Township, unit: Unit, _office: Office | None) -> Allotment:  # noqa: ARG001
        made = Allotment.objects.create(
            unit=unit, year=YEAR, document="追 1 号", dated=date(YEAR, 2, 1), source=Allotment.Source.SUPPLEMENT, state=state, author="x"
        )
        AllotmentLine.objects.create(
            allotment=made, part="operating", function_code="2010301", economic_code="30201", fund="general", amount=100
        )
        return made

    return make


def of_the_budget(state: str) -> Make:
    """A document that carries out an approved budget, which only the own unit has."""

    def make(township: Township, unit: Unit, office: Office | None) -> Allotment:
        brought(township, Compilation.State.ALLOCATED)
        return document(state)(township, unit, office)  # type: ignore[no-any-return]

    return make


STEPS = tuple(
    Case(
        f"用款{way.title}", way.function, way.letter, make=request_in(way.sources[0]), ask=sent(way.action), roles=way.roles, places=OFFICES
    )
    for way in REQUEST_WORKFLOW.transitions
)
PAGES = (
    Case("看申请", "payment", "V", make=request_in("draft"), ask=lambda made: Ask(made.get_absolute_url()), places=OFFICES),
    Case("改申请", "payment", "E", make=request_in("draft"), ask=changed, places=OFFICES),
    Case("看支出指标", "allotment", "V", make=request_in("draft"), ask=lambda made: Ask(f"/spend/books/{made.line}"), places=OFFICES),
    Case("看指标文", "allotment", "V", make=document("draft"), ask=lambda made: Ask(made.get_absolute_url()), places=UNITS),
    *(
        Case(
            way.title, way.function, way.letter, make=of_the_budget(way.sources[0]), places=("unit",), roles=way.roles,
            ask=lambda made, action=way.action: Ask(f"{made.get_absolute_url()}/act/{action}", {"reason": ""}),
        )
        for way in ALLOTMENT_WORKFLOW.transitions if not way.reason
    ),
    Case(
        "作废重录指标文", "allotment", "E", make=document("draft"), places=UNITS, roles=ALLOTMENT_WORKFLOW.transition("discard").roles,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/act/discard", {"reason": REASON}),
    ),
    Case(
        "作废指标文", "allotment", "X", make=document("draft"), places=UNITS, roles=ALLOTMENT_WORKFLOW.transition("withdraw").roles,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/act/withdraw", {"reason": REASON}),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every((*STEPS, *PAGES)))
def test_pages_and_steps_of_spending_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
