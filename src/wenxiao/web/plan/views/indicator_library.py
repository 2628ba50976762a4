"""Which indicators of the library could a project take over?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.catalogue.indicators import find_indicators, library
from wenxiao.catalogue.kinds import KINDS
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.forms.indicators import kind_choices
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import projects_visible

FUNCTION = "indicators"


@for_posts(FUNCTION)
def indicator_library(request: OfficeRequest) -> HttpResponse:
    """Searched by text, kind and code. For a project (`?project=`) it starts with what suits that project's code, and offers 采用."""
    asked = request.GET
    project = _taking(request, asked.get("project", ""))
    text, kind = (asked.get(name, "").strip().replace("\0", "") for name in ("text", "kind"))
    code = asked.get("code", "").strip()
    if project is not None and "code" not in asked and find_indicators(function_code=project.function_code, limit=1):
        code = project.function_code
    found = find_indicators(text, kind, code, limit=len(library()))
    context = {
        "project": project,
        "text": text,
        "kind": kind,
        "code": code,
        "firsts": list(KINDS),
        "kinds": kind_choices()[1:],
        "page": Paginator(found, 25).get_page(asked.get("page")),
    }
    return render(request, "plan/indicator_library.html", context)


def _taking(request: OfficeRequest, code: str) -> Project | None:
    """The project to take over into, where the post may change its indicators now."""
    found = projects_visible(request.actor, FUNCTION).filter(code=code).select_related("unit", "office").first() if code else None
    return found if found is not None and found.editable and request.actor.may(FUNCTION, "E", found) else None
