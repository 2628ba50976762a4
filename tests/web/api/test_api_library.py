"""Can a program do in the project library what a person does on its pages?"""

from __future__ import annotations

from typing import Any

from web.api.programs import Program
from web.plan.making import YEAR, made_activity, made_project, meeting
from web.township import Township
from wenxiao.web.people.models import Post
from wenxiao.web.plan.models import Duty, Profile, Project

PROFILE: dict[str, Any] = {
    "legal_name": "试验区青石镇人民政府", "nature": "行政单位", "level": "正科级", "funding_form": "财政拨款", "functions": "服务三农。",
    "as_of": f"{YEAR - 1}-12-31", "vehicles_quota": 3, "vehicles_held": 2, "staffing": {"administrative": {"quota": 30, "headcount": 28}},
    "assets": [{"kind": "办公设备", "value_fen": 12_345_600, "quantity_10000": 250_000, "measure": "台"}],
}  # fmt: skip
LINE = {
    "year": YEAR, "item": "渠道清淤", "quantity_10000": 1_205_000, "measure": "公里", "unit_price_fen": 30_000, "economic_code": "30213",
    "source": "上年合同价",
}  # fmt: skip


def test_a_program_learns_in_which_post_it_acts_and_what_that_may_do(township: Township) -> None:
    told = Program(township.actor("HD")).done("GET", "me")
    assert (told["role"], told["unit"]["code"], told["office"]["name"]) == ("HD", "T01", "农业综合服务中心")
    granted = {each["function"]: (each["letters"], each["scope_title"]) for each in told["permissions"]}
    assert granted["project_library"] == ("CE", "本站所")
    assert "accounts" not in granted


def test_the_bureau_sees_the_units_below_it_and_a_clerk_only_its_own(township: Township) -> None:
    assert [each["code"] for each in Program(township.actor("DF")).done("GET", "units")["items"]] == ["B01", "T01", "T02"]
    clerk = Program(township.actor("HD"))
    assert [each["code"] for each in clerk.done("GET", "units")["items"]] == ["T01"]
    assert [each["name"] for each in clerk.done("GET", "units/T01/offices")] == ["财政所", "农业综合服务中心", "应急管理办公室"]
    assert clerk.get("units/T02/offices").status == 403


def test_posts_of_a_day_are_told_with_their_people_and_filtered_by_role(township: Township) -> None:
    program = Program(township.actor("HD"))
    told = program.done("GET", "units/T01/posts?role=HD")
    assert {each["office"]["name"] for each in told["items"]} == {"农业综合服务中心", "应急管理办公室"}
    assert program.done("GET", "units/T01/posts?on=2019-12-31")["count"] == 0


def test_meetings_are_told_with_the_number_that_a_step_names_them_by(township: Township) -> None:
    held = meeting(township, "7")
    assert Program(township.actor("HD")).done("GET", "meetings")["items"][0]["id"] == held.pk


def test_a_profile_is_filled_in_changed_confirmed_and_copied(township: Township) -> None:
    officer, head = Program(township.actor("BO")), Program(township.actor("FH"))
    made = officer.done("POST", "profiles", {**PROFILE, "year": YEAR})
    assert (made["state"], made["quota_total"], made["headcount_total"]) == ("draft", 30, 28)
    assert made["assets"] == [{"kind": "办公设备", "quantity_10000": 250_000, "measure": "台", "value_fen": 12_345_600}]
    changed = officer.done("PUT", f"profiles/T01/{YEAR}", {**PROFILE, "edition": made["edition"], "vehicles_held": 3})
    stale = officer.ask("PUT", f"profiles/T01/{YEAR}", {**PROFILE, "edition": made["edition"]})
    assert (stale.status, changed["edition"]) == (409, made["edition"] + 1)
    assert "您带的是第 1 版，现在是第 2 版" in stale.messages
    assert changed["vehicles_held"] == 3
    assert head.done("POST", f"profiles/T01/{YEAR}/act/confirm", {})["state"] == "confirmed"
    assert officer.ask("PUT", f"profiles/T01/{YEAR}", {**PROFILE, "edition": changed["edition"]}).status == 409
    assert officer.done("POST", "profiles/copy", {"year": YEAR + 1})["as_of"] == f"{YEAR}-12-31"
    assert [each["year"] for each in officer.done("GET", "profiles?unit=T01")["items"]] == [YEAR + 1, YEAR]


