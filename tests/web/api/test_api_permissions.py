"""Does every operation of people and plan ask the matrix? Each is asked in every post, over own and other offices and units.

Who may is read from permissions.tsv and from the workflows' declarations. A refusal must be 403, say who may, and send nothing to the
database that writes. Whoever may must get past it: an answer of the operation, or a reason that has to do with the object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from web.api.operations import HERE, OFFICES, UNITS, Ask, Operation, hold, lists, looks, step, writes
from web.permission_cases import PLACES, located, once
from web.plan.making import YEAR, made_project
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import StaffKind, Stage
from wenxiao.web.plan.models import (
    Activity,
    BasicLine,
    Compilation,
    Indicator,
    ProcurementLine,
    Profile,
    Project,
    ProjectLine,
    RevenueLine,
    StaffingLine,
    Version,
)
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.plan.workflows.profile import BY_COMPILATION as PROFILE_OWN
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.plan.workflows.project import BY_COMPILATION as PROJECT_OWN
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW
from wenxiao.web.trail.workflow import Transition

State = Compilation.State
REASON = {"reason": "核对过，与别的项目没有重复，存量够用"}


@dataclass(frozen=True)
class World:
    """一个地方: what stands there to be asked for."""

    unit: Unit
    project: Project
    listed: Project
    indicator: Indicator
    profile: Profile
    activity: Activity
    compilations: dict[str, Compilation]

    @property
    def first(self) -> str:
        return f"compilations/{self.compilations[State.FIRST].pk}"

    @property
    def sent(self) -> str:
        return f"compilations/{self.compilations[State.SECOND_SENT].pk}"

    def at(self, state: str) -> str:
        return f"compilations/{self.compilations[state].pk}"

    @property
    def goal(self) -> str:
        return f"projects/{self.project.code}/indicators/{self.indicator.pk}"


def edition(world: World) -> dict[str, Any]:
    return {"edition": world.project.edition}


def goal(world: World) -> dict[str, Any]:
    return {**edition(world), "name": "渠道巡查次数"}


def project_fields(world: World) -> dict[str, Any]:
    years = {"start_year": YEAR, "end_year": YEAR}
    return {"name": "另一个项目", "function_code": "2130126", "activity": world.activity.pk, **years}


STAFFED = {
    "legal_name": "某镇", "nature": "行政单位", "level": "正科级", "funding_form": "财政拨款", "functions": "服务", "as_of": "2023-12-31",
    "staffing": {"administrative": {"quota": 3, "headcount": 2}},
}  # fmt: skip
DUTY = {"number": 9, "name": "新的职责", "description": "内容", "objective": "目标", "since": 2020}
ACTIVITY = {"number": 9, "name": "新的活动", "content": "内容", "objective": "目标"}
BASIC = {"part": "operating", "function_code": "2010301", "economic_code": "30202", "explanation": "按定额", "amount_fen": 100}
BOUGHT = {
    "economic_code": "30201", "catalogue_code": "A02010105", "name": "台式计算机", "quantity_10000": 10_000, "measure": "台",
    "unit_price_fen": 100,
}  # fmt: skip
MONEY = {"lines": [{"fund": "general", "source": "拨款", "amount_fen": 100}]}
CONTROL = {"numbers": [{"fund": "general", "category": "basic", "amount_fen": 100}], "document": "9号文"}


def cut(world: World) -> dict[str, Any]:
    row = {"project": world.listed.code, "amount_fen": 1, "rule": "按上级压减要求", "restore": "追加以后恢复"}
    return {"cuts": [row]}


def grading(world: World) -> dict[str, Any]:
    axes = dict.fromkeys(("completeness", "relevance", "adequacy", "feasibility"), "good")
    return {"gradings": [{"project": world.listed.code, **axes}]}


def amounts(world: World) -> dict[str, Any]:
    line = RevenueLine.objects.get(version__compilation=world.compilations[State.SECOND_SENT], version__stage=Stage.APPROVED)
    return {"amounts": [{"kind": "revenue", "line": line.pk, "amount_fen": 7, "reason": "按上级要求核减"}]}


def line_of(model: Any, name: str) -> Callable[[World], tuple[str, Any]]:
    """The address of a line of the budget that is being compiled."""
    return lambda world: (f"{world.first}/{name}/{model.objects.get(version__compilation=world.compilations[State.FIRST]).pk}", None)


def with_body(ask: Ask, body: Any) -> Ask:
    return lambda world: (ask(world)[0], body)


def between(world: World) -> tuple[str, Any]:
    draft, approved = world.compilations[State.SECOND_SENT].versions.order_by("id")
    return f"{world.sent}/differences?before={draft.pk}&after={approved.pk}", None


PROJECT, GOALS, BUDGET, MASTER = "project_library", "indicators", "compilation", "master_data"
BASIC_LINE, BOUGHT_LINE = line_of(BasicLine, "basic"), line_of(ProcurementLine, "procurement")
OPERATIONS = (
    Operation("me", "GET", "", "V", lambda _: ("me", None), HERE),
    lists("units", "units", "duties"),
    looks("offices", "units/{world.unit.code}/offices", "duties"),
    looks("posts", "units/{world.unit.code}/posts", "duties"),
    lists("meetings", "meetings", "meetings"),
    looks("unit_trail", "units/{world.unit.code}/trail", "trail"),
    looks("object_story", "trail/project/{world.project.pk}", PROJECT, OFFICES),
    lists("profiles", "profiles", MASTER),
    writes("profile_create", "POST", MASTER, "C", "profiles", {**STAFFED, "year": 2030}, places=HERE),
    writes("profile_copy", "POST", MASTER, "C", "profiles/copy", {"year": 2031}, places=HERE),
    looks("profile", "profiles/{world.unit.code}/2024", MASTER),
    writes("profile_edit", "PUT", MASTER, "E", "profiles/{world.unit.code}/2024", {**STAFFED, "edition": 1}),
    lists("duties", "units/{world.unit.code}/duties/2024", PROJECT, UNITS),
    writes("duty_create", "POST", MASTER, "C", "duties", DUTY, places=HERE),
    writes("duty_edit", "PUT", MASTER, "E", "duties/{world.activity.duty_id}", DUTY),
    writes("duty_retire", "POST", MASTER, "E", "duties/{world.activity.duty_id}/retire", {"until": 2024}),
    writes("activity_create", "POST", MASTER, "C", "duties/{world.activity.duty_id}/activities", ACTIVITY),
    writes("activity_edit", "PUT", MASTER, "E", "activities/{world.activity.pk}", ACTIVITY),
    writes("activity_retire", "POST", MASTER, "E", "activities/{world.activity.pk}/retire", {"until": 2024}),
    lists("projects", "projects", PROJECT),
    writes("project_create", "POST", PROJECT, "C", "projects", project_fields, places=("own_office",)),
    looks("project", "projects/{world.project.code}", PROJECT, OFFICES),
    writes("project_edit", "PATCH", PROJECT, "E", "projects/{world.project.code}", edition, places=OFFICES),
    writes("project_delete", "DELETE", PROJECT, "E", "projects/{world.project.code}", None, places=OFFICES),
    writes(
        "estimate_set", "PUT", PROJECT, "E", "projects/{world.project.code}/estimate",
        lambda world: {**edition(world), "lines": []}, places=OFFICES,
    ),
    looks("project_problems", "projects/{world.project.code}/problems", PROJECT, OFFICES),
    looks("indicators", "projects/{world.project.code}/indicators", GOALS, OFFICES),
    writes(
        "indicators_set", "PUT", GOALS, "E", "projects/{world.project.code}/indicators",
        lambda world: {**edition(world), "indicators": []}, places=OFFICES,
    ),
    writes("indicator_create", "POST", GOALS, "E", "projects/{world.project.code}/indicators", goal, places=OFFICES),
    writes("indicators_weigh", "POST", GOALS, "E", "projects/{world.project.code}/indicators/weigh", edition, places=OFFICES),
    writes("indicator_edit", "PUT", GOALS, "E", "{world.goal}", goal, places=OFFICES),
    writes("indicator_delete", "DELETE", GOALS, "E", "{world.goal}?edition={world.project.edition}", None, places=OFFICES),
    writes("indicator_copy", "POST", GOALS, "E", "{world.goal}/copy", edition, places=OFFICES),
    writes("indicator_move", "POST", GOALS, "E", "{world.goal}/move", lambda w: {**edition(w), "up": False}, places=OFFICES),
    lists("quality", "quality/2024", GOALS),
    lists("compilations", "compilations", BUDGET),
    writes("compilation_create", "POST", BUDGET, "C", "compilations", {"year": 2050}, places=HERE),
    looks("compilation", "{world.first}"),
    looks("revenue", "{world.first}/revenue"),
    writes("revenue_put", "PUT", BUDGET, "E", "{world.first}/revenue", MONEY),
    looks("basic", "{world.first}/basic"),
    writes("basic_add", "POST", BUDGET, "E", "{world.first}/basic", {"lines": [BASIC]}),
    Operation("basic_change", "PUT", BUDGET, "E", with_body(BASIC_LINE, BASIC)),
    Operation("basic_delete", "DELETE", BUDGET, "E", BASIC_LINE),
    looks("project_lines", "{world.first}/projects"),
    writes("project_include", "POST", BUDGET, "E", "{world.first}/projects/include", {}),
    writes("project_exclude", "POST", BUDGET, "E", "{world.first}/projects/exclude", lambda w: {"projects": [w.listed.code]}),
    looks("procurement", "{world.first}/procurement"),
    writes("procurement_add", "POST", BUDGET, "E", "{world.first}/procurement", {"lines": [BOUGHT]}),
    writes("procurement_take", "POST", BUDGET, "E", "{world.first}/procurement/from-estimates", None),
    Operation("procurement_change", "PUT", BUDGET, "E", with_body(BOUGHT_LINE, {**BOUGHT, "name": "便携计算机"})),
    Operation("procurement_delete", "DELETE", BUDGET, "E", BOUGHT_LINE),
    looks("control", "{world.first}/control"),
    writes("control_give", "PUT", BUDGET, "A", "{world.first}/control", CONTROL, roles=("DF",)),
    looks("cuts", "{world.first}/cuts"),
    writes("cuts_set", "PUT", BUDGET, "E", "{world.first}/cuts", cut),
    writes("cuts_accept", "POST", BUDGET, "E", "{world.first}/cuts/accept", None),
    looks("totals", "{world.first}/totals"),
    Operation("version_differences", "GET", BUDGET, "V", between),
    looks("changes", "{world.first}/changes"),
    looks("explanations", "{world.first}/explanations"),
    writes(
        "explanations_put", "PUT", BUDGET, "E", "{world.first}/explanations", {"about": "three_public", "texts": {"abroad": "没有安排"}},
    ),
    looks("goals", "{world.first}/goals"),
    writes("goals_put", "PUT", BUDGET, "S", "{world.first}/goals", grading),
    looks("approval", "{world.sent}/approval"),
    writes("approval_start", "POST", BUDGET, "A", "{world.sent}/approval/begin", None, roles=("DF",)),
    writes("approval_amounts", "PUT", BUDGET, "A", "{world.sent}/approval/amounts", amounts, roles=("DF",)),
    writes("approval_reasons", "PUT", BUDGET, "A", "{world.sent}/approval/reasons", {"texts": {"none": "没有这一行"}}, roles=("DF",)),
)  # fmt: skip


def project_step(way: Transition) -> Operation:
    def ask(world: World) -> tuple[str, Any]:
        Project.objects.filter(pk=world.project.pk).update(state=way.sources[0])
        return f"projects/{world.project.code}/act/{way.action}", REASON

    return step("project_act", way, ask, OFFICES)


def profile_step(way: Transition) -> Operation:
    def ask(world: World) -> tuple[str, Any]:
        Profile.objects.filter(pk=world.profile.pk).update(state=way.sources[0])
        return f"profiles/{world.unit.code}/{YEAR}/act/{way.action}", REASON

    return step("profile_act", way, ask, UNITS)


def compilation_step(way: Transition) -> Operation:
    return step("compilation_act", way, lambda world: (f"{world.at(way.sources[0])}/act/{way.action}", REASON), UNITS)


STEPS = (
    *(project_step(way) for way in PROJECT_WORKFLOW.transitions if way.action not in PROJECT_OWN),
    *(profile_step(way) for way in PROFILE_WORKFLOW.transitions if way.action not in PROFILE_OWN),
    *(compilation_step(way) for way in COMPILATION_WORKFLOW.transitions),
)


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in PLACES])
def test_every_operation_asks_the_matrix_in_every_post(place: str, township: Township) -> None:
    hold(OPERATIONS, place, township, made_world(township, place))


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in PLACES])
def test_every_step_is_taken_by_the_posts_it_is_declared_for_and_no_other(place: str, township: Township) -> None:
    hold(STEPS, place, township, made_world(township, place))


def made_world(township: Township, place: str) -> World:
    """Everything that is asked for, in the place; made without the posts that are asked."""
    unit, office = located(township, place)
    project = made_project(township)
    activity = project.activity
    if unit != township.unit:
        duty = activity.duty
        duty.pk, duty.unit = None, unit
        duty.save()
        activity.pk, activity.duty = None, duty
        activity.save()
        office = Office.objects.create(unit=unit, code="01", name="别处的站所")
    Project.objects.filter(pk=project.pk).update(unit=unit, office=office or township.offices["财政"], activity=activity)
    project = Project.objects.get(pk=project.pk)
    values = {name: STAFFED[name] for name in ("legal_name", "nature", "level", "funding_form", "functions")}
    profile = Profile.objects.create(unit=unit, year=YEAR, state=Profile.State.DRAFT, as_of=date(2023, 12, 31), **values)
    StaffingLine.objects.create(profile=profile, kind=StaffKind.ADMINISTRATIVE, quota=3, headcount=2)
    # The one that is being compiled is of the year of the project; the others only have to stand in their states.
    years = {state: YEAR if state == State.FIRST else 2030 + place for place, state in enumerate(State)}
    listed = Project.objects.create(
        unit=unit, office=project.office, activity=activity, code="T-listed", name="列入预算的项目", start_year=YEAR, end_year=YEAR,
        function_code="2130126", author="某", state=Project.State.STOCKED,
    )  # fmt: skip
    compilations = {state.value: _compilation(unit, state, years[state], listed) for state in State}
    return World(unit, project, listed, project.indicators.all()[0], profile, activity, compilations)


def _compilation(unit: Unit, state: State, year: int, project: Project) -> Compilation:
    made = Compilation.objects.create(unit=unit, year=year, state=state)
    if state == State.PREPARING:
        return made
    early = state in (State.FIRST, State.FIRST_SENT, State.CONTROL)
    stages = [Stage.FIRST] if early else [Stage.SECOND] if state in (State.SECOND, State.REVIEW) else [Stage.SECOND, Stage.APPROVED]
    for stage in stages:
        version = Version.objects.create(compilation=made, stage=stage)
        RevenueLine.objects.create(version=version, fund="general", source="一般公共预算拨款", amount=10_000)
        BasicLine.objects.create(
            version=version,
            part="operating",
            function_code="2010301",
            economic_code="30201",
            basis="stated",
            amount=5_000,
            explanation="定额",
        )
        ProjectLine.objects.create(
            version=version, project=project, function_code="2130126", economic_code="30213", fund="general", requested=5_000, amount=5_000
        )
        ProcurementLine.objects.create(
            version=version, economic_code="30201", catalogue_code="A02010105", name="台式计算机", quantity=10_000, measure="台",
            unit_price=100, fund="general", amount=100,
        )  # fmt: skip
    return made
