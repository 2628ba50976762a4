"""How is money moved between the lines of a budget whose total stays? (预算法 art. 72; domain notes, workflows, 4.6)"""

from __future__ import annotations

from wenxiao.web.spend.conditions.changing import budget_stands, caps_bear, is_a_virement
from wenxiao.web.spend.conditions.restatements import objectives_restated
from wenxiao.web.spend.models import Virement
from wenxiao.web.spend.workflows.changing import take_effect
from wenxiao.web.trail.workflow import Transition, Workflow

State = Virement.State
REASON = 10
_WROTE = ("create", "edit", "restate", "submit")
_CONDITIONS = (budget_stands, is_a_virement, caps_bear, objectives_restated)


def _reject(action: str, state: State, *roles: str) -> Transition:
    return Transition(action, "驳回", (state,), State.REJECTED, roles, "virement", "A", reason=REASON)


VIREMENT_WORKFLOW = Workflow(
    kind=Virement.KIND,
    title="预算调剂",
    states=dict(State.choices),
    transitions=(
        Transition("submit", "报送", (State.DRAFT,), State.FINANCE, ("HD", "BO"), "virement", "C", guards=_CONDITIONS),
        Transition(
            "take_back", "撤回", (State.FINANCE, State.LEADER, State.BUREAU), State.DRAFT, ("HD", "BO"), "virement", "C",
        ),
        Transition("approve_finance", "所长审通过", (State.FINANCE,), State.LEADER, ("FH",), "virement", "A", not_by=_WROTE),
        Transition(
            "approve_leader", "镇领导同意", (State.LEADER,), State.BUREAU, ("VL", "ML"), "virement", "A",
            not_by=(*_WROTE, "approve_finance"),
        ),
        Transition(
            "approve_bureau", "区财政局同意，生效", (State.BUREAU,), State.EFFECTIVE, ("DF",), "virement", "A",
            guards=_CONDITIONS, effects=(take_effect,), not_by=(*_WROTE, "approve_finance", "approve_leader"),
        ),
        _reject("reject_finance", State.FINANCE, "FH"),
        _reject("reject_leader", State.LEADER, "VL", "ML"),
        _reject("reject_bureau", State.BUREAU, "DF"),
        Transition("void", "作废", (State.DRAFT,), State.VOID, ("HD", "BO"), "virement", "C", reason=REASON),
    ),
)  # fmt: skip
