"""Which cost standards of its own does the unit use, who proposed and approved them, and how are they changed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.catalogue.cost_standards import cost_standards
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.plan.forms.standards import DecisionForm, EndForm, PriceForm, ReasonForm, StandardForm
from wenxiao.web.plan.models import LocalStandard
from wenxiao.web.plan.queries.library import years_of
from wenxiao.web.plan.queries.local_standards import standards_of
from wenxiao.web.plan.services.standards import standard_approve, standard_change, standard_end, standard_propose, standard_refuse
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.plan.workflows.standard import STANDARD_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Transition

FUNCTION = "rules"
A_PAGE = 50
FORM = "plan/form.html"
FORMS: dict[str, type[forms.Form]] = {"approve": DecisionForm, "refuse": ReasonForm, "end": EndForm}


@for_posts(FUNCTION)
def standards(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    years = years_of(actor)
    year = asked_year(request.GET.get("year", ""), years)
    context = {
        "year": year,
        "years": offered_years(years, year),
        "page": Paginator(standards_of(actor, year), A_PAGE).get_page(request.GET.get("page")),
        "may_propose": actor.may(FUNCTION, "P", actor.unit),
    }
    return render(request, "plan/standards.html", context)


@for_posts(FUNCTION, "P")
def standard_new(request: OfficeRequest) -> HttpResponse:
    """`?year=` and `?standard=` begin it."""
    unit = request.actor.unit
    demand(request, FUNCTION, "P", unit)
    year = asked_year((request.POST or request.GET).get("year", ""), years_of(request.actor))
    form = StandardForm(year, request.POST or None, initial={"year": year, "standard": request.GET.get("standard", "")})

    def propose(typed: dict[str, Any]) -> HttpResponse:
        made = standard_propose(actor=request.actor, unit=unit, **typed)
        messages.success(request, f"“{made}”已经提出，等财政所长核准以后执行。")
        return redirect(made)

    intro = "提出以后由财政所长核准，核准以前不用。同一项已有执行中的，核准以后由新的替换。"
    return fill_in(request, form, propose, {"title": "提出本地支出标准", "button": "提出", "back": "plan:standards", "intro": intro}, FORM)


@for_posts(FUNCTION, "P")
def standard_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _standard(request, pk, "P")
    form = PriceForm(request.POST or None, initial={"amount": found.amount, "document": found.document})

    def change(typed: dict[str, Any]) -> HttpResponse:
        made = standard_change(actor=request.actor, standard=found, **typed)
        messages.success(request, f"“{made}”已经保存，等财政所长核准。")
        return redirect(made)

    return fill_in(request, form, change, {"title": f"修改{found}", "button": "保存", "back": "plan:standards"}, FORM)


@for_posts(FUNCTION)
def standard(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, _standard(request, pk))


@for_posts(FUNCTION)
@require_POST
def standard_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    """Approve, decline or end. Refused: the same page, the reasons beside the fields, what was typed kept."""
    found = _standard(request, pk)
    step = step_sent(request, STANDARD_WORKFLOW, found, action, _form)
    verbs = {"approve": standard_approve, "refuse": standard_refuse, "end": standard_end}

    def act(typed: dict[str, Any]) -> None:
        verbs[action](actor=request.actor, standard=found, **typed)  # type: ignore[operator]

    return take_step(request, found, step, act, _page, lambda: _standard(request, pk), f"“{found}”")


def _form(way: Transition, _unit: Unit, data: Any = None) -> forms.Form:
    return FORMS[way.action](data)


def _page(
    request: OfficeRequest, found: LocalStandard, *, step: Step | None = None, refusals: Sequence[Refusal] = (), status: int = 200
) -> HttpResponse:
    proposing = request.actor.may(FUNCTION, "P", found)
    context = {
        "standard": found,
        "catalogue": next((each for each in cost_standards(found.year) if each.id == found.standard), None),
        "steps": steps_of(request, STANDARD_WORKFLOW, found, _form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "may_change": proposing and found.state == LocalStandard.State.PROPOSED,
        "may_replace": proposing and found.state == LocalStandard.State.IN_FORCE,
        "story": story(found.KIND, found.pk),
    }
    return render(request, "plan/standard.html", context, status=status)


def _standard(request: OfficeRequest, pk: int, letter: str = "V") -> LocalStandard:
    found = get_object_or_404(LocalStandard.objects.select_related("unit", "unit__supervisor"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found
