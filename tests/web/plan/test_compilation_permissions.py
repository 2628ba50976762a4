"""Does every step and every page that changes a budget ask the matrix, in every post, of one's own unit and of others?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from web.permission_cases import ROLES, Ask, Case, every, hold, signed_in
from web.plan.compiling import made_profile
from web.plan.making import YEAR, made_project, meeting
from web.township import Township
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.plan.elements import Fund, Stage
from wenxiao.web.plan.models import BasicLine, Compilation, ControlNumber, Cut, Explanation, Project, ProjectLine, RevenueLine, Version
from wenxiao.web.plan.services.allocation import projects_mark
from wenxiao.web.plan.services.approval import approval_mark
from wenxiao.web.plan.services.compilation import compilation_move
from wenxiao.web.plan.services.control import cuts_mark
from wenxiao.web.plan.services.explanations import explanations_mark
from wenxiao.web.plan.services.goal_review import grades_mark
from wenxiao.web.plan.services.versions import version_open, version_seal
from wenxiao.web.plan.workflows import profile as profile_flow
from wenxiao.web.plan.workflows import project as project_flow
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW

pytestmark = pytest.mark.django_db
State = Compilation.State
Make = Callable[[Township, Unit, Office | None], Any]
FUNDS = (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.SPECIAL_ACCOUNT, Fund.UNIT_MONEY)
PLACES = ("unit", "other_unit", "foreign_unit")
REASON = "数额有误，请核对后重新报送"
# The round that the version of a state is of.
STAGES = {
    State.FIRST: Stage.FIRST,
    State.FIRST_SENT: Stage.FIRST,
    State.CONTROL: Stage.FIRST,
    State.SECOND: Stage.SECOND,
    State.REVIEW: Stage.SECOND,
    State.SECOND_SENT: Stage.SECOND,
    State.APPROVED: Stage.APPROVED,
    State.ALLOCATED: Stage.APPROVED,
}


def budget(unit: Unit, state: str) -> Compilation:
    """A budget against which nothing stands, in that state; written past the services, so that nobody has had a hand in it."""
    made = Compilation.objects.create(unit=unit, year=YEAR, state=state)
    if state == State.PREPARING:
        return made
    version = Version.objects.create(compilation=made, stage=STAGES[State(state)])
    for fund in FUNDS:
        RevenueLine.objects.create(version=version, fund=fund, source=fund.label, amount=100 if fund == Fund.GENERAL else 0)
    BasicLine.objects.create(
        version=version, part="operating", function_code="2010301", economic_code="30201", basis="stated", amount=100, explanation="定额"
    )
    ControlNumber.objects.create(compilation=made, fund="general", category="basic", amount=100, document="某财预〔2023〕9号")
    if state in (State.FIRST_SENT, State.CONTROL, State.REVIEW, State.SECOND_SENT, State.APPROVED, State.ALLOCATED):
        version_seal(version=version)
    return made


def step(action: str) -> Make:
    """The budget just before a step."""
    way = COMPILATION_WORKFLOW.transition(action)

    def make(township: Township, unit: Unit, _office: Office | None) -> Compilation:
        if action in ("set_control", "decline", "resolve"):
            Unit.objects.filter(pk=unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
            unit.refresh_from_db()
        if action == "open" and unit == township.unit:
            made_profile(township)
        made = budget(unit, way.sources[0])
        if action == "send_first" and unit == township.unit:
            compilation_move(actor=township.actor("FH"), compilation=made, action="check_first")
        if action in ("approve", "resolve"):
            version_open(compilation=made, stage=Stage.APPROVED, source=made.versions.get())
        kind = Meeting.Kind.CONGRESS if action in ("decline", "resolve") else Meeting.Kind.LEADING_GROUP
        made.minutes = meeting(township, kind=kind).pk  # type: ignore[attr-defined]
        Meeting.objects.filter(pk=made.minutes).update(unit=unit)  # type: ignore[attr-defined]
        return made

    return make


def sent(action: str) -> Callable[[Any], Ask]:
    def ask(made: Any) -> Ask:
        data = {
            "reason": REASON,
            "minutes": str(made.minutes),
            "document": f"某财发〔{YEAR}〕5号",
            "approved_on": f"{timezone.localdate()}",
        }
        return Ask(f"{made.get_absolute_url()}/act/{action}", data)

    return ask


def control(made: Any) -> Ask:
    return Ask(f"{made.get_absolute_url()}/control/give", {"document": "某财预〔2023〕9号", "general-basic": "2"})


STEPS = tuple(
    Case(
        way.title, way.function, way.letter, make=step(way.action),
        ask=control if way.action in ("give_control", "set_control") else sent(way.action), roles=way.roles,
        # The bureau's posts reach over several units; the others end at their own.
        places=PLACES if "DF" in way.roles else PLACES[:2],
    )
    for way in COMPILATION_WORKFLOW.transitions
)  # fmt: skip


def in_state(state: str, *, project: bool = False, inside: bool = True, approval: bool = False) -> Make:
    def make(township: Township, unit: Unit, _office: Office | None) -> Compilation:
        made = budget(unit, state)
        version = made.versions.get()
        if project:
            # Only the own unit has a project; elsewhere the page is asked for all the same.
            held = made_project(township)
            Project.objects.filter(pk=held.pk).update(state=Project.State.STOCKED)
            made.project = held  # type: ignore[attr-defined]
            if inside and unit == township.unit:
                ProjectLine.objects.create(
                    version=version, project=held, function_code="2130126", economic_code="30227", fund="general", requested=100, amount=100
                )
        if approval:
            version_open(compilation=made, stage=Stage.APPROVED, source=version)
        return made

    return make


def at(tail: str, data: Callable[[Any], dict[str, Any]] | None = None) -> Callable[[Any], Ask]:
    def ask(made: Any) -> Ask:
        code = made.project.code if hasattr(made, "project") else ""
        return Ask(f"{made.get_absolute_url()}/{tail.format(code=code)}", data(made) if data else None)

    return ask


def choosing(do: str) -> Callable[[Any], dict[str, Any]]:
    return lambda made: {"do": do, "project": made.project.code, "seen": projects_mark(made.versions.get())}


def cut_typed(made: Any) -> dict[str, Any]:
    version = made.versions.get()
    seen = cuts_mark(version, [made.project])
    assert not Cut.objects.exists()
    return {"seen": seen, "amount": "0.5", "economic_code": "", "rule": "控制数文件", "restore": "控制数追加后恢复"}


def reason_typed(made: Any) -> dict[str, Any]:
    about = Explanation.About.THREE_PUBLIC
    return {"reason-abroad": "今年没有出国任务", "seen": explanations_mark(made, about)}


def grades_typed(made: Any) -> dict[str, Any]:
    grades = {f"goals-0-{axis}": "good" for axis in ("completeness", "relevance", "adequacy", "feasibility")}
    seen = grades_mark(made.versions.get(), [made.project])
    return {"goals-0-project": made.project.code, "seen": seen, **grades}


def amounts_typed(made: Any) -> dict[str, Any]:
    version = made.versions.get(stage=Stage.APPROVED)
    lines = list(version.revenue.all())
    rows = {f"amounts-{n}-line": str(line.pk) for n, line in enumerate(lines)}
    rows |= {f"amounts-{n}-amount": "0.5" if line.amount else "0" for n, line in enumerate(lines)}
    return {**rows, "amounts-0-reason": "区里统一压减", "seen": approval_mark(version, "revenue", [line.pk for line in lines])}


def page(title: str, letter: str, roles: tuple[str, ...], make: Make, ask: Callable[[Any], Ask]) -> Case:
    return Case(title, "compilation", letter, make=make, ask=ask, places=("unit", "other_unit"), roles=roles)


COMPILER, SIGNERS, BUREAU = ("BO",), ("ML", "PS", "PL"), ("DF",)
PAGES = (
    page("看写原因的页", "E", COMPILER, in_state("second"), at("explanations/year_on_year")),
    page("写原因", "E", COMPILER, in_state("second"), at("explanations/three_public", reason_typed)),
    page("看选择项目的页", "E", COMPILER, in_state("first"), at("projects/choose")),
    page("列入全部项目", "E", COMPILER, in_state("first", project=True, inside=False), at("projects/take", lambda _: {})),
    page(
        "列入一个项目", "E", COMPILER, in_state("first", project=True),
        at("projects/choose", choosing("renew")),
    ),
    page("去掉一个项目", "E", COMPILER, in_state("first", project=True),
         at("projects/choose", choosing("exclude"))),
    page("看控制数的页", "A", BUREAU, in_state("first_sent"), at("control/give")),
    page("看内审的页", "S", SIGNERS, in_state("review"), at("goals")),
    page("生成批复数", "A", BUREAU, in_state("second_sent"), at("approval/start", lambda _: {})),
    page("看批复数的页", "A", BUREAU, in_state("second_sent", approval=True), at("approval/amounts")),
    page("填批复数", "A", BUREAU, in_state("second_sent", approval=True), at("approval/amounts", amounts_typed)),
    page("看合计的来源", "V", ROLES, in_state("second"), at("totals/spending")),
    page("撤回预算编制", "C", COMPILER, lambda _, unit, __: budget(unit, "preparing"), at("withdraw", lambda _: {})),
    page("核对封存的版本", "V", ROLES, in_state("control"), at("seals/check", lambda _: {})),
    Case("看压减的页", "compilation", "E", make=in_state("second", project=True), ask=at("projects/{code}/cut"), places=("unit",),
         roles=COMPILER),
    Case("压减", "compilation", "E", make=in_state("second", project=True), ask=at("projects/{code}/cut", cut_typed), places=("unit",),
         roles=COMPILER),
    Case("审核绩效目标", "compilation", "S", make=in_state("review", project=True), ask=at("goals", grades_typed), places=("unit",),
         roles=SIGNERS),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(STEPS))
def test_a_step_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


@pytest.mark.parametrize(("case", "place"), every(PAGES))
def test_a_page_that_changes_a_budget_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


def test_what_the_budget_does_to_projects_and_the_profile_nobody_does_by_hand(township: Township) -> None:
    project = made_project(township)
    Project.objects.filter(pk=project.pk).update(state=Project.State.STOCKED)
    profile = made_profile(township)
    urls = [f"{project.get_absolute_url()}/act/{action}" for action in project_flow.BY_COMPILATION]
    urls += [f"/plan/profile/{township.unit.code}/{YEAR}/act/{action}" for action in profile_flow.BY_COMPILATION]
    for role in ROLES:
        client = signed_in(township, role)
        for url in urls:
            assert client.post(url, {"reason": REASON}).status_code in (403, 404), (role, url)
    project.refresh_from_db()
    profile.refresh_from_db()
    assert (project.state, profile.state) == (Project.State.STOCKED, "confirmed")
