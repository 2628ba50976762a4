"""Does a payment from the limit on have its contract, and do all payments together stay within it?"""

from __future__ import annotations

from datetime import date

import pytest

from web.plan.making import YEAR
from web.spend.lending import advance
from web.spend.paid_lists import answer, sent
from web.spend.spending import PAID, TO_PAY, allotted, invoice, made_request, of_code, taken
from web.township import Township
from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.contracts import contract_codes
from wenxiao.web.spend.models import PaymentRequest, Settlement, Voucher
from wenxiao.web.spend.queries.caps import legs_for
from wenxiao.web.spend.services.bank import bank_result_take
from wenxiao.web.spend.services.payees import payee_give_up
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act
from wenxiao.web.spend.services.settlements import settlement_act, settlement_edit
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def contract(amount: int, number: str = "青采〔2024〕7 号") -> VoucherEntry:
    return VoucherEntry(Voucher.Kind.CONTRACT.value, number, amount)


def supplemented(year: Township, amount: int) -> None:
    """As much more on the office's line and the caps above it."""
    line = of_code("30201")
    ledger_post(
        actor=year.actor("DF"), kind="allot", key="追加", subject=line, legs=legs_for([(line, amount * 3)], "supplement", clock.today())
    )


def bought(year: Township, amount: int, *papers: VoucherEntry) -> PaymentRequest:
    return made_request(year, amount, vouchers=[invoice(amount), *papers], charges=[ChargeEntry(of_code("30201"), amount)])


def test_goods_from_the_limit_on_need_a_contract(year: Township) -> None:
    least = limit("合同起点") * 100
    supplemented(year, least)
    taken(year, bought(year, least - 1), "submit")
    with pytest.raises(Refused, match=f"达到 {Money(least)} 元，要有合同"):
        taken(year, bought(year, least), "submit")
    taken(year, bought(year, least, contract(least)), "submit")


def test_what_is_no_purchase_needs_none() -> None:
    assert not contract_codes() & {"30101", "30211", "30217", "30305"}


def test_payments_under_a_contract_stay_within_its_amount(year: Township) -> None:
    taken(year, bought(year, 600, contract(1_000)), "submit")
    second = bought(year, 401, contract(1_000))
    with pytest.raises(Refused, match=r"金额 10\.00 元，已经申请 6\.00 元，这次 4\.01 元，超出 0\.01 元"):
        taken(year, second, "submit")
    taken(year, bought(year, 400, contract(1_000)), "submit")


def test_what_was_sent_back_does_not_count_under_the_contract(year: Township) -> None:
    first = taken(year, bought(year, 600, contract(1_000)), "submit")
    request_act(actor=year.actor("HL"), request=first, action="return_office", reason="发票抬头不对，请换开")
    taken(year, bought(year, 1_000, contract(1_000)), "submit")
    with pytest.raises(Refused, match=r"超出 6\.00 元"):
        taken(year, first, "submit")


def test_what_came_back_does_not_count_under_the_contract(year: Township) -> None:
    paid = taken(year, bought(year, 600, contract(1_000)), *PAID)
    refund = refund_register(
        actor=year.actor("CA"), request=paid, appropriation=of_code("30201"), amount=200, received=date(YEAR, 5, 6), reason="多付了",
        bank_reference="H-1",
    )  # fmt: skip
    with pytest.raises(Refused, match=r"超出 2\.00 元"):
        taken(year, bought(year, 600, contract(1_000)), "submit")
    refund_act(actor=year.actor("AC"), refund=refund, action="confirm")
    taken(year, bought(year, 600, contract(1_000)), "submit")


def test_who_is_given_up_and_what_an_advance_gave_back_do_not_count_under_the_contract(year: Township) -> None:
    paid = taken(year, bought(year, 600, contract(1_000)), *TO_PAY)
    bank_result_take(actor=year.actor("CA"), unit=year.unit, name="回单.csv", content=answer(sent(year, paid).lines.all(), 1))
    payee_give_up(actor=year.actor("CA"), payee=paid.payees.get(), reason="商店已经注销，不再支付")
    lent = taken(year, advance(year, 1_000, charges=[ChargeEntry(of_code("30201"), 1_000)], papers=[contract(1_000)]), *PAID)
    with pytest.raises(Refused, match=r"已经申请 10\.00 元.*超出 6\.00 元"):
        taken(year, bought(year, 600, contract(1_000)), "submit")
    settled(year, Settlement.objects.get(request=lent), 400)
    taken(year, bought(year, 600, contract(1_000)), "submit")


def settled(year: Township, found: Settlement, actual: int) -> None:
    [charge] = found.request.charges.all()
    settlement_edit(
        actor=year.actor("HD"), settlement=found, edition=found.edition, actuals={charge.pk: actual}, vouchers=[invoice(actual)],
        returned_reference="T-1", returned_on=date(YEAR, 5, 6),
    )  # fmt: skip
    for action, role in (("submit", "HD"), ("approve_office", "HL"), ("settle", "AC")):
        settlement_act(actor=year.actor(role), settlement=found, action=action)


def test_a_contract_does_not_grow_by_being_written_otherwise(year: Township) -> None:
    taken(year, bought(year, 600, contract(1_000)), "submit")
    with pytest.raises(Refused, match="以前写的合同金额是"):
        taken(year, bought(year, 600, contract(2_000)), "submit")


@pytest.mark.parametrize(
    ("papers", "told"), [((contract(0),), "没有写合同金额"), ((contract(1_000), contract(1_000, "青采 8 号")), "只能写一个合同号")]
)
def test_a_contract_says_what_it_is_worth_and_stands_alone(year: Township, papers: tuple[VoucherEntry, ...], told: str) -> None:
    with pytest.raises(Refused, match=told):
        taken(year, bought(year, 600, *papers), "submit")