def test_duties_and_activities_are_kept_and_told_as_a_tree(township: Township) -> None:
    officer = Program(township.actor("BO"))
    duty = officer.done("POST", "duties", {"number": 1, "name": "农业农村", "description": "服务", "objective": "按时", "since": 2020})
    activity = officer.done(
        "POST", f"duties/{duty['id']}/activities", {"number": 1, "name": "管护", "content": "管护渠道", "objective": "12 公里"}
    )
    officer.done("PUT", f"duties/{duty['id']}", {"number": 2, "name": "农业", "description": "服务", "objective": "按时", "since": 2020})
    officer.done("PUT", f"activities/{activity['id']}", {"number": 3, "name": "渠道管护", "content": "管护", "objective": "12 公里"})
    (told,) = officer.done("GET", f"units/T01/duties/{YEAR}")
    assert (told["number"], told["name"], [each["name"] for each in told["activities"]]) == (2, "农业", ["渠道管护"])
    officer.done("POST", f"activities/{activity['id']}/retire", {"until": 2022})
    officer.done("POST", f"duties/{duty['id']}/retire", {"until": 2023})
    assert officer.done("GET", f"units/T01/duties/{YEAR}") == []
    assert Duty.objects.get().until == 2023


def test_a_project_is_made_estimated_given_indicators_and_sent_all_the_way_into_the_library(township: Township) -> None:
    clerk = Program(township.actor("HD"))
    model = made_project(township)
    made = clerk.done(
        "POST", "projects",
        {
            "activity": model.activity_id, "name": "村庄道路养护", "start_year": YEAR, "end_year": YEAR, "function_code": "2130126",
            "basis": model.basis, "necessity": model.necessity, "content": model.content, "objective": model.objective,
        },
    )  # fmt: skip
    code = made["code"]
    assert (made["edition"], made["steps"][0]["action"]) == (1, "submit")
    told = clerk.done("PUT", f"projects/{code}/estimate", {"edition": 1, "lines": [LINE]})
    # 120.5 公里 × 300 元 = 36 150 元.
    assert (told["edition"], told["total_fen"], told["estimate"][0]["amount_fen"]) == (2, 3_615_000, 3_615_000)
    goals = clerk.done("GET", f"projects/{model.code}/indicators")["indicators"]
    rows = [{name: value for name, value in each.items() if name not in ("id", "number")} for each in goals]
    assert clerk.done("PUT", f"projects/{code}/indicators", {"edition": 2, "indicators": rows})["weight_total"] == 90
    renamed = clerk.done(
        "PATCH", f"projects/{code}", {"edition": 3, "name": "村道日常养护", "warning_reason": "与去年同样的做法，核对过没有问题"}
    )
    assert (renamed["name"], renamed["edition"], renamed["objective"]) == ("村道日常养护", 4, model.objective)
    assert not [each for each in clerk.done("GET", f"projects/{code}/problems") if each["blocks"]]

    said = {"reason": "核对过，地段和内容都与别的项目不同"}
    for role, action, state in (
        ("HD", "submit", "office"), ("HL", "office_approve", "finance"), ("BO", "send_to_bureau", "bureau"),
        ("DF", "bureau_approve", "stocked"),
    ):  # fmt: skip
        assert Program(township.actor(role)).done("POST", f"projects/{code}/act/{action}", said)["state"] == state
    acts = clerk.done("GET", f"trail/project/{made['id']}")["items"]
    assert [each["action"] for each in acts] == [
        "create", "estimate", "indicators_replace", "edit", "submit", "office_approve", "send_to_bureau", "bureau_approve"
    ]  # fmt: skip
    assert [each["previous"] for each in acts[1:]] == [each["hash"] for each in acts[:-1]]


def test_a_project_that_is_large_goes_to_the_collective_on_its_minutes(township: Township) -> None:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.COLLECTIVE)
    secretary = Program(township.actor("PS"))
    address = f"projects/{project.code}/act/collective_approve"
    refused = secretary.ask("POST", address, {})
    assert (refused.status, refused.fields[0]) == (422, "minutes")
    assert secretary.ask("POST", address, {"minutes": 999}).fields == ["minutes"]
    assert secretary.done("POST", address, {"minutes": meeting(township).pk})["state"] == "bureau"


