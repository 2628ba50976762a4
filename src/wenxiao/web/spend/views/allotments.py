"""By which documents was the money given? The list, the page of one, and how it is entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.catalogue.codes import economic_entries
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.restating import STANDING
from wenxiao.web.plan.views.projects import functions_offered
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.allotments import AllotmentForm, AllotmentRow
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.spend.forms.supplements import ReportForm
from wenxiao.web.spend.models import Allotment
from wenxiao.web.spend.queries.allotments import allotments_visible
from wenxiao.web.spend.queries.change_pages import restatements_shown
from wenxiao.web.spend.services.allotments import allotment_act, allotment_create, lines_of_whole
from wenxiao.web.spend.services.restatements import may_restate
from wenxiao.web.spend.services.supplements import may_be_reported
from wenxiao.web.spend.workflows.allotment import ALLOTMENT_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused

FUNCTION = "allotment"
LINES = "lines"


@for_posts(FUNCTION)
def allotments(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "page": Paginator(allotments_visible(actor), 25).get_page(request.GET.get("page")),
        "several": roles()[actor.role].place == "bureau",
        "may_create": actor.role == "BO" and actor.may_somewhere(FUNCTION, "C"),
        "of_office": actor.permission(FUNCTION).scope == "own",
    }
    return render(request, "spend/allotments.html", context)


@for_posts(FUNCTION)
def allotment(request: OfficeRequest, pk: int) -> HttpResponse:
    return allotment_page(request, asked_allotment(request, pk))


@for_posts(FUNCTION, "C")
def allotment_new(request: OfficeRequest) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一行 and 删除 only show."""
    unit = request.actor.unit
    demand(request, FUNCTION, "C", Allotment(unit=unit))
    projects = list(Project.objects.filter(unit=unit, state__in=STANDING).select_related("unit"))
    if request.method != "POST":
        form = AllotmentForm(initial={"source": Allotment.Source.INITIAL})
        return _form(request, unit, form, Rows.shown(AllotmentRow, LINES, [], blank=3, projects=projects))
    asked = request.POST.get("do", "save")
    if asked != "save":
        form = AllotmentForm(initial={name: request.POST.get(name, "") for name in AllotmentForm.base_fields})
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        rows = Rows.retyped(AllotmentRow, LINES, request.POST, add=int(asked == "add"), without=without, projects=projects)
        return _form(request, unit, form, rows)
    form, rows = AllotmentForm(request.POST), Rows.typed(AllotmentRow, LINES, request.POST, projects=projects)
    if not all([form.is_valid(), rows.is_valid()]):
        return _form(request, unit, form, rows, status=422)
    typed: dict[str, Any] = dict(form.cleaned_data)
    try:
        lines = lines_of_whole(unit, typed["year"], typed["source"]) if typed.pop("whole") else [row.entry() for row in rows.filled]
        made = allotment_create(actor=request.actor, unit=unit, lines=lines, **typed)
    except NotPermitted:
        raise
    except Refused as refused:
        place(form, Refused(*rows.place(refused, LINES)))
        return _form(request, unit, form, rows, status=refused.status)
    messages.success(request, f"{made}已经录入，{len(lines)} 行。由区财政局下达后，再分解到可执行。")
    return redirect(made)


@for_posts(FUNCTION)
@require_POST
def allotment_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = asked_allotment(request, pk)
    step = step_sent(request, ALLOTMENT_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        allotment_act(actor=request.actor, allotment=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, allotment_page, lambda: asked_allotment(request, pk), str(found))


def asked_allotment(request: OfficeRequest, pk: int) -> Allotment:
    """The document of an address, if the post may see it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Allotment.objects.select_related("unit"), pk=pk)
    demand(request, FUNCTION, "V", found)
    return found


def allotment_page(
    request: OfficeRequest, found: Allotment, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200,
    report: ReportForm | None = None,
) -> HttpResponse:  # fmt: skip
    """`report` is the day of the report to the congress, as it was typed and refused."""
    lines = list(found.lines.select_related("project", "office"))
    supplement = found.source == Allotment.Source.SUPPLEMENT
    may_write = not request.actor.hindrance and request.actor.may(FUNCTION, "E", found)
    context = {
        "found": found,
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "steps": steps_of(request, ALLOTMENT_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Allotment.KIND, found.pk),
        "projects": restatements_shown(found) if supplement else (),
        "restate_url": "spend:allotment-restate",
        "may_edit": may_write and may_restate(found),
        "supplement": supplement,
        "report": (report or ReportForm(initial={"reported_on": found.reported_on})) if may_write and may_be_reported(found) else None,
    }
    return render(request, "spend/allotment.html", context, status=status)


def _form(request: OfficeRequest, unit: Unit, form: AllotmentForm, rows: Rows[AllotmentRow], *, status: int = 200) -> HttpResponse:
    typed = str(form["year"].value() or "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else None
    context = {
        "unit": unit, "form": form, "rows": rows, "functions": functions_offered(year),
        "economic": [entry for entry in economic_entries() if len(entry.code) == 5 and entry.in_force(year)],
    }  # fmt: skip
    return render(request, "spend/allotment_form.html", context, status=status)
