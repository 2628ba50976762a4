"""Does money that came in stand in the books once, checked by another, handed on in time, and do both sides tie?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.models import Sum
from django.test import Client

from web.plan.compiling import WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, allotted, made_request, node, taken
from web.spend.test_year_ends import decided, ended, moved
from web.township import Township
from wenxiao.catalogue.limits import limit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.models import Appropriation, Charge, PaymentRequest, Receipt
from wenxiao.web.spend.queries.revenue import REMITTING, both_sides, days_late
from wenxiao.web.spend.services.receipts import receipt_act, receipt_counter, receipt_register
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
DAY = date(YEAR, 3, 1)
WRONG = "银行更正了这一笔的付款人"


def registered(township: Township, amount: int = 50_000, **more: object) -> Receipt:
    values = {
        "kind": "unit_money", "fund": "unit_money", "source": Fund.UNIT_MONEY.label, "received_on": DAY, "payer": "青石村",
        "reference": f"2024-{Receipt.objects.count() + 1:04d}", **more,
    }  # fmt: skip
    return receipt_register(actor=township.actor("AC"), unit=township.unit, amount=amount, **values)  # type: ignore[arg-type]


def collected(township: Township, amount: int = 80_000, **more: object) -> Receipt:
    values = {"kind": "non_tax", "fund": "general", "source": "资产出租收入", "unplanned": "国有资产出租，非税收入", **more}
    made = registered(township, amount, **values)
    receipt_act(actor=township.actor("FH"), receipt=made, action="check_collected")
    return made


def checked(township: Township, found: Receipt) -> Receipt:
    receipt_act(actor=township.actor("FH"), receipt=found, action="check")
    return found


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_what_is_registered_counts_once_it_is_checked(year: Township) -> None:
    made = registered(year)
    assert both_sides(year.unit, YEAR).received == 0
    checked(year, made)
    [unit_money] = [each for each in both_sides(year.unit, YEAR).revenue if each.fund == Fund.UNIT_MONEY]
    assert (unit_money.planned, unit_money.received, unit_money.left) == (0, 50_000, -50_000)
    assert made.number == f"{year.unit.code}-{YEAR}-S00001"


def test_who_registers_does_not_check_and_the_cashier_does_neither(year: Township) -> None:
    with pytest.raises(NotPermitted):
        receipt_register(
            actor=year.actor("CA"), unit=year.unit, kind="unit_money", fund="unit_money", source="单位资金", amount=1, received_on=DAY,
            payer="甲", reference="1",
        )  # fmt: skip
    made = registered(year)
    for role in ("AC", "CA"):
        with pytest.raises(NotPermitted):
            receipt_act(actor=year.actor(role), receipt=made, action="check")


def test_the_treasurys_money_is_not_typed_but_taken_from_the_ledger(year: Township) -> None:
    with pytest.raises(Refused, match="由国库集中支付，钱不到单位账户") as refused:
        registered(year, kind="other", fund="general")
    assert refused.value.of("fund")
    taken(year, made_request(year, 100_000), *PAID)
    [general] = [each for each in both_sides(year.unit, YEAR).revenue if each.fund == Fund.GENERAL]
    assert general.derived
    assert (general.planned, general.received, general.left) == (WHOLE, 100_000, WHOLE - 100_000)
    assert [(each.source, each.received) for each in general.sources] == [(Fund.GENERAL.label, 100_000)]


def test_both_sides_tie_to_the_ledger_and_to_the_requests(year: Township) -> None:
    taken(year, made_request(year, 100_000), *PAID)
    taken(year, made_request(year, 40_000), *PAID, "bank_bounced")
    checked(year, registered(year, 50_000))
    collected(year)
    both = both_sides(year.unit, YEAR)
    paid_requests = Charge.objects.filter(request__state__in=(PaymentRequest.State.PAID, PaymentRequest.State.BOOKED))
    assert both.paid == node("unit").paid == paid_requests.aggregate(whole=Sum("amount"))["whole"] == 100_000
    assert {each.fund: each.paid for each in both.spending} == {
        Fund(fund): paid for fund, paid in Appropriation.objects.order_by().values_list("fund").annotate(Sum("node__paid"))
    }
    assert both.received - both.paid == sum(both.balance(fund) for fund in Fund) == 50_000
    assert both.balance(Fund.GENERAL) == 0
    assert both.received == sum(each.received for each in both.revenue) == sum(received for _, received, _ in both.rows)
    assert both.paid == sum(each.paid for each, _, _ in both.rows)
    assert both.cap == sum(each.cap for each, _, _ in both.rows) == node("unit").balance.cap
    assert both.difference == sum(balance for _, _, balance in both.rows)


def test_a_source_outside_the_budget_needs_a_reason(year: Township) -> None:
    with pytest.raises(Refused) as refused:
        registered(year, source="捐赠收入")
    [refusal] = refused.value.of("unplanned")
    assert "“捐赠收入”不在 2024 年批复的收入预算里（预算里有：单位资金）" in refusal.message
    assert registered(year, source="捐赠收入", unplanned="企业指定用途的捐赠").unplanned == "企业指定用途的捐赠"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("amount", 0, "金额应当大于零"),
        ("amount", -5, "登记错了的用冲销"),
        ("received_on", date(2099, 1, 1), "还没有到"),
        ("received_on", date(1, 1, 1), "年份不对"),
        ("payer", " ", "请写付款人"),
        ("reference", "", "请写票据号"),
        ("kind", "appropriation", "财政拨款到账的资金性质应当是财政专户"),
        ("kind", "gift", "请从清单里选种类"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(year: Township, field: str, value: object, told: str) -> None:
    with pytest.raises(Refused) as refused:
        registered(year, **{field: value})
    assert any(told in each.message for each in refused.value.refusals)
    assert not Receipt.objects.exists()


def test_the_same_receipt_of_the_bank_is_registered_once_but_again_after_it_was_turned_down(year: Township) -> None:
    first = registered(year, reference="2024-77")
    with pytest.raises(Refused, match=f"2024-77 号已经登记在 {first.number}"):
        registered(year, reference="2024-77")
    receipt_act(actor=year.actor("FH"), receipt=first, action="reject", reason="收入项目写错了，请重新登记")
    assert registered(year, reference="2024-77").number.endswith("S00002")


def test_a_wrong_receipt_is_taken_out_by_a_counter_entry_that_another_checks(year: Township) -> None:
    wrong = checked(year, registered(year, 50_000))
    against = receipt_counter(actor=year.actor("AC"), receipt=wrong, reference="记-31", reason=WRONG)
    assert against.amount == -50_000
    assert both_sides(year.unit, YEAR).received == 50_000
    with pytest.raises(OutOfTurn, match="已经有冲销"):
        receipt_counter(actor=year.actor("AC"), receipt=wrong, reference="记-32", reason=WRONG)
    checked(year, against)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.amount) == (Receipt.State.COUNTERED, 50_000)
    assert both_sides(year.unit, YEAR).received == 0
    told = Entry.objects.filter(subject_kind="receipt", subject_id=str(wrong.pk), action="counter").get()
    assert (told.from_state, told.to_state) == ("已复核", "已冲销")
    for each in (wrong, against):
        each.refresh_from_db()
        with pytest.raises(OutOfTurn):
            receipt_counter(actor=year.actor("AC"), receipt=each, reference="记-33", reason=WRONG)


def test_a_counter_entry_needs_its_paper_and_its_reason(year: Township) -> None:
    wrong = checked(year, registered(year))
    with pytest.raises(Refused) as refused:
        receipt_counter(actor=year.actor("AC"), receipt=wrong, reference="", reason="错了")
    assert {each.field for each in refused.value.refusals} == {"reference", "reason"}


def test_what_is_collected_for_the_treasury_is_handed_on_and_is_no_money_of_the_unit(year: Township) -> None:
    made = collected(year)
    both = both_sides(year.unit, YEAR)
    [one] = both.collected
    assert (one.received, one.remitted, one.left) == (80_000, 0, 80_000)
    assert both.received == 0
    for given, told in (({}, "请写上缴日期"), ({"remitted_on": DAY - timedelta(1), "remitted_document": "缴 1"}, "早于到账日期")):
        with pytest.raises(Refused, match=told):
            receipt_act(actor=year.actor("AC"), receipt=made, action="remit", **given)  # type: ignore[arg-type]
    late = DAY + timedelta(days=limit(REMITTING) + 3)
    receipt_act(actor=year.actor("AC"), receipt=made, action="remit", remitted_on=late, remitted_document="缴 1")
    made.refresh_from_db()
    [one] = both_sides(year.unit, YEAR).collected
    assert (one.remitted, one.left, days_late(made, DAY)) == (80_000, 0, 3)
    assert Entry.objects.get(subject_kind="receipt", action="remit").details["迟缴日数"] == 3


@pytest.mark.parametrize(("after", "late"), [(0, 0), (1, 1)])
def test_the_days_late_are_counted_from_the_limit_while_it_is_not_handed_on(year: Township, after: int, late: int) -> None:
    assert days_late(collected(year), DAY + timedelta(days=limit(REMITTING) + after)) == late


def test_what_was_handed_on_and_was_wrong_leaves_nothing_on_either_side(year: Township) -> None:
    made = collected(year)
    receipt_act(actor=year.actor("AC"), receipt=made, action="remit", remitted_on=DAY, remitted_document="缴 1")
    checked(year, receipt_counter(actor=year.actor("AC"), receipt=made, reference="记-34", reason=WRONG))
    [one] = both_sides(year.unit, YEAR).collected
    assert (one.received, one.remitted) == (0, 0)


def test_what_is_being_taken_out_is_not_handed_on(year: Township) -> None:
    made = collected(year)
    receipt_counter(actor=year.actor("AC"), receipt=made, reference="记-35", reason=WRONG)
    with pytest.raises(Refused, match="正在冲销"):
        receipt_act(actor=year.actor("AC"), receipt=made, action="remit", remitted_on=DAY, remitted_document="缴 1")


def test_before_the_budget_is_approved_everything_is_outside_it(township: Township) -> None:
    with pytest.raises(Refused, match="不在 2024 年批复的收入预算里"):
        registered(township)
    assert not Compilation.objects.exists()
    assert both_sides(township.unit, YEAR).revenue == ()


# ── pages ──


def test_the_accountant_registers_and_counters_on_the_pages_and_the_head_checks(year: Township, signed_in: Callable[..., Client]) -> None:
    accountant, head = signed_in("AC"), signed_in("FH")
    typed = {
        "kind": "unit_money", "fund": "unit_money", "source": "单位资金", "amount": "1,234.50", "received_on": f"{DAY}",
        "payer": "欧阳小明", "private": "on", "reference": "2024-9",
    }  # fmt: skip
    answer = accountant.post("/spend/receipts/new", {**typed, "amount": "1,23"})
    assert answer.status_code == 422
    assert "“1,23”不是金额" in answer.content.decode()
    assert accountant.post("/spend/receipts/new", typed).status_code == 302
    made = Receipt.objects.get()
    assert head.post(f"{made.get_absolute_url()}/act/check", {"reason": ""}).status_code == 302
    listed = accountant.get("/spend/receipts").content.decode()
    assert "1,234.50" in listed
    assert "欧阳小明" not in listed
    assert "欧阳小明" in accountant.get(made.get_absolute_url()).content.decode()
    assert "欧阳小明" not in signed_in("ML").get(made.get_absolute_url()).content.decode()
    assert "1,234.50" in accountant.get(f"/spend/revenue?year={YEAR}").content.decode()
    answer = accountant.post(f"{made.get_absolute_url()}/counter", {"reference": "记-9", "reason": "错"})
    assert answer.status_code == 422
    assert accountant.post(f"{made.get_absolute_url()}/counter", {"reference": "记-9", "reason": WRONG}).status_code == 302
    assert head.post(f"{made.get_absolute_url()}/act/counter", {"reason": ""}).status_code == 404
    assert year.unit.receipts.count() == 2


def test_who_sees_one_project_only_sees_no_revenue(year: Township, signed_in: Callable[..., Client]) -> None:
    checked(year, registered(year))
    assert "500.00" in signed_in("JJ").get(f"/spend/revenue?year={YEAR}").content.decode()
    page = signed_in("TP").get(f"/spend/revenue?year={YEAR}").content.decode()
    assert "看不到单位的收入" in page
    assert "500.00" not in page


@pytest.mark.parametrize("address", ["/spend/receipts", f"/spend/revenue?year={YEAR}"])
def test_the_pages_ask_the_same_number_of_questions_however_many(
    year: Township, signed_in: Callable[..., Client], address: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(4):
        checked(year, registered(year))
        collected(year)
    client = signed_in("AC")
    client.get(address)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(address)


def test_in_a_closed_year_nothing_is_registered_or_countered_and_both_sides_say_what_they_said(year: Township) -> None:
    taken(year, made_request(year, 1_000), *PAID, "book")
    checked(year, found := registered(year))
    before = both_sides(year.unit, YEAR)
    moved(year, decided(year, ended(year)))
    with pytest.raises(Refused) as refused:
        registered(year)
    assert "已经关账，这一年的收入不能再登记、冲销" in refused.value.of("received_on")[0].message
    with pytest.raises(Refused, match="已经关账"):
        receipt_counter(actor=year.actor("AC"), receipt=found, reference="记-31", reason=WRONG)
    Compilation.objects.update(state=Compilation.State.CLOSED)
    assert both_sides(year.unit, YEAR) == before
    assert sum(each.cap for each in before.spending) == WHOLE
