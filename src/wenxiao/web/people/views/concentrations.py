"""Where does one person hold duties that should be apart, and by which decision? The report that a small office owes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wenxiao.web.people import services
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.posts import ConcentrationForm, EndForm
from wenxiao.web.people.heads import is_head, require_head
from wenxiao.web.people.models import Concentration
from wenxiao.web.people.queries.concentrations import report
from wenxiao.web.people.queries.units import chosen_unit, units_seen
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.people.views.days import day_of
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock


@for_posts("duties")
def concentrations(request: OfficeRequest) -> HttpResponse:
    unit = chosen_unit(request.actor, request.GET.get("unit", ""))
    context = {
        "unit": unit,
        "units": units_seen(request.actor),
        "report": report(unit, day_of(request.GET.get("on", ""))),
        "may_decide": is_head(request.actor, unit),
    }
    return render(request, "people/concentrations.html", context)


@for_posts("duties")
def concentration_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    require_head(request.actor, unit, "兼岗决定")

    def decide(typed: dict[str, Any]) -> HttpResponse:
        made = services.concentration_decide(actor=request.actor, **typed)
        messages.success(request, f"{made}：决定已经登记，从 {made.decided} 起有效。")
        return redirect("people:concentrations")

    context = {
        "title": "兼岗决定",
        "intro": "只有人手少的小单位可以；会计–出纳、审批–支付在任何单位都不能兼，自己经手的自己不能批。",
        "button": "登记决定",
        "back": "people:concentrations",
        "two": True,
    }
    form = ConcentrationForm(unit, request.POST or None, initial={"decided": clock.today().isoformat()})
    return fill_in(request, form, decide, context)


@for_posts("duties")
def concentration_end(request: OfficeRequest, pk: int) -> HttpResponse:
    ended = get_object_or_404(Concentration.objects.select_related("account", "unit"), pk=pk)
    require_head(request.actor, ended.unit, "结束兼岗")

    def end(typed: dict[str, Any]) -> HttpResponse:
        services.concentration_end(actor=request.actor, concentration=ended, **typed)
        messages.success(request, f"{ended}：决定到 {ended.until} 为止。")
        return redirect("people:concentrations")

    context = {
        "title": f"结束兼岗：{ended}",
        "intro": "到期后，这两个岗位还在一个人身上的，只能查看，不能办理。",
        "button": "结束",
        "back": "people:concentrations",
        "danger": True,
    }
    return fill_in(request, EndForm(request.POST or None, initial={"until": clock.today().isoformat()}), end, context)
