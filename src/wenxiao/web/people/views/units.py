"""What holds for the whole unit, which offices does it have, and which units stand below a bureau?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from wenxiao.web.people import services
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.units import CloseForm, NewUnitForm, OfficeForm, UnitForm
from wenxiao.web.people.heads import heads_named, is_head, require_head
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.people.queries.units import chosen_unit, offices_listed, units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail.queries import story


@for_posts("duties")
def unit(request: OfficeRequest) -> HttpResponse:
    shown = chosen_unit(request.actor, request.GET.get("unit", ""))
    context = {
        "unit": shown,
        "units": units_seen(request.actor),
        "may_edit": is_head(request.actor, shown),
        "heads": heads_named(shown),
        "story": story("unit", shown.pk),
    }
    return render(request, "people/unit.html", context)


@for_posts("duties")
def unit_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = get_object_or_404(Unit.objects.select_related("supervisor"), pk=pk)
    require_head(request.actor, changed, "修改单位设置")

    def edit(typed: dict[str, Any]) -> HttpResponse:
        services.unit_edit(actor=request.actor, unit=changed, **typed)
        messages.success(request, "单位设置已经保存。")
        return redirect("people:unit")

    initial = {name: getattr(changed, name) for name in UnitForm.base_fields}
    context = {"title": "修改单位设置", "button": "保存", "back": "people:unit"}
    return fill_in(request, UnitForm(request.POST or None, initial=initial), edit, context)


@for_posts("accounts")
def units(request: OfficeRequest) -> HttpResponse:
    """The units below a bureau, for its administrator."""
    demand(request, "accounts", "V", request.actor.unit)
    below = request.actor.unit.supervised.order_by("code")
    return render(request, "people/units.html", {"page": Paginator(below, 50).get_page(request.GET.get("page"))})


@never_cache
@for_posts("accounts", "C")
def unit_new(request: OfficeRequest) -> HttpResponse:
    demand(request, "accounts", "C", request.actor.unit)

    def create(typed: dict[str, Any]) -> HttpResponse:
        issued = services.unit_create(actor=request.actor, **typed)
        return render(request, "people/account_issued.html", {"account": issued.account, "password": issued.password})

    context = {"title": "新建所辖单位", "button": "建立单位", "back": "people:units"}
    return fill_in(request, NewUnitForm(request.POST or None), create, context)


@for_posts("duties")
def offices(request: OfficeRequest) -> HttpResponse:
    shown = chosen_unit(request.actor, request.GET.get("unit", ""))
    context = {
        "unit": shown,
        "units": units_seen(request.actor),
        "page": Paginator(offices_listed(shown), 50).get_page(request.GET.get("page")),
        "may_create": request.actor.may("duties", "C", shown),
    }
    return render(request, "people/offices.html", context)


@for_posts("duties", "C")
def office_new(request: OfficeRequest) -> HttpResponse:
    demand(request, "duties", "C", request.actor.unit)

    def create(typed: dict[str, Any]) -> HttpResponse:
        services.office_create(actor=request.actor, **typed)
        messages.success(request, "站所已经建立。")
        return redirect("people:offices")

    return fill_in(request, OfficeForm(request.POST or None), create, {"title": "新建站所", "button": "建立站所", "back": "people:offices"})


@for_posts("duties", "E")
def office_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _office(request, pk)

    def edit(typed: dict[str, Any]) -> HttpResponse:
        services.office_edit(actor=request.actor, office=changed, **typed)
        messages.success(request, "站所已经保存。")
        return redirect("people:offices")

    initial = {"code": changed.code, "name": changed.name}
    context = {"title": f"修改站所：{changed.name}", "button": "保存", "back": "people:offices"}
    return fill_in(request, OfficeForm(request.POST or None, initial=initial), edit, context)


@for_posts("duties", "E")
def office_close(request: OfficeRequest, pk: int) -> HttpResponse:
    closed = _office(request, pk)

    def close(typed: dict[str, Any]) -> HttpResponse:
        services.office_close(actor=request.actor, office=closed, **typed)
        messages.success(request, f"“{closed.name}”从 {closed.closed} 起撤销。")
        return redirect("people:offices")

    context = {
        "title": f"撤销站所：{closed.name}",
        "intro": "以前的事仍留在它名下；撤销以后不再有新的岗位。",
        "button": "撤销",
        "back": "people:offices",
        "danger": True,
    }
    return fill_in(request, CloseForm(request.POST or None), close, context)


def _office(request: OfficeRequest, pk: int) -> Office:
    found = get_object_or_404(Office.objects.select_related("unit__supervisor"), pk=pk)
    demand(request, "duties", "E", found)
    return found
