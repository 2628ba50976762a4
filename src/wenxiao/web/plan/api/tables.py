"""Where does a budget's money come from, what is it spent on, and what of it is bought? The tables that the compiler fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Count, Fen, Id, Line, TenThousandths, Text, Told, Typed
from wenxiao.web.plan.api.asking import asked_compilation, asked_version, named_projects
from wenxiao.web.plan.elements import Fund, Part, StaffKind
from wenxiao.web.plan.models import BasicLine, ProcurementLine, Project, Version
from wenxiao.web.plan.services.allocation import candidates, projects_exclude, projects_include
from wenxiao.web.plan.services.basic import Basic, basic_line_change, basic_line_delete, basic_lines_add
from wenxiao.web.plan.services.procurement import (
    Procurement,
    procurement_from_estimates,
    procurement_line_change,
    procurement_line_delete,
    procurement_lines_add,
)
from wenxiao.web.plan.services.revenue import Revenue, revenue_set
from wenxiao.web.plan.services.seen import mark, marks
from wenxiao.web.plan.services.versions import open_version

router = Router(tags=["预算各表"])
AnyLine = TypeVar("AnyLine", BasicLine, ProcurementLine)
MARK = "这些行现在的样子：修改时带上，别人先改过的就不覆盖；不带的不核对"
EXPECTED = "核对数：应当合计多少；不符的什么也不保存"


class RevenueTyped(Typed):
    """收入行."""

    fund: Fund
    source: Text
    amount_fen: Fen
    last_year_fen: Fen | None = None
    reason: Text = ""


class RevenuesTyped(Typed):
    """整张收入表."""

    lines: list[RevenueTyped] = Field(max_length=200)
    expected_fen: Fen | None = Field(None, description=EXPECTED)
    seen: Line | None = Field(None, description="取数时的 mark")


class RevenueTold(Told):
    """收入行."""

    fund: str
    source: str
    amount_fen: Amount
    last_year_fen: Amount | None
    reason: str


class RevenuesTold(Told):
    """收入表 of a version."""

    version: int
    mark: str = Field(description=MARK)
    total_fen: Amount
    lines: list[RevenueTold]


class BasicTyped(Typed):
    """基本支出行: with `staff_kind` and `standard_fen` by people, else stated with `amount_fen` and what it rests on."""

    part: Part
    function_code: Line
    economic_code: Line
    explanation: Text = ""
    fund: Fund = Fund.GENERAL
    staff_kind: StaffKind | None = None
    headcount: Count | None = Field(None, description="不填的按核定人数")
    standard_fen: Fen | None = Field(None, description="标准，分/人·年")
    amount_fen: Fen | None = None


class BasicsTyped(Typed):
    """要增加的基本支出行."""

    lines: list[BasicTyped] = Field(min_length=1, max_length=500)
    expected_fen: Fen | None = Field(None, description=EXPECTED)


class BasicChanged(BasicTyped):
    """一行基本支出的新内容."""

    expected_fen: Fen | None = Field(None, description=EXPECTED)
    seen: Line | None = Field(None, description="取数时这一行的 mark")


class BasicTold(Told):
    """基本支出行."""

    id: int
    mark: str = Field(description=MARK)
    part: str
    function_code: str
    economic_code: str
    fund: str
    basis: str
    staff_kind: str
    headcount: int | None
    standard_fen: Amount | None
    amount_fen: Amount
    explanation: str


class BasicsTold(Told):
    """基本支出 of a version."""

    version: int
    total_fen: Amount
    lines: list[BasicTold]


class ProjectLineTold(Told):
    """项目支出行, by 款."""

    project: str
    project_name: str
    office: str
    function_code: str
    economic_code: str
    fund: str
    requested_fen: Amount
    amount_fen: Amount


class CandidateTold(Told):
    """可以列入的项目."""

    code: str
    name: str


class ProjectLinesTold(Told):
    """项目支出 of a version, and the projects it could still take in."""

    version: int
    requested_fen: Amount
    total_fen: Amount
    lines: list[ProjectLineTold]
    candidates: list[CandidateTold]


class IncludeTyped(Typed):
    """列入: without `projects` every one that is ready."""

    projects: list[Line] | None = Field(None, max_length=1000)
    expected_fen: Fen | None = Field(None, description=EXPECTED)


class ExcludeTyped(Typed):
    """去掉."""

    projects: list[Line] = Field(min_length=1, max_length=1000)


class ProcurementTyped(Typed):
    """采购行: without `project` it is the operating money's."""

    project: Line | None = None
    economic_code: Line
    catalogue_code: Line
    name: Text
    quantity_10000: TenThousandths
    measure: Text
    unit_price_fen: Fen
    fund: Fund = Fund.GENERAL
    amount_fen: Fen | None = Field(None, description="只核对：数量×单价")


class ProcurementsTyped(Typed):
    """要增加的采购行."""

    lines: list[ProcurementTyped] = Field(min_length=1, max_length=500)
    expected_fen: Fen | None = Field(None, description=EXPECTED)


