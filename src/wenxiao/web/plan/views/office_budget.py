"""How does an office see its own part of a year's budget, and nobody else's?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Office
from wenxiao.web.people.queries.asked import row_number
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.queries.office_budget import FUNCTION, budgets_of, office_budget, offices_seen, part_of
from wenxiao.web.plan.views.asking import asked_year

A_PAGE = 50


@for_posts(FUNCTION)
def own_part(request: OfficeRequest) -> HttpResponse:
    """Of `?office=` (the own one where none is asked) in `?year=` (the newest). Raises NotPermitted for an office not to be seen."""
    actor = request.actor
    offices = list(offices_seen(actor))
    office = _office(request, offices)
    budgets = list(budgets_of(office)) if office else []
    year = asked_year(request.GET.get("year", ""), [each.year for each in budgets])
    chosen = next((each for each in budgets if each.year == year), None)
    part = office_budget(office, chosen) if office and chosen else None
    context = {
        "office": office,
        "offices": offices,
        "several": len({each.unit_id for each in offices}) > 1,
        "year": year,
        "years": [each.year for each in budgets],
        "part": part,
        "page": Paginator(part.projects, A_PAGE).get_page(request.GET.get("page")) if part else None,
        "may_write": office is not None and actor.may("project_library", "E", part_of(office)),
        "whole": chosen is not None and actor.may(FUNCTION, "V", chosen),
    }
    return render(request, "plan/office_budget.html", context)


def _office(request: OfficeRequest, offices: list[Office]) -> Office | None:
    """The one of the address, else the post's own, else the first there is."""
    asked = request.GET.get("office", "")
    if asked:
        pk = row_number(asked)
        found = Office.objects.select_related("unit", "unit__supervisor").filter(pk=pk).first() if pk is not None else None
        if found is None:
            raise Http404("没有这个站所")
        demand(request, FUNCTION, "V", part_of(found))
        return found
    own = request.actor.in_post.office_id
    return next((each for each in offices if each.pk == own), offices[0] if offices else None)
