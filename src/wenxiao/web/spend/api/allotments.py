"""By which documents was money given, and how does a program enter one and move it on?"""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, office_told
from wenxiao.web.people.api.values import Amount, Day, Fen, Flag, Id, Line, Number, Reference, Text, Told, Typed, Year, YearTyped
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, known_step, named_projects, require_somewhere, step_told
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.spend.api.asking import Key, asked_allotment, sent_once, step_once
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Allotment, AllotmentLine
from wenxiao.web.spend.queries.allotments import allotments_visible
from wenxiao.web.spend.services import allotments as services
from wenxiao.web.spend.services.allotments import LineEntry
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.trail.refusal import Refusal, Refused

router = Router(tags=["指标下达"])
FUNCTION = "allotment"


class AllotmentRow(Told):
    """指标文 as lists tell it."""

    id: int
    unit: str
    year: int
    document: str
    dated: date
    source: str
    source_title: str
    early: bool
    state: str
    state_title: str
    total_fen: Amount


class AllotmentLineTold(Told):
    """指标文的一行."""

    project: str = Field(description="项目编码；基本支出为空")
    part: str
    office: OfficeTold | None
    function_code: str
    economic_code: str
    fund: str
    amount_fen: Amount
    cause: str = Field(description="批复前下达的依据；批复后下达的为空")


class AllotmentTold(AllotmentRow):
    """指标文 in full, with what the post could do with it now."""

    summary: str
    author: str
    lines: list[AllotmentLineTold]
    steps: list[Step]


class AllotmentLineTyped(Typed):
    """指标文的一行: a project, or the part of basic money."""

    function_code: Line
    economic_code: Line
    fund: Fund
    amount_fen: Fen
    project: Line = Field("", description="项目编码；与 part 二者写一个")
    part: Part | None = None
    office: Reference | None = Field(None, description="使用站所的编号（id）；基本支出才写，不写的全单位都可以用")
    cause: Cause | None = Field(None, description="预算批复前下达的要写依据（预算法第五十四条）")


class LinesTyped(Typed):
    """整张指标明细."""

    lines: list[AllotmentLineTyped] = Field(max_length=2000)


class AllotmentTyped(Typed):
    """录入指标文: its lines, or `whole` for those of the approved budget, or of what was carried over."""

    year: YearTyped
    document: Text
    dated: Day
    source: Allotment.Source = Allotment.Source.INITIAL
    early: Flag = False
    summary: Text = ""
    whole: Flag = Field(False, description="按批复的预算（上年结转的，按年终结转的数）生成全部明细；这时不写 lines")
    lines: list[AllotmentLineTyped] = Field([], max_length=2000)


@router.get("/allotments", response=answers(Page[AllotmentRow]), summary="本岗位能看的指标文，新的在前")
def allotments(
    request: ApiRequest, unit: Line = "", year: Year | None = None, state: Allotment.State | None = None, page: Number = 1
) -> Page[AllotmentRow]:
    require_somewhere(request.auth, FUNCTION)
    found = allotments_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state.value)

    # Any: what an annotation puts on a row is not in its type.
    def told(each: Any) -> AllotmentRow:
        return AllotmentRow(**_row(each, each.total or 0))

    return page_of(found, page, told)


@router.post("/allotments", response=answers(AllotmentTold, 201), summary="录入本单位的指标文")
def allotment_create(request: ApiRequest, typed: AllotmentTyped, key: Key = None) -> Status[AllotmentTold]:
    actor = request.auth
    require(actor, FUNCTION, "C", Allotment(unit=actor.unit))
    if typed.whole and typed.lines:
        raise Refused(Refusal("whole 和 lines 二者写一个：按批复生成的，不另写明细", field="lines"))

    def create() -> Allotment:
        lines = services.lines_of_whole(actor.unit, typed.year, typed.source.value) if typed.whole else _entries(actor.unit, typed.lines)
        values = typed.model_dump(exclude={"lines", "whole"}) | {"source": typed.source.value}
        with named(amount="amount_fen"):
            return services.allotment_create(actor=actor, unit=actor.unit, lines=lines, **values)

    found = sent_once(request, key, typed, create, lambda made: str(made.pk))
    return Status(201, _told(request, asked_allotment(actor, int(found))))


