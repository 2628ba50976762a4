"""What money came in? Revenue by source beside the budget, the list of receipts, the page of one, and how it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.catalogue.limits import limit
from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.vocabulary.money import Money
from wenxiao.vocabulary.personal import masked_name
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.receipts import CounterForm, ReceiptForm, ReceiptStepForm
from wenxiao.web.spend.models import Receipt
from wenxiao.web.spend.queries.requests import years_of
from wenxiao.web.spend.queries.revenue import (
    COUNTED,
    REMITTING,
    BothSides,
    both_sides,
    days_late,
    receipts_visible,
    sources_planned,
    to_remit,
)
from wenxiao.web.spend.services.receipts import receipt_act, receipt_counter, receipt_register
from wenxiao.web.spend.workflows.receipt import BY_COUNTER_ENTRY, RECEIPT_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "bookkeeping"
LATE_SHOWN = 20


@for_posts(FUNCTION)
def revenue(request: OfficeRequest) -> HttpResponse:
    """收入执行: by fund and source, planned, received, handed on, left; and the spending that it paid for."""
    actor, today = request.actor, clock.today()
    years = years_of(actor)
    year = asked_year(request.GET.get("year", ""), years)
    unit = chosen_unit(actor, request.GET.get("unit", ""), below_first=True)
    # Whoever may see the books of one project only sees none of the unit's revenue.
    seen = actor.may(FUNCTION, "V", Receipt(unit=unit))
    both = both_sides(unit, year) if seen else None
    waiting = list(to_remit(unit, year)[:LATE_SHOWN]) if seen else []
    context = {
        "year": year,
        "years": offered_years(years, year),
        "unit": unit,
        "units": Unit.objects.filter(supervisor=actor.unit) if roles()[actor.role].place == "bureau" else (),
        "both": both,
        "picture": _picture(both) if both and both.revenue else None,
        "waiting": [(each, days_late(each, today)) for each in waiting],
        "days": limit(REMITTING),
        "may_register": actor.may(FUNCTION, "C", Receipt(unit=unit)),
    }
    return render(request, "spend/revenue.html", context)


@for_posts(FUNCTION)
def receipts(request: OfficeRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET
    found = receipts_visible(actor)
    state = asked.get("state", "") if asked.get("state", "") in Receipt.State.values else ""
    text = asked.get("text", "").strip().replace("\0", "")
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(source__icontains=text) | found.filter(number__icontains=text) | found.filter(reference__icontains=text)
    page = Paginator(found, 25).get_page(asked.get("page"))
    today = clock.today()
    context = {
        "page": page,
        "rows": [(each, masked_name(each.payer) if each.private else each.payer, days_late(each, today)) for each in page],
        "several": roles()[actor.role].place == "bureau",
        "states": Receipt.State.choices,
        "state": state,
        "text": text,
        "may_register": actor.may(FUNCTION, "C", Receipt(unit=actor.unit)),
    }
    return render(request, "spend/receipts.html", context)


@for_posts(FUNCTION, "C")
def receipt_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", Receipt(unit=unit))
    form = ReceiptForm(request.POST or None, initial={"received_on": clock.today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = receipt_register(actor=request.actor, unit=unit, **form.cleaned_data)
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{made}已经登记，{Money(made.amount)} 元，等所长复核。")
                return redirect(made)
    sources = dict.fromkeys(source for _, source, _ in sources_planned(unit, clock.today().year))
    return render(request, "spend/receipt_form.html", {"unit": unit, "form": form, "sources": sources}, status=status)


@for_posts(FUNCTION)
def receipt(request: OfficeRequest, number: str) -> HttpResponse:
    return _page(request, asked_receipt(request, number))


@for_posts(FUNCTION, "C")
def receipt_against(request: OfficeRequest, number: str) -> HttpResponse:
    """冲销: its page says what is taken out; the reason is typed."""
    found = asked_receipt(request, number, "C")
    form = CounterForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = receipt_counter(actor=request.actor, receipt=found, **form.cleaned_data)
            except (NotPermitted, OutOfTurn):
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{made}已经登记，等所长复核；复核以后 {found.number} 就冲销了。")
                return redirect(made)
    return render(request, "spend/receipt_counter.html", {"found": found, "form": form}, status=status)


@for_posts(FUNCTION)
@require_POST
def receipt_step(request: OfficeRequest, number: str, action: str) -> HttpResponse:
    found = asked_receipt(request, number)
    if action in BY_COUNTER_ENTRY:
        raise Http404
    step = step_sent(request, RECEIPT_WORKFLOW, found, action, ReceiptStepForm.of)

    def act(typed: dict[str, Any]) -> None:
        receipt_act(actor=request.actor, receipt=found, action=action, **typed)

    return take_step(request, found, step, act, _page, lambda: asked_receipt(request, number), str(found))


def asked_receipt(request: OfficeRequest, number: str, letter: str = "V") -> Receipt:
    """The receipt of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Receipt.objects.select_related("unit", "counters"), number=number)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: Receipt, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    actor = request.actor
    works_with_it = any(actor.may(FUNCTION, letter, found) for letter in "CEA")
    against = found.countered_by.exclude(state=Receipt.State.REJECTED).first()
    open_ = found.state in COUNTED and found.state != Receipt.State.COUNTERED and not found.counters_id and against is None
    context = {
        "found": found,
        "payer": masked_name(found.payer) if found.private and not works_with_it else found.payer,
        "against": against,
        "late": days_late(found, clock.today()),
        "days": limit(REMITTING),
        "may_counter": open_ and actor.may(FUNCTION, "C", found),
        "steps": [
            each for each in steps_of(request, RECEIPT_WORKFLOW, found, ReceiptStepForm.of, step) if each.action not in BY_COUNTER_ENTRY
        ],
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Receipt.KIND, found.pk),
    }
    return render(request, "spend/receipt.html", context, status=status)


def _picture(both: BothSides) -> Picture:
    """By source where it can be told, else by fund: what has come, and hollow behind it what has not; nothing of what is nothing."""
    items = []
    for fund in both.revenue:
        told = fund.sources if all(each.received is not None for each in fund.sources) else ()
        for name, planned, received in [(each.source, each.planned, each.received or 0) for each in told] or [
            (fund.fund.label, fund.planned, fund.received)
        ]:
            if planned or received:
                said = f"已收 {format_base(received, WAN, 2)} 万元，预算 {format_base(planned, WAN, 2)} 万元"
                items.append(Bar(str(name), received, said, more=max(0, planned - max(0, received))))
    return bars("已收和还没有到的收入（空心是还没有到的）", items, prefix="revenue", heads=("收入项目", "已收和预算"), as_given=True)
