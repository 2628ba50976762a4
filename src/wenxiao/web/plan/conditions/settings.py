"""May a unit's mode of operation and limits be changed? Not while something is under way whose approval they decide."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.trail.refusal import Refusal

# Before the first round nobody has done anything yet; from 批复 on nothing asks any more whose budget it is.
_OUTSIDE = (Compilation.State.PREPARING, Compilation.State.APPROVED, Compilation.State.ALLOCATED, Compilation.State.CLOSED)
_BEING_DECIDED = (Project.State.OFFICE, Project.State.FINANCE, Project.State.COLLECTIVE, Project.State.BUREAU)
# What decides the way of a budget or a project: who sets the control numbers and approves, and what goes to a collective decision.
_OF_PROJECTS = {"mode": "运行方式", "mayor_limit": "镇长审批上限"}


def nothing_is_under_way(unit: Unit, changing: frozenset[str]) -> Iterator[Refusal]:
    """A head who changes whose budget it is in the middle would take its approval to himself, and one who raises the limit would pass by
    the collective decision. `changing` are the names of the settings to be changed; each refusal stands beside one of them."""
    if "mode" in changing:
        for each in Compilation.objects.filter(unit=unit).exclude(state__in=_OUTSIDE):
            yield Refusal(f"{each}（{each.get_state_display()}）还没有批复，运行方式不能改：等批复以后再改", "mode", "运行方式")
    for field in (name for name in _OF_PROJECTS if name in changing):
        for project in Project.objects.filter(unit=unit, state__in=_BEING_DECIDED).order_by("code")[:5]:
            yield Refusal(
                f"“{project.name}”（{project.code}，{project.state_title}）正在审批，{_OF_PROJECTS[field]}不能改：等它入库或者退回以后再改",
                field,
                "运行方式" if field == "mode" else "限额",
            )
