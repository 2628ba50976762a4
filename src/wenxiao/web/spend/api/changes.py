"""How is the approved budget changed: 调剂 between lines, 调整 of its total?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, office_told
from wenxiao.web.people.api.values import Amount, Day, Edition, Fen, Line, Number, Reference, Text, Told, Typed, Year, YearTyped
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, asked_minutes, known_step, require_somewhere, step_told
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.api.asking import Key, sent_once, step_once
from wenxiao.web.spend.models import Adjustment, Appropriation, ChangeLine, Side, Virement
from wenxiao.web.spend.queries.virements import adjustments_listed, virements_listed
from wenxiao.web.spend.services.adjustments import adjustment_act, adjustment_create, adjustment_edit
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.services.virements import virement_act, virement_create, virement_edit
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW
from wenxiao.web.trail.refusal import Refusal, Refused

router = Router(tags=["调剂和调整"])
FUNCTION = "virement"


class ChangeLineTold(Told):
    """变动行."""

    side: Literal["out", "in"] = Field(description="out 调出（减少），in 调入（增加）")
    appropriation: int | None = Field(description="支出指标的编号；新开的指标在生效以前为空")
    title: str
    amount_fen: Amount


class ChangeLineTyped(Typed):
    """变动行: a line that there is by its id, or the key of one to be opened."""

    side: Literal["out", "in"]
    amount_fen: Fen
    appropriation: Reference | None = Field(None, description="支出指标的编号；新开指标的不写，写下面几项")
    project: Line = Field("", description="项目编码")
    part: Part | None = None
    function_code: Line = ""
    economic_code: Line = ""
    fund: Fund | None = None


class VirementRow(Told):
    """预算调剂 as lists tell it."""

    number: str
    unit: str
    office: OfficeTold | None
    year: int
    reason: str
    state: str
    state_title: str
    moved_fen: Amount


class VirementTold(VirementRow):
    """预算调剂 in full."""

    edition: int
    effective_on: date | None
    lines: list[ChangeLineTold]
    steps: list[Step]


class AdjustmentRow(Told):
    """预算调整 as lists tell it."""

    number: str
    unit: str
    year: int
    cause: str
    cause_title: str
    reason: str
    state: str
    state_title: str
    raised_fen: Amount
    lowered_fen: Amount


class AdjustmentTold(AdjustmentRow):
    """预算调整 in full."""

    financing: str
    document: str
    approved_on: date | None
    publish_by: date | None = Field(description="最迟公开日期：批准后 20 日内（预算法第十四条）")
    reported_to: str
    reported_on: date | None
    edition: int
    effective_on: date | None
    lines: list[ChangeLineTold]
    steps: list[Step]


class VirementContent(Typed):
    """调剂的内容."""

    reason: Text
    lines: list[ChangeLineTyped] = Field(max_length=500)


class VirementTyped(VirementContent):
    """申请调剂."""

    year: YearTyped


class VirementChanged(VirementContent):
    """整份修改调剂."""

    edition: Edition


class AdjustmentContent(VirementContent):
    """调整的内容."""

    cause: Adjustment.Cause
    financing: Text = Field(description="增加的钱从哪里来，减少的钱到哪里去")


class AdjustmentTyped(AdjustmentContent):
    """草拟调整方案."""

    year: YearTyped


class AdjustmentChanged(AdjustmentContent):
    """整份修改调整方案."""

    edition: Edition


class AdjustmentStep(StepTyped):
    """办理调整的一步: what the approval says with the approval, what the filing says with the filing."""

    document: Line = Field("", description="批准文号")
    approved_on: Day | None = None
    reported_to: Line = Field("", description="报备机关")
    reported_on: Day | None = None


@router.get("/virements", response=answers(Page[VirementRow]), summary="本岗位能看的调剂，新的在前")
def virements(request: ApiRequest, year: Year | None = None, state: Virement.State | None = None, page: Number = 1) -> Page[VirementRow]:
    require_somewhere(request.auth, FUNCTION)

    # Any: what an annotation puts on a row is not in its type.
    def told(each: Any) -> VirementRow:
        return VirementRow(**_virement(each), moved_fen=each.moved or 0)

    return page_of(virements_listed(request.auth, year=year, state=state.value if state else ""), page, told)


@router.post("/virements", response=answers(VirementTold, 201), summary="申请调剂：站所在自己的指标之间，财政所在全单位之间")
def virement_new(request: ApiRequest, typed: VirementTyped, key: Key = None) -> Status[VirementTold]:
    actor = request.auth
    office = actor.in_post.office if actor.role == "HD" else None
    require(actor, FUNCTION, "C", Virement(unit=actor.unit, office=office))

    def create() -> Virement:
        with _sides(typed.lines):
            return virement_create(
                actor=actor, unit=actor.unit, year=typed.year, reason=typed.reason, office=office,
                lines=_entries(actor.unit, typed.year, typed.lines),
            )  # fmt: skip

    return Status(201, _virement_told(actor, sent_once(request, key, typed, create, lambda made: made.number)))


@router.get("/virements/{number}", response=answers(VirementTold), summary="一份调剂")
def virement(request: ApiRequest, number: Line) -> VirementTold:
    return _virement_told(request.auth, number)


@router.put("/virements/{number}", response=answers(VirementTold), summary="整份修改调剂草稿")
def virement_change(request: ApiRequest, number: Line, typed: VirementChanged) -> VirementTold:
    found = _asked_virement(request.auth, number, "C")
    with _sides(typed.lines):
        lines = _entries(found.unit, found.year, typed.lines)
        virement_edit(actor=request.auth, virement=found, edition=typed.edition, reason=typed.reason, lines=lines)
    return _virement_told(request.auth, number)


@router.post("/virements/{number}/act/{action}", response=answers(Done), summary="办理调剂的一步；最后一步钱和绩效目标一起动")
def virement_step(request: ApiRequest, number: Line, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = _asked_virement(request.auth, number)
    known_step(VIREMENT_WORKFLOW, action)
    return step_once(
        request, key, typed, found,
        lambda: virement_act(actor=request.auth, virement=found, action=action, reason=typed.reason),
    )  # fmt: skip


@router.get("/adjustments", response=answers(Page[AdjustmentRow]), summary="本岗位能看的预算调整，新的在前")
def adjustments(
    request: ApiRequest, year: Year | None = None, state: Adjustment.State | None = None, page: Number = 1
) -> Page[AdjustmentRow]:
    require_somewhere(request.auth, FUNCTION)

    def told(each: Any) -> AdjustmentRow:
        return AdjustmentRow(**_adjustment(each), raised_fen=each.raised or 0, lowered_fen=each.lowered or 0)

    return page_of(adjustments_listed(request.auth, year=year, state=state.value if state else ""), page, told)


@router.post("/adjustments", response=answers(AdjustmentTold, 201), summary="草拟本单位的预算调整方案")
def adjustment_new(request: ApiRequest, typed: AdjustmentTyped, key: Key = None) -> Status[AdjustmentTold]:
    actor = request.auth
    require(actor, FUNCTION, "C", Adjustment(unit=actor.unit))

    def create() -> Adjustment:
        with _sides(typed.lines):
            return adjustment_create(
                actor=actor, unit=actor.unit, year=typed.year, cause=typed.cause.value, reason=typed.reason, financing=typed.financing,
                lines=_entries(actor.unit, typed.year, typed.lines),
            )  # fmt: skip

    return Status(201, _adjustment_told(actor, sent_once(request, key, typed, create, lambda made: made.number)))


@router.get("/adjustments/{number}", response=answers(AdjustmentTold), summary="一份预算调整")
def adjustment(request: ApiRequest, number: Line) -> AdjustmentTold:
    return _adjustment_told(request.auth, number)


@router.put("/adjustments/{number}", response=answers(AdjustmentTold), summary="整份修改调整方案")
def adjustment_change(request: ApiRequest, number: Line, typed: AdjustmentChanged) -> AdjustmentTold:
    found = _asked_adjustment(request.auth, number, "C")
    with _sides(typed.lines):
        adjustment_edit(
            actor=request.auth, adjustment=found, edition=typed.edition, cause=typed.cause.value, reason=typed.reason,
            financing=typed.financing, lines=_entries(found.unit, found.year, typed.lines),
        )  # fmt: skip
    return _adjustment_told(request.auth, number)


@router.post("/adjustments/{number}/act/{action}", response=answers(Done), summary="办理预算调整的一步：审定、批准、报备、生效")
def adjustment_step(request: ApiRequest, number: Line, action: Line, typed: AdjustmentStep, key: Key = None) -> Done:
    found = _asked_adjustment(request.auth, number)
    known_step(ADJUSTMENT_WORKFLOW, action)
    minutes = asked_minutes(found.unit, typed.minutes)
    return step_once(
        request, key, typed, found,
        lambda: adjustment_act(
            actor=request.auth, adjustment=found, action=action, reason=typed.reason, minutes=minutes, document=typed.document,
            approved_on=typed.approved_on, reported_to=typed.reported_to, reported_on=typed.reported_on,
        ),
    )  # fmt: skip


def _asked_virement(actor: PostActor, number: str, letter: str = "V") -> Virement:
    found = get_object_or_404(Virement.objects.select_related("unit__supervisor", "office"), number=number)
    require(actor, FUNCTION, letter, found)
    return found


def _asked_adjustment(actor: PostActor, number: str, letter: str = "V") -> Adjustment:
    found = get_object_or_404(Adjustment.objects.select_related("unit__supervisor"), number=number)
    require(actor, FUNCTION, letter, found)
    return found


def _entries(unit: Unit, year: int, typed: Sequence[ChangeLineTyped]) -> list[ChangeEntry]:
    """Raises Refused (`lines.<n>.…`) for a line or project that the unit does not have."""
    lines = Appropriation.objects.filter(unit=unit, year=year).select_related("unit", "project", "office", "node")
    known = lines.in_bulk([each.appropriation for each in typed if each.appropriation])
    projects = {each.code: each for each in Project.objects.filter(unit=unit, code__in={each.project for each in typed})}
    wrong = []
    for n, each in enumerate(typed):
        if each.appropriation and each.appropriation not in known:
            wrong.append(Refusal(f"{year} 年没有编号 {each.appropriation} 的支出指标：编号见 /appropriations", f"lines.{n}.appropriation"))
        if each.project and each.project not in projects:
            wrong.append(Refusal(f"{unit.short_name}没有编号“{each.project}”的项目", f"lines.{n}.project"))
    if wrong:
        raise Refused(*wrong)
    return [
        ChangeEntry(
            each.side, each.amount_fen, known.get(each.appropriation or 0), projects.get(each.project),
            each.part.value if each.part else "", each.function_code, each.economic_code, each.fund.value if each.fund else "",
        )
        for each in typed
    ]  # fmt: skip


def _sides(typed: Sequence[ChangeLineTyped]) -> Any:
    """The services count the rows of each side from 0; whoever sent them counts all of them."""
    titles: dict[str, str] = {}
    for side in Side.values:
        for place, n in enumerate(n for n, each in enumerate(typed) if each.side == side):
            for name in ("appropriation", "project", "part", "function_code", "economic_code", "fund", "office"):
                titles[f"{side}.{place}.{name}"] = f"lines.{n}.{name}"
            titles[f"{side}.{place}.amount"] = f"lines.{n}.amount_fen"
    return named(**titles)


def _lines_told(lines: Sequence[ChangeLine]) -> list[ChangeLineTold]:
    return [
        ChangeLineTold.model_validate(
            {"side": each.side, "appropriation": each.appropriation_id, "title": each.label, "amount_fen": each.amount}
        )
        for each in lines
    ]  # fmt: skip


def _virement(found: Virement) -> dict[str, Any]:
    return {
        "number": found.number, "unit": found.unit.code, "office": office_told(found.office) if found.office else None, "year": found.year,
        "reason": found.reason, "state": found.state, "state_title": found.get_state_display(),
    }  # fmt: skip


def _virement_told(actor: PostActor, number: str) -> VirementTold:
    found = _asked_virement(actor, number)
    lines = list(found.lines.select_related("appropriation__project", "project"))
    ways = VIREMENT_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    return VirementTold(
        **_virement(found), moved_fen=sum(each.amount for each in lines if not each.goes_in), edition=found.edition,
        effective_on=found.effective_on, lines=_lines_told(lines), steps=[step_told(way) for way in ways],
    )  # fmt: skip


def _adjustment(found: Adjustment) -> dict[str, Any]:
    return {
        "number": found.number, "unit": found.unit.code, "year": found.year, "cause": found.cause, "cause_title": found.get_cause_display(),
        "reason": found.reason, "state": found.state, "state_title": found.get_state_display(),
    }  # fmt: skip


def _adjustment_told(actor: PostActor, number: str) -> AdjustmentTold:
    found = _asked_adjustment(actor, number)
    lines = list(found.lines.select_related("appropriation__project", "project"))
    ways = ADJUSTMENT_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    same = ("financing", "document", "approved_on", "publish_by", "reported_to", "reported_on", "edition", "effective_on")
    return AdjustmentTold(
        **_adjustment(found), raised_fen=sum(each.amount for each in lines if each.goes_in),
        lowered_fen=sum(each.amount for each in lines if not each.goes_in), lines=_lines_told(lines),
        steps=[step_told(way) for way in ways], **{name: getattr(found, name) for name in same},
    )  # fmt: skip
