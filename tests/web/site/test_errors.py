"""When something is wrong, does a person get a plain page in the office's look, and the right status?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from web.township import Township
from wenxiao.web.site.views import errors
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused


def test_an_unknown_address_is_a_page_with_the_way_back(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("HD").get("/nowhere")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert "aria-current" not in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_opens_for_a_visitor_too(client: Client, township: Township) -> None:  # noqa: ARG001
    assert client.get("/nowhere").status_code == 404


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(township: Township) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(township.actor("HD").holder, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/sign-out")
    assert answer.status_code == 403
    assert "表单已经过期" in answer.content.decode()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("view", [errors.broken, errors.bad_request])
def test_what_broke_a_page_cannot_break_the_page_that_says_so(view: Callable[[HttpRequest], object]) -> None:
    """Neither the database (this test has none) nor the request is asked."""
    answer = view(RequestFactory().get("/"))
    assert "回到待办" in answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("raised", "status"), [(Refused, 422), (NotPermitted, 403), (OutOfTurn, 409)])
def test_every_reason_of_a_refusal_stands_on_its_page(raised: type[Refused], status: int, township: Township) -> None:  # noqa: ARG001
    from wenxiao.web.site.middleware import RefusalMiddleware

    refused = raised(Refusal("控制数是 1.00 元，多 0.50 元：请压减", rule="R050"), Refusal("缺会议记录"))
    request = RequestFactory().post("/plan")
    answer = RefusalMiddleware(lambda _: None).process_exception(request, refused)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == status
    page = answer.content.decode()
    assert page.count("<li>") >= 2
    assert "请压减（R050）" in page
    assert "什么也没有改" in page


def test_no_page_needs_an_exception_from_the_content_security_policy() -> None:
    """No inline script, style or handler anywhere in our templates."""
    import re
    from pathlib import Path

    import wenxiao.web

    folder = Path(wenxiao.web.__file__).parent
    templates = list(folder.glob("*/templates/**/*.html"))
    assert len(templates) > 20
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:|https?://", text), path


def test_an_empty_required_field_asks_to_be_filled_in_a_clerks_words() -> None:
    from django import forms

    class One(forms.Form):
        name = forms.CharField(label="名称")

    page = render_to_string("parts/form.html", {"form": One({}), "fields": []})
    assert "名称：请填写" in page


# Addresses that only take forms, and the page that each belongs to.
STEPS = {
    "/plan/projects/T01-2023-0001/act/submit": "/plan/projects/T01-2023-0001",
    "/plan/compilations/1/act/open": "/plan/compilations/1",
    "/plan/compilations/1/seals/check": "/plan/compilations/1",
    "/plan/profile/T01/2023/act/confirm": "/plan/profile/T01/2023",
    "/plan/standards/1/act/approve": "/plan/standards/1",
    "/plan/prior/1/discard": "/plan/prior/1",
    "/plan/workbook/1/discard": "/plan/workbook/1",
    "/spend/requests/T01-2023-0001/act/submit": "/spend/requests/T01-2023-0001",
    "/spend/allotments/1/act/give": "/spend/allotments/1",
    "/plan/projects/T01-2023-0001/indicators/weigh": "/plan/projects/T01-2023-0001/indicators",
}


@pytest.mark.parametrize("address", STEPS)
def test_the_address_of_a_step_leads_back_to_its_object(signed_in: Callable[..., Client], address: str) -> None:
    """After a refused step it stands in the browser, and reloading or sharing it asks for a page."""
    answer = signed_in("BO" if "/indicators/" not in address else "HD").get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, STEPS[address])


def test_a_method_that_an_address_does_not_take_is_answered_by_a_page(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("BO").put("/plan/compilations/1/act/open")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "什么也没有改" in answer.content.decode()
