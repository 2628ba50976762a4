"""How is a project sent on, given back, or proposed for its end from its page?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.services.projects import project_act, project_propose_end
from wenxiao.web.plan.views.project_page import project_page, step_typed
from wenxiao.web.plan.views.projects import FUNCTION, asked_project
from wenxiao.web.plan.workflows.project import BY_COMPILATION, END_PROPOSED
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused


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
    if not step.form.is_valid():
        return project_page(request, project, step=step, status=422)
    typed = step.form.cleaned_data
    try:
        if action == END_PROPOSED:
            project_propose_end(actor=request.actor, project=project, reason=typed["reason"])
        else:
            project_act(actor=request.actor, project=project, action=action, reason=typed["reason"], minutes=typed.get("minutes"))
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return project_page(request, asked_project(request, code), refusals=late.refusals, status=late.status)
    except Refused as refused:
        place(step.form, refused)
        return project_page(request, project, step=step, status=refused.status)
    messages.success(request, f"“{project.name}”：{step.title}，现在是“{project.state_title}”。")
    return redirect(project)
