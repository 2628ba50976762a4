"""How is the total of a budget changed after its approval? (预算法 art. 67–72; domain notes, workflows, 4.6)"""

from __future__ import annotations

from datetime import timedelta

from wenxiao.catalogue.limits import limit
from wenxiao.web.spend.conditions.changing import (
    approval_given,
    budget_stands,
    caps_bear,
    congress_met,
    department,
    filing_given,
    government_met,
    has_a_cause,
    own_budget,
)
from wenxiao.web.spend.conditions.restatements import objectives_restated
from wenxiao.web.spend.models import Adjustment
from wenxiao.web.spend.workflows.changing import take_effect
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = Adjustment.State
REASON = 10
_WROTE = ("create", "edit", "restate", "submit")
_CONDITIONS = (budget_stands, has_a_cause, caps_bear, objectives_restated)


def keep_approval(adjustment: Adjustment, act: Act) -> None:
    """The number and date of the approval, and the day by which it is to be published (预算法 art. 14)."""
    adjustment.document, adjustment.approved_on = str(act.given["document"]).strip(), act.given["approved_on"]
    adjustment.publish_by = adjustment.approved_on + timedelta(days=limit("公开期限"))
    adjustment.save(update_fields=["document", "approved_on", "publish_by"])
    act.details.update({"批准文号": adjustment.document, "批准日期": str(adjustment.approved_on), "最迟公开": str(adjustment.publish_by)})


def keep_filing(adjustment: Adjustment, act: Act) -> None:
    adjustment.reported_to, adjustment.reported_on = str(act.given["reported_to"]).strip(), act.given["reported_on"]
    adjustment.save(update_fields=["reported_to", "reported_on"])
    act.details.update({"报备机关": adjustment.reported_to, "报备日期": str(adjustment.reported_on)})


ADJUSTMENT_WORKFLOW = Workflow(
    kind=Adjustment.KIND,
    title="预算调整",
    states=dict(State.choices),
    transitions=(
        Transition("submit", "报政府审定", (State.DRAFT,), State.GOVERNMENT, ("BO",), "virement", "C", guards=_CONDITIONS),
        Transition("take_back", "撤回", (State.GOVERNMENT,), State.DRAFT, ("BO",), "virement", "C"),
        Transition(
            "pass_government", "政府审定通过", (State.GOVERNMENT,), State.DECISION, ("ML",), "virement", "S",
            guards=(government_met, *_CONDITIONS), minutes=True, not_by=_WROTE,
        ),
        Transition("return_government", "退回修改", (State.GOVERNMENT,), State.DRAFT, ("ML",), "virement", "S", reason=REASON),
        Transition(
            "resolve", "登记人代会批准", (State.DECISION,), State.APPROVED, ("NPC",), "virement", "X",
            guards=(own_budget, congress_met, approval_given), effects=(keep_approval,), minutes=True, not_by=_WROTE,
        ),
        Transition(
            "decline", "人代会不予批准", (State.DECISION,), State.REJECTED, ("NPC",), "virement", "X",
            guards=(own_budget, congress_met), reason=REASON, minutes=True,
        ),
        Transition(
            "approve", "批复", (State.DECISION,), State.APPROVED, ("DF",), "virement", "A",
            guards=(department, approval_given), effects=(keep_approval,), not_by=_WROTE,
        ),
        Transition("reject", "不予批准", (State.DECISION,), State.REJECTED, ("DF",), "virement", "A", guards=(department,), reason=REASON),
        Transition(
            "file", "登记报备", (State.APPROVED,), State.REPORTED, ("BO",), "virement", "C", guards=(filing_given,), effects=(keep_filing,),
        ),
        Transition(
            "take_effect", "生效", (State.REPORTED,), State.EFFECTIVE, ("FH",), "virement", "A",
            guards=_CONDITIONS, effects=(take_effect,), not_by=(*_WROTE, "file"),
        ),
        Transition("void", "作废", (State.DRAFT,), State.VOID, ("BO",), "virement", "C", reason=REASON),
    ),
)  # fmt: skip
