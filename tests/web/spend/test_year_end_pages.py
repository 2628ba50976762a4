"""Is a year ended on pages: prepared, decided page by page, its age seen, what is unsettled listed with a link, the freeze date set?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from web.plan.compiling import PROJECT
from web.plan.making import YEAR
from web.spend.spending import allotted, made_request, of_project, taken
from web.spend.test_year_ends import STEPS, WHY, decided, ended, moved
from web.township import Township
from wenxiao.web.spend.models import Allotment, FreezeDate, YearEnd
from wenxiao.web.trail import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


@pytest.mark.usefixtures("year")
def test_a_year_is_ended_on_pages_from_the_first_list_to_next_years_document(signed_in: SignIn) -> None:
    budget = signed_in("BO")
    assert budget.post("/spend/year-ends/new", {"year": YEAR}).status_code == 302
    made = YearEnd.objects.get()
    line = made.lines.get(appropriation__project__isnull=False)
    answer = budget.post(f"{made.get_absolute_url()}/edit", {f"decision_{line.pk}": "carry", f"reason_{line.pk}": "继续"})
    assert answer.status_code == 422
    assert "结转要写理由" in answer.content.decode()
    assert budget.post(f"{made.get_absolute_url()}/edit", {f"decision_{line.pk}": "carry", f"reason_{line.pk}": WHY}).status_code == 302
    assert "3 条还没有决定" in budget.get(made.get_absolute_url()).content.decode()
    assert budget.post(f"{made.get_absolute_url()}/rest").status_code == 302
    for action, role in STEPS:
        client = signed_in(role)
        assert "年终结转" in client.get("/").content.decode(), role
        assert client.post(f"{made.get_absolute_url()}/act/{action}", {"reason": ""}).status_code == 302, action
    page = budget.get(made.get_absolute_url()).content.decode()
    assert "这一年已经关账" in page
    assert Allotment.objects.get(year=YEAR + 1).get_absolute_url() in page
    assert "已关账" in budget.get(f"/spend/books/{of_project().pk}").content.decode()


def test_what_is_unsettled_is_listed_with_a_link_and_whom_to_ask_and_refused(year: Township, signed_in: SignIn) -> None:
    request = taken(year, made_request(year, 1_000), "submit")
    made = decided(year, ended(year))
    budget = signed_in("BO")
    page = budget.get(made.get_absolute_url()).content.decode()
    assert request.get_absolute_url() in page
    assert "农业综合服务中心站所负责人" in page
    answer = budget.post(f"{made.get_absolute_url()}/act/send", {"reason": ""})
    assert answer.status_code == 422
    assert "还没有办完" in answer.content.decode()


def test_the_page_shows_what_is_left_by_age_with_a_picture(year: Township, signed_in: SignIn) -> None:
    made = decided(year, ended(year))
    page = signed_in("ML").get(made.get_absolute_url()).content.decode()
    assert f"{YEAR} 年安排（第 1 年）" in page
    assert "<svg" in page
    assert f"{PROJECT // 100:,}.00" in page


def test_a_freeze_date_is_set_changed_and_lifted_on_its_page(year: Township, signed_in: SignIn) -> None:
    head, address = signed_in("FH"), f"/spend/freeze-dates/{YEAR}"
    with clock.standing(datetime(YEAR, 12, 1, 4, tzinfo=UTC)):
        assert head.post(address, {"day": f"{YEAR}-11-30", "reason": "年终结算", "do": "set"}).status_code == 422
        assert head.post(address, {"day": f"{YEAR}-12-25", "reason": "年终结算", "do": "set"}).status_code == 302
        assert f"{YEAR}-12-25" in signed_in("ML").get("/spend/year-ends").content.decode()
        assert head.post(address, {"day": f"{YEAR}-12-26", "reason": "晚一天结算", "do": "set"}).status_code == 302
        assert FreezeDate.objects.get().day.day == 26
        assert head.post(address, {"reason": "", "do": "lift"}).status_code == 422
        assert head.post(address, {"reason": "还要支付", "do": "lift"}).status_code == 302
    assert not FreezeDate.objects.exists()
    assert signed_in("BO").get(address).status_code == 403
    assert year.unit.freeze_dates.count() == 0


def test_pages_of_the_years_end_ask_a_constant_number_of_questions(
    year: Township, signed_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    taken(year, made_request(year, 1_000), "submit")
    taken(year, made_request(year, 2_000), "submit")
    made = ended(year)
    client = signed_in("BO")
    client.get("/spend/year-ends")
    for address in ("/spend/year-ends", made.get_absolute_url(), f"{made.get_absolute_url()}/edit"):
        with django_assert_max_num_queries(24):
            assert client.get(address).status_code == 200


def test_after_closing_its_page_offers_nothing_more(year: Township, signed_in: SignIn) -> None:
    made = moved(year, decided(year, ended(year)))
    page = signed_in("BO").get(made.get_absolute_url()).content.decode()
    assert "重新取数" not in page
    assert signed_in("BO").post(f"{made.get_absolute_url()}/refresh").status_code == 409
    assert signed_in("BO").get(f"{made.get_absolute_url()}/edit").status_code == 409
