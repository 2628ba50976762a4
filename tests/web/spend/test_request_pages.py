"""Do the pages of spending show, refuse and carry on as the services do?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from web.plan.compiling import PROJECT
from web.plan.making import YEAR
from web.spend.spending import allotted, made_request, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import Allotment, Appropriation, PaymentRequest
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create
from wenxiao.web.trail import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def typed(amount: str, **more: str) -> dict[str, str]:
    return {
        "kind": "ordinary", "purpose": "购买防汛沙袋", "payee": "青石建材商店", "charges-0-appropriation": str(of_project().pk),
        "charges-0-amount": amount, "vouchers-0-kind": "invoice", "vouchers-0-serial": "00000001", "vouchers-0-amount": amount, **more,
    }  # fmt: skip


@pytest.mark.usefixtures("year")
def test_a_clerk_writes_a_request_and_finds_it_in_the_list(signed_in: SignIn) -> None:
    clerk = signed_in("HD")
    answer = clerk.post("/spend/requests/new", typed("1,000.00"))
    made = PaymentRequest.objects.get()
    assert answer.status_code == 302
    assert made.amount == 100_000
    assert "购买防汛沙袋" in clerk.get("/spend/requests").content.decode()
    page = clerk.get(made.get_absolute_url()).content.decode()
    assert "报送" in page
    assert "00000001" in page


def test_a_private_payee_is_whole_only_for_those_who_work_with_the_request(year: Township, signed_in: SignIn) -> None:
    person = made_request(year, way="person", way_reason="没有账户", payee="王小明", payee_account="6222020100031234")
    card = made_request(year, kind="card", way="card", card_holder="李大强", card_tail="4321", payee="")
    company = made_request(year)
    for role in ("HD", "AC", "VL", "CA", "BO", "DF"):
        client = signed_in(role)
        listed = client.get("/spend/requests").content.decode()
        assert "王*明" in listed
        assert "李*强（公务卡尾号 4321）" in listed
        assert company.payee in listed
        assert not {each for each in ("王小明", "李大强") if each in listed}
        facts = [client.get(each.get_absolute_url()).content.decode().partition("办理记录")[0] for each in (person, card)]
        whole = role not in ("BO", "DF")
        assert ["王小明" in facts[0], "6222020100031234" in facts[0], "李大强" in facts[1]] == [whole] * 3, role
        assert ("王*明" in facts[0], "****1234" in facts[0]) == (not whole, not whole)


@pytest.mark.usefixtures("year")
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(signed_in: SignIn) -> None:
    answer = signed_in("HD").post("/spend/requests/new", typed("一千", purpose=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“一千”不是金额" in page
    assert "青石建材商店" in page
    assert not PaymentRequest.objects.exists()


def test_two_lines_of_one_economic_code_are_told_apart_wherever_one_is_named() -> None:
    offices, schools = (Appropriation(part="personnel", economic_code="30101", function_code=code) for code in ("2010301", "2010350"))
    assert (str(offices), str(schools)) == ("人员经费 30101（2010301）", "人员经费 30101（2010350）")
    assert offices.in_full == "人员经费 30101 基本工资（2010301 行政运行）"


@pytest.mark.usefixtures("year")
def test_a_line_is_chosen_with_the_names_of_its_codes(signed_in: SignIn) -> None:
    page = signed_in("HD").get("/spend/requests/new").content.decode()
    assert f"{of_project().in_full}，可用 " in page
    assert of_project().in_full != str(of_project())


@pytest.mark.usefixtures("year")
def test_the_check_while_typing_says_what_would_be_left_and_writes_nothing(signed_in: SignIn) -> None:
    clerk = signed_in("HD")
    page = clerk.post("/spend/requests/new", {**typed("1000"), "do": "check"}).content.decode()
    assert "以后剩 35,000.00 元" in page
    page = clerk.post("/spend/requests/new", {**typed("36000.01"), "do": "check"}).content.decode()
    assert "还差 0.01 元" in page
    assert "可以申请调剂" in page
    assert "没有办成" not in page
    assert not PaymentRequest.objects.exists()


@pytest.mark.usefixtures("year")
def test_a_row_is_added_and_taken_out_without_script(signed_in: SignIn) -> None:
    clerk = signed_in("HD")
    page = clerk.post("/spend/requests/new", {**typed("1000"), "do": "add-charges"}).content.decode()
    assert "charges-1-amount" in page
    assert "青石建材商店" in page
    page = clerk.post("/spend/requests/new", {**typed("1000"), "do": "remove-vouchers-0"}).content.decode()
    assert "00000001" not in page


def test_a_request_beyond_its_cap_is_refused_on_its_page_with_the_sums(year: Township, signed_in: SignIn) -> None:
    found = made_request(year, PROJECT + 1)
    answer = signed_in("HD").post(f"{found.get_absolute_url()}/act/submit", {"reason": ""})
    assert answer.status_code == 422
    assert "差 0.01 元" in answer.content.decode()
    found.refresh_from_db()
    assert found.state == "draft"


def test_pressing_twice_is_one_step(year: Township, signed_in: SignIn) -> None:
    found = made_request(year, 1_000)
    clerk = signed_in("HD")
    assert clerk.post(f"{found.get_absolute_url()}/act/submit").status_code == 302
    assert clerk.post(f"{found.get_absolute_url()}/act/submit").status_code == 409
    assert of_project().node.held == 1_000


def test_who_saves_what_was_sent_up_meanwhile_is_led_back_to_it(year: Township, signed_in: SignIn) -> None:
    found = taken(year, made_request(year), "submit")
    answer = signed_in("HD").post(f"{found.get_absolute_url()}/edit", typed("2"))
    assert answer.status_code == 409
    assert f'href="{found.get_absolute_url()}"' in answer.content.decode()


def test_at_the_turn_of_the_year_a_request_is_made_of_either(year: Township, signed_in: SignIn) -> None:
    early = LineEntry("2010301", "30201", "general", 500_000, part="operating", cause="basic")
    document = allotment_create(
        actor=year.actor("BO"), unit=year.unit, year=YEAR + 1, document="提前 1 号", dated=date(YEAR, 12, 28), source="initial", early=True,
        lines=[early],
    )  # fmt: skip
    allotment_act(actor=year.actor("DF"), allotment=document, action="issue")
    allotment_act(actor=year.actor("BO"), allotment=document, action="break_down")
    clerk = signed_in("HD")
    with clock.standing(datetime(YEAR, 12, 29, tzinfo=UTC)):
        page = clerk.get("/spend/requests/new").content.decode()
        assert (f"{YEAR} 年。" in page, f'href="?year={YEAR + 1}"' in page) == (True, True)
        of_next = Appropriation.objects.get(year=YEAR + 1)
        typed_early = typed("1", before_approval="basic") | {"charges-0-appropriation": str(of_next.pk)}
        assert clerk.post(f"/spend/requests/new?year={YEAR + 1}", typed_early).status_code == 302
        assert f"{YEAR} 年。" in clerk.get(f"/spend/requests/new?year={YEAR + 7}").content.decode()
    assert PaymentRequest.objects.get().year == YEAR + 1


def test_a_payment_is_confirmed_with_the_banks_receipt_only(year: Township, signed_in: SignIn) -> None:
    found = taken(
        year, made_request(year, 1_000), "submit", "approve_office", "approve_accountant", "approve_finance", "approve_vice", "send"
    )
    cashier = signed_in("CA")
    answer = cashier.post(f"{found.get_absolute_url()}/act/confirm", {"bank_reference": "", "reason": ""})
    assert answer.status_code == 422
    assert "请写银行回单号" in answer.content.decode()
    cashier.post(f"{found.get_absolute_url()}/act/confirm", {"bank_reference": "2024-7", "reason": ""})
    assert of_project().node.paid == 1_000


def test_another_office_sees_neither_the_request_nor_its_line(year: Township, signed_in: SignIn) -> None:
    found = made_request(year, 1_000)
    other = signed_in("HD", "应急")
    assert other.get(found.get_absolute_url()).status_code == 403
    assert other.get(f"/spend/books/{of_project().pk}").status_code == 403
    assert found.purpose not in other.get("/spend/requests").content.decode()
    assert of_project().project.name not in other.get("/spend/books").content.decode()  # type: ignore[union-attr]


def test_the_books_say_what_is_left_and_each_line_tells_its_entries(year: Township, signed_in: SignIn) -> None:
    found = taken(year, made_request(year, 100_000), "submit")
    accountant = signed_in("AC")
    assert "35,000.00" in accountant.get(f"/spend/books?year={YEAR}").content.decode()
    page = accountant.get(f"/spend/books/{of_project().pk}").content.decode()
    assert "占用" in page
    assert found.number in page


def test_a_document_is_entered_issued_and_broken_down_on_pages(township: Township, signed_in: SignIn) -> None:
    from web.plan.compiling import State, brought

    brought(township, State.ALLOCATED)
    budget = signed_in("BO")
    values = {"year": str(YEAR), "document": "青财预 1 号", "dated": f"{YEAR}-02-01", "source": "initial", "whole": "on"}
    assert budget.post("/spend/allotments/new", values).status_code == 302
    made = Allotment.objects.get()
    answer = budget.post("/spend/allotments/new", values)
    assert answer.status_code == 422
    assert "已经录入过了" in answer.content.decode()
    assert signed_in("DF").post(f"{made.get_absolute_url()}/act/issue").status_code == 302
    assert budget.post(f"{made.get_absolute_url()}/act/break_down").status_code == 302
    assert of_project().node.approved == PROJECT


@pytest.mark.parametrize("address", ["/spend/requests", "/spend/books", "/spend/allotments"])
def test_lists_ask_the_same_number_of_questions_however_long(
    year: Township, signed_in: SignIn, address: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(6):
        made_request(year, 1_000)
    client = signed_in("AC")
    client.get(address)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(address)
