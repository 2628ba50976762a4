"""Before the budget is approved: is nothing given and spent but what the law lists, and is it counted when the approval comes?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from web.plan.compiling import GENERAL, GUESTS, OFFICE, PROJECT, WHOLE, State, brought
from web.plan.making import YEAR
from web.spend.spending import PAID, invoice, made_request, node, of_code, of_project, taken
from web.township import Township
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Allotment, Command, PaymentRequest, Voucher
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create, lines_of_budget
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
EARLY = 500_000


def line(code: str = "30201", amount: int = EARLY, cause: str = Cause.BASIC.value, **more: object) -> LineEntry:
    return LineEntry("2010301", code, GENERAL, amount, part="operating", cause=cause, **more)  # type: ignore[arg-type]


def entered(township: Township, *lines: LineEntry, early: bool = True, source: str = "initial", document: str = "提前 1 号") -> Allotment:
    return allotment_create(
        actor=township.actor("BO"), unit=township.unit, year=YEAR, document=document, dated=date(YEAR, 1, 5), source=source, early=early,
        lines=lines or [line()],
    )  # fmt: skip


def given(township: Township, *lines: LineEntry, early: bool = True, source: str = "initial", document: str = "提前 1 号") -> Allotment:
    made = entered(township, *lines, early=early, source=source, document=document)
    allotment_act(actor=township.actor("DF"), allotment=made, action="issue")
    allotment_act(actor=township.actor("BO"), allotment=made, action="break_down")
    return made


def asked(township: Township, amount: int = 100_000, *, cause: str = "", code: str = "30201") -> PaymentRequest:
    return made_request(township, amount, charges=[ChargeEntry(of_code(code), amount)], before_approval=cause)


def rest(township: Township) -> list[LineEntry]:
    """What the approved budget gives beyond what was given early."""
    return [
        each._replace(amount=each.amount - EARLY) if (each.economic_code, each.project) == ("30201", None) else each
        for each in lines_of_budget(township.unit, YEAR)
    ]


def test_a_line_given_early_needs_a_cause_of_the_law(township: Township) -> None:
    with pytest.raises(Refused) as refused:
        entered(township, line(cause=""))
    [refusal] = refused.value.of("lines.0.cause")
    assert refusal.rule == "LAW13"
    assert Cause.EMERGENCY.label in refusal.message
    with pytest.raises(Refused, match="预算还没有批复"):
        given(township, line(cause=""), early=False)


def test_what_was_given_early_can_be_spent_under_every_cap_for_its_cause_only(township: Township) -> None:
    given(township)
    assert node("unit").balance.cap == node("fund", GENERAL).balance.cap == of_code("30201").node.approved == EARLY
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == 0
    without = asked(township)
    with pytest.raises(Refused) as refused:
        taken(township, without, "submit")
    [refusal] = refused.value.of("before_approval")
    assert (refusal.rule, "没有写“批复前支出的依据”" in refusal.message) == ("LAW13", True)
    with pytest.raises(Refused, match="不是按“自然灾害等突发事件处理的支出”下达的"):
        taken(township, asked(township, cause=Cause.EMERGENCY.value), "submit")
    paid = taken(township, asked(township, cause=Cause.BASIC.value), *PAID)
    assert of_code("30201").node.paid == node("unit").paid == paid.amount == 100_000


def test_more_than_was_given_early_is_refused_by_the_caps_though_the_budget_to_come_is_larger(township: Township) -> None:
    given(township)
    with pytest.raises(Refused, match=r"差 0\.01 元"):
        taken(township, asked(township, EARLY + 1, cause=Cause.BASIC.value), "submit")


def test_the_cause_is_part_of_what_is_hashed_and_an_unknown_one_is_refused(township: Township) -> None:
    given(township)
    request = asked(township, cause=Cause.BASIC.value)
    before = request.content_hash()
    request.before_approval = Cause.STATUTORY.value
    assert request.content_hash() != before
    with pytest.raises(Refused) as refused:
        asked(township, cause="whatever")
    assert refused.value.of("before_approval")


def test_after_the_approval_the_caps_rise_to_it_and_the_early_money_counts(township: Township) -> None:
    given(township)
    brought(township, State.ALLOCATED)
    with pytest.raises(Refused, match=r"批复 20,000\.00 元，已下达 5,000\.00 元，这次 20,000\.00 元，超出 5,000\.00 元"):
        given(township, *lines_of_budget(township.unit, YEAR), early=False, document="青财预 1 号")
    given(township, *rest(township), early=False, document="青财预 2 号")
    assert node("unit").balance.cap == node("fund", GENERAL).balance.cap == WHOLE
    assert of_code("30201").node.approved == OFFICE
    assert of_project().node.approved == PROJECT
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == GUESTS
    assert Command.objects.filter(kind="caps").count() == 1
    taken(township, asked(township, OFFICE), "submit")


def test_early_money_of_the_three_public_counts_on_their_cap_too(township: Township) -> None:
    given(township, line("30217", GUESTS))
    assert node("three_public", ThreePublic.RECEPTION.value).balance.cap == GUESTS
    papers = [invoice(5_000), VoucherEntry(Voucher.Kind.LETTER.value, "函 3", 0), VoucherEntry(Voucher.Kind.GUESTS.value, "3 月 1 日", 0)]
    charge = [ChargeEntry(of_code("30217"), 5_000)]
    request = made_request(township, 5_000, kind="reception", vouchers=papers, charges=charge, before_approval=Cause.BASIC.value)
    taken(township, request, "submit")
    assert node("three_public", ThreePublic.RECEPTION.value).held == 5_000


def test_an_approval_below_what_was_given_early_is_refused_with_the_amount_and_the_way(township: Township) -> None:
    given(township, line(amount=OFFICE + 100))
    brought(township, State.ALLOCATED)
    others = [each for each in lines_of_budget(township.unit, YEAR) if each.economic_code != "30201"]
    with pytest.raises(Refused, match=r"提前下达了 20,001\.00 元，批复只有 20,000\.00 元，多 1\.00 元：.*调剂.*预算调整"):
        given(township, *others, early=False, document="青财预 1 号")
    assert not Command.objects.filter(kind="caps").exists()


def test_after_the_approval_nothing_is_given_early_any_more(township: Township) -> None:
    made = entered(township)
    brought(township, State.ALLOCATED)
    with pytest.raises(Refused, match="已经批复，不能再提前下达"):
        allotment_act(actor=township.actor("DF"), allotment=made, action="issue")


def test_carried_money_may_be_given_and_spent_before_the_approval_and_comes_on_top_of_it(township: Township) -> None:
    given(township, line(cause="", origin=YEAR - 1), early=False, source="carried")
    carried = of_code("30201")
    assert (carried.origin, carried.first_given, str(carried).endswith(f"（{YEAR - 1} 年结转）")) == (YEAR - 1, YEAR - 1, True)
    request = made_request(township, 100_000, charges=[ChargeEntry(carried, 100_000)], before_approval=Cause.CARRIED.value)
    taken(township, request, "submit")
    brought(township, State.ALLOCATED)
    given(township, *lines_of_budget(township.unit, YEAR), early=False, document="青财预 1 号")
    assert node("unit").balance.cap == WHOLE + EARLY
    assert carried.node_id != type(carried).objects.get(economic_code="30201", origin=None).node_id


@pytest.mark.parametrize(
    ("source", "origin", "told"),
    [("carried", None, "要写首次安排年度"), ("carried", YEAR - 2, "只能是前一年安排的钱"), ("initial", YEAR - 1, "只有上年结转的指标才写")],
)
def test_only_carried_money_has_a_year_of_origin_and_it_is_the_year_before(
    township: Township, source: str, origin: int | None, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        entered(township, line(origin=origin), early=False, source=source)
    assert not Compilation.objects.exists()
    assert not Project.objects.exists()


def test_the_cause_is_asked_for_on_the_page_before_the_approval_and_no_more_afterwards(
    township: Township, signed_in: Callable[..., Client]
) -> None:
    given(township)
    clerk = signed_in("HD")
    page = clerk.get("/spend/requests/new").content.decode()
    assert Cause.EMERGENCY.label in page
    assert "预算还没有批复" in page
    typed = {
        "kind": "ordinary", "purpose": "办公用纸", "payee": "青石文具店", "before_approval": "basic", "vouchers-0-kind": "invoice",
        "charges-0-appropriation": str(of_code("30201").pk), "charges-0-amount": "10", "vouchers-0-serial": "1", "vouchers-0-amount": "10",
    }  # fmt: skip
    assert clerk.post("/spend/requests/new", typed).status_code == 302
    request = PaymentRequest.objects.get()
    assert request.before_approval == Cause.BASIC
    assert Cause.BASIC.label in clerk.get(request.get_absolute_url()).content.decode()
    brought(township, State.ALLOCATED)
    assert "before_approval" not in clerk.get("/spend/requests/new").content.decode()


def test_early_lines_are_entered_on_the_page_with_their_cause(township: Township, signed_in: Callable[..., Client]) -> None:
    row = {"part": "operating", "function_code": "2010301", "economic_code": "30201", "fund": GENERAL, "amount": "5000"}
    values = {"year": str(YEAR), "document": "提前 1 号", "dated": f"{YEAR}-01-05", "source": "initial", "early": "on"}
    typed = {**values, **{f"lines-0-{name}": value for name, value in row.items()}}
    budget = signed_in("BO")
    answer = budget.post("/spend/allotments/new", typed)
    assert answer.status_code == 422
    assert "提前下达的要写批复前支出的依据" in answer.content.decode()
    assert budget.post("/spend/allotments/new", {**typed, "lines-0-cause": "basic"}).status_code == 302
    assert Cause.BASIC.label in budget.get(Allotment.objects.get().get_absolute_url()).content.decode()
    assert township.unit.allotments.get().early


@pytest.mark.parametrize("source", ["supplement", "carried"])
def test_only_money_of_the_budget_to_come_is_given_early(township: Township, source: str) -> None:
    with pytest.raises(Refused) as refused:
        entered(township, line("30217", GUESTS, origin=YEAR - 1 if source == "carried" else None), source=source)
    [refusal] = refused.value.of("early")
    assert "只有年初预算的指标可以提前下达" in refusal.message
    kept = entered(township)
    Allotment.objects.filter(pk=kept.pk).update(source=source)
    with pytest.raises(Refused, match="只有年初预算的指标可以提前下达"):
        allotment_act(actor=township.actor("DF"), allotment=kept, action="issue")
