"""What does a project promise, how is that measured, and how good are the indicators of each office?"""

from __future__ import annotations

from typing import Any

from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Count, Edition, Flag, Id, Line, Text, Told, Typed, Year
from wenxiao.web.plan.api.asking import asked_indicator, asked_project, require_somewhere
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.queries.quality import quality_by_office
from wenxiao.web.plan.services import indicators as services
from wenxiao.web.plan.services.indicators import IndicatorEntry

router = Router(tags=["绩效指标"])
FUNCTION = services.FUNCTION


class IndicatorTyped(Typed):
    """绩效指标: a draft may be faulty, only sending the project up asks whether it is good."""

    name: Text
    form: Form = Form.HEBEI
    kind: Line = Field("", description="指标类型，如 产出/数量、满意度/服务对象")
    measure: Text = ""
    direction: Line = Field("", description="↑ 越大越好，↓ 越小越好，没有的为空")
    target: Text = ""
    baseline: Text = ""
    weight: Count | None = None
    excellent: Text = ""
    good: Text = ""
    fair: Text = ""
    poor: Text = ""
    explanation: Text = ""
    source: Text = ""
    evidence: Text = ""


class IndicatorWritten(IndicatorTyped):
    """绩效指标, with the edition of its project."""

    edition: Edition


class IndicatorsWritten(Typed):
    """整张指标表."""

    edition: Edition
    indicators: list[IndicatorTyped] = Field(max_length=200)


class EditionTyped(Typed):
    """第几版."""

    edition: Edition


class MoveTyped(EditionTyped):
    """上移或下移一位."""

    up: Flag


class IndicatorTold(Told):
    """绩效指标."""

    id: int
    number: int
    name: str
    form: str
    kind: str
    measure: str
    direction: str
    target: str
    baseline: str
    weight: int | None
    excellent: str
    good: str
    fair: str
    poor: str
    explanation: str
    source: str
    evidence: str


class IndicatorsTold(Told):
    """一个项目的绩效指标, with the project's edition."""

    project: str
    edition: int
    editable: bool
    weight_total: int
    indicators: list[IndicatorTold]


class QualityTold(Told):
    """指标质量 of an office: how many indicators stand as they are, are doubtful, are wrong."""

    office: int
    name: str
    sound: int
    warned: int
    wrong: int


@router.get("/projects/{code}/indicators", response=answers(IndicatorsTold), summary="一个项目的绩效指标")
def indicators(request: ApiRequest, code: Line) -> IndicatorsTold:
    return _told(asked_project(request.auth, code, FUNCTION))


@router.put("/projects/{code}/indicators", response=answers(IndicatorsTold), summary="整张替换一个项目的指标")
def indicators_set(request: ApiRequest, code: Line, typed: IndicatorsWritten) -> IndicatorsTold:
    project = asked_project(request.auth, code, FUNCTION, "E")
    entries = [_entry(each) for each in typed.indicators]
    services.indicators_replace(actor=request.auth, project=project, edition=typed.edition, entries=entries)
    return _now(request, code)


@router.post("/projects/{code}/indicators", response=answers(IndicatorsTold, 201), summary="新增一条指标")
def indicator_create(request: ApiRequest, code: Line, typed: IndicatorWritten) -> Status[IndicatorsTold]:
    project = asked_project(request.auth, code, FUNCTION, "E")
    services.indicator_create(actor=request.auth, project=project, edition=typed.edition, entry=_entry(typed))
    return Status(201, _now(request, code))


@router.post("/projects/{code}/indicators/weigh", response=answers(IndicatorsTold), summary="按规定分配分值")
def indicators_weigh(request: ApiRequest, code: Line, typed: EditionTyped) -> IndicatorsTold:
    services.indicators_weigh(actor=request.auth, project=asked_project(request.auth, code, FUNCTION, "E"), edition=typed.edition)
    return _now(request, code)


@router.put("/projects/{code}/indicators/{id}", response=answers(IndicatorsTold), summary="修改一条指标")
def indicator_edit(request: ApiRequest, code: Line, id: Id, typed: IndicatorWritten) -> IndicatorsTold:
    found = asked_indicator(request.auth, code, id)
    services.indicator_edit(actor=request.auth, indicator=found, edition=typed.edition, entry=_entry(typed))
    return _now(request, code)


@router.delete("/projects/{code}/indicators/{id}", response=answers(IndicatorsTold), summary="删除一条指标")
def indicator_delete(request: ApiRequest, code: Line, id: Id, edition: Id) -> IndicatorsTold:
    services.indicator_delete(actor=request.auth, indicator=asked_indicator(request.auth, code, id), edition=edition)
    return _now(request, code)


@router.post("/projects/{code}/indicators/{id}/copy", response=answers(IndicatorsTold, 201), summary="复制一条指标到末尾")
def indicator_copy(request: ApiRequest, code: Line, id: Id, typed: EditionTyped) -> Status[IndicatorsTold]:
    services.indicator_copy(actor=request.auth, indicator=asked_indicator(request.auth, code, id), edition=typed.edition)
    return Status(201, _now(request, code))


@router.post("/projects/{code}/indicators/{id}/move", response=answers(IndicatorsTold), summary="一条指标上移或下移一位")
def indicator_move(request: ApiRequest, code: Line, id: Id, typed: MoveTyped) -> IndicatorsTold:
    services.indicator_move(actor=request.auth, indicator=asked_indicator(request.auth, code, id), edition=typed.edition, up=typed.up)
    return _now(request, code)


@router.get("/quality/{year}", response=answers(list[QualityTold]), summary="一年各站所指标的质量")
def quality(request: ApiRequest, year: Year) -> list[QualityTold]:
    require_somewhere(request.auth, FUNCTION)
    return [QualityTold(**each._asdict()) for each in quality_by_office(request.auth, year=year)]


def _entry(typed: IndicatorTyped) -> IndicatorEntry:
    return IndicatorEntry(**typed.model_dump(mode="json", exclude={"edition"}))


def _now(request: ApiRequest, code: str) -> IndicatorsTold:
    return _told(asked_project(request.auth, code, FUNCTION))


def _told(project: Project) -> IndicatorsTold:
    rows = list(project.indicators.all())
    return IndicatorsTold(
        project=project.code, edition=project.edition, editable=project.editable,
        weight_total=sum(row.weight or 0 for row in rows), indicators=[IndicatorTold(**_values(row)) for row in rows],
    )  # fmt: skip


def _values(row: Indicator) -> dict[str, Any]:
    return {"id": row.pk, "number": row.number} | {name: getattr(row, name) for name in IndicatorEntry._fields}
