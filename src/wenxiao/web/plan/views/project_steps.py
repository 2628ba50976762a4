"""How is a project sent on, given back, or proposed for its end from its page?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.services.projects import project_act, project_propose_end
from wenxiao.web.plan.views.project_page import project_page, step_typed
from wenxiao.web.plan.views.projects import FUNCTION, asked_project
from wenxiao.web.plan.views.steps import take_step
from wenxiao.web.plan.workflows.project import BY_COMPILATION, END_PROPOSED


@for_posts(FUNCTION)
@require_POST
def project_step(request: OfficeRequest, code: str, action: str) -> HttpResponse:
    """One step along the workflow. Refused: the same page, the reasons beside the step, what was typed kept."""
    project = asked_project(request, code)
    try:
        step = step_typed(project, action, request.POST)
    except KeyError:
        raise Http404 from None
    if action in BY_COMPILATION:
        raise Http404

    def act(typed: dict[str, Any]) -> None:
        if action == END_PROPOSED:
            project_propose_end(actor=request.actor, project=project, reason=typed["reason"])
        else:
            project_act(actor=request.actor, project=project, action=action, reason=typed["reason"], minutes=typed.get("minutes"))

    return take_step(request, project, step, act, project_page, lambda: asked_project(request, code), f"“{project.name}”")