class ProcurementChanged(ProcurementTyped):
    """一行采购的新内容."""

    expected_fen: Fen | None = Field(None, description=EXPECTED)
    seen: Line | None = Field(None, description="取数时这一行的 mark")


class ProcurementTold(Told):
    """采购行."""

    id: int
    mark: str = Field(description=MARK)
    project: str = Field(description="项目编号；公用经费的为空")
    economic_code: str
    catalogue_code: str
    name: str
    quantity_10000: int
    measure: str
    unit_price_fen: Amount
    fund: str
    amount_fen: Amount


class ProcurementsTold(Told):
    """政府采购预算 of a version."""

    version: int
    total_fen: Amount
    lines: list[ProcurementTold]


@router.get("/compilations/{id}/revenue", response=answers(RevenuesTold), summary="收入预算")
def revenue(request: ApiRequest, id: Id, version: Id | None = None) -> RevenuesTold:
    return _revenue(asked_version(asked_compilation(request.auth, id), version))


@router.put("/compilations/{id}/revenue", response=answers(RevenuesTold), summary="整张替换收入预算")
def revenue_put(request: ApiRequest, id: Id, typed: RevenuesTyped) -> RevenuesTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    lines = [Revenue(each.fund.value, each.source, each.amount_fen, each.last_year_fen, each.reason) for each in typed.lines]
    with named(rows="lines", **_NAMES):
        revenue_set(actor=request.auth, version=version, lines=lines, expected=typed.expected_fen, seen=typed.seen)
    return _revenue(version)


@router.get("/compilations/{id}/basic", response=answers(BasicsTold), summary="基本支出")
def basic(request: ApiRequest, id: Id, version: Id | None = None) -> BasicsTold:
    return _basic(asked_version(asked_compilation(request.auth, id), version))


@router.post("/compilations/{id}/basic", response=answers(BasicsTold, 201), summary="增加基本支出，全部或全不")
def basic_add(request: ApiRequest, id: Id, typed: BasicsTyped) -> Status[BasicsTold]:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    with named(rows="lines", **_NAMES):
        basic_lines_add(
            actor=request.auth, version=version, lines=[_basic_entry(each) for each in typed.lines], expected=typed.expected_fen
        )
    return Status(201, _basic(version))


@router.put("/compilations/{id}/basic/{line}", response=answers(BasicsTold), summary="修改一行基本支出")
def basic_change(request: ApiRequest, id: Id, line: Id, typed: BasicChanged) -> BasicsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    found = _line(version.basic.all(), version, line)
    with named(**_NAMES):
        basic_line_change(actor=request.auth, line=found, to=_basic_entry(typed), expected=typed.expected_fen, seen=typed.seen)
    return _basic(version)


@router.delete("/compilations/{id}/basic/{line}", response=answers(BasicsTold), summary="删除一行基本支出")
def basic_delete(request: ApiRequest, id: Id, line: Id, seen: Line | None = None) -> BasicsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    basic_line_delete(actor=request.auth, line=_line(version.basic.all(), version, line), seen=seen)
    return _basic(version)


@router.get("/compilations/{id}/projects", response=answers(ProjectLinesTold), summary="项目支出")
def project_lines(request: ApiRequest, id: Id, version: Id | None = None) -> ProjectLinesTold:
    return _project_lines(asked_version(asked_compilation(request.auth, id), version))


@router.post("/compilations/{id}/projects/include", response=answers(ProjectLinesTold), summary="把入库的项目列入预算")
def project_include(request: ApiRequest, id: Id, typed: IncludeTyped) -> ProjectLinesTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    chosen = None if typed.projects is None else named_projects(version.compilation.unit, typed.projects, "projects")
    with named(**_NAMES):
        projects_include(actor=request.auth, version=version, projects=chosen, expected=typed.expected_fen)
    return _project_lines(version)


@router.post("/compilations/{id}/projects/exclude", response=answers(ProjectLinesTold), summary="把项目从预算里去掉")
def project_exclude(request: ApiRequest, id: Id, typed: ExcludeTyped) -> ProjectLinesTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    projects_exclude(
        actor=request.auth, version=version, projects=named_projects(version.compilation.unit, typed.projects, "projects")
    )  # fmt: skip
    return _project_lines(version)


@router.get("/compilations/{id}/procurement", response=answers(ProcurementsTold), summary="政府采购预算")
def procurement(request: ApiRequest, id: Id, version: Id | None = None) -> ProcurementsTold:
    return _procurement(asked_version(asked_compilation(request.auth, id), version))


@router.post("/compilations/{id}/procurement", response=answers(ProcurementsTold, 201), summary="增加采购行，全部或全不")
def procurement_add(request: ApiRequest, id: Id, typed: ProcurementsTyped) -> Status[ProcurementsTold]:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    lines = _procurement_entries(version, typed.lines, "lines")
    with named(rows="lines", **_NAMES):
        procurement_lines_add(actor=request.auth, version=version, lines=lines, expected=typed.expected_fen)
    return Status(201, _procurement(version))


