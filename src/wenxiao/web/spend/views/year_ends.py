"""How does a year end? The list, the page of one with what is left by age, the decisions about each line, and the freeze date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.spend.forms.year_ends import DecisionsForm, FreezeForm, LiftForm, YearEndForm
from wenxiao.web.spend.models import FreezeDate, YearEnd
from wenxiao.web.spend.queries.unfinished import unfinished
from wenxiao.web.spend.queries.year_ends import Aged, ages, freeze_dates_visible, lines_of, year_ends_visible
from wenxiao.web.spend.services.freeze_dates import freeze_lift, freeze_set, may_freeze
from wenxiao.web.spend.services.year_ends import year_end_act, year_end_create, year_end_decide, year_end_lapse_rest, year_end_refresh
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = YearEnd.FUNCTION
A_PAGE = 50


@for_posts(FUNCTION)
def year_ends(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    this = clock.today().year
    context = {
        "page": Paginator(year_ends_visible(actor), 25).get_page(request.GET.get("page")),
        "frozen": freeze_dates_visible(actor)[:25],
        "several": roles()[actor.role].place == "bureau",
        "may_create": actor.may(FUNCTION, "C", YearEnd(unit=actor.unit)),
        "may_freeze": actor.role == "FH" and actor.may(FUNCTION, "A", FreezeDate(unit=actor.unit)),
        "years": (this, this - 1),
    }
    return render(request, "spend/year_ends.html", context)


@for_posts(FUNCTION, "C")
def year_end_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", YearEnd(unit=unit))
    form, status = YearEndForm(request.POST or None, initial={"year": clock.today().year}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = year_end_create(actor=request.actor, unit=unit, year=form.cleaned_data["year"])
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{made}已经编好，请逐条定结转还是收回。")
                return redirect(made)
    return render(request, "spend/year_end_new.html", {"form": form, "unit": unit}, status=status)


@for_posts(FUNCTION)
def year_end(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, asked_year_end(request, pk))


@for_posts(FUNCTION, "E")
def year_end_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """The decisions about the lines of one page; each page is saved by itself."""
    found = asked_year_end(request, pk, "E")
    if found.state != YearEnd.State.DRAFT:
        raise OutOfTurn(f"{found}现在是“{found.get_state_display()}”，只有编制中的可以改")
    page = Paginator(lines_of(found), A_PAGE).get_page(request.GET.get("page"))
    form, status = DecisionsForm(list(page), request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                year_end_decide(actor=request.actor, year_end=found, decisions=form.decisions)
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, "这一页已经保存。")
                further = f"{reverse('spend:year-end-edit', args=(pk,))}?page={page.next_page_number()}" if page.has_next() else ""
                return redirect(further or found)
    return render(request, "spend/year_end_form.html", {"found": found, "form": form, "page": page}, status=status)


@for_posts(FUNCTION, "E")
@require_POST
def year_end_again(request: OfficeRequest, pk: int) -> HttpResponse:
    """重新取数."""
    found = asked_year_end(request, pk, "E")
    year_end_refresh(actor=request.actor, year_end=found)
    messages.success(request, "已经按现在的账面重新取数，原来的决定保留。")
    return redirect(found)


@for_posts(FUNCTION, "E")
@require_POST
def year_end_rest(request: OfficeRequest, pk: int) -> HttpResponse:
    """其余的收回."""
    found = asked_year_end(request, pk, "E")
    count = year_end_lapse_rest(actor=request.actor, year_end=found)
    messages.success(request, f"{count} 条没有决定的，定为结余收回。")
    return redirect(found)


@for_posts(FUNCTION)
@require_POST
def year_end_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = asked_year_end(request, pk)
    step = step_sent(request, YEAR_END_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        year_end_act(actor=request.actor, year_end=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_year_end(request, pk), str(found))


@for_posts(FUNCTION, "A")
def freeze(request: OfficeRequest, year: int) -> HttpResponse:
    """封账日 of the own unit; `do=lift` takes it away."""
    unit = request.actor.unit
    if year not in YEARS:
        raise Http404
    found = FreezeDate.objects.filter(unit=unit, year=year).first()
    may_freeze(request.actor, found or FreezeDate(unit=unit, year=year))
    lifting = request.method == "POST" and request.POST.get("do") == "lift"
    lift = LiftForm(request.POST if lifting else None, auto_id="lift-%s")
    form = FreezeForm(
        request.POST if request.method == "POST" and not lifting else None,
        initial={"day": found.day, "reason": found.reason} if found else {},
    )
    status, asked = 200, lift if lifting else form
    if request.method == "POST":
        status = 422
        if asked.is_valid():
            try:
                if lifting:
                    freeze_lift(actor=request.actor, unit=unit, year=year, **lift.cleaned_data)
                else:
                    freeze_set(actor=request.actor, unit=unit, year=year, **form.cleaned_data)
            except NotPermitted:
                raise
            except Refused as refused:
                place(asked, refused)
                status = refused.status
            else:
                messages.success(request, f"{year} 年的封账日已经{'取消' if lifting else '定好'}。")
                return redirect("spend:year-ends")
    context = {
        "unit": unit, "year": year, "found": found, "form": form, "lift": lift,
        "story": story(FreezeDate.KIND, found.pk) if found else (),
    }  # fmt: skip
    return render(request, "spend/freeze.html", context, status=status)


def asked_year_end(request: OfficeRequest, pk: int, letter: str = "V") -> YearEnd:
    """The year's end of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(YearEnd.objects.select_related("unit", "carried_to"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: YearEnd, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    lines = list(lines_of(found))
    by_age = ages(found.year, lines)
    drafted = found.state == YearEnd.State.DRAFT
    context = {
        "found": found,
        "ages": by_age,
        "picture": age_picture(found, by_age),
        "page": Paginator(lines, A_PAGE).get_page(request.GET.get("page")),
        "total": sum(line.left for line in lines),
        "undecided": sum(1 for line in lines if not line.decision),
        "unfinished": unfinished(found.unit, found.year) if found.state != YearEnd.State.APPROVED else (),
        "may_edit": drafted and request.actor.may(FUNCTION, "E", found),
        "steps": steps_of(request, YEAR_END_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(YearEnd.KIND, found.pk),
    }
    return render(request, "spend/year_end.html", context, status=status)


def age_picture(year_end: YearEnd, by_age: list[Aged]) -> Picture:
    """What is left, by the year in which it was first given."""
    items = [
        Bar(f"{each.given} 年安排（第 {each.age} 年）", each.left, f"{Money(each.left)} 元，{each.lines} 条") for each in by_age
    ]  # fmt: skip
    return bars(f"{year_end.year} 年末剩余，按安排的年度", items, prefix="ages", heads=("安排的年度", "剩余"), as_given=True)
