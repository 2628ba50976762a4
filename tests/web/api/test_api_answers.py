"""Does the interface say no in one shape, with every reason, and change nothing?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from web.api.programs import ROOT, Program
from web.plan.compiling import brought
from web.plan.making import YEAR, made_project
from web.township import Township
from wenxiao.web.people.models import Account, Post, Token
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.trail.models import Entry

NEW = {"start_year": YEAR, "end_year": YEAR, "function_code": "2130126"}


def raw(program: Program, path: str, body: str | bytes, method: str = "patch") -> tuple[int, Any]:
    answer = getattr(program.client, method)(ROOT + path, data=body, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_without_a_token_nothing_is_told_and_a_session_is_no_token(township: Township) -> None:
    signed_in = Client()
    signed_in.force_login(township.actor("BO").holder, backend="django.contrib.auth.backends.ModelBackend")
    for client in (Client(), signed_in, Client(headers={"Authorization": "Bearer wrong"}), Client(headers={"Authorization": "Basic x"})):
        answer = client.get(f"{ROOT}projects")
        assert (answer.status_code, answer.headers["WWW-Authenticate"], answer.json()["kind"]) == (401, "Bearer", "no_token")


def test_a_token_ends_with_its_day_its_post_its_account_or_when_it_is_taken_back(township: Township) -> None:
    actor = township.actor("BO")
    program = Program(actor)
    yesterday = date.today() - timedelta(days=1)
    for model, pk, ending in (
        (Token, program.token.pk, {"until": yesterday}),
        (Token, program.token.pk, {"revoked": timezone.now()}),
        (Post, actor.in_post.pk, {"until": yesterday}),
        (Account, actor.holder.pk, {"is_active": False}),
        (Account, actor.holder.pk, {"must_change_password": True}),
    ):
        before = {name: getattr(model.objects.get(pk=pk), name) for name in ending}
        assert program.get("me").status == 200
        model.objects.filter(pk=pk).update(**ending)
        assert program.get("me").status == 401, ending
        model.objects.filter(pk=pk).update(**before)


def test_a_token_acts_in_its_own_post_whoever_is_signed_in_beside_it(township: Township) -> None:
    program = Program(township.actor("HD"))
    program.client.force_login(township.actor("BO").holder, backend="django.contrib.auth.backends.ModelBackend")
    Account.objects.filter(pk=township.actor("BO").holder.pk).update(must_change_password=True)
    assert program.done("GET", "me")["role"] == "HD"


def test_who_may_not_is_told_who_may(township: Township) -> None:
    project = made_project(township)
    answer = Program(township.actor("BO")).ask("POST", f"projects/{project.code}/act/submit", {})
    assert (answer.status, answer.told["kind"]) == (403, "not_permitted")
    assert "农业综合服务中心 经办人" in answer.messages
    assert "可以的岗位是：经办人" in Program(township.actor("BO")).ask("DELETE", f"projects/{project.code}").messages


def test_a_step_out_of_turn_names_the_states_in_which_it_can_be_taken(township: Township) -> None:
    project = made_project(township)
    answer = Program(township.actor("HL")).ask("POST", f"projects/{project.code}/act/office_approve", {})
    assert (answer.status, answer.told["kind"]) == (409, "out_of_turn")
    assert "现在是“草稿”，只有在“待所审”时才能“所审通过”" in answer.messages


def test_who_comes_too_late_is_told_so_and_overwrites_nothing(township: Township) -> None:
    project, clerk = made_project(township), Program(township.actor("HD"))
    clerk.done("PATCH", f"projects/{project.code}", {"edition": project.edition, "name": "先改的"})
    answer = clerk.ask("PATCH", f"projects/{project.code}", {"edition": project.edition, "name": "后改的"})
    assert (answer.status, answer.told["kind"]) == (409, "stale")
    assert "您带的是第 3 版，现在是第 4 版" in answer.messages
    assert Project.objects.get().name == "先改的"


def test_a_table_that_was_changed_meanwhile_is_not_overwritten(township: Township) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    officer, address = Program(township.actor("BO")), f"compilations/{compilation.pk}/revenue"
    seen = officer.done("GET", address)["mark"]
    lines = [{"fund": "general", "source": "一般公共预算", "amount_fen": 1_00}]
    officer.done("PUT", address, {"lines": lines, "seen": seen})
    answer = officer.ask("PUT", address, {"lines": [{**lines[0], "amount_fen": 2_00}], "seen": seen})
    assert (answer.status, answer.told["kind"]) == (409, "stale")
    assert "“收入预算”在您取数以后被人改过，没有保存" in answer.messages


def test_everything_that_is_wrong_is_told_at_once_by_field_and_nothing_is_written(township: Township) -> None:
    clerk, project = Program(township.actor("HD")), made_project(township)
    body = {**NEW, "activity": project.activity_id, "name": " ", "end_year": YEAR - 1, "function_code": "20"}
    answer = clerk.ask("POST", "projects", body)
    assert (answer.status, answer.told["kind"], answer.fields) == (422, "refused", ["name", "end_year", "function_code"])
    assert Project.objects.count() == 1


def test_a_refused_line_is_named_by_its_place_and_its_name_in_the_request(township: Township) -> None:
    clerk, project = Program(township.actor("HD")), made_project(township)
    line = {"year": YEAR, "item": "清淤", "quantity_10000": 10_000, "measure": "公里", "unit_price_fen": 100, "economic_code": "30213"}
    body = {"edition": project.edition, "lines": [line, {**line, "quantity_10000": 0}]}
    assert clerk.ask("PUT", f"projects/{project.code}/estimate", body).fields == ["lines.1.quantity_10000"]


def test_a_sum_that_is_not_what_the_clerk_counts_on_is_told_with_the_difference(township: Township) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    revenue = [{"fund": "general", "source": "拨款", "amount_fen": 1_00}, {"fund": "general", "source": "拨款", "amount_fen": 2_00}]
    answer = Program(township.actor("BO")).ask(
        "PUT", f"compilations/{compilation.pk}/revenue", {"lines": revenue[:1], "expected_fen": 3_00}
    )
    assert answer.fields == ["expected_fen"]
    assert "相差 2.00 元" in answer.messages
    answer = Program(township.actor("BO")).ask("PUT", f"compilations/{compilation.pk}/revenue", {"lines": revenue})
    assert answer.fields == ["lines.1.source"]


def test_a_rule_that_is_broken_is_named(township: Township) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    line = {"part": "personnel", "function_code": "2010301", "economic_code": "30201", "explanation": "按定额", "amount_fen": 1_00}
    answer = Program(township.actor("BO")).ask("POST", f"compilations/{compilation.pk}/basic", {"lines": [line]})
    assert [(each["field"], each["rule"]) for each in answer.told["reasons"]] == [("lines.0.economic_code", "R032")]


@pytest.mark.parametrize(
    ("body", "fields", "said"),
    [
        ("", [""], "没有发来内容"),
        ("{", [""], "不是 JSON"),
        ("[1]", [""], "应当是 JSON 对象"),
        ("null", [""], "应当是 JSON 对象"),
        ("[" * 100_000, [""], "不是 JSON"),
        (b"\xff\xfe", [""], "不是 JSON"),
        ('{"edition": ' + "9" * 5000 + "}", [""], "不是 JSON"),
        ("{}", ["edition"], "缺少这一项"),
        ('{"edition": 1.0}', ["edition"], "应当是整数"),
        ('{"edition": "1"}', ["edition"], "应当是整数"),
        ('{"edition": 0}', ["edition"], "不能小于 1"),
        ('{"edition": 1e400}', ["edition"], "应当是整数"),
        ('{"edition": 99999999999}', ["edition"], "不能大于 2147483647"),
        ('{"edition": 1, "surprise": 1}', ["surprise"], "没有这一项"),
        ('{"edition": 1, "name": 5}', ["name"], "应当是文字"),
        ('{"edition": 1, "name": "a\\u0000b"}', ["name"], "不能保存的字符"),
        ('{"edition": 1, "name": "\\ud800"}', ["name"], "不能保存的字符"),
        ('{"edition": {"a": 1}}', ["edition"], "应当是整数"),
        ('{"edition": 1, "rigid": 1}', ["rigid"], "true 或 false"),
        ('{"edition": 1, "fund": "gold"}', ["fund"], "可以选的是：general、government_fund"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_the_same_shape_and_in_chinese(
    body: str | bytes, fields: list[str], said: str, township: Township
) -> None:
    project = made_project(township)
    acts = Entry.objects.count()
    status, told = raw(Program(township.actor("HD")), f"projects/{project.code}", body)
    assert (status, told["kind"], told["status"]) == (422, "malformed", 422)
    assert [each["field"] for each in told["reasons"]] == fields
    assert said in told["reasons"][0]["message"]
    assert Entry.objects.count() == acts


@pytest.mark.parametrize("day", ["2024-02-30", "20240101", "1", 1, None, "0001-01-01", "9999-12-31", "2024-01-01T00:00:00"])
def test_what_is_no_day_of_our_time_is_refused(day: Any, township: Township) -> None:
    compilation = brought(township, Compilation.State.PREPARING)
    answer = Program(township.actor("DF")).ask("POST", f"compilations/{compilation.pk}/act/approve", {"document": "x", "approved_on": day})
    assert answer.status in (409, 422)
    assert day is None or answer.fields == ["approved_on"]


def test_what_should_be_an_object_or_a_list_is_told_so(township: Township) -> None:
    compilation, officer = brought(township, Compilation.State.FIRST), Program(township.actor("BO"))
    for body, field, said in (
        ({"about": "three_public", "texts": []}, "texts", "应当是对象，即 {…}"),
        ({"about": "x", "texts": {}}, "about", "year_on_year、three_public"),
    ):  # fmt: skip
        answer = officer.ask("PUT", f"compilations/{compilation.pk}/explanations", body)
        assert (answer.status, answer.fields) == (422, [field])
        assert said in answer.messages
    answer = officer.ask("PUT", f"compilations/{compilation.pk}/revenue", {"lines": {}})
    assert (answer.fields, answer.messages) == (["lines"], "应当是列表，即 […]")
    answer = officer.ask("PUT", f"compilations/{compilation.pk}/revenue", {"lines": [5]})
    assert (answer.fields, answer.messages) == (["lines.0"], "应当是对象，即 {…}")


def test_an_amount_that_no_budget_has_is_refused_before_it_reaches_the_database(township: Township) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    for amount in (10**15 + 1, 2**63, -1, 1.5, "100"):
        body = {"lines": [{"fund": "general", "source": "拨款", "amount_fen": amount}]}
        answer = Program(township.actor("BO")).ask("PUT", f"compilations/{compilation.pk}/revenue", body)
        assert (answer.status, answer.fields) == (422, ["lines.0.amount_fen"])


def test_what_is_not_there_is_404_in_the_same_shape(township: Township) -> None:
    project, officer = made_project(township), Program(township.actor("BO"))
    for method, path in (
        ("GET", "nothing"), ("GET", "projects/none"), ("GET", "compilations/99"), ("GET", f"compilations/{2**70}"),
        ("GET", "compilations/x"),
        ("GET", "units/T99/offices"), ("GET", "trail/project/99"), ("GET", "trail/nothing/1"), ("GET", f"profiles/T01/{YEAR}"),
        ("POST", f"projects/{project.code}/act/fly"), ("PUT", "duties/99"), ("GET", "profiles/T01/99999"),
    ):  # fmt: skip
        body = {} if method == "POST" else {"number": 1, "name": "x", "description": "x", "objective": "x", "since": 2020}
        answer = officer.ask(method, path, None if method == "GET" else body)
        assert (answer.status, answer.told["kind"]) == (404, "unknown"), path


def test_what_the_budget_does_by_itself_is_no_step_for_a_program(township: Township) -> None:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.STOCKED)
    for action in ("budget", "release"):
        assert Program(township.actor("BO")).ask("POST", f"projects/{project.code}/act/{action}", {}).status == 404
    brought(township, Compilation.State.PREPARING)
    assert Program(township.actor("BO")).ask("POST", f"profiles/T01/{YEAR}/act/freeze", {}).status == 404


def test_a_condition_that_is_mistyped_is_told_and_does_not_pass_for_none(township: Township) -> None:
    officer = Program(township.actor("BO"))
    answer = officer.get("projects?stat=draft&year=2024")
    assert (answer.status, answer.told["kind"], answer.fields) == (422, "malformed", ["stat"])
    assert "state" in answer.messages
    assert officer.get("me?x=1").status == 422
    assert Client().get(f"{ROOT}projects?stat=draft").status_code == 401


def test_a_method_that_an_address_does_not_know_is_405_with_those_it_knows(township: Township) -> None:
    answer = Program(township.actor("BO")).client.put(f"{ROOT}projects")
    assert (answer.status_code, answer.headers["Allow"], answer.json()["kind"]) == (405, "GET, POST", "wrong_method")


def test_a_body_beyond_the_limit_is_refused(township: Township, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    status, told = raw(Program(township.actor("BO")), "compilations", json.dumps({"year": "x" * 2000}), "post")
    assert (status, told["kind"]) == (422, "too_large")


def test_minutes_of_another_unit_are_no_minutes_here(township: Township) -> None:
    from web.plan.making import meeting

    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.COLLECTIVE)
    elsewhere = meeting(township, "3")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(unit=township.other_unit)
    answer = Program(township.actor("PS")).ask("POST", f"projects/{project.code}/act/collective_approve", {"minutes": elsewhere.pk})
    assert (answer.status, answer.fields) == (422, ["minutes"])


def test_a_version_of_another_budget_is_not_found(township: Township) -> None:
    compilation = brought(township, Compilation.State.FIRST)
    other = Compilation.objects.create(unit=township.unit, year=YEAR + 1, state=Compilation.State.PREPARING)
    version = latest_version(compilation)
    assert version is not None
    assert Program(township.actor("BO")).get(f"compilations/{other.pk}/basic?version={version.pk}").status == 404
    assert Program(township.actor("BO")).ask("PUT", f"compilations/{other.pk}/revenue", {"lines": []}).status == 409
