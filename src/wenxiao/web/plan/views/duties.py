"""What is the unit there for, and what does it do for that? The tree of duties, activities and projects, and its keeping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.queries.units import chosen_unit, units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.plan.forms.duties import ActivityForm, DutyForm, RetireForm
from wenxiao.web.plan.models import Activity, Duty
from wenxiao.web.plan.queries.library import duty_tree, years_of
from wenxiao.web.plan.services import duties as services
from wenxiao.web.plan.views.asking import asked_year, offered_years

FUNCTION = services.FUNCTION
TEMPLATE = "plan/form.html"


@for_posts("project_library")
def duties(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    unit = chosen_unit(actor, request.GET.get("unit", ""), below_first=True)
    years = years_of(actor)
    year = asked_year(request.GET.get("year", ""), years)
    tree = duty_tree(unit, actor, year=year)
    context = {
        "unit": unit,
        "units": units_seen(actor),
        "year": year,
        "years": offered_years(years, year),
        "duties": tree,
        "total": sum(duty.total for duty in tree),  # type: ignore[attr-defined]
        "may_create": actor.may(FUNCTION, "C", unit),
        "may_edit": actor.may(FUNCTION, "E", unit),
        "ended": Duty.objects.filter(unit=unit, until__lt=year).count()
        + Activity.objects.filter(Q(duty__until__isnull=True) | Q(duty__until__gte=year), duty__unit=unit, until__lt=year).count(),
    }
    return render(request, "plan/duties.html", context)


@for_posts(FUNCTION, "C")
def duty_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", unit)

    def create(typed: dict[str, Any]) -> HttpResponse:
        made = services.duty_create(actor=request.actor, unit=unit, **typed)
        messages.success(request, f"职责“{made.name}”已经建立。")
        return redirect(made)

    last = Duty.objects.filter(unit=unit).order_by("-number").values_list("number", flat=True).first() or 0
    form = DutyForm(request.POST or None, initial={"number": last + 1, "since": request.GET.get("year")})
    return fill_in(request, form, create, {"title": "新建职责", "button": "保存", "back": "plan:duties", "two": True}, TEMPLATE)


@for_posts(FUNCTION, "E")
def duty_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk, "E")

    def edit(typed: dict[str, Any]) -> HttpResponse:
        changed = services.duty_edit(actor=request.actor, duty=duty, **typed)
        messages.success(request, f"职责“{changed.name}”已经保存。")
        return redirect(changed)

    initial = {name: getattr(duty, name) for name in DutyForm.base_fields}
    context = {"title": f"修改职责：{duty.name}", "button": "保存", "back": "plan:duties", "two": True}
    return fill_in(request, DutyForm(request.POST or None, initial=initial), edit, context, TEMPLATE)


@for_posts(FUNCTION, "E")
def duty_retire(request: OfficeRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk, "E")

    def retire(typed: dict[str, Any]) -> HttpResponse:
        services.duty_retire(actor=request.actor, duty=duty, **typed)
        messages.success(request, f"职责“{duty.name}”到 {typed['until']} 年为止。")
        return redirect("plan:duties")

    context = {
        "title": f"终止职责：{duty.name}",
        "button": "终止",
        "back": "plan:duties",
        "danger": True,
        "intro": "以前年度的记录都保留。",
    }
    return fill_in(request, RetireForm(request.POST or None, initial={"until": duty.until}), retire, context, TEMPLATE)


@for_posts(FUNCTION, "C")
def activity_new(request: OfficeRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk, "C")

    def create(typed: dict[str, Any]) -> HttpResponse:
        made = services.activity_create(actor=request.actor, **typed)
        messages.success(request, f"工作活动“{made.name}”已经建立。")
        return redirect(made)

    last = duty.activities.order_by("-number").values_list("number", flat=True).first() or 0
    form = ActivityForm(duty.unit, request.POST or None, initial={"duty": duty.pk, "number": last + 1})
    context = {"title": f"新建工作活动：{duty.name}", "button": "保存", "back": "plan:duties", "two": True}
    return fill_in(request, form, create, context, TEMPLATE)


@for_posts(FUNCTION, "E")
def activity_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)

    def edit(typed: dict[str, Any]) -> HttpResponse:
        changed = services.activity_edit(actor=request.actor, activity=activity, **typed)
        messages.success(request, f"工作活动“{changed.name}”已经保存。")
        return redirect(changed)

    initial = {name: getattr(activity, name) for name in ActivityForm.base_fields}
    context = {"title": f"修改工作活动：{activity.name}", "button": "保存", "back": "plan:duties", "two": True}
    return fill_in(request, ActivityForm(activity.owning_unit, request.POST or None, initial=initial), edit, context, TEMPLATE)


@for_posts(FUNCTION, "E")
def activity_retire(request: OfficeRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)

    def retire(typed: dict[str, Any]) -> HttpResponse:
        services.activity_retire(actor=request.actor, activity=activity, **typed)
        messages.success(request, f"工作活动“{activity.name}”到 {typed['until']} 年为止。")
        return redirect("plan:duties")

    context = {"title": f"终止工作活动：{activity.name}", "button": "终止", "back": "plan:duties", "danger": True}
    return fill_in(request, RetireForm(request.POST or None, initial={"until": activity.until}), retire, context, TEMPLATE)


def _duty(request: OfficeRequest, pk: int, letter: str) -> Duty:
    found = get_object_or_404(Duty.objects.select_related("unit__supervisor"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found


def _activity(request: OfficeRequest, pk: int) -> Activity:
    found = get_object_or_404(Activity.objects.select_related("duty__unit__supervisor"), pk=pk)
    demand(request, FUNCTION, "E", found)
    return found
