"""What stands in the project library, and how is it brought there, changed and moved on?"""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, office_told
from wenxiao.web.people.api.values import (
    Amount,
    Edition,
    Fen,
    Flag,
    Id,
    Line,
    Number,
    Reference,
    TenThousandths,
    Text,
    Told,
    Typed,
    Year,
    YearTyped,
)
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import (
    Done,
    Step,
    StepTyped,
    asked_minutes,
    asked_project,
    done_told,
    known_step,
    own_office,
    require_somewhere,
    step_told,
)
from wenxiao.web.plan.elements import Fund, ProjectCategory
from wenxiao.web.plan.models import Activity, EstimateLine, Project
from wenxiao.web.plan.queries.library import projects_listed
from wenxiao.web.plan.queries.problems import problems_of
from wenxiao.web.plan.services import projects as services
from wenxiao.web.plan.services.estimate import EstimateEntry, estimate_replace
from wenxiao.web.plan.workflows.project import BY_COMPILATION, END_PROPOSED, PROJECT_WORKFLOW
from wenxiao.web.trail.refusal import Refusal, Refused

router = Router(tags=["项目库"])
FUNCTION = "project_library"


class ProjectRow(Told):
    """项目 as lists tell it. `total_fen` is of the year that was asked for, else of all years."""

    id: int
    code: str
    name: str
    unit: str
    office: OfficeTold
    activity: int
    activity_name: str
    duty_name: str
    category: str
    fund: str
    function_code: str
    start_year: int
    end_year: int
    state: str
    state_title: str
    total_fen: Amount


class EstimateTold(Told):
    """测算行."""

    year: int
    number: int
    item: str
    quantity_10000: int = Field(description="数量，单位：万分之一")
    measure: str
    unit_price_fen: Amount
    amount_fen: Amount
    economic_code: str
    catalogue_code: str
    source: str


class ProjectTold(ProjectRow):
    """项目 in full, with what the post could do with it now. Its indicators have an address of their own."""

    basis: str
    necessity: str
    content: str
    objective: str
    rigid: bool
    unfunded: bool
    appraisal: str
    warning_reason: str
    author: str
    edition: int = Field(description="第几版：修改时要带上，别人先改过的就不覆盖")
    editable: bool
    estimate: list[EstimateTold]
    steps: list[Step]


class ProblemTold(Told):
    """问题: what stands against sending it up, or is worth a thought. `indicator` counts from 0."""

    rule: str
    severity: str
    field: str
    indicator: int | None
    message: str
    blocks: bool


class ProjectTyped(Typed):
    """项目的内容."""

    activity: Reference
    name: Text
    start_year: YearTyped
    end_year: YearTyped
    function_code: Line
    category: ProjectCategory = ProjectCategory.SPECIFIC
    fund: Fund = Fund.GENERAL
    basis: Text = ""
    necessity: Text = ""
    content: Text = ""
    objective: Text = ""
    rigid: Flag = False
    unfunded: Flag = False
    appraisal: Text = ""
    warning_reason: Text = ""


class ProjectChanged(Typed):
    """What is to be changed; what is left out stays."""

    edition: Edition
    activity: Reference | None = None
    name: Text | None = None
    start_year: YearTyped | None = None
    end_year: YearTyped | None = None
    function_code: Line | None = None
    category: ProjectCategory | None = None
    fund: Fund | None = None
    basis: Text | None = None
    necessity: Text | None = None
    content: Text | None = None
    objective: Text | None = None
    rigid: Flag | None = None
    unfunded: Flag | None = None
    appraisal: Text | None = None
    warning_reason: Text | None = None


class EstimateRow(Typed):
    """测算行: the amount follows from quantity and price."""

    year: YearTyped
    item: Text
    quantity_10000: TenThousandths
    measure: Text
    unit_price_fen: Fen
    economic_code: Line
    catalogue_code: Line = ""
    source: Text = ""


class EstimateTyped(Typed):
    """整张测算表."""

    edition: Edition
    lines: list[EstimateRow] = Field(max_length=500)


@router.get("/projects", response=answers(Page[ProjectRow]), summary="项目库里本岗位能看的项目")
def projects(
    request: ApiRequest,
    unit: Line = "",
    office: Id | None = None,
    state: Project.State | None = None,
    year: Year | None = None,
    text: Line = "",
    page: Number = 1,
) -> Page[ProjectRow]:
    actor = request.auth
    require_somewhere(actor, FUNCTION)
    of_unit = get_object_or_404(Unit, code=unit).pk if unit else None
    found = projects_listed(actor, office=office, state=state.value if state else "", year=year, text=text, unit=of_unit)

    # Any: what an annotation puts on a row is not in its type.
    def told(each: Any) -> ProjectRow:
        return ProjectRow(**_row(each, each.total or 0))

    return page_of(found, page, told)