@router.post("/compilations/{id}/procurement/from-estimates", response=answers(ProcurementsTold), summary="从项目测算带入采购行")
def procurement_take(request: ApiRequest, id: Id) -> ProcurementsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    procurement_from_estimates(actor=request.auth, version=version)
    return _procurement(version)


@router.put("/compilations/{id}/procurement/{line}", response=answers(ProcurementsTold), summary="修改一行采购")
def procurement_change(request: ApiRequest, id: Id, line: Id, typed: ProcurementChanged) -> ProcurementsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    found = _line(version.procurement.all(), version, line)
    (entry,) = _procurement_entries(version, [typed], "")
    with named(**_NAMES):
        procurement_line_change(actor=request.auth, line=found, to=entry, expected=typed.expected_fen, seen=typed.seen)
    return _procurement(version)


@router.delete("/compilations/{id}/procurement/{line}", response=answers(ProcurementsTold), summary="删除一行采购")
def procurement_delete(request: ApiRequest, id: Id, line: Id, seen: Line | None = None) -> ProcurementsTold:
    version = open_version(request.auth, asked_compilation(request.auth, id))
    procurement_line_delete(actor=request.auth, line=_line(version.procurement.all(), version, line), seen=seen)
    return _procurement(version)


# The names of the services' fields in a request.
_NAMES = {
    "amount": "amount_fen", "expected": "expected_fen", "last_year": "last_year_fen", "standard": "standard_fen",
    "quantity": "quantity_10000", "unit_price": "unit_price_fen",
}  # fmt: skip


def _line(lines: QuerySet[AnyLine], version: Version, id: int) -> AnyLine:
    """A line of the version that is worked on. Raises Http404."""
    found = get_object_or_404(lines, pk=id)
    found.version = version
    return found


def _revenue(version: Version) -> RevenuesTold:
    rows = list(version.revenue.all())
    lines = [
        RevenueTold(fund=row.fund, source=row.source, amount_fen=row.amount, last_year_fen=row.last_year, reason=row.reason) for row in rows
    ]
    return RevenuesTold(version=version.pk, mark=mark(version.revenue.all()), total_fen=sum(row.amount for row in rows), lines=lines)


def _basic_entry(typed: BasicTyped) -> Basic:
    return Basic(
        typed.part.value, typed.function_code, typed.economic_code, typed.explanation, typed.fund.value,
        typed.staff_kind.value if typed.staff_kind else "", typed.headcount, typed.standard_fen, typed.amount_fen,
    )  # fmt: skip


def _basic(version: Version) -> BasicsTold:
    rows, seen = list(version.basic.all()), marks(version.basic.all())
    same = ("part", "function_code", "economic_code", "fund", "basis", "staff_kind", "headcount", "explanation")
    lines = [
        BasicTold(
            id=row.pk, mark=seen[row.pk], standard_fen=row.standard, amount_fen=row.amount, **{name: getattr(row, name) for name in same}
        )
        for row in rows
    ]
    return BasicsTold(version=version.pk, total_fen=sum(row.amount for row in rows), lines=lines)


def _project_lines(version: Version) -> ProjectLinesTold:
    rows = list(version.projects.select_related("project__office"))
    return ProjectLinesTold(
        version=version.pk, requested_fen=sum(row.requested for row in rows), total_fen=sum(row.amount for row in rows),
        lines=[
            ProjectLineTold(
                project=row.project.code, project_name=row.project.name, office=row.project.office.name, function_code=row.function_code,
                economic_code=row.economic_code, fund=row.fund, requested_fen=row.requested, amount_fen=row.amount,
            )
            for row in rows
        ],
        candidates=[CandidateTold(code=each.code, name=each.name) for each in candidates(version)],
    )  # fmt: skip


def _procurement_entries(version: Version, typed: Sequence[ProcurementTyped], field: str) -> list[Procurement]:
    """Raises Refused where a project is not the unit's."""
    codes = [each.project for each in typed if each.project is not None]
    projects: dict[str, Project] = {each.code: each for each in named_projects(version.compilation.unit, codes, field or "project")}
    return [
        Procurement(
            projects[each.project] if each.project is not None else None, each.economic_code, each.catalogue_code, each.name,
            each.quantity_10000, each.measure, each.unit_price_fen, each.fund.value, each.amount_fen,
        )
        for each in typed
    ]  # fmt: skip


def _procurement(version: Version) -> ProcurementsTold:
    rows, seen = list(version.procurement.select_related("project")), marks(version.procurement.all())
    same = ("economic_code", "catalogue_code", "name", "measure", "fund")
    lines = [
        ProcurementTold(
            id=row.pk, mark=seen[row.pk], project=row.project.code if row.project else "", quantity_10000=row.quantity,
            unit_price_fen=row.unit_price, amount_fen=row.amount, **{name: getattr(row, name) for name in same},
        )
        for row in rows
    ]  # fmt: skip
    return ProcurementsTold(version=version.pk, total_fen=sum(row.amount for row in rows), lines=lines)
