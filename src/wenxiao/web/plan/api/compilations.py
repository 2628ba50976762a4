"""Which budgets are there, how does each stand, and how does it move through its rounds?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Day, Id, Line, Number, Text, Told, Typed, Year, YearTyped
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import (
    Done,
    Step,
    StepTyped,
    asked_compilation,
    asked_minutes,
    done_told,
    known_step,
    require_somewhere,
    step_told,
)
from wenxiao.web.plan.api.control import ControlTyped, control_written
from wenxiao.web.plan.models import Approval, Compilation, Version
from wenxiao.web.plan.queries.compilation import compilations as compilations_visible
from wenxiao.web.plan.services.approval import compilation_approve
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW, department, own_budget
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused, raise_if_any
from wenxiao.web.trail.workflow import Act, Transition, permitted

router = Router(tags=["预算编制"])
FUNCTION = "compilation"
GIVE, APPROVE = ("give_control", "set_control"), ("approve", "resolve")


class VersionTold(Told):
    """编报版本. A sealed one never changes; `hash` is SM3 over its lines."""

    id: int
    stage: str
    number: int
    title: str
    sealed: datetime | None
    algorithm: str
    hash: str


class ApprovalTold(Told):
    """批复."""

    version: int
    authority: str
    document: str
    approved_on: date
    publish_by: date = Field(description="最迟公开日期：批复后 20 日内（预算法第十四条）")
    catalogue_hash: str
    algorithm: str


class CompilationRow(Told):
    """预算编制 as lists tell it."""

    id: int
    unit: str
    unit_name: str
    year: int
    state: str
    state_title: str


class CompilationTold(CompilationRow):
    """预算编制 in full."""

    versions: list[VersionTold]
    approval: ApprovalTold | None
    steps: list[Step]


class PrepareTyped(Typed):
    """建立预算编制."""

    year: YearTyped


class CompilationStep(StepTyped):
    """办理一步: `control` with the control numbers, `document` and what follows with the approval, nothing else with the rest."""

    control: ControlTyped | None = Field(None, description="give_control、set_control 要：控制数和文号")
    document: Text = Field("", description="approve、resolve 要：批复文号")
    approved_on: Day | None = Field(None, description="approve、resolve 要：批复日期")
    authority: Text = Field("", description="批复机关；不填的为本岗位所在的单位")


@router.get("/compilations", response=answers(Page[CompilationRow]), summary="本岗位能看的预算编制，新的在前")
def compilations(request: ApiRequest, unit: Line = "", year: Year | None = None, page: Number = 1) -> Page[CompilationRow]:
    require_somewhere(request.auth, FUNCTION)
    found = compilations_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    return page_of(found, page, lambda each: CompilationRow(**_row(each)))


@router.post("/compilations", response=answers(CompilationTold, 201), summary="建立本单位一年的预算编制")
def compilation_create(request: ApiRequest, typed: PrepareTyped) -> Status[CompilationTold]:
    made = compilation_prepare(actor=request.auth, unit=request.auth.unit, year=typed.year)
    return Status(201, _told(request, made))


@router.get("/compilations/{id}", response=answers(CompilationTold), summary="一份预算编制：状态、版本、批复、可以办的步骤")
def compilation(request: ApiRequest, id: Id) -> CompilationTold:
    return _told(request, asked_compilation(request.auth, id))


@router.post("/compilations/{id}/act/{action}", response=answers(Done), summary="办理预算编制的一步：报出、下达控制数、退回、批复……")
def compilation_act(request: ApiRequest, id: Id, action: Line, typed: CompilationStep) -> Done:
    found = asked_compilation(request.auth, id)
    known_step(COMPILATION_WORKFLOW, action)
    _step(request.auth, found, action, typed)
    return done_told(_last(found), found.state)


def _step(actor: PostActor, found: Compilation, action: str, typed: CompilationStep) -> None:
    """Each by the service that takes it. Raises NotPermitted, OutOfTurn, Refused."""
    _demand(actor, found, COMPILATION_WORKFLOW.transition(action))
    if action == "open":
        compilation_open(actor=actor, compilation=found)
    elif action in GIVE:
        if typed.control is None:
            raise Refused(Refusal("请填控制数和文号", field="control"))
        control_written(actor, found, typed.control, "control.")
    elif action in APPROVE:
        if typed.approved_on is None:
            raise Refused(Refusal("请填批复日期", field="approved_on"))
        compilation_approve(
            actor=actor, compilation=found, document=typed.document, approved_on=typed.approved_on, authority=typed.authority,
            minutes=asked_minutes(found.unit, typed.minutes),
        )  # fmt: skip
    else:
        minutes = asked_minutes(found.unit, typed.minutes)
        compilation_move(actor=actor, compilation=found, action=action, reason=typed.reason, minutes=minutes)


def _demand(actor: PostActor, found: Compilation, way: Transition) -> None:
    """Two steps share one service (下达和核定控制数, 批复和决议), which takes that of the unit's 运行方式: so it is asked here whether the
    step that was named is this post's and this unit's. Raises NotPermitted, Refused."""
    if way.action not in (*GIVE, *APPROVE):
        return
    if not permitted(way, actor, found):
        raise NotPermitted(f"“{way.title}”不由您的岗位（{actor.post}）办理，可以办理的是：{actor.who_may(way, found)}")
    raise_if_any(refusal for guard in way.guards if guard in (department, own_budget) for refusal in guard(found, Act(actor)))


def _fits(way: Transition, found: Compilation) -> bool:
    if department in way.guards:
        return found.unit.mode == Unit.Mode.DEPARTMENT
    return own_budget not in way.guards or found.unit.mode == Unit.Mode.OWN_BUDGET


def _last(found: Compilation) -> Entry:
    entry = story(Compilation.KIND, found.pk).last()
    assert entry is not None
    return entry


def _told(request: ApiRequest, found: Compilation) -> CompilationTold:
    ways = COMPILATION_WORKFLOW.open_to(request.auth, found) if not request.auth.hindrance else ()
    approval = Approval.objects.filter(compilation=found).first()
    return CompilationTold(
        **_row(found), versions=[version_told(each) for each in found.versions.order_by("id")],
        approval=ApprovalTold.model_validate(_approval(approval)) if approval else None,
        steps=[step_told(way) for way in ways if _fits(way, found)],
    )  # fmt: skip


def version_told(version: Version) -> VersionTold:
    return VersionTold(
        id=version.pk, stage=version.stage, number=version.number, title=str(version), sealed=version.sealed,
        algorithm=version.algorithm, hash=version.hash,
    )  # fmt: skip


def _approval(approval: Approval) -> dict[str, Any]:
    same = ("authority", "document", "approved_on", "publish_by", "catalogue_hash", "algorithm")
    return {name: getattr(approval, name) for name in same} | {"version": approval.version_id}


def _row(found: Compilation) -> dict[str, Any]:
    return {
        "id": found.pk, "unit": found.unit.code, "unit_name": found.unit.name, "year": found.year, "state": found.state,
        "state_title": found.get_state_display(),
    }  # fmt: skip
