"""What has become of the year's budget, line by line, and by which documents?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.spend.queries.changes import changes_of, documents_of, total
from wenxiao.web.spend.queries.virements import FUNCTION, lines_visible, year_of_virements, years_changed


@for_posts(FUNCTION)
def changes(request: OfficeRequest) -> HttpResponse:
    """预算变动: 年初批复, 追加, 调剂, 调整 and 现行 of every line that the post may see."""
    actor = request.actor
    years = years_changed(actor)
    year = asked_year(request.GET.get("year", ""), years)
    unit = chosen_unit(actor, request.GET.get("unit", ""), below_first=True)
    lines = list(lines_visible(actor, year).filter(unit=unit).order_by("project__code", "part", "economic_code", "pk"))
    changed = changes_of(lines)
    groups: dict[str, list[object]] = {}
    page = Paginator(lines, 100).get_page(request.GET.get("page"))
    for line in page:
        title = f"{line.project.code} {line.project.name}" if line.project else line.get_part_display()
        groups.setdefault(title, []).append((line, changed[line.node_id]))
    context = {
        "year": year,
        "years": offered_years(years, year),
        "unit": unit,
        "units": Unit.objects.filter(supervisor=actor.unit) if roles()[actor.role].place == "bureau" else (),
        "groups": groups.items(),
        "whole": total(changed.values()),
        "page": page,
        "of_office": actor.permission(FUNCTION).scope == "own",
        "virements": year_of_virements(unit, year),
        "documents": documents_of(actor, unit, year),
    }
    return render(request, "spend/changes.html", context)
