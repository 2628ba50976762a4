"""Last year's figures: bring in a document, look at what was read, take over what is right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.conditions.prior import named_otherwise
from wenxiao.web.plan.forms.prior import PriorConfirmForm, PriorUploadForm
from wenxiao.web.plan.models import PriorFigure, PriorReading
from wenxiao.web.plan.services.prior import demand_bringing, may_bring, prior_confirm, prior_discard, prior_upload
from wenxiao.web.plan.workflows.prior import PRIOR_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused

FUNCTION = "compilation"


def _units(request: OfficeRequest) -> list[Unit]:
    """The units whose earlier figures the post may see: its own, or for a bureau those below it."""
    below = roles()[request.actor.role].place == "bureau"
    units = Unit.objects.filter(supervisor=request.actor.unit) if below else Unit.objects.filter(pk=request.actor.unit.pk)
    return [unit for unit in units if request.actor.may(FUNCTION, "V", PriorFigure(unit=unit))]


@for_posts(FUNCTION)
def prior(request: OfficeRequest) -> HttpResponse:
    """The documents that were brought in, and the figures that were taken over from them."""
    if request.method == "POST":
        demand_bringing(request.actor, request.actor.unit)
    form = PriorUploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reading = prior_upload(
                actor=request.actor, unit=request.actor.unit, year=form.cleaned_data["year"], name=file.name, content=file.read()
            )
        except Refused as refused:
            if refused.status != Refused.status:
                raise
            place(form, refused)
        else:
            messages.success(request, "文件已经收下，正在读取。")
            return redirect(reading)
    if form.is_bound and form.errors:
        status = 422
    units = _units(request)
    context = {
        "form": form,
        "may_upload": may_bring(request.actor, request.actor.unit),
        "readings": PriorReading.objects.filter(unit__in=units).select_related("unit", "attachment").defer("attachment__content")[:50],
        "figures": PriorFigure.objects.filter(unit__in=units).select_related("unit").order_by("unit", "-year", "pk")[:300],
        "several": len(units) > 1,
    }
    return render(request, "plan/prior.html", context, status=status)


@for_posts(FUNCTION)
def prior_reading(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was read: each figure with its place and what speaks against it. Confirming takes over those that are ticked."""
    reading = _reading(request, pk)
    if request.method != "POST":
        return _page(request, reading, {})
    typed = {n: request.POST.get(f"amount-{n}", "") for n in range(len(reading.proposals)) if f"take-{n}" in request.POST}
    try:
        amounts = {n: int(value) for n, value in typed.items()}
    except ValueError:
        return _page(request, reading, typed, Refused(Refusal("请给每个勾选的数选定金额")))
    try:
        taken = prior_confirm(actor=request.actor, reading=reading, amounts=amounts, reason=request.POST.get("reason", ""))
    except OutOfTurn:
        raise
    except Refused as refused:
        if refused.status != Refused.status:
            raise
        return _page(request, reading, typed, refused)
    messages.success(request, f"采用了 {len(taken)} 个上年数。")
    return redirect("plan:prior")


@for_posts(FUNCTION)
@require_POST
def prior_put_aside(request: OfficeRequest, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    prior_discard(actor=request.actor, reading=reading, reason=request.POST.get("reason", ""))
    messages.success(request, "这份文件不采用。")
    return redirect("plan:prior")


def _reading(request: OfficeRequest, pk: int) -> PriorReading:
    """Without the document itself, which may be large."""
    found = PriorReading.objects.select_related("unit", "unit__supervisor", "attachment").defer("attachment__content")
    reading = get_object_or_404(found, pk=pk)
    demand(request, FUNCTION, "V", reading)
    return reading


def _page(request: OfficeRequest, reading: PriorReading, typed: dict[int, Any], refused: Refused | None = None) -> HttpResponse:
    rows = []
    named = named_otherwise(reading)
    form = PriorConfirmForm(request.POST or None)
    if refused:
        place(form, refused)
    for n, each in enumerate(reading.proposals):
        amounts = list(dict.fromkeys([*each["amounts"], *([each["suggested"]] if each["suggested"] is not None else [])]))
        # What is in doubt, or may be another unit's, is not ticked for anybody: a person decides.
        ticked = n in typed if typed else not (each["doubt"] or named)
        chosen = typed.get(n) or (str(amounts[0]) if len(amounts) == 1 else "")
        wrong = refused.of(f"amount-{n}") if refused else ()
        rows.append({**each, "n": n, "amounts": amounts, "ticked": ticked, "chosen": chosen, "wrong": wrong})
    context = {
        "reading": reading,
        "rows": rows,
        "named": named,
        "form": form,
        "open": {each.action for each in PRIOR_WORKFLOW.open_to(request.actor, reading)},
        "waiting": reading.state == PriorReading.State.WAITING,
        "refusals": refused.refusals if refused else (),
        "story": story(reading.KIND, reading.pk),
    }
    return render(request, "plan/prior_reading.html", context, status=refused.status if refused else 200)