@router.get("/allotments/{id}", response=answers(AllotmentTold), summary="一份指标文，连同明细")
def allotment(request: ApiRequest, id: Id) -> AllotmentTold:
    return _told(request, asked_allotment(request.auth, id))


@router.put("/allotments/{id}/lines", response=answers(AllotmentTold), summary="整张替换待下达的指标明细")
def allotment_lines(request: ApiRequest, id: Id, typed: LinesTyped) -> AllotmentTold:
    found = asked_allotment(request.auth, id)
    require(request.auth, FUNCTION, "EX", found)
    with named(amount="amount_fen"):
        services.allotment_lines(actor=request.auth, allotment=found, lines=_entries(found.unit, typed.lines))
    return _told(request, found)


@router.post("/allotments/{id}/act/{action}", response=answers(Done), summary="办理指标文的一步：下达、分解、作废")
def allotment_act(request: ApiRequest, id: Id, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = asked_allotment(request.auth, id)
    known_step(ALLOTMENT_WORKFLOW, action)
    return step_once(
        request, key, typed, found,
        lambda: services.allotment_act(actor=request.auth, allotment=found, action=action, reason=typed.reason),
    )  # fmt: skip


def _entries(unit: Unit, typed: list[AllotmentLineTyped]) -> list[LineEntry]:
    """Raises Refused (`lines.<n>.project`, `lines.<n>.office`)."""
    codes = list(dict.fromkeys(each.project for each in typed if each.project))
    with named(**{f"lines.{n}": f"lines.{_first(typed, code)}.project" for n, code in enumerate(codes)}):
        projects = dict(zip(codes, named_projects(unit, codes, "lines"), strict=True))
    offices = unit.offices.in_bulk([each.office for each in typed if each.office])
    unknown = [n for n, each in enumerate(typed) if each.office and each.office not in offices]
    if unknown:
        raise Refused(*(Refusal("本单位没有这个编号的站所：编号见 /units/…/offices", field=f"lines.{n}.office") for n in unknown))
    return [
        LineEntry(
            each.function_code, each.economic_code, each.fund.value, each.amount_fen, projects.get(each.project),
            each.part.value if each.part else "", offices[each.office] if each.office else None, each.cause.value if each.cause else "",
        )
        for each in typed
    ]  # fmt: skip


def _first(typed: list[AllotmentLineTyped], code: str) -> int:
    return next(n for n, each in enumerate(typed) if each.project == code)


def _told(request: ApiRequest, found: Allotment) -> AllotmentTold:
    lines = list(found.lines.select_related("project", "office"))
    ways = ALLOTMENT_WORKFLOW.open_to(request.auth, found) if not request.auth.hindrance else ()
    return AllotmentTold(
        **_row(found, sum(line.amount for line in lines)), summary=found.summary, author=found.author,
        lines=[_line(line) for line in lines], steps=[step_told(way) for way in ways],
    )  # fmt: skip


def _row(found: Allotment, total: int) -> dict[str, Any]:
    same = ("year", "document", "dated", "source", "early", "state")
    return {name: getattr(found, name) for name in same} | {
        "id": found.pk, "unit": found.unit.code, "source_title": found.get_source_display(), "state_title": found.get_state_display(),
        "total_fen": total,
    }  # fmt: skip


def _line(line: AllotmentLine) -> AllotmentLineTold:
    return AllotmentLineTold(
        project=line.project.code if line.project else "", part=line.part, office=office_told(line.office) if line.office else None,
        function_code=line.function_code, economic_code=line.economic_code, fund=line.fund, amount_fen=line.amount, cause=line.cause,
    )  # fmt: skip
