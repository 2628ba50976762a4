"""What can be said about how work goes here, from the workflows and the permission matrix alone? The manual and the handbook print it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from inspect import getdoc
from typing import NamedTuple

from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.steps import State, steps
from wenxiao.pictures.steps import Transition as Arrow
from wenxiao.web.people.matrix import LETTERS, SCOPES, Function, Role, functions, permission, roles
from wenxiao.web.site.registry import FOLLOWED, Followed
from wenxiao.web.trail.workflow import Guard, Transition

BY_ITSELF = "系统（随另一件事的办理自动进行）"


class Row(NamedTuple):
    """流程表的一行: one transition in words."""

    sources: str
    action: str
    target: str
    by: str
    conditions: tuple[str, ...]
    reason: int
    minutes: bool


class Duty(NamedTuple):
    """岗位的一件事: in which states a role does what."""

    sources: str
    action: str
    target: str
    needs: tuple[str, ...]


class Chapter(NamedTuple):
    """手册的一章: what one role does in one workflow."""

    title: str
    duties: tuple[Duty, ...]


class Grant(NamedTuple):
    """权限的一行: what a role may do in one function, and where."""

    function: Function
    may: str
    scope: str


@cache
def charts() -> dict[str, Picture]:
    """Every workflow as a flow chart, by its kind; drawn once, for they change with the program only."""
    return {each.kind: _chart(each) for each in FOLLOWED}


def _chart(each: Followed) -> Picture:
    workflow = each.workflow
    arrows = [
        Arrow(transition.title, source, transition.target, _by(each, transition, short=True))
        for transition in workflow.transitions
        for source in transition.sources
    ]
    states = [State(id, title) for id, title in workflow.states.items()]
    return steps(workflow.title, states, arrows, prefix=f"flow-{each.kind}")


def rows(each: Followed) -> Iterator[Row]:
    for transition in each.workflow.transitions:
        conditions = _conditions(transition)
        sources, target = _states(each, transition)
        by = _by(each, transition)
        yield Row(sources, transition.title, target, by, (*conditions, *_apart(each, transition)), transition.reason, transition.minutes)


def condition(guard: Guard) -> str:
    """What a guard demands, in its own words: the first line of its docstring."""
    return (getdoc(guard) or "").partition("\n")[0].rstrip("。")


def chapters(role: Role) -> list[Chapter]:
    """What a role does, workflow by workflow; workflows it has no part in are left out."""
    found = []
    for each in FOLLOWED:
        duties = tuple(_duty(each, transition) for transition in (*each.writing, *each.by_hand()) if _does(role, transition))
        if duties:
            found.append(Chapter(each.workflow.title, duties))
    return found


def grants(role: Role) -> list[Grant]:
    """The role's column of the matrix in words, dashes left out."""
    found = []
    for function in functions().values():
        granted = permission(role.id, function.id)
        if granted.letters:
            letters = granted.letters if "V" in granted.letters else f"V{granted.letters}"
            found.append(Grant(function, "、".join(LETTERS[letter] for letter in letters), SCOPES[granted.scope]))
    return found


def _does(role: Role, transition: Transition) -> bool:
    return role.id in transition.roles and permission(role.id, transition.function).allows(transition.letter)


def _duty(each: Followed, transition: Transition) -> Duty:
    sources, target = _states(each, transition)
    reason = (f"写明理由，至少 {transition.reason} 个字",) if transition.reason else ()
    minutes = ("选上登记过的会议记录",) if transition.minutes else ()
    return Duty(sources, transition.title, target, (*_conditions(transition), *_apart(each, transition), *reason, *minutes))


def _conditions(transition: Transition) -> tuple[str, ...]:
    """One demand each: a guard that stands for several separates them by semicolons."""
    return tuple(demand for guard in transition.guards for demand in condition(guard).split("；") if demand)


def _states(each: Followed, transition: Transition) -> tuple[str, str]:
    titles = each.workflow.states
    return "、".join(titles[source] for source in transition.sources), titles[transition.target]


def _by(each: Followed, transition: Transition, *, short: bool = False) -> str:
    if transition.action in each.automatic:
        return "自动" if short else BY_ITSELF
    return "、".join(roles()[role].title for role in transition.roles)


def _apart(each: Followed, transition: Transition) -> tuple[str, ...]:
    """Whose doer may not do this one: only the actions that are steps of the workflow are named, the rest is 填报."""
    if not transition.not_by:
        return ()
    titles = {one.action: one.title for one in each.workflow.transitions}
    named = "、".join(f"“{titles[action]}”" for action in transition.not_by if action in titles)
    wrote = "填报过它" if any(action not in titles for action in transition.not_by) else ""
    return (f"{wrote}{'或' if wrote and named else ''}{f'办过{named}' if named else ''}的人不能办",)
