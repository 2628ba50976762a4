"""What is left of every line, and what has happened to it?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.spend.models import Appropriation, Entry, PaymentRequest
from wenxiao.web.spend.queries.caps import caps_of
from wenxiao.web.spend.queries.execution import by_project, caps_above, spent
from wenxiao.web.spend.queries.requests import appropriations_visible, years_of
from wenxiao.web.trail import clock

FUNCTION = "allotment"


@for_posts(FUNCTION)
def books(request: OfficeRequest) -> HttpResponse:
    """指标执行: all lines of a unit and year with their six columns, and the caps above them."""
    actor = request.actor
    years = years_of(actor)
    year = asked_year(request.GET.get("year", ""), years)
    unit = chosen_unit(actor, request.GET.get("unit", ""), below_first=True)
    lines = appropriations_visible(actor, year).filter(unit=unit)
    page = Paginator(lines.order_by("project__code", "part", "economic_code", "pk"), 100).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": offered_years(years, year),
        "unit": unit,
        "units": Unit.objects.filter(supervisor=actor.unit) if roles()[actor.role].place == "bureau" else (),
        "page": page,
        "groups": by_project(page),
        "whole": spent(line.node for line in lines),
        "caps": caps_above(unit.code, year) if actor.permission(FUNCTION).scope == "all" else (),
    }
    return render(request, "spend/books.html", context)


@for_posts(FUNCTION)
def line(request: OfficeRequest, pk: int) -> HttpResponse:
    """一条支出指标: every entry, oldest first, each with the document it rests on and the balance it left."""
    found = get_object_or_404(Appropriation.objects.select_related("unit", "office", "project", "node"), pk=pk)
    demand(request, FUNCTION, "V", found)
    entries = found.node.entries.select_related("command").order_by("sequence")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    asked = [entry.command.subject_id for entry in page if _is_request(entry)]
    requests = {str(key): each for key, each in PaymentRequest.objects.in_bulk([int(each) for each in asked]).items()}
    context = {
        "line": found,
        "page": page,
        "rows": [(entry, requests.get(entry.command.subject_id) if _is_request(entry) else None) for entry in page],
        "caps": caps_of([found], clock.today())[found.pk],
        "spent": spent([found.node]),
    }
    return render(request, "spend/line.html", context)


def _is_request(entry: Entry) -> bool:
    return entry.command.subject_kind == PaymentRequest.KIND
