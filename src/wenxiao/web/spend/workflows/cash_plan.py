"""How does a spreading of the year's money come into force? On approval its periods get their caps, or the caps change."""

from __future__ import annotations

from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import Balance
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.cash_plans import has_amounts, is_possible, not_closed
from wenxiao.web.spend.models import CashPlan, Node
from wenxiao.web.spend.queries.cash_plans import amounts_of, fund_limits, plan_nodes
from wenxiao.web.spend.services.caps import node_of
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = CashPlan.State


def set_caps(plan: CashPlan, act: Act) -> None:
    """`allot` on what is new, `raise` and `lower` on what changes; a period without money has a cap of zero, not none."""
    rhythm, amounts = plan.rule, amounts_of(plan)
    nodes = plan_nodes(plan.unit, plan.year, rhythm)
    opening = not nodes
    for fund in fund_limits(plan.unit, plan.year, nodes):
        for period in rhythm.periods:
            if (fund, period) not in nodes:
                title = rhythm.period_title(period)
                space = " " if title[0].isdecimal() else ""
                name = f"{plan.year} 年{space}{title}{Fund(fund).label}用款计划"
                nodes[fund, period] = node_of(plan.unit, plan.year, Node.Kind.CASH_PLAN, rhythm.element(fund, period), name)
    legs = []
    for cell, node in nodes.items():
        balance: Balance = node.balance
        change = amounts.get(cell, 0) - balance.cap
        if change:
            move = "allot" if opening or not node.sequence else "raise" if change > 0 else "lower"
            legs.append(Leg(node.pk, move, abs(change)))
    if legs:
        ledger_post(
            actor=act.actor, kind="cash_plan", key=f"{plan.unit.code}/{plan.year}/cash-plan/{plan.pk}", subject=plan, legs=legs,
            reason=act.reason or str(plan), subject_hash=plan.content_hash(),
        )  # fmt: skip
    act.details["合计"] = sum(amounts.values())


CASH_PLAN_WORKFLOW = Workflow(
    kind=CashPlan.KIND,
    title="用款计划",
    states=dict(State.choices),
    transitions=(
        Transition(
            "send", "送所长批", (State.DRAFT,), State.SENT, ("BO",), "allotment", "E", guards=(has_amounts, is_possible, not_closed)
        ),
        Transition("take_back", "撤回", (State.SENT,), State.DRAFT, ("BO",), "allotment", "E"),
        Transition(
            "approve", "批准", (State.SENT,), State.APPROVED, ("FH",), "allotment", "A",
            guards=(has_amounts, is_possible, not_closed), effects=(set_caps,), not_by=("create", "edit", "send"),
        ),
        Transition("return", "退回", (State.SENT,), State.DRAFT, ("FH",), "allotment", "A", reason=10),
        Transition("withdraw", "作废", (State.DRAFT,), State.WITHDRAWN, ("BO",), "allotment", "E", reason=10),
    ),
)  # fmt: skip