def test_a_proposed_end_is_a_step_like_the_others(township: Township) -> None:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.STOCKED)
    reason = {"reason": "任务已经并入别的项目，不再单独安排"}
    assert Program(township.actor("FH")).done("POST", f"projects/{project.code}/act/propose_end", reason)["state"] == "stocked"
    assert Program(township.actor("ML")).done("POST", f"projects/{project.code}/act/end", reason)["state"] == "ended"


def test_single_indicators_are_added_changed_moved_copied_weighed_and_deleted(township: Township) -> None:
    clerk, project = Program(township.actor("HD")), made_project(township)
    address = f"projects/{project.code}/indicators"
    told = clerk.done("POST", address, {"edition": project.edition, "name": "巡查次数", "kind": "产出/数量", "weight": 5})
    new = told["indicators"][-1]
    told = clerk.done("PUT", f"{address}/{new['id']}", {"edition": told["edition"], "name": "每月巡查次数", "kind": "产出/数量"})
    assert (told["indicators"][-1]["name"], told["indicators"][-1]["weight"]) == ("每月巡查次数", None)
    told = clerk.done("POST", f"{address}/{new['id']}/move", {"edition": told["edition"], "up": True})
    assert told["indicators"][-2]["name"] == "每月巡查次数"
    told = clerk.done("POST", f"{address}/{new['id']}/copy", {"edition": told["edition"]})
    assert told["indicators"][-1]["name"] == "每月巡查次数（复制）"
    told = clerk.done("DELETE", f"{address}/{told['indicators'][-1]['id']}?edition={told['edition']}")
    assert len(told["indicators"]) == 6
    assert clerk.done("POST", f"{address}/weigh", {"edition": told["edition"]})["weight_total"] in (90, 100)


def test_a_draft_is_deleted_and_what_was_sent_up_is_not(township: Township) -> None:
    clerk, project = Program(township.actor("HD")), made_project(township)
    assert clerk.done("DELETE", f"projects/{project.code}") is None
    assert not Project.objects.exists()
    sent = made_project(township, "另一个渠道项目")
    clerk.done("POST", f"projects/{sent.code}/act/submit", {})
    assert clerk.ask("DELETE", f"projects/{sent.code}").status == 409


def test_lists_show_only_what_the_post_may_see_and_filter_it(township: Township) -> None:
    made_project(township)
    other = made_project(township, "应急演练", actor=township.actor("HD", "应急"), office=township.offices["应急"])

    def codes(role: str, query: str = "") -> list[str]:
        return [each["code"] for each in Program(township.actor(role)).done("GET", f"projects{query}")["items"]]

    assert codes("HD") == ["T01-2024-001"]
    assert codes("BO") == codes("DF") == ["T01-2024-001", other.code]
    assert codes("BO", "?text=演练&state=draft&year=2024&unit=T01") == [other.code]
    assert codes("BO", "?page=2") == codes("TP") == []


def test_a_third_party_sees_its_project_and_what_stands_above_it_and_nothing_else(township: Township) -> None:
    project = made_project(township)
    made_activity(township, number=2, name="别的活动")
    post = township.actor("TP").in_post
    Post.objects.filter(pk=post.pk).update(project=project.code)
    party = Program(township.actor("TP"))
    (duty,) = party.done("GET", f"units/T01/duties/{YEAR}")
    assert [[each["code"] for each in activity["projects"]] for activity in duty["activities"]] == [[project.code]]
    assert [each["code"] for each in party.done("GET", "projects")["items"]] == [project.code]


def test_the_quality_of_indicators_is_told_by_office(township: Township) -> None:
    made_project(township)
    (told,) = Program(township.actor("BO")).done("GET", f"quality/{YEAR}")
    assert (told["name"], told["sound"] + told["warned"] + told["wrong"]) == ("农业综合服务中心", 5)


def test_the_trail_of_a_unit_is_told_to_whoever_may_see_it_newest_first(township: Township) -> None:
    project = made_project(township)
    told = Program(township.actor("JJ")).done("GET", "units/T01/trail?kind=project&since=2020-01-01&until=2199-12-31")
    assert [each["action"] for each in told["items"]] == ["indicators_replace", "estimate", "create"]
    assert told["items"][0]["subject_id"] == str(project.pk)


def test_a_copied_profile_needs_one_to_copy(township: Township) -> None:
    answer = Program(township.actor("BO")).ask("POST", "profiles/copy", {"year": YEAR})
    assert (answer.status, answer.fields, Profile.objects.count()) == (422, ["year"], 0)
