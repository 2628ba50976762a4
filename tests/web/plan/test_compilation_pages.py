"""Do the pages of the compilation show what there is, name every reason where they refuse, and ask the matrix?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.plan.compiling import made_profile
from web.plan.making import YEAR
from web.township import Township
from wenxiao.web.plan.models import Compilation, ControlNumber, Version
from wenxiao.web.plan.services.compilation import compilation_open, compilation_prepare

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
LIST = "/plan/compilations"
TABS = ("revenue", "basic", "projects", "procurement", "three-public", "control", "differences", "year-on-year", "approval")


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def begun(township: Township) -> Compilation:
    made_profile(township)
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    compilation_open(actor=township.actor("BO"), compilation=compilation)
    return compilation


def test_a_budget_is_begun_from_the_list(township: Township, signed_in: SignIn) -> None:
    client = signed_in("BO")
    assert client.post(f"{LIST}/new", {"year": "九"}).status_code == 422
    answer = client.post(f"{LIST}/new", {"year": str(YEAR)})
    made = Compilation.objects.get(unit=township.unit)
    assert answer.headers["Location"] == made.get_absolute_url()
    assert str(made) in said(client.get(LIST))
    assert str(made) in said(signed_in("DF").get(LIST))
    assert "已经建立" in said(client.post(f"{LIST}/new", {"year": str(YEAR)}))


def test_a_budget_of_a_wrong_year_is_taken_back_on_its_page(township: Township, signed_in: SignIn) -> None:
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    address = compilation.get_absolute_url()
    assert "撤回预算编制" not in said(signed_in("FH").get(address))
    client = signed_in("BO")
    assert f'action="{address}/withdraw"' in said(client.get(address))
    assert "已经撤回" in said(client.post(f"{address}/withdraw", follow=True))
    assert client.get(address).status_code == 404
    assert f'action="{address}/withdraw"' not in said(client.get(begun(township).get_absolute_url()))


def test_opening_without_a_profile_says_what_is_missing(township: Township, signed_in: SignIn) -> None:
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    answer = signed_in("BO").post(f"{compilation.get_absolute_url()}/act/open")
    assert answer.status_code == 422
    assert "还没有" in said(answer)
    compilation.refresh_from_db()
    assert compilation.state == Compilation.State.PREPARING
    assert not Version.objects.exists()


@pytest.mark.parametrize("tab", ["", *(f"/{tab}" for tab in TABS)])
def test_every_table_is_shown_to_who_may_look(township: Township, signed_in: SignIn, tab: str) -> None:
    compilation = begun(township)
    for role in ("BO", "ML", "DF"):
        assert signed_in(role).get(compilation.get_absolute_url() + tab).status_code == 200
    assert signed_in("HD").get(compilation.get_absolute_url() + tab).status_code == 403


def test_a_step_back_without_its_reason_keeps_the_page_and_the_state(township: Township, signed_in: SignIn) -> None:
    compilation = begun(township)
    answer = signed_in("FH").post(f"{compilation.get_absolute_url()}/act/return_first", {"reason": "短"})
    assert answer.status_code == 422
    assert "短" in said(answer)
    assert compilation.versions.count() == 1


def test_control_numbers_that_do_not_add_up_are_not_saved(township: Township, signed_in: SignIn) -> None:
    compilation = begun(township)
    Compilation.objects.filter(pk=compilation.pk).update(state=Compilation.State.FIRST_SENT)
    url, typed = f"{compilation.get_absolute_url()}/control/give", {"document": "县财预〔2023〕9号", "general-basic": "100.5"}
    client = signed_in("DF")
    wrong = client.post(url, {**typed, "expected": "99"})
    assert wrong.status_code == 422
    assert "100.5" in said(wrong)
    assert not ControlNumber.objects.exists()
    assert client.post(url, {**typed, "expected": "100.50"}).status_code == 302
    assert ControlNumber.objects.get().amount == 10050
    assert signed_in("BO").post(url, typed).status_code == 403


def test_pictures_stand_with_and_without_a_budget(township: Township, signed_in: SignIn) -> None:
    client = signed_in("BO")
    assert "没有数可以画" in said(client.get("/plan/pictures"))
    begun(township)
    assert "<svg" in said(client.get("/plan/pictures"))
    assert client.get("/plan/pictures?of=x").status_code == 404
