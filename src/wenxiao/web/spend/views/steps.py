"""Which buttons does the page of an object show this post?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.forms import BaseForm

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.trail.workflow import Transition, Workflow


class Step(NamedTuple):
    """一个按钮: where it is sent, and the form of what is asked with it. `backward` steps are drawn quieter."""

    action: str
    title: str
    form: BaseForm
    backward: bool


def steps_of(request: OfficeRequest, workflow: Workflow, subject: Any, form_of: Callable[[Transition, Any], BaseForm]) -> list[Step]:
    """What carries on first; nothing for who may only look today."""
    if request.actor.hindrance:
        return []
    ways = workflow.open_to(request.actor, subject)
    steps = [Step(way.action, way.title, form_of(way, subject.unit), bool(way.reason)) for way in ways]
    return sorted(steps, key=lambda each: each.backward)
