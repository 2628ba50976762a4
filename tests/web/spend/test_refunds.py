"""Does money that came back in its year become money to spend, once, confirmed by another, and never more than was paid?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from web.plan.making import YEAR
from web.spend.spending import PAID, TO_PAY, allotted, made_request, node, of_project, taken
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import PaymentRequest, Refund
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def registered(year: Township, request: PaymentRequest, amount: int = 30_000, **more: object) -> Refund:
    values = {"received": date(YEAR, 5, 6), "reason": "多付的材料款", "bank_reference": "H-1", **more}
    return refund_register(actor=year.actor("CA"), request=request, appropriation=of_project(), amount=amount, **values)  # type: ignore[arg-type]


def paid() -> tuple[int, int]:
    assert node("unit").paid == of_project().node.paid
    return of_project().node.paid, of_project().node.available


@pytest.mark.parametrize("booked", [False, True])
def test_a_confirmed_refund_can_be_spent_again(year: Township, booked: bool) -> None:
    request = taken(year, made_request(year, 100_000), *PAID, *(["book"] if booked else []))
    before = paid()
    refund = registered(year, request)
    assert str(refund) == f"{request.number} 的退款 300.00 元"
    assert paid() == before
    refund_act(actor=year.actor("AC"), refund=refund, action="confirm")
    assert paid() == (70_000, before[1] + 30_000)

    def asked(statement: str) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    assert not recompute(asked).faults


def test_who_registered_it_does_not_confirm_it(year: Township) -> None:
    refund = registered(year, taken(year, made_request(year, 100_000), *PAID))
    with pytest.raises(NotPermitted):
        refund_act(actor=year.actor("CA"), refund=refund, action="confirm")
    with pytest.raises(NotPermitted):
        refund_register(
            actor=year.actor("AC"), request=refund.request, appropriation=of_project(), amount=1, received=date(YEAR, 5, 6), reason="退",
            bank_reference="H-2",
        )  # fmt: skip
    assert paid()[0] == 100_000


def test_a_day_before_the_year_of_the_payment_is_a_slip_and_not_an_old_refund(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID)
    with pytest.raises(Refused, match="还没有到付款的"):
        registered(year, request, received=date(YEAR - 1, 5, 6))


def test_confirming_twice_gives_back_once(year: Township) -> None:
    refund = registered(year, taken(year, made_request(year, 100_000), *PAID))
    stale = Refund.objects.get(pk=refund.pk)
    refund_act(actor=year.actor("AC"), refund=refund, action="confirm")
    with pytest.raises(OutOfTurn):
        refund_act(actor=year.actor("AC"), refund=stale, action="confirm")
    assert paid()[0] == 70_000


def test_no_more_comes_back_than_was_paid_counting_what_waits(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID)
    with pytest.raises(Refused, match=r"已付未退 1,000\.00 元，要退 1,000\.01 元，多 0\.01 元"):
        registered(year, request, 100_001)
    registered(year, request, 60_000)
    with pytest.raises(Refused, match=r"另有 600\.00 元退款待确认.*多 200\.00 元"):
        registered(year, request, 60_000, bank_reference="H-2")


def test_the_same_bank_reference_is_registered_once(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID)
    first = registered(year, request, 1_000)
    with pytest.raises(Refused, match="H-1 已经登记"):
        registered(year, request, 1_000)
    refund_act(actor=year.actor("CA"), refund=first, action="withdraw", reason="登记错了申请，重新登记")
    registered(year, request, 1_000)


def test_what_is_not_paid_yet_has_nothing_to_come_back(year: Township) -> None:
    with pytest.raises(Refused, match="待支付"):
        registered(year, taken(year, made_request(year, 100_000), *TO_PAY))


def test_money_of_a_past_year_goes_to_the_treasury(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID)
    with pytest.raises(Refused, match="缴回国库"):
        registered(year, request, received=date(YEAR + 1, 1, 8))
    refund = registered(year, request)
    ledger_post(actor=year.actor("FH"), kind="close", key="关账", subject=request, legs=[Leg(of_project().node_id, "close", 0)])
    with pytest.raises(Refused, match=f"{YEAR} 年已经关账.*缴回国库"):
        refund_act(actor=year.actor("AC"), refund=refund, action="confirm")
    assert paid()[0] == 100_000
