"""What is left of every line and cap, and what has happened to it?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from wenxiao.control.ledger.moves import Balance
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, asked_unit, office_told
from wenxiao.web.people.api.values import Amount, Id, Line, Number, Told, Year
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import require_somewhere
from wenxiao.web.spend.api.asking import asked_line
from wenxiao.web.spend.models import Appropriation, Entry, Node
from wenxiao.web.spend.queries.caps import caps_of
from wenxiao.web.spend.queries.execution import by_project, caps_above
from wenxiao.web.spend.queries.requests import appropriations_visible
from wenxiao.web.trail import clock

router = Router(tags=["指标执行"])
FUNCTION = "allotment"


class ColumnsTold(Told):
    """六栏和可用数."""

    approved_fen: Amount = Field(description="批准数，单位：分（整数）")
    adjusted_fen: Amount = Field(description="调整数，单位：分（整数，可为负）")
    frozen_fen: Amount = Field(description="冻结数，单位：分（整数）")
    held_fen: Amount = Field(description="支付在途，单位：分（整数）")
    committed_fen: Amount = Field(description="已签约，单位：分（整数）")
    paid_fen: Amount = Field(description="已支付，单位：分（整数）")
    available_fen: Amount = Field(description="可用数，单位：分（整数）")


class NodeTold(Told):
    """指标控制: a line or a cap above it. `id` is what its entries are found by."""

    id: int
    kind: str
    kind_title: str
    name: str
    status: str = Field(description="正常、纠正中、暂缓、停止、已关账")
    balance: ColumnsTold


class LineTold(Told):
    """支出指标: what a payment is charged to, by its `id`."""

    id: int
    unit: str
    year: int
    office: OfficeTold | None = Field(description="使用站所；全单位都可以用的为空")
    project: str = Field(description="项目编码；基本支出为空")
    project_name: str
    part: str
    function_code: str
    economic_code: str
    fund: str
    node: NodeTold


class LineWithCaps(LineTold):
    """支出指标, with every cap that a payment from it has to keep today."""

    caps: list[NodeTold]


class LedgerTold(Told):
    """指标账的一笔: what was done, on which document, by whom, and the balance it left."""

    sequence: int
    at: str = Field(description="UTC，ISO 8601")
    move: str
    move_title: str
    amount_fen: Amount
    balance: ColumnsTold
    subject_kind: str
    subject_id: str
    reason: str
    person: str
    post: str
    key: str = Field(description="指令的标识：同一标识只办一次")
    hash: str


class ProjectSpent(Told):
    """一个项目（或一类基本支出）的执行."""

    project: str
    name: str
    part: str
    balance: ColumnsTold


class ExecutionTold(Told):
    """一个单位一年的执行，只含本岗位能看的指标."""

    unit: str
    year: int
    whole: ColumnsTold
    projects: list[ProjectSpent]


@router.get("/appropriations", response=answers(Page[LineTold]), summary="支出指标和余额")
def appropriations(
    request: ApiRequest, unit: Line = "", year: Year | None = None, office: Id | None = None, project: Line = "", page: Number = 1
) -> Page[LineTold]:
    require_somewhere(request.auth, FUNCTION)
    found = appropriations_visible(request.auth, year)
    if unit:
        found = found.filter(unit__code=unit)
    if office:
        found = found.filter(office=office)
    if project:
        found = found.filter(project__code=project)
    return page_of(found.order_by("unit__code", "-year", "project__code", "part", "economic_code", "pk"), page, line_told)


@router.get("/appropriations/{id}", response=answers(LineWithCaps), summary="一个支出指标和它上面的各道控制")
def appropriation(request: ApiRequest, id: Id) -> LineWithCaps:
    found = asked_line(request.auth, id)
    _, *above = caps_of([found], clock.today())[found.pk]
    return LineWithCaps(**_line(found), caps=[node_told(each) for each in above])


@router.get("/units/{unit}/caps/{year}", response=answers(list[NodeTold]), summary="一个单位一年的总额、资金、三公和用款计划控制")
def caps(request: ApiRequest, unit: Line, year: Year) -> list[NodeTold]:
    return [node_told(each) for each in caps_above(asked_unit(request.auth, unit, FUNCTION).code, year)]


@router.get("/nodes/{id}/entries", response=answers(Page[LedgerTold]), summary="一个指标的账，先记的在前")
def node_entries(request: ApiRequest, id: Id, page: Number = 1) -> Page[LedgerTold]:
    found = _asked_node(request.auth, id)
    return page_of(found.entries.select_related("command").order_by("sequence"), page, _entry)


@router.get("/units/{unit}/execution/{year}", response=answers(ExecutionTold), summary="按项目的预算执行")
def execution(request: ApiRequest, unit: Line, year: Year) -> ExecutionTold:
    require_somewhere(request.auth, FUNCTION)
    found = get_object_or_404(Unit, code=unit)
    lines = list(appropriations_visible(request.auth, year).filter(unit=found).order_by("project__code", "part", "pk"))
    if not lines:
        # Nothing to see may mean that nothing of this unit is this post's to see at all.
        require(request.auth, FUNCTION, "V", Appropriation(unit=found, office=request.auth.in_post.office))
    groups = by_project(lines)
    return ExecutionTold(
        unit=found.code, year=year, whole=_sum(spent.balance for _, _, spent in groups),
        projects=[
            ProjectSpent(
                project=each.project_code, name=each.project.name if each.project else title, part=each.part,
                balance=balance_told(spent.balance),
            )
            for title, (each, *_), spent in groups
        ],
    )  # fmt: skip


def balance_told(balance: Balance) -> ColumnsTold:
    columns = ("approved", "adjusted", "frozen", "held", "committed", "paid", "available")
    return ColumnsTold(**{f"{name}_fen": getattr(balance, name) for name in columns})


def node_told(node: Node) -> NodeTold:
    return NodeTold(
        id=node.pk, kind=node.kind, kind_title=node.get_kind_display(), name=node.name, status=node.status_title,
        balance=balance_told(node.balance),
    )  # fmt: skip


def line_told(line: Appropriation) -> LineTold:
    return LineTold(**_line(line))


def _line(line: Appropriation) -> dict[str, Any]:
    same = ("year", "part", "function_code", "economic_code", "fund")
    return {name: getattr(line, name) for name in same} | {
        "id": line.pk, "unit": line.unit.code, "office": office_told(line.office) if line.office else None, "project": line.project_code,
        "project_name": line.project.name if line.project else "", "node": node_told(line.node),
    }  # fmt: skip


def _entry(entry: Entry) -> LedgerTold:
    command = entry.command
    same = ("at", "subject_kind", "subject_id", "reason", "person", "post", "key")
    return LedgerTold(
        sequence=entry.sequence, move=entry.move, move_title=entry.title, amount_fen=entry.amount, balance=balance_told(entry.balance),
        hash=entry.hash, **{name: getattr(command, name) for name in same},
    )  # fmt: skip


def _sum(balances: Iterable[Balance]) -> ColumnsTold:
    total = Balance()
    for each in balances:
        total = total.plus(each)
    return balance_told(total)


def _asked_node(actor: PostActor, id: int) -> Node:
    """A line by whose it is; a cap above them is the whole unit's. Raises Http404, NotPermitted."""
    found = get_object_or_404(Node, pk=id)
    line = Appropriation.objects.select_related("unit__supervisor", "office", "project").filter(node=found).first()
    require(actor, FUNCTION, "V", line or get_object_or_404(Unit.objects.select_related("supervisor"), code=found.unit))
    return found
