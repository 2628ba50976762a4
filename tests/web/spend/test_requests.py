"""Is money held when it is asked for, paid once, and given back when the request falls?"""

from __future__ import annotations

import pytest
from django.db import connection

from web.plan.compiling import GENERAL, GUESTS, OFFICE, PROJECT, WHOLE
from web.spend.spending import PAID, TO_PAY, allotted, invoice, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Appropriation, Command, Node, PaymentRequest
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry, request_act, request_create, request_edit
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = PaymentRequest.State


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def test_the_approved_budget_becomes_lines_and_the_caps_above_them(year: Township) -> None:
    assert node("unit").balance.approved == WHOLE
    assert node("fund", GENERAL).balance.approved == WHOLE
    assert node("three_public", ThreePublic.RECEPTION.value).balance.approved == GUESTS
    assert node("three_public", ThreePublic.ABROAD.value).balance.approved == 0
    assert sum(line.node.approved for line in Appropriation.objects.select_related("node")) == WHOLE
    assert of_project().office == year.offices["农业"]


def test_a_request_holds_its_money_under_every_cap_when_it_is_sent_and_not_before(year: Township) -> None:
    request = made_request(year, 100_000)
    assert of_project().node.held == 0
    taken(year, request, "submit")
    assert of_project().node.held == 100_000
    assert node("fund", GENERAL).held == node("unit").held == 100_000


def test_a_sum_that_no_entry_can_hold_is_refused_in_words_and_a_control_character_is_a_blank(year: Township) -> None:
    line, actor = of_project(), year.actor("ML")
    with pytest.raises(Refused) as refused:
        ledger_post(actor=actor, kind="test", key="much", subject=line, legs=[Leg(line.node_id, "supplement", 2**53)], field="lines")
    [refusal] = refused.value.of("lines")
    assert "要追加 90,071,992,547,409.92 元，超过了指标账一笔能记的 90,071,992,547,409.91 元：请核对金额" in refusal.message
    reason = "防汛\x01物资\x7f \x1f采购"
    ledger_post(actor=actor, kind="test", key="plain", subject=line, legs=[Leg(line.node_id, "hold", 1)], reason=reason)
    assert Command.objects.get(key="plain").reason == "防汛 物资 采购"


def test_a_request_beyond_its_line_is_refused_with_the_sums_and_the_way_out_and_nothing_changes(year: Township) -> None:
    request = made_request(year, PROJECT + 1)
    with pytest.raises(Refused) as refused:
        taken(year, request, "submit")
    [refusal] = refused.value.of("charges")
    assert "可占用 36,000.00 元，要占用 36,000.01 元，差 0.01 元" in refusal.message
    assert "可以申请调剂" in refusal.message
    request.refresh_from_db()
    assert request.state == State.DRAFT
    assert request.round == 0
    assert not Command.objects.filter(kind="hold").exists()
    assert not Entry.objects.filter(subject_kind="payment_request", action="submit").exists()


def test_two_requests_cannot_have_the_same_money(year: Township) -> None:
    taken(year, made_request(year, PROJECT), "submit")
    with pytest.raises(Refused, match=r"可占用 0\.00 元"):
        taken(year, made_request(year, 1), "submit")


def test_what_is_sent_back_gives_its_money_back_and_may_be_sent_again(year: Township) -> None:
    request = taken(year, made_request(year, PROJECT), "submit")
    request_act(actor=year.actor("HL"), request=request, action="return_office", reason="发票抬头不对，请换开")
    assert of_project().node.held == 0
    taken(year, request, "submit")
    assert of_project().node.held == PROJECT
    assert request.round == 2


def test_the_whole_way_of_a_payment(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID, "book")
    assert request.state == State.BOOKED
    assert (of_project().node.held, of_project().node.paid) == (0, 100_000)
    assert node("unit").paid == 100_000
    told = [entry.action for entry in Entry.objects.filter(subject_kind="payment_request", subject_id=str(request.pk)).order_by("sequence")]
    assert told == ["create", *PAID, "book"]
    assert not recompute(asked).faults
    pay = Command.objects.get(kind="pay")
    assert (pay.account, pay.subject_id) == (year.actor("CA").account, str(request.pk))


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_what_the_bank_sends_back_is_held_again_and_paid_again(year: Township) -> None:
    request = taken(year, made_request(year, 100_000), *PAID, "bank_bounced")
    assert (of_project().node.held, of_project().node.paid) == (100_000, 0)
    taken(year, request, "send", "confirm")
    assert (of_project().node.held, of_project().node.paid) == (0, 100_000)


