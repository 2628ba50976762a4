"""How is an object moved on from its page: which buttons does this post see, and what is answered when one is pressed?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused
from wenxiao.web.trail.workflow import Transition, Workflow


class Step(NamedTuple):
    """一个按钮: where it is sent, and the form of what is asked with it. `backward` steps are drawn quieter."""

    action: str
    title: str
    form: BaseForm
    backward: bool


# The form of a transition, as it stands or as it was sent.
FormOf = Callable[..., BaseForm]


# The page of an object, with `step` as it was typed and refused, or with the `refusals` of one that came too late, and a `status`.
Page = Callable[..., HttpResponse]


def steps_of(request: OfficeRequest, workflow: Workflow, subject: Any, form_of: FormOf, refused: Step | None = None) -> list[Step]:
    """What carries on first; nothing for who may only look today. The step that was refused stands as it was typed."""
    if request.actor.hindrance:
        return []
    ways = workflow.open_to(request.actor, subject)
    steps = [refused if refused and refused.action == way.action else _step(way, form_of(way, subject.unit)) for way in ways]
    return sorted(steps, key=lambda each: each.backward)


def step_sent(request: OfficeRequest, workflow: Workflow, subject: Any, action: str, form_of: FormOf) -> Step:
    """The step of an address as it was sent. Raises Http404 where there is none; NotPermitted before anything is said of its form."""
    try:
        way = workflow.transition(action)
    except KeyError:
        raise Http404 from None
    step = _step(way, form_of(way, subject.unit, request.POST))
    if not step.form.is_valid():
        demand(request, way.function, way.letter, subject)
    return step


def take_step(
    request: OfficeRequest, subject: Any, step: Step, act: Callable[[dict[str, Any]], Any], page: Page, again: Callable[[], Any], name: str
) -> HttpResponse:
    """`act` on what was typed, and go to the object. Refused: its page, the reasons beside the step, what was typed kept.

    `again` reads the object anew, where it has been moved on meanwhile; `name` is what a message calls it. Raises NotPermitted.
    """
    if not step.form.is_valid():
        return page(request, subject, step=step, status=422)
    try:
        act(step.form.cleaned_data)
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return page(request, again(), refusals=late.refusals, status=late.status)
    except Refused as refused:
        place(step.form, refused)
        return page(request, again(), step=step, status=refused.status)
    messages.success(request, f"{name}：{step.title}，现在是“{subject.get_state_display()}”。")
    return redirect(subject)


def _step(way: Transition, form: BaseForm) -> Step:
    return Step(way.action, way.title, form, bool(way.reason))
