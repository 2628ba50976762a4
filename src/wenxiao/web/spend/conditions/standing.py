"""May money of this project be asked for, and paid? Performance is obeyed by the payment desk (预算法 art. 57; 条例 art. 53)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wenxiao.control.ledger.moves import Status
from wenxiao.web.spend.models import Appropriation, PaymentRequest
from wenxiao.web.spend.queries.project_standing import standings
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

RULE = "绩效监控"
HELD_BACK = Status.SUSPENDED | Status.STOPPED


def refused_projects(lines: Iterable[Appropriation], *, during: Status, verb: str) -> Iterator[Refusal]:
    """One sentence a project that stands in one of these: which, since when, by whom, and what can be done. Asks for `line.node`."""
    asked = list(lines)
    projects = {line.project_id: line.project for line in asked if line.project is not None}
    for pk, standing in standings(asked).items():
        project = projects[pk]
        if standing.status & during and project is not None:
            yield Refusal(f"项目“{project.code} {project.name}”{standing.told}，不能{verb}：{standing.way}", field="charges", rule=RULE)


def may_be_asked(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """项目没有被暂缓或停止。"""
    yield from refused_projects(_lines(request), during=HELD_BACK, verb="报送新的申请")


def may_be_paid(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """项目没有被停止；暂缓以前报送的，可以支付。"""
    yield from refused_projects(_lines(request), during=Status.STOPPED, verb="支付，请退回这笔申请")


def may_be_paid_again(request: PaymentRequest) -> Iterator[Refusal]:
    """Of a request that was paid: the money of those who came back."""
    yield from refused_projects(_lines(request), during=Status.STOPPED, verb=f"再付 {request.number} 的退票，请把退回的各行定为不再支付")


def _lines(request: PaymentRequest) -> list[Appropriation]:
    charges = request.charges.select_related("appropriation__unit", "appropriation__project", "appropriation__node")
    return [charge.appropriation for charge in charges]
