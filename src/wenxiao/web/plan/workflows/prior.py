"""How does last year's document become last year's figures? Read in the background, confirmed by a person or not used."""

from __future__ import annotations

from wenxiao.web.plan.models.prior import PriorReading
from wenxiao.web.trail.workflow import Transition, Workflow

State = PriorReading.State

PRIOR_WORKFLOW = Workflow(
    kind=PriorReading.KIND,
    title="上年数导入",
    states=dict(State.choices),
    transitions=(
        Transition("confirm", "确认采用", (State.READ,), State.CONFIRMED, ("BO", "FH"), "compilation", "V"),
        Transition("discard", "不采用", (State.READ, State.FAILED), State.DISCARDED, ("BO", "FH"), "compilation", "V"),
    ),
)
