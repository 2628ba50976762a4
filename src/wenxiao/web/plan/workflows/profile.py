"""How does a unit's profile of a year become the ground its budget stands on?"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.plan.models.profile import Profile
from wenxiao.web.plan.queries.profile import faults
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = Profile.State


def adds_up(profile: Profile, _act: Act) -> Iterator[Refusal]:
    """人员和车辆前后一致；超过编制的已写明批准依据（R065、R110）。

    R036 (合计 = Σ 各行) cannot be broken here: no total is stored.
    """
    yield from faults(profile, tuple(profile.staffing.all()), tuple(profile.assets.all()))


PROFILE_WORKFLOW = Workflow(
    kind=Profile.KIND,
    title="单位基本情况",
    states=dict(State.choices),
    transitions=(
        Transition(
            "confirm", "核定", (State.DRAFT,), State.CONFIRMED, ("FH",), "master_data", "A",
            guards=(adds_up,), not_by=("create", "edit", "copy"),
        ),
        Transition("reopen", "退回修改", (State.CONFIRMED,), State.DRAFT, ("FH",), "master_data", "A", reason=10),
        Transition("freeze", "冻结", (State.CONFIRMED,), State.FROZEN, ("BO", "FH"), "master_data", "V", guards=(adds_up,)),
    ),
)  # fmt: skip

# Done by the transition that opens the year's budget, never by a button of its own.
BY_COMPILATION = frozenset({"freeze"})
