"""Is public spending paid by card or to the company, and an advance lent only to who has settled the last one?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from web.spend.lending import advance
from web.spend.spending import PAID, allotted, invoice, made_request, of_code, taken
from web.township import Township
from wenxiao.catalogue.card_codes import card_codes
from wenxiao.web.spend.models import PaymentRequest, Voucher
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def office_supplies(township: Township, amount: int = 10_000, **more: object) -> PaymentRequest:
    return made_request(township, amount, charges=[ChargeEntry(of_code("30201"), amount)], vouchers=[invoice(amount)], **more)


def told(refused: pytest.ExceptionInfo[Refused], field: str) -> str:
    [refusal] = refused.value.of(field)
    return refusal.message


def test_the_list_names_the_codes_of_the_notice() -> None:
    assert card_codes()["30201"] == "办公费"
    assert card_codes()["30211"] == "差旅费"
    assert "30101" not in card_codes()


@pytest.mark.parametrize("way", ["person", "cash"])
def test_what_the_list_names_is_not_paid_to_a_person_without_a_reason(year: Township, way: str) -> None:
    request = office_supplies(year, way=way)
    with pytest.raises(Refused) as refused:
        taken(year, request, "submit")
    assert "办公费（30201）在公务卡强制结算目录里" in told(refused, "way_reason")
    assert "财库〔2011〕160号" in told(refused, "way_reason")
    taken(year, office_supplies(year, way=way, way_reason="村里小卖部不能刷卡"), "submit")


def test_to_a_company_no_reason_is_asked(year: Township) -> None:
    assert taken(year, office_supplies(year), "submit").state == PaymentRequest.State.OFFICE


def test_a_card_repayment_says_whose_card_and_when_and_where_it_was_swiped_and_is_paid_to_the_card(year: Township) -> None:
    with pytest.raises(Refused) as refused:
        taken(year, office_supplies(year, kind="card", way="card", payee=""), "submit")
    assert told(refused, "card_holder") == "请写持卡人"
    assert "payee" not in {refusal.field for refusal in refused.value.refusals}
    assert "末四位" in told(refused, "card_tail")
    assert "请补上刷卡日期和商户" in told(refused, "vouchers")
    paper = VoucherEntry("invoice", "00000551", 10_000, day=clock.today(), merchant="青石文具店")
    request = made_request(
        year, 10_000, kind="card", way="card", card_holder="张三", card_tail="1234", payee="", vouchers=[paper],
        charges=[ChargeEntry(of_code("30201"), 10_000)],
    )  # fmt: skip
    assert request.payee == "张三（公务卡尾号 1234）"
    assert taken(year, request, "submit").state == PaymentRequest.State.OFFICE
    assert Voucher.objects.get(number="00000551").merchant == "青石文具店"


def test_a_card_repayment_that_goes_elsewhere_or_was_swiped_tomorrow_is_refused(year: Township) -> None:
    with pytest.raises(Refused, match="付款方式请选“公务卡”"):
        taken(year, office_supplies(year, kind="card", way="company"), "submit")
    paper = VoucherEntry("invoice", "00000552", 10_000, day=clock.today() + timedelta(days=1), merchant="青石文具店")
    request = made_request(
        year, 10_000, kind="card", way="card", card_holder="张三", card_tail="1234", vouchers=[paper],
        charges=[ChargeEntry(of_code("30201"), 10_000)],
    )  # fmt: skip
    with pytest.raises(Refused, match="还没有到"):
        taken(year, request, "submit")


def test_an_advance_is_lent_to_a_person_for_a_limited_time_without_papers(year: Township) -> None:
    with pytest.raises(Refused) as refused:
        taken(year, advance(year, way="company", due=None), "submit")
    assert "借款是借给个人的" in told(refused, "way")
    assert "最多 30 日" in told(refused, "due")
    with pytest.raises(Refused, match="长了 1 日"):
        taken(year, advance(year, days=31), "submit")
    with pytest.raises(Refused, match="已经过了"):
        taken(year, advance(year, days=-1), "submit")
    assert taken(year, advance(year), "submit").state == PaymentRequest.State.OFFICE


def test_only_an_advance_keeps_a_day_to_be_settled_by(year: Township) -> None:
    assert office_supplies(year, due=clock.today()).due is None


def test_who_has_not_settled_in_time_is_lent_nothing_more(year: Township) -> None:
    first = taken(year, advance(year, purpose="上次采购"), *PAID)
    taken(year, advance(year, payee="李四"), "submit")
    PaymentRequest.objects.filter(pk=first.pk).update(due=clock.today() - timedelta(days=3))
    with pytest.raises(Refused) as refused:
        taken(year, advance(year, payee="李 四"), "submit")
    assert f"{first.number}“上次采购” 100.00 元" in told(refused, "payee")
    assert "已经过期 3 日" in told(refused, "payee")
    assert taken(year, advance(year, payee="王五"), "submit").state == PaymentRequest.State.OFFICE