@pytest.mark.parametrize(
    ("amount", "action", "told"),
    [
        (999_999, "approve_vice", ""),
        (1_000_000, "approve_vice", "达到单位设置里的分管领导审批上限 10,000.00 元，由镇长批准"),
        (1_999_999, "approve_mayor", ""),
        (2_000_000, "approve_mayor", "达到单位设置里的镇长审批上限 20,000.00 元，由集体研究（附会议记录）批准"),
    ],
)
def test_the_amount_decides_whose_signature_it_needs_by_the_settings_of_the_unit(
    year: Township, amount: int, action: str, told: str
) -> None:
    Unit.objects.filter(pk=year.unit.pk).update(leader_limit=1_000_000, mayor_limit=2_000_000)
    request = taken(year, made_request(year, amount), *TO_PAY[:-1])
    if told:
        with pytest.raises(Refused) as refused:
            taken(year, request, action)
        assert told in str(refused.value)
    else:
        taken(year, request, action)
        assert request.state == State.TO_PAY


@pytest.mark.parametrize("role", ["HL", "AC", "FH"])
def test_who_passed_it_in_an_office_does_not_decide_on_it_as_a_leader(year: Township, role: str) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY[:-1])
    both = PostActor(holder=year.actor(role).holder, in_post=year.actor("VL").in_post)
    with pytest.raises(NotPermitted, match="不能由经手过它的人自己办理"):
        request_act(actor=both, request=request, action="approve_vice")
    taken(year, request, "approve_vice")


def test_the_same_invoice_serves_one_request_only(year: Township) -> None:
    first = made_request(year, 1_000, vouchers=[invoice(1_000, "00000077")])
    with pytest.raises(Refused) as refused:
        made_request(year, 1_000, vouchers=[invoice(1_000, "00000077")])
    [refusal] = refused.value.of("vouchers.0.serial")
    assert refusal.message == f"00000077 号票据已经用在 {first.number}（购买防汛沙袋）"


def test_papers_that_do_not_cover_the_amount_are_refused_with_the_sums(year: Township) -> None:
    request = made_request(year, 100_000, vouchers=[invoice(60_000)])
    with pytest.raises(Refused, match=r"票据合计 600\.00 元，不够申请的 1,000\.00 元，差 400\.00 元"):
        taken(year, request, "submit")


def test_a_reception_needs_its_letter_and_its_list_and_is_charged_to_its_code(year: Township) -> None:
    request = made_request(year, 5_000, kind="reception")
    with pytest.raises(Refused) as refused:
        taken(year, request, "submit")
    assert {refusal.message for refusal in refused.value.refusals} == {
        "公务接待要附公函", "公务接待要附接待清单", "公务接待只能在公务接待费（30217）列支",
    }  # fmt: skip


def test_a_three_public_line_falls_under_its_own_cap(year: Township) -> None:
    papers = [invoice(5_000), VoucherEntry("letter", "青政函 3 号", 0), VoucherEntry("guests", "3 月 1 日", 0)]
    request = made_request(year, 5_000, kind="reception", charges=[ChargeEntry(of_code("30217"), 5_000)], vouchers=papers)
    taken(year, request, "submit")
    assert node("three_public", ThreePublic.RECEPTION.value).held == 5_000


def test_a_charge_to_another_office_or_twice_to_one_line_is_refused(year: Township) -> None:
    with pytest.raises(Refused, match="不能列支别的站所的钱"):
        request_create(
            actor=year.actor("HD", "应急"), office=year.offices["应急"], year=of_project().year, kind="ordinary", purpose="甲", payee="乙",
            charges=[ChargeEntry(of_project(), 1)],
        )  # fmt: skip
    with pytest.raises(Refused, match="同一个支出指标写了两次"):
        made_request(year, 2, charges=[ChargeEntry(of_project(), 1), ChargeEntry(of_project(), 1)])


def test_an_edit_of_what_a_colleague_changed_or_sent_up_is_refused(year: Township) -> None:
    request = made_request(year, 1_000)
    entry = [ChargeEntry(of_project(), 2_000)]
    request_edit(actor=year.actor("HD"), request=request, edition=1, charges=entry, purpose="甲")
    with pytest.raises(OutOfTurn, match="被人改过"):
        request_edit(actor=year.actor("HD"), request=request, edition=1, charges=entry, purpose="乙")
    request.refresh_from_db()
    assert (request.purpose, request.amount, request.edition) == ("甲", 2_000, 2)


def test_who_asked_cannot_approve_and_who_keeps_the_accounts_cannot_pay(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), *TO_PAY)
    with pytest.raises(NotPermitted):
        request_act(actor=year.actor("AC"), request=request, action="send")
    with pytest.raises(NotPermitted):
        request_act(actor=year.actor("HD"), request=request, action="send")


def test_a_step_out_of_turn_moves_no_money(year: Township) -> None:
    request = taken(year, made_request(year, 1_000), "submit")
    with pytest.raises(OutOfTurn):
        taken(year, request, "confirm")
    assert of_project().node.paid == 0


def test_a_line_of_basic_money_is_open_to_every_office(year: Township) -> None:
    request = made_request(year, OFFICE, charges=[ChargeEntry(of_code("30201"), OFFICE)])
    taken(year, request, "submit")
    assert Node.objects.get(pk=of_code("30201").node_id).available == 0