@router.post("/projects", response=answers(ProjectTold, 201), summary="新建项目草稿，归本岗位的站所")
def project_create(request: ApiRequest, typed: ProjectTyped) -> Status[ProjectTold]:
    actor = request.auth
    office = own_office(actor)
    require(actor, FUNCTION, "C", Project(unit=actor.unit, office=office))
    values = typed.model_dump(mode="json") | {"activity": _activity(typed.activity)}
    made = services.project_create(actor=actor, office=office, **values)
    return Status(201, project_told(request, made.code))


@router.get("/projects/{code}", response=answers(ProjectTold), summary="一个项目，连同测算")
def project(request: ApiRequest, code: Line) -> ProjectTold:
    return project_told(request, code)


@router.patch("/projects/{code}", response=answers(ProjectTold), summary="修改草稿或退回的项目")
def project_edit(request: ApiRequest, code: Line, typed: ProjectChanged) -> ProjectTold:
    found = asked_project(request.auth, code, FUNCTION, "E")
    given = typed.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    edition = given.pop("edition")
    if "activity" in given:
        given["activity"] = _activity(given["activity"])
    services.project_edit(actor=request.auth, project=found, edition=edition, **given)
    return project_told(request, code)


@router.delete("/projects/{code}", response=answers(None, 204), summary="删除没有报送过的草稿")
def project_delete(request: ApiRequest, code: Line) -> Status[None]:
    services.project_delete(actor=request.auth, project=asked_project(request.auth, code, FUNCTION, "E"))
    return Status(204, None)


@router.put("/projects/{code}/estimate", response=answers(ProjectTold), summary="整张替换测算表")
def estimate_set(request: ApiRequest, code: Line, typed: EstimateTyped) -> ProjectTold:
    found = asked_project(request.auth, code, FUNCTION, "E")
    lines = [
        EstimateEntry(
            each.year, each.item, each.quantity_10000, each.measure, each.unit_price_fen, each.economic_code, each.catalogue_code,
            each.source,
        )
        for each in typed.lines
    ]  # fmt: skip
    with named(quantity="quantity_10000", unit_price="unit_price_fen"):
        estimate_replace(actor=request.auth, project=found, edition=typed.edition, lines=lines)
    return project_told(request, code)


@router.get("/projects/{code}/problems", response=answers(list[ProblemTold]), summary="项目现在有哪些问题，挡住报送的在前")
def project_problems(request: ApiRequest, code: Line) -> list[ProblemTold]:
    return [
        ProblemTold(
            rule=each.rule, severity=each.severity.value, field=each.field, indicator=each.indicator, message=each.message,
            blocks=each.blocks,
        )
        for each in problems_of(asked_project(request.auth, code))
    ]  # fmt: skip


@router.post("/projects/{code}/act/{action}", response=answers(Done), summary="办理项目的一步：报送、审核、退回、提出终止……")
def project_act(request: ApiRequest, code: Line, action: Line, typed: StepTyped) -> Done:
    """Actions are those of the page 流程说明, and `propose_end`; what the budget does by itself is not offered."""
    found = asked_project(request.auth, code)
    if action == END_PROPOSED:
        entry = services.project_propose_end(actor=request.auth, project=found, reason=typed.reason)
    else:
        known_step(PROJECT_WORKFLOW, action, without=BY_COMPILATION)
        minutes = asked_minutes(found.unit, typed.minutes)
        entry = services.project_act(actor=request.auth, project=found, action=action, reason=typed.reason, minutes=minutes)
    return done_told(entry, found.state)


def project_told(request: ApiRequest, code: str) -> ProjectTold:
    """As it now stands in the database."""
    found = asked_project(request.auth, code)
    lines = list(found.estimate.all())
    texts = (
        "basis",
        "necessity",
        "content",
        "objective",
        "rigid",
        "unfunded",
        "appraisal",
        "warning_reason",
        "author",
        "edition",
        "editable",
    )
    steps = services.offered(actor=request.auth, project=found) if not request.auth.hindrance else ()
    return ProjectTold(
        **_row(found, sum(line.amount for line in lines)),
        **{name: getattr(found, name) for name in texts},
        estimate=[_line(line) for line in lines],
        steps=[step_told(way) for way in steps],
    )


def _row(project: Project, total: int) -> dict[str, Any]:
    same = ("code", "name", "category", "fund", "function_code", "start_year", "end_year", "state", "state_title")
    return {name: getattr(project, name) for name in same} | {
        "id": project.pk, "unit": project.unit.code, "office": office_told(project.office), "activity": project.activity_id,
        "activity_name": project.activity.name, "duty_name": project.activity.duty.name, "total_fen": total,
    }  # fmt: skip


def _line(line: EstimateLine) -> EstimateTold:
    return EstimateTold(
        year=line.year, number=line.number, item=line.item, quantity_10000=line.quantity, measure=line.measure,
        unit_price_fen=line.unit_price, amount_fen=line.amount, economic_code=line.economic_code, catalogue_code=line.catalogue_code,
        source=line.source,
    )  # fmt: skip


def _activity(id: int) -> Activity:
    found = Activity.objects.select_related("duty__unit").filter(pk=id).first()
    if found is None:
        raise Refused(Refusal(f"没有编号 {id} 的工作活动：编号见 /duties", field="activity"))
    return found
