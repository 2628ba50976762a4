"""How does last year's document become last year's figures? Read in the background, confirmed by a person or not used."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.plan.conditions.prior import other_unit_explained
from wenxiao.web.plan.models.compilation import Compilation
from wenxiao.web.plan.models.prior import PriorReading
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = PriorReading.State
_NOT_SENT = (Compilation.State.PREPARING, Compilation.State.FIRST)


def next_year_not_sent(reading: PriorReading, _act: Act) -> Iterator[Refusal]:
    """下一年的部门预算还没有报出一上。"""
    for each in Compilation.objects.filter(unit_id=reading.unit_id, year=reading.year + 1).exclude(state__in=_NOT_SENT):
        yield Refusal(
            f"{each}（{each.get_state_display()}）已经报出，用的是原来的 {reading.year} 年数，不能再换：确实要换的，等一上退回以后再采用"
        )


PRIOR_WORKFLOW = Workflow(
    kind=PriorReading.KIND,
    title="上年数导入",
    states=dict(State.choices),
    transitions=(
        Transition(
            "confirm",
            "确认采用",
            (State.READ,),
            State.CONFIRMED,
            ("BO", "FH"),
            "compilation",
            "V",
            guards=(next_year_not_sent, other_unit_explained),
        ),
        Transition("discard", "不采用", (State.READ, State.FAILED), State.DISCARDED, ("BO", "FH"), "compilation", "V"),
    ),
)
