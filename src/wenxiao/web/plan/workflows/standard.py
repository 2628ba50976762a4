"""How does a unit's own cost standard come into force, and how does it end? Proposed by one, approved by another."""

from __future__ import annotations

from wenxiao.web.plan.models import LocalStandard
from wenxiao.web.trail.workflow import Transition, Workflow

State = LocalStandard.State
REASON = 5
# Whoever had a hand in what is proposed does not approve it.
WROTE = ("propose", "edit")

STANDARD_WORKFLOW = Workflow(
    kind=LocalStandard.KIND,
    title="本地支出标准",
    states=dict(State.choices),
    transitions=(
        Transition("approve", "核准执行", (State.PROPOSED,), State.IN_FORCE, ("FH",), "rules", "A", not_by=WROTE),
        Transition("refuse", "不予核准", (State.PROPOSED,), State.DECLINED, ("FH",), "rules", "A", reason=REASON),
        Transition("end", "停用", (State.IN_FORCE,), State.ENDED, ("FH",), "rules", "A", reason=REASON),
    ),
)
