"""How do the projects stand at the payment desk, and how is one held back or let go on?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.control.ledger.moves import MOVES, Status
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest, PostActor
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.spend.forms.standing import StandForm
from wenxiao.web.spend.queries.project_standing import (
    DECISIONS,
    Standing,
    decisions_about,
    lines_of_project,
    open_decisions,
    projects_standing,
    standings,
    status_of,
    sum_of,
)
from wenxiao.web.spend.queries.requests import appropriations_visible, requests_visible, years_of
from wenxiao.web.spend.services.standing import DECIDING, project_stand
from wenxiao.web.spend.services.standing import FUNCTION as DECIDED_BY
from wenxiao.web.trail.refusal import NotPermitted, Refused

FUNCTION = "allotment"
UNDER_WAY = ("office", "accountant", "finance", "leader", "to_pay", "at_bank")


@for_posts(FUNCTION)
def projects(request: OfficeRequest) -> HttpResponse:
    """项目用款状态: every project of a unit and year that has money."""
    actor = request.actor
    years = years_of(actor)
    year = asked_year(request.GET.get("year", ""), years)
    unit = chosen_unit(actor, request.GET.get("unit", ""), below_first=True)
    lines = appropriations_visible(actor, year).filter(unit=unit, project__isnull=False).order_by("project__code", "pk")
    rows = projects_standing(lines)
    context = {
        "year": year,
        "years": offered_years(years, year),
        "unit": unit,
        "units": Unit.objects.filter(supervisor=actor.unit) if roles()[actor.role].place == "bureau" else (),
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "held_back": sum(1 for row in rows if row.standing.status & (Status.SUSPENDED | Status.STOPPED)),
    }
    return render(request, "spend/standings.html", context)


@for_posts(FUNCTION)
def project(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    return _page(request, asked_project(request, code), year)


@for_posts(FUNCTION)
@require_POST
def project_decide(request: OfficeRequest, code: str, year: int, action: str) -> HttpResponse:
    found = asked_project(request, code)
    if action not in DECISIONS:
        raise Http404
    form = StandForm(found.unit, action, request.POST)
    if not form.is_valid():
        if not _may_decide(request.actor, found):
            # Who may not do this at all is told so before anything is said of the form.
            project_stand(actor=request.actor, project=found, year=year, action=action, reason="")
        return _page(request, found, year, form=form, action=action, status=422)
    try:
        project_stand(actor=request.actor, project=found, year=year, action=action, **form.cleaned_data)
    except NotPermitted:
        raise
    except Refused as refused:
        place(form, refused)
        return _page(request, found, year, form=form, action=action, status=refused.status)
    messages.success(request, f"项目 {found.code}：{MOVES[action].title}已经生效。")
    return redirect("spend:standing", found.code, year)


def asked_project(request: OfficeRequest, code: str) -> Project:
    """The project of an address, if the post may see its money. Raises Http404, NotPermitted."""
    found = get_object_or_404(Project.objects.select_related("unit", "office"), code=code)
    demand(request, FUNCTION, "V", found)
    return found


def _may_decide(actor: PostActor, found: Project) -> bool:
    return actor.role in DECIDING and actor.may(DECIDED_BY, "A", found)


def _page(
    request: OfficeRequest, found: Project, year: int, *, form: StandForm | None = None, action: str = "", status: int = 200
) -> HttpResponse:
    lines = lines_of_project(found, year)
    stands = status_of(line.node for line in lines)
    standing = standings(lines).get(found.pk) or Standing(stands)
    decisions = open_decisions(stands) if lines and _may_decide(request.actor, found) else ()
    queued = requests_visible(request.actor).filter(state__in=UNDER_WAY, charges__appropriation__in=lines).distinct()
    context = {
        "found": found,
        "year": year,
        "lines": lines,
        "sum": sum_of(line.node for line in lines),
        "standing": standing,
        "held_back": bool(stands & (Status.SUSPENDED | Status.STOPPED)),
        "decisions": [(each, MOVES[each].title, form if form and each == action else StandForm(found.unit, each)) for each in decisions],
        "refused": action,
        "form": form,
        "past": [(each, MOVES[each.kind].title) for each in decisions_about(found, year)],
        "queued": queued.order_by("number")[:25],
        "back": f"{reverse('spend:standings')}?year={year}&unit={found.unit_id}",
    }
    return render(request, "spend/standing.html", context, status=status)
