"""Is a cash plan prepared, approved, revised and looked at on pages, with what is wrong beside its cell?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.plan.compiling import GENERAL, WHOLE
from web.plan.making import YEAR
from web.spend.spending import allotted, made_request, node, taken
from web.spend.test_cash_plans import approved, drafted, on
from web.township import Township
from wenxiao.web.spend.models import CashPlan

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


@pytest.mark.usefixtures("year")
def test_the_budget_officer_prepares_and_the_head_of_finance_approves(signed_in: SignIn) -> None:
    budget, head = signed_in("BO"), signed_in("FH")
    with on(1):
        answer = budget.post("/spend/cash-plans/new", {"year": YEAR, "rhythm": "quarter"}, follow=True)
        plan = CashPlan.objects.get()
        assert "第一季度" in answer.content.decode()
        cells = {f"{GENERAL}_{period}": "1000" for period in range(1, 5)}
        assert budget.post(f"{plan.get_absolute_url()}/edit", {**cells, "edition": "1"}).status_code == 302
        assert budget.post(f"{plan.get_absolute_url()}/act/send", {"reason": ""}).status_code == 302
        assert "用款计划" in head.get("/").content.decode()
        assert head.post(f"{plan.get_absolute_url()}/act/approve", {"reason": ""}).status_code == 302
        page = head.get(plan.get_absolute_url()).content.decode()
    assert node("cash_plan", f"{GENERAL}/q4").available == 100_000
    assert "各期用了多少" in page
    assert "<svg" in page
    assert "本期" in page


def test_what_is_over_or_no_amount_is_said_and_what_was_typed_stays(year: Township, signed_in: SignIn) -> None:
    with on(1):
        plan = drafted(year)
        cells = {f"{GENERAL}_{period}": "0" for period in range(1, 13)} | {"edition": "1"}
        page = signed_in("BO").post(f"{plan.get_absolute_url()}/edit", {**cells, f"{GENERAL}_2": "两千"}).content.decode()
        assert "“两千”不是金额" in page
        over = {**cells, f"{GENERAL}_2": f"{WHOLE // 100 + 1}"}
        answer = signed_in("BO").post(f"{plan.get_absolute_url()}/edit", over)
    assert answer.status_code == 422
    assert "超出 1.00 元" in answer.content.decode()
    assert f'value="{WHOLE // 100 + 1}"' in answer.content.decode()


def test_what_is_left_of_past_months_is_brought_on_by_a_button_of_the_head_of_finance(year: Township, signed_in: SignIn) -> None:
    with on(1):
        plan = approved(year, drafted(year, m01=100_000, m02=100))
    with on(2):
        assert "没有用完的转到" not in signed_in("BO").get(plan.get_absolute_url()).content.decode()
        assert "没有用完的转到 2 月" in signed_in("FH").get(plan.get_absolute_url()).content.decode()
        assert signed_in("FH").post(f"{plan.get_absolute_url()}/carry").status_code == 302
        again = signed_in("FH").post(f"{plan.get_absolute_url()}/carry")
        assert again.status_code == 422
        assert "都没有剩余" in again.content.decode()
    assert node("cash_plan", f"{GENERAL}/02").available == 100_100


def test_a_revision_starts_from_what_stands_and_the_old_plan_says_that_it_is_replaced(year: Township, signed_in: SignIn) -> None:
    budget = signed_in("BO")
    with on(1):
        old = approved(year, drafted(year, m01=100_000))
        page = budget.post(f"{old.get_absolute_url()}/revise", follow=True).content.decode()
        assert 'value="1000.00"' in page
        assert "正在办理" in budget.post(f"{old.get_absolute_url()}/revise").content.decode()
        approved(year, CashPlan.objects.get(number=2))
        assert "这一份已经被修订" in budget.get(old.get_absolute_url()).content.decode()


def test_the_check_while_typing_names_the_month(year: Township, signed_in: SignIn) -> None:
    from web.spend.test_request_pages import typed

    with on(1):
        approved(year, drafted(year, m01=100))
        page = signed_in("HD").post("/spend/requests/new", {**typed("2"), "do": "check"}).content.decode()
    assert f"{YEAR} 年 1 月一般公共预算用款计划" in page
    assert "还差 1.00 元" in page


def test_pages_of_a_plan_ask_a_constant_number_of_questions(
    year: Township, signed_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with on(1):
        plan = approved(year, drafted(year, m01=100_000))
        taken(year, made_request(year, 1_000), "submit")
        client = signed_in("FH")
        client.get("/spend/cash-plans")
        for address in ("/spend/cash-plans", plan.get_absolute_url()):
            with django_assert_max_num_queries(26):
                client.get(address)
