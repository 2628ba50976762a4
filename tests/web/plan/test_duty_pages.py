"""Do the pages of duties and activities show the tree, keep what was typed, and write nothing where they refuse?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import NO_OFFICE, Ask, Case, every, hold
from web.plan.making import made_activity, made_duty, made_project
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Activity, Duty
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
DUTY = {"number": "2", "name": "城乡建设", "description": "管护道路。", "objective": "道路完好。", "since": "2020"}
ACTIVITY = {"number": "3", "name": "道路养护", "content": "养护村道。", "objective": "养护 20 公里。"}


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_the_tree_adds_up_a_year_and_links_to_its_projects(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    page = said(signed_in("BO").get("/plan/duties?year=2024"))
    assert all(text in page for text in ("农业农村", "农田水利设施管护", project.name, project.get_absolute_url(), "3.60 万元"))
    assert project.name not in said(signed_in("BO").get("/plan/duties?year=2025"))
    assert project.name not in said(signed_in("HD", "应急").get("/plan/duties?year=2024"))


def test_a_duty_and_an_activity_are_made_changed_and_ended(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    client = signed_in("BO")
    assert client.post("/plan/duties/new", DUTY).status_code == 302
    duty = Duty.objects.get()
    assert client.post(f"/plan/duties/{duty.pk}/edit", {**DUTY, "name": "城乡建设和管理"}).status_code == 302
    assert client.post(f"/plan/duties/{duty.pk}/activities/new", {**ACTIVITY, "duty": duty.pk}).status_code == 302
    activity = Activity.objects.get()
    assert client.post(f"/plan/activities/{activity.pk}/edit", {**ACTIVITY, "duty": duty.pk, "name": "村道养护"}).status_code == 302
    assert client.post(f"/plan/activities/{activity.pk}/retire", {"until": "2025"}).status_code == 302
    assert client.post(f"/plan/duties/{duty.pk}/retire", {"until": "2026"}).status_code == 302
    duty.refresh_from_db()
    activity.refresh_from_db()
    assert (duty.name, duty.until, activity.name, activity.until) == ("城乡建设和管理", 2026, "村道养护", 2025)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "0"}, "number"), ({"number": "一"}, "number"), ({"number": "1"}, "number"), ({"name": ""}, "name"),
        ({"name": "长" * 101}, "name"), ({"name": "农业农村"}, "name"), ({"objective": " "}, "objective"), ({"since": "20"}, "since"),
    ],
)  # fmt: skip
def test_a_faulty_duty_is_refused_beside_its_field(township: Township, signed_in: SignIn, typed: dict[str, str], field: str) -> None:
    made_duty(township)
    before = Entry.objects.count()
    answer = signed_in("BO").post("/plan/duties/new", {**DUTY, "description": "还没写完的话", **typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "还没写完的话" in said(answer)
    assert (Duty.objects.count(), Entry.objects.count()) == (1, before)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "1"}, "number"),
        ({"name": ""}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"duty": "0"}, "duty"),
        ({"content": ""}, "content"),
    ],
)
def test_a_faulty_activity_is_refused_beside_its_field(township: Township, signed_in: SignIn, typed: dict[str, str], field: str) -> None:
    duty = made_activity(township).duty
    values = {**ACTIVITY, "duty": duty.pk, "objective": "还没写完的话", **typed}
    answer = signed_in("BO").post(f"/plan/duties/{duty.pk}/activities/new", values)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "还没写完的话" in said(answer)
    assert Activity.objects.count() == 1


def test_what_a_project_still_runs_under_is_not_ended(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    client = signed_in("BO")
    for path in (f"/plan/duties/{project.activity.duty_id}/retire", f"/plan/activities/{project.activity_id}/retire"):
        answer = client.post(path, {"until": "2023"})
        assert answer.status_code == 422
        assert project.code in str(answer.context["form"].errors["until"])
    assert not Activity.objects.filter(until__isnull=False).exists()


def own_unit(_township: Township, unit: Unit, _office: Office | None) -> Unit:
    return unit


def duty_of(_township: Township, unit: Unit, _office: Office | None) -> Duty:
    return Duty.objects.create(unit=unit, number=7, name="别的职责", description="内容", objective="目标", since=2020)


def activity_of(township: Township, unit: Unit, office: Office | None) -> Activity:
    return Activity.objects.create(duty=duty_of(township, unit, office), number=7, name="别的活动", content="内容", objective="目标")


CASES = (
    Case("新建职责", "master_data", "C", own_unit, lambda _: Ask("/plan/duties/new", DUTY), ("unit",)),
    Case("修改职责", "master_data", "E", duty_of, lambda d: Ask(f"/plan/duties/{d.pk}/edit", DUTY), NO_OFFICE),
    Case("终止职责", "master_data", "E", duty_of, lambda d: Ask(f"/plan/duties/{d.pk}/retire", {"until": "2025"}), NO_OFFICE),
    Case(
        "新建活动", "master_data", "C", duty_of,
        lambda d: Ask(f"/plan/duties/{d.pk}/activities/new", {**ACTIVITY, "duty": d.pk}), NO_OFFICE,
    ),
    Case(
        "修改活动", "master_data", "E", activity_of,
        lambda a: Ask(f"/plan/activities/{a.pk}/edit", {**ACTIVITY, "duty": a.duty_id}), NO_OFFICE,
    ),
    Case("终止活动", "master_data", "E", activity_of, lambda a: Ask(f"/plan/activities/{a.pk}/retire", {"until": "2025"}), NO_OFFICE),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES), ids=lambda each: each.title if isinstance(each, Case) else each)
def test_every_action_on_duties_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
