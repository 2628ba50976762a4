"""What is typed to take a step along a workflow? Why; where nobody must say why, it may be left empty."""

from __future__ import annotations

from typing import Any

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.forms.projects import StepForm
from wenxiao.web.trail.workflow import Transition


def step_form(transition: Transition, unit: Unit, data: Any = None) -> StepForm:
    form = StepForm.of(transition, unit, data)
    if not transition.reason:
        form.fields["reason"].help_text = "可以不写"
    return form
