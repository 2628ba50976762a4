"""Can programs carry a year's budget from its preparation to its allocation, each acting in its post?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from web.api.programs import Program
from web.plan.compiling import GUESTS, OFFICE, PERSONNEL, PROJECT, WHOLE, basics, brought, made_profile, minutes, sources
from web.plan.making import YEAR, line, made_project, stocked
from web.township import Township
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.models import Compilation, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.versions import version_holds
from wenxiao.web.trail.queries import story

State = Compilation.State
REVENUE = [{"fund": each.fund, "source": each.source, "amount_fen": each.amount} for each in sources()]
BASIC = [
    {
        "part": each.part, "function_code": each.function_code, "economic_code": each.economic_code, "explanation": each.explanation,
        "staff_kind": each.staff_kind or None, "standard_fen": each.standard, "amount_fen": each.amount,
    }
    for each in basics()
]  # fmt: skip
NUMBERS = [
    {"fund": "general", "category": "basic", "amount_fen": WHOLE - PROJECT},
    {"fund": "general", "category": "project", "amount_fen": PROJECT},
]
CONTROL = {"numbers": NUMBERS, "document": "某财预〔2023〕9号", "expected_fen": WHOLE}


class Programs:
    """A program in each post, and the address of a budget."""

    def __init__(self, township: Township) -> None:
        self.township = township
        self.root = ""
        self._made: dict[str, Program] = {}

    def __call__(self, role: str) -> Program:
        if role not in self._made:
            self._made[role] = Program(self.township.actor(role))
        return self._made[role]

    def done(self, role: str, method: str, path: str, body: Any = None) -> Any:
        return self(role).done(method, f"{self.root}/{path}" if path else self.root, body)

    def step(self, role: str, action: str, body: Any = None) -> str:
        return str(self.done(role, "POST", f"act/{action}", body or {})["state"])


def started(township: Township, to: State) -> Programs:
    programs = Programs(township)
    programs.root = f"compilations/{brought(township, to).pk}"
    return programs


def last_version() -> Version:
    version = latest_version(Compilation.objects.get())
    assert version is not None
    return version


def test_the_whole_way_from_preparation_to_allocation(township: Township) -> None:
    project = stocked(township, made_project(township, lines=(line(),)))
    made_profile(township)
    of = Programs(township)
    made = of("BO").done("POST", "compilations", {"year": YEAR})
    of.root = f"compilations/{made['id']}"
    assert [each["action"] for each in made["steps"]] == ["open"]
    assert of.step("BO", "open") == "first"

    assert of.done("BO", "PUT", "revenue", {"lines": REVENUE, "expected_fen": WHOLE})["total_fen"] == WHOLE
    basic = of.done("BO", "POST", "basic", {"lines": BASIC, "expected_fen": WHOLE - PROJECT})
    assert sorted(each["amount_fen"] for each in basic["lines"]) == [GUESTS, OFFICE, PERSONNEL]
    taken = of.done("BO", "POST", "projects/include", {"projects": [project.code], "expected_fen": PROJECT})
    assert [(each["project"], each["amount_fen"]) for each in taken["lines"]] == [(project.code, PROJECT)]
    totals = of.done("BO", "GET", "totals?by=part")
    assert (totals["revenue_fen"], totals["spending_fen"], totals["balances"][0]["difference_fen"]) == (WHOLE, WHOLE, 0)
    assert {each["key"]: each["amount_fen"] for each in totals["spending"]} == {
        "personnel": PERSONNEL, "operating": OFFICE + GUESTS, "project": PROJECT
    }  # fmt: skip

    assert of.step("FH", "check_first") == "first"
    assert of.step("ML", "send_first") == "first_sent"
    assert of.step("DF", "give_control", {"control": CONTROL}) == "control"
    assert [(each["amount_fen"], each["planned_fen"]) for each in of.done("BO", "GET", "control")[:2]] == [
        (WHOLE - PROJECT, WHOLE - PROJECT), (PROJECT, PROJECT)
    ]  # fmt: skip
    assert of.step("BO", "start_second") == "second"
    changes = of.done("BO", "PUT", "explanations", {"about": "three_public", "texts": {"reception": "上级检查和招商接待"}})
    assert {each["key"]: each["reason"] for each in changes["three_public"]}["reception"] == "上级检查和招商接待"
    assert of.done("BO", "GET", "explanations") == [{"about": "three_public", "key": "reception", "text": "上级检查和招商接待"}]
    assert of.step("FH", "submit_review") == "review"
    grades = dict.fromkeys(("completeness", "relevance", "adequacy", "feasibility"), "good")
    assert of.done("PS", "PUT", "goals", {"gradings": [{"project": project.code, **grades}]})["reviews"][0]["grade"] == "good"
    assert of.step("PS", "pass_review", {"minutes": minutes(township).pk}) == "second_sent"
    assert of.step("DF", "approve", {"document": "某财发〔2024〕5号", "approved_on": str(timezone.localdate())}) == "approved"
    assert of.step("BO", "allocate") == "allocated"

    told = of.done("BO", "GET", "")
    assert (told["approval"]["document"], told["approval"]["publish_by"]) == (
        "某财发〔2024〕5号",
        str(timezone.localdate() + timedelta(days=20)),
    )
    assert [each["stage"] for each in told["versions"]] == ["first", "second", "approved"]
    assert all(each["hash"] for each in told["versions"])
    assert version_holds(last_version())
    assert of("HD").done("GET", f"projects/{project.code}")["state"] == "budgeted"


def test_a_budget_of_the_towns_own_is_resolved_by_its_congress(township: Township) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
    for actor in township.actors.values():
        actor.in_post.refresh_from_db()
    of = started(township, State.SECOND_SENT)
    decided = minutes(township, Meeting.Kind.CONGRESS.value, "2").pk
    refused = of("DF").ask("POST", f"{of.root}/act/approve", {"document": "某财发〔2024〕5号", "approved_on": str(timezone.localdate())})
    assert (refused.status, refused.told["reasons"][0]["rule"]) == (422, "LAW17")
    assert of.step("NPC", "resolve", {"document": "决议 1 号", "approved_on": str(timezone.localdate()), "minutes": decided}) == "approved"


def test_a_step_of_the_other_mode_is_not_taken_for_its_twin(township: Township) -> None:
    of = started(township, State.FIRST_SENT)
    assert of("DF").ask("POST", f"{of.root}/act/set_control", {"control": CONTROL}).status == 403
    assert of("ML").ask("POST", f"{of.root}/act/give_control", {"control": CONTROL}).status == 403
    refused = of("ML").ask("POST", f"{of.root}/act/set_control", {"control": CONTROL})
    assert (refused.status, refused.told["reasons"][0]["rule"]) == (422, "LAW17")
    assert Compilation.objects.get().state == State.FIRST_SENT


def test_control_numbers_are_refused_where_they_do_not_add_up_and_corrected_later(township: Township) -> None:
    of = started(township, State.FIRST_SENT)
    address = f"{of.root}/act/give_control"
    assert of("DF").ask("POST", address, {}).fields == ["control"]
    refused = of("DF").ask("POST", address, {"control": {**CONTROL, "expected_fen": WHOLE + 1}})
    assert (refused.status, refused.fields) == (422, ["control.expected_fen"])
    twice = of("DF").ask("POST", address, {"control": {**CONTROL, "numbers": NUMBERS[:1] * 2}})
    assert twice.fields == ["control.numbers.1"]
    of.done("DF", "PUT", "control", CONTROL)
    assert Compilation.objects.get().state == State.CONTROL
    lowered = [NUMBERS[0], {**NUMBERS[1], "amount_fen": PROJECT - 100}]
    told = of.done("DF", "PUT", "control", {"numbers": lowered, "document": "某财预〔2023〕10号"})
    assert (told[1]["amount_fen"], told[1]["document"]) == (PROJECT - 100, "某财预〔2023〕10号")


def test_lines_are_changed_and_deleted_one_by_one(township: Township) -> None:
    of = started(township, State.FIRST)
    told = of.done("BO", "GET", "basic")
    guests = next(each for each in told["lines"] if each["economic_code"] == "30217")
    body = {**{key: BASIC[2][key] for key in ("part", "function_code", "economic_code", "explanation")}, "amount_fen": GUESTS + 500}
    changed = of.done("BO", "PUT", f"basic/{guests['id']}", {**body, "seen": guests["mark"]})
    assert changed["total_fen"] == told["total_fen"] + 500
    stale = of("BO").ask("PUT", f"{of.root}/basic/{guests['id']}", {**body, "amount_fen": 1, "seen": guests["mark"]})
    assert (stale.status, stale.told["kind"]) == (409, "stale")
    assert len(of.done("BO", "DELETE", f"basic/{guests['id']}")["lines"]) == 2
    assert of("BO").ask("DELETE", f"{of.root}/basic/{guests['id']}").status == 404


def test_what_is_bought_stays_within_its_money(township: Township) -> None:
    of = started(township, State.FIRST)
    bought = {
        "economic_code": "30201", "catalogue_code": "A02010105", "name": "台式计算机", "quantity_10000": 100_000, "measure": "台",
        "unit_price_fen": 15_000,
    }  # fmt: skip
    told = of.done("BO", "POST", "procurement", {"lines": [bought], "expected_fen": 150_000})
    (row,) = told["lines"]
    assert (row["project"], row["amount_fen"], row["quantity_10000"]) == ("", 150_000, 100_000)
    assert (
        of.done("BO", "PUT", f"procurement/{row['id']}", {**bought, "quantity_10000": 110_000, "seen": row["mark"]})["total_fen"] == 165_000
    )
    over = of("BO").ask("PUT", f"{of.root}/procurement/{row['id']}", {**bought, "unit_price_fen": OFFICE})
    assert (over.status, over.told["reasons"][0]["rule"]) == (422, "R061")
    assert of.done("BO", "DELETE", f"procurement/{row['id']}")["lines"] == []
    assert of.done("BO", "POST", "procurement/from-estimates")["lines"] == []


def test_projects_leave_the_budget_and_come_back(township: Township) -> None:
    of = started(township, State.FIRST)
    (row,) = of.done("BO", "GET", "projects")["lines"]
    without = of.done("BO", "POST", "projects/exclude", {"projects": [row["project"]]})
    assert (without["total_fen"], [each["code"] for each in without["candidates"]]) == (0, [row["project"]])
    assert of.done("BO", "POST", "projects/include", {})["total_fen"] == PROJECT
    assert of("BO").ask("POST", f"{of.root}/projects/include", {"projects": ["none"]}).fields == ["projects.0"]


def test_cuts_are_proposed_accepted_and_set_with_their_reasons(township: Township) -> None:
    of = started(township, State.FIRST_SENT)
    of.step("DF", "give_control", {"control": {"numbers": [NUMBERS[0], {**NUMBERS[1], "amount_fen": PROJECT - 600}], "document": "9号文"}})
    of.step("BO", "start_second")
    (proposal,) = of.done("BO", "GET", "cuts")["proposals"]
    assert proposal["amount_fen"] == 600
    accepted = of.done("BO", "POST", "cuts/accept")
    assert ([each["amount_fen"] for each in accepted["cuts"]], accepted["proposals"]) == ([600], [])
    cut = {"project": proposal["project"], "amount_fen": 700, "rule": "按上级压减要求", "restore": "追加控制数以后恢复"}
    assert of.done("BO", "PUT", "cuts", {"cuts": [cut]})["cuts"][0]["amount_fen"] == 700
    late = of("BO").ask("PUT", f"{of.root}/cuts", {"cuts": [{**cut, "amount_fen": 800}], "seen": accepted["mark"]})
    assert late.status == 409
    seen = of.done("BO", "GET", "cuts")
    assert seen["cuts"][0]["amount_fen"] == 700
    assert of.done("BO", "PUT", "cuts", {"cuts": [{**cut, "amount_fen": 800}], "seen": seen["mark"]})["cuts"][0]["amount_fen"] == 800
    refused = of("BO").ask("PUT", f"{of.root}/cuts", {"cuts": [{**cut, "amount_fen": PROJECT + 1, "rule": "短"}]})
    assert refused.fields == ["cuts.0.amount_fen", "cuts.0.rule"]


def test_what_the_approval_changes_is_explained(township: Township) -> None:
    of = started(township, State.SECOND_SENT)
    assert of("BO").get(f"{of.root}/approval").status == 409
    figures = of.done("DF", "POST", "approval/begin")
    assert (figures["sealed"], figures["differences"]) == (False, [])
    guests = next(each for each in figures["lines"] if each["kind"] == "basic" and each["amount_fen"] == GUESTS)
    money = next(each for each in figures["lines"] if each["kind"] == "revenue" and each["amount_fen"] == WHOLE)
    less = [{**guests, "amount_fen": GUESTS - 100}, {**money, "amount_fen": WHOLE - 100, "reason": "接待费压减以后拨款相应减少"}]
    refused = of("DF").ask("PUT", f"{of.root}/approval/amounts", {"amounts": [{**guests, "amount_fen": 1, "reason": "短"}]})
    assert refused.fields == ["amounts.0.reason"]
    opened = figures["marks"]
    figures = of.done("DF", "PUT", "approval/amounts", {"amounts": less, "seen": opened})
    late = of("DF").ask("PUT", f"{of.root}/approval/amounts", {"amounts": [{**guests, "amount_fen": GUESTS - 200}], "seen": opened})
    assert late.status == 409
    # No reason leaves the one that was given.
    figures = of.done("DF", "PUT", "approval/amounts", {"amounts": [{**money, "amount_fen": WHOLE - 101}]})
    assert "接待费压减以后拨款相应减少" in [each["reason"] for each in figures["differences"]]
    figures = of.done("DF", "PUT", "approval/amounts", {"amounts": [{**money, "amount_fen": WHOLE - 100}], "seen": figures["marks"]})
    unexplained = [each for each in figures["differences"] if not each["reason"]]
    assert [(each["draft_fen"], each["approved_fen"]) for each in unexplained] == [(GUESTS, GUESTS - 100)]
    assert of("DF").ask("POST", f"{of.root}/act/approve", {"document": "5号", "approved_on": str(timezone.localdate())}).status == 422
    key = unexplained[0]["key"]
    assert of("DF").ask("PUT", f"{of.root}/approval/reasons", {"texts": {"none": "没有这一行的原因"}}).fields == ["texts.none"]
    figures = of.done("DF", "PUT", "approval/reasons", {"texts": {key: "按上级要求压减接待费"}})
    assert all(each["reason"] for each in figures["differences"])
    versions = [each["id"] for each in of.done("BO", "GET", "")["versions"]]
    between = of.done("BO", "GET", f"differences?before={versions[-2]}&after={versions[-1]}")
    assert sum(each["change_fen"] for each in between["differences"] if each["kind"] == "basic") == -100
    assert of.step("DF", "approve", {"document": "某财发〔2024〕5号", "approved_on": str(timezone.localdate())}) == "approved"
    assert of.done("BO", "GET", "approval")["sealed"]


def test_grades_a_colleague_changed_meanwhile_are_not_overwritten(township: Township) -> None:
    of = started(township, State.REVIEW)
    code = last_version().projects.get().project.code
    axes = dict.fromkeys(("completeness", "relevance", "adequacy", "feasibility"), "good")
    opened = of.done("PS", "GET", "goals")["mark"]
    graded = of.done("PS", "PUT", "goals", {"gradings": [{"project": code, **axes}], "seen": opened})
    late = {"gradings": [{"project": code, **axes, "adequacy": "fair", "opinion": "资金与任务不太匹配"}], "seen": opened}
    assert of("ML").ask("PUT", f"{of.root}/goals", late).status == 409
    assert of.done("PS", "GET", "goals") == graded


def test_a_return_needs_its_reason_and_opens_the_next_version(township: Township) -> None:
    of = started(township, State.FIRST_SENT)
    refused = of("DF").ask("POST", f"{of.root}/act/reject_first", {"reason": "短"})
    assert (refused.status, refused.fields) == (422, ["reason"])
    assert of.step("DF", "reject_first", {"reason": "数额有误，请核对后重新报送"}) == "first"
    versions = of.done("BO", "GET", "")["versions"]
    assert [(each["number"], bool(each["sealed"])) for each in versions] == [(1, True), (2, False)]


def test_totals_are_told_by_every_dimension(township: Township) -> None:
    of = started(township, State.FIRST)
    for by in ("fund", "part", "category", "section", "item", "economic_category", "economic", "duty", "activity", "office", "project"):
        groups = of.done("BO", "GET", f"totals?by={by}")["spending"]
        assert sum(each["amount_fen"] for each in groups) == WHOLE, by
    assert of("BO").get(f"{of.root}/totals?by=colour").status == 422


def test_an_older_version_is_told_when_it_is_asked_for(township: Township) -> None:
    of = started(township, State.SECOND)
    first, second = (each["id"] for each in of.done("BO", "GET", "")["versions"])
    of.done("BO", "PUT", "revenue", {"lines": REVENUE[:1]})
    assert len(of.done("BO", "GET", f"revenue?version={first}")["lines"]) == len(REVENUE)
    assert len(of.done("BO", "GET", f"revenue?version={second}")["lines"]) == 1


def test_every_act_of_a_program_stands_in_the_trail_under_the_person_and_the_post(township: Township) -> None:
    of = started(township, State.FIRST)
    of.done("BO", "PUT", "revenue", {"lines": REVENUE[:1]})
    last = story(Compilation.KIND, Compilation.objects.get().pk).last()
    assert last is not None
    assert (last.action, last.person, last.post) == ("edit_revenue", "BO 某", "财政所 预算绩效专管员")


def test_budgets_are_listed_for_who_may_see_them(township: Township) -> None:
    started(township, State.FIRST)
    counts = {role: Program(township.actor(role)).done("GET", "compilations")["count"] for role in ("BO", "DF", "HD", "NPC")}
    assert counts == {"BO": 1, "DF": 1, "HD": 0, "NPC": 1}
    assert Program(township.actor("EP")).get("compilations").status == 403
    assert Program(township.actor("DF")).done("GET", f"compilations?unit=T01&year={YEAR + 1}")["count"] == 0
