"""Does an advance come to its end: what was spent proved, what was not back on its line, and never a 分 more?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from web.plan.compiling import GENERAL
from web.plan.making import YEAR
from web.spend.lending import advance
from web.spend.spending import PAID, TO_PAY, allotted, invoice, made_request, node, of_code, taken
from web.township import Township
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.spend.models import Command, PaymentRequest, Settlement
from wenxiao.web.spend.queries.advances import unsettled_advances
from wenxiao.web.spend.services.requests import VoucherEntry, request_act
from wenxiao.web.spend.services.settlements import settlement_act, settlement_edit
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
BY = {"submit": "HD", "approve_office": "HL", "settle": "AC", "return_accountant": "AC"}
BACK = date(YEAR, 5, 6)
WAY = ("submit", "approve_office", "settle")


@pytest.fixture
def lent(township: Township) -> Settlement:
    """100 元 lent and paid."""
    allotted(township)
    return Settlement.objects.get(request=taken(township, advance(township, 10_000), *PAID))


def written(
    township: Township, found: Settlement, actual: int, papers: Sequence[VoucherEntry] | None = None, reference: str = "", **more: object
) -> Settlement:
    [charge] = found.request.charges.all()
    return settlement_edit(
        actor=township.actor("HD"), settlement=found, edition=found.edition, actuals={charge.pk: actual},
        vouchers=[invoice(actual)] if papers is None else papers, returned_reference=reference,
        returned_on=more.pop("returned_on", BACK) if reference else None, **more,
    )  # fmt: skip


def moved(township: Township, found: Settlement, *actions: str) -> Settlement:
    for action in actions:
        settlement_act(
            actor=township.actor(BY[action]), settlement=found, action=action, reason="票据不合要求，请重开" if "return" in action else ""
        )
    return found


def balances() -> list[tuple[int, int]]:
    return [(each.held, each.paid) for each in (of_code("30201").node, node("fund", GENERAL), node("unit"))]


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_an_advance_that_is_paid_waits_to_be_settled(lent: Settlement, township: Township) -> None:
    assert lent.state == Settlement.State.DRAFT
    [waiting] = unsettled_advances(township.unit, YEAR)
    assert (waiting, waiting.total) == (lent.request, 10_000)
    assert not unsettled_advances(township.unit, YEAR - 1)


def test_what_was_not_spent_goes_back_to_every_cap_it_was_paid_from(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 7_550, reference="2024-8-01"), *WAY)
    lent.refresh_from_db()
    assert (lent.state, lent.settled_on) == (Settlement.State.SETTLED, clock.today())
    assert balances() == [(0, 7_550)] * 3
    [back] = Command.objects.filter(kind="refund")
    assert (back.subject_kind, back.subject_id) == ("payment_request", str(lent.request_id))
    assert "2024-8-01" in back.reason
    assert not unsettled_advances(township.unit, YEAR)
    assert not recompute(asked).faults
    [told] = Entry.objects.filter(subject_kind="settlement", action="settle")
    assert told.details.items() >= {"借款": 10_000, "实际支出": 7_550, "银行回单": "2024-8-01"}.items()


def test_what_came_back_in_a_later_year_settles_the_advance_and_undoes_no_spending(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 7_550, reference="2025-1-01", returned_on=date(YEAR + 1, 1, 9)), *WAY)
    lent.refresh_from_db()
    assert lent.state == Settlement.State.SETTLED
    assert balances() == [(0, 10_000)] * 3
    [told] = Entry.objects.filter(subject_kind="settlement", action="settle")
    assert told.details["以前年度退款"] == "不冲减支出，缴回国库或财政专户"


def test_what_came_back_before_the_year_of_the_advance_is_refused(lent: Settlement, township: Township) -> None:
    written(township, lent, 7_550, reference="2023-1-01", returned_on=date(YEAR - 1, 12, 30))
    with pytest.raises(Refused, match="早于借款的"):
        moved(township, lent, "submit")


def test_all_of_it_spent_moves_no_money(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 10_000), *WAY)
    assert balances() == [(0, 10_000)] * 3
    assert not Command.objects.filter(kind="refund").exists()


def test_nothing_of_it_spent_gives_all_of_it_back(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 0, papers=[], reference="2024-8-02"), *WAY)
    assert balances() == [(0, 0)] * 3


def test_more_than_was_lent_is_refused_with_the_difference_and_the_way_out(lent: Settlement, township: Township) -> None:
    with pytest.raises(Refused) as refused:
        written(township, lent, 12_000)
    [refusal] = refused.value.of("lines.0.actual")
    assert "借了 100.00 元，实际支出 120.00 元，超出 20.00 元" in refusal.message
    assert "另填一份用款申请（一般支付）报销" in refusal.message
    assert not lent.lines.exists()


def test_papers_that_are_not_what_was_spent_are_refused_with_the_sums(lent: Settlement, township: Township) -> None:
    with pytest.raises(Refused, match=r"票据合计 120\.00 元，实际支出合计 100\.00 元，票据多 20\.00 元"):
        moved(township, written(township, lent, 10_000, papers=[invoice(12_000)]), "submit")
    with pytest.raises(Refused, match=r"票据合计 50\.00 元，实际支出合计 100\.00 元，票据少 50\.00 元"):
        moved(township, written(township, lent, 10_000, papers=[invoice(5_000)]), "submit")


def test_money_left_over_is_back_before_it_is_settled(lent: Settlement, township: Township) -> None:
    with pytest.raises(Refused, match=r"还剩 24\.50 元没有用"):
        moved(township, written(township, lent, 7_550), "submit")
    with pytest.raises(Refused, match="没有要退的钱"):
        moved(township, written(township, lent, 10_000, reference="2024-8-03"), "submit")


def test_an_invoice_serves_a_request_or_a_settlement_and_once(lent: Settlement, township: Township) -> None:
    used = made_request(township, 1_000, vouchers=[invoice(1_000, "00000088")])
    with pytest.raises(Refused, match=f"00000088 号票据已经用在 {used.number}"):
        written(township, lent, 10_000, papers=[invoice(10_000, "00000088")])
    written(township, lent, 10_000, papers=[invoice(10_000, "00000089")])
    with pytest.raises(Refused, match=f"00000089 号票据已经用在 {lent}"):
        made_request(township, 1_000, vouchers=[invoice(1_000, "00000089")])


def test_one_return_of_money_settles_one_advance(lent: Settlement, township: Township) -> None:
    written(township, lent, 7_550, reference="2024-8-04")
    other = Settlement.objects.get(request=taken(township, advance(township, 5_000, payee="王五"), *PAID))
    with pytest.raises(Refused, match="一笔退款只能结一笔借款"):
        written(township, other, 1_000, reference="2024-8-04")


def test_an_edit_of_what_a_colleague_changed_or_sent_up_is_refused(lent: Settlement, township: Township) -> None:
    written(township, lent, 9_000, reference="2024-8-05")
    [charge] = lent.request.charges.all()
    with pytest.raises(OutOfTurn):
        settlement_edit(actor=township.actor("HD"), settlement=lent, edition=1, actuals={charge.pk: 1}, vouchers=[invoice(1)])
    moved(township, lent, "submit")
    with pytest.raises(OutOfTurn):
        written(township, lent, 8_000, reference="2024-8-05")


def test_what_is_sent_back_is_written_and_sent_again(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 7_550, reference="2024-8-06"), "submit", "approve_office", "return_accountant")
    assert balances() == [(0, 10_000)] * 3
    moved(township, written(township, lent, 8_000, reference="2024-8-06"), *WAY)
    assert balances() == [(0, 8_000)] * 3


def test_settled_twice_gives_back_once(lent: Settlement, township: Township) -> None:
    found = moved(township, written(township, lent, 7_550, reference="2024-8-07"), *WAY)
    with pytest.raises(OutOfTurn):
        moved(township, found, "settle")
    assert balances() == [(0, 7_550)] * 3


def test_the_bank_cannot_send_back_what_is_being_settled(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 7_550, reference="2024-8-08"), "submit")
    with pytest.raises(Refused, match="请先把结算退回"):
        request_act(actor=township.actor("CA"), request=lent.request, action="bank_bounced", reason="收款账号有误，银行退回")


def test_an_advance_the_bank_sent_back_is_not_settled_before_it_is_paid_again(lent: Settlement, township: Township) -> None:
    taken(township, lent.request, "bank_bounced")
    with pytest.raises(Refused, match="付出以后才能结算"):
        moved(township, written(township, Settlement.objects.get(), 0, papers=[], reference="2024-8-09"), "submit")
    taken(township, lent.request, "send", "confirm")
    assert Settlement.objects.count() == 1


def test_who_wrote_it_does_not_approve_it(lent: Settlement, township: Township) -> None:
    moved(township, written(township, lent, 10_000), "submit")
    with pytest.raises(NotPermitted):
        settlement_act(actor=township.actor("HD"), settlement=lent, action="approve_office")


def test_an_advance_on_its_way_is_not_listed_as_out(township: Township) -> None:
    allotted(township)
    taken(township, advance(township), *TO_PAY)
    assert not Settlement.objects.exists()
    assert not unsettled_advances(township.unit, YEAR)


# ── pages ──


def test_a_clerk_settles_on_the_pages_and_what_is_wrong_stands_beside_it(lent: Settlement, signed_in: Callable[..., Client]) -> None:
    clerk = signed_in("HD")
    page = clerk.get("/spend/advances").content.decode()
    assert lent.request.number in page
    address = lent.get_absolute_url()
    typed = {
        "edition": "1", "lines-0-actual": "120", "account": "买了纸", "returned_reference": "", "returned_on": "",
        "vouchers-0-kind": "invoice", "vouchers-0-serial": "00000101", "vouchers-0-amount": "75.5",
    }  # fmt: skip
    answer = clerk.post(f"{address}/edit", typed)
    assert answer.status_code == 422
    assert "超出 20.00 元" in answer.content.decode()
    assert "买了纸" in answer.content.decode()
    more = {**typed, "lines-0-actual": "75.5", "returned_reference": "2024-8-10", "returned_on": f"{BACK}"}
    assert clerk.post(f"{address}/edit", {**more, "do": "add"}).status_code == 200
    assert clerk.post(f"{address}/edit", more).status_code == 302
    assert "24.50" in clerk.get(address).content.decode()
    for role, action in (("HD", "submit"), ("HL", "approve_office"), ("AC", "settle")):
        assert signed_in(role).post(f"{address}/act/{action}", {"reason": ""}).status_code == 302
    assert Settlement.objects.get().state == Settlement.State.SETTLED
    assert "最近结清的" in signed_in("AC").get("/spend/advances").content.decode()
    assert "已结清" in clerk.get(lent.request.get_absolute_url()).content.decode()
    assert PaymentRequest.objects.get(pk=lent.request_id).state == PaymentRequest.State.PAID


def test_the_list_of_advances_asks_the_same_number_of_questions_however_long(
    lent: Settlement, township: Township, signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for person in ("甲", "乙", "丙"):
        taken(township, advance(township, 1_000, payee=person), *PAID)
    client = signed_in("AC")
    assert lent.request.number in client.get("/spend/advances").content.decode()
    with django_assert_max_num_queries(16):
        client.get("/spend/advances")
