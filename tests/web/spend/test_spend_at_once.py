"""Two at the same moment: does each request get a number of its own, each paper serve once, and no document give more than was approved?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from web.at_once import overtaken
from web.plan.compiling import brought
from web.plan.making import YEAR
from web.spend.spending import invoice, made_request, taken
from web.township import Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office, Post
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.models import Allotment, PaymentRequest
from wenxiao.web.spend.services.allotments import allotment_act, allotment_create, allotment_lines, lines_of_budget
from wenxiao.web.spend.services.requests import request_create, request_edit
from wenxiao.web.trail.refusal import OutOfTurn, Refused

pytestmark = pytest.mark.django_db(transaction=True)


def draft(township: Township, number: str = "") -> PaymentRequest:
    """Without a charge: it needs no budget yet."""
    return request_create(
        actor=replace(township.actor("HD")), office=Office.objects.get(pk=township.offices["农业"].pk), year=YEAR, charges=[],
        vouchers=[invoice(100, number)], kind="ordinary", purpose="沙袋", payee="商店",
    )  # fmt: skip


def elsewhere(township: Township, number: str) -> PaymentRequest:
    """The same, in another unit of the same bureau."""
    office, _ = Office.objects.get_or_create(unit=township.other_unit, code="01", defaults={"name": "农业综合服务中心"})
    theirs = township.actor("HD").in_post
    post = Post(
        account=theirs.account, unit=township.other_unit, role="HD", office=office, since=theirs.since, confirmed_at=theirs.confirmed_at
    )
    return request_create(
        actor=PostActor(theirs.account, post), office=office, year=YEAR, charges=[], vouchers=[invoice(100, number)], kind="ordinary",
        purpose="铁锹", payee="商店",
    )  # fmt: skip


def test_two_requests_written_at_once_get_two_numbers(township: Township) -> None:
    second = overtaken(lambda: draft(township), lambda: draft(township))
    assert isinstance(second, PaymentRequest), second
    assert sorted(PaymentRequest.objects.values_list("number", flat=True)) == [f"T01-{YEAR}-Z00001", f"T01-{YEAR}-Z00002"]


def test_the_number_after_99999_is_100000_and_then_100001(township: Township) -> None:
    first = draft(township)
    PaymentRequest.objects.filter(pk=first.pk).update(number=f"T01-{YEAR}-Z99999")
    assert [draft(township).number, draft(township).number] == [f"T01-{YEAR}-Z100000", f"T01-{YEAR}-Z100001"]


def test_one_invoice_in_two_requests_of_a_unit_at_once_serves_one_and_the_other_is_told_which(township: Township) -> None:
    said = overtaken(lambda: draft(township, "00000077"), lambda: draft(township, "00000077"))
    assert isinstance(said, Refused), said
    [refusal] = said.of("vouchers.0.serial")
    assert refusal.message == f"00000077 号票据已经用在 T01-{YEAR}-Z00001（沙袋）"
    assert PaymentRequest.objects.count() == 1


def test_one_invoice_in_two_units_at_once_serves_one_and_the_other_is_told_which(township: Township) -> None:
    said = overtaken(lambda: elsewhere(township, "00000077"), lambda: draft(township, "00000077"))
    assert isinstance(said, Refused), said
    [refusal] = said.of("vouchers.0.serial")
    assert refusal.message == f"00000077 号票据已经用在 T01-{YEAR}-Z00001（沙袋）"
    assert PaymentRequest.objects.count() == 1


def test_an_edit_that_takes_an_invoice_which_another_unit_is_just_using_is_told_so_and_changes_nothing(township: Township) -> None:
    mine = draft(township)

    def edit() -> PaymentRequest:
        read = PaymentRequest.objects.select_related("unit", "office").get(pk=mine.pk)
        return request_edit(
            actor=township.actor("HD"), request=read, edition=1, charges=[], vouchers=[invoice(100, "00000077")], purpose="甲"
        )

    said = overtaken(edit, lambda: elsewhere(township, "00000077"))
    assert isinstance(said, Refused), said
    assert said.of("vouchers.0.serial")[0].message == f"00000077 号票据已经用在 T02-{YEAR}-Z00001（铁锹）"
    mine.refresh_from_db()
    assert (mine.purpose, mine.edition) == ("沙袋", 1)
    assert [voucher.number for voucher in mine.vouchers.all()] != ["00000077"]


def documents(township: Township, count: int) -> list[Allotment]:
    """Each gives the whole budget."""
    brought(township, Compilation.State.ALLOCATED)
    return [
        allotment_create(
            actor=township.actor("BO"), unit=township.unit, year=YEAR, document=f"青财预〔{YEAR}〕{number} 号", dated=date(YEAR, 2, 1),
            lines=lines_of_budget(township.unit, YEAR),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def test_two_documents_issued_at_once_do_not_give_the_budget_twice(township: Township) -> None:
    first, second = documents(township, 2)
    said = overtaken(
        lambda: allotment_act(actor=township.actor("DF"), allotment=read(second), action="issue"),
        lambda: allotment_act(actor=township.actor("DF"), allotment=read(first), action="issue"),
    )
    assert isinstance(said, Refused), said
    assert all("超出" in refusal.message for refusal in said.of("lines"))
    assert [read(each).state for each in (first, second)] == [Allotment.State.ISSUED, Allotment.State.DRAFT]


def test_lines_that_come_while_the_document_is_issued_are_refused(township: Township) -> None:
    [document] = documents(township, 1)
    before = document.lines.count()
    late = read(document)
    said = overtaken(
        lambda: allotment_lines(actor=township.actor("BO"), allotment=late, lines=[]),
        lambda: allotment_act(actor=township.actor("DF"), allotment=read(document), action="issue"),
    )
    assert isinstance(said, OutOfTurn), said
    assert document.lines.count() == before


def read(document: Allotment) -> Allotment:
    return Allotment.objects.select_related("unit").get(pk=document.pk)


def test_a_document_broken_down_twice_at_once_gives_its_money_once(township: Township) -> None:
    [document] = documents(township, 1)
    allotment_act(actor=township.actor("DF"), allotment=document, action="issue")
    said = overtaken(
        lambda: allotment_act(actor=township.actor("BO"), allotment=read(document), action="break_down"),
        lambda: allotment_act(actor=township.actor("BO"), allotment=read(document), action="break_down"),
    )
    assert isinstance(said, OutOfTurn), said
    taken(township, made_request(township, 1_000), "submit")
