"""How does work go here, and what do I do when?"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import for_signed_in
from wenxiao.web.site.manual import chapters, charts, grants, rows
from wenxiao.web.site.registry import FOLLOWED


@for_signed_in
def manual(request: OfficeRequest) -> HttpResponse:
    """Every workflow as a chart and as a table."""
    flows = [(each, charts()[each.kind], tuple(rows(each))) for each in FOLLOWED]
    return render(request, "site/manual.html", {"flows": flows})


@for_signed_in
def handbook(request: OfficeRequest) -> HttpResponse:
    """What one role does; one's own unless another is asked for."""
    chosen = request.GET.get("role") or request.actor.role or next(iter(roles()))
    role = roles().get(chosen)
    if role is None:
        raise Http404
    context = {"role": role, "roles": roles().values(), "chapters": chapters(role), "grants": grants(role)}
    return render(request, "site/handbook.html", context)
