"""The list of disclosures, and one on its way: what stops it, whose turn it is, what has gone out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.publish.forms.disclosures import DisclosureForm
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.disclosures import disclosures_visible, snapshots_of
from wenxiao.web.publish.queries.draft import Draft, obstacles_of
from wenxiao.web.publish.services.disclosures import disclosure_act, disclosure_create
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused

FUNCTION = Disclosure.FUNCTION


@for_posts(FUNCTION)
def disclosures(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "page": Paginator(disclosures_visible(actor), 25).get_page(request.GET.get("page")),
        "several": roles()[actor.role].place == "bureau",
        "may_create": actor.may(FUNCTION, "C", Disclosure(unit=actor.unit)),
    }
    return render(request, "publish/disclosures.html", context)


@for_posts(FUNCTION, "C")
def disclosure_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", Disclosure(unit=unit))
    form, status = DisclosureForm(request.POST or None, initial={"year": clock.today().year}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = disclosure_create(actor=request.actor, unit=unit, **form.cleaned_data)
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{made}已经开始：数和表已由记录推算出来，请写文字和原因。")
                return redirect(made)
    return render(request, "publish/disclosure_new.html", {"form": form, "unit": unit}, status=status)


@for_posts(FUNCTION)
def disclosure(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, asked_disclosure(request, pk))


@for_posts(FUNCTION)
@require_POST
def disclosure_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = asked_disclosure(request, pk)
    step = step_sent(request, DISCLOSURE_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        disclosure_act(actor=request.actor, disclosure=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_disclosure(request, pk), str(found))


def asked_disclosure(request: OfficeRequest, pk: int, letter: str = "V") -> Disclosure:
    """The disclosure of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Disclosure.objects.select_related("unit__supervisor", "built", "live"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found


def drafted(found: Disclosure) -> tuple[Draft | None, tuple[Refusal, ...]]:
    """What it would say now, or why there is nothing to derive it from."""
    try:
        return Draft(found), ()
    except Refused as refused:
        return None, refused.refusals


def _page(
    request: OfficeRequest, found: Disclosure, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    draft, obstacles = obstacles_of(found) if found.state != Disclosure.State.PUBLISHED else (None, [])
    context = {
        "found": found,
        "draft": draft,
        "counts": draft.report.counts() if draft else {},
        "obstacles": obstacles,
        "snapshots": snapshots_of(found),
        "may_edit": found.editable and request.actor.may(FUNCTION, "E", found),
        "steps": steps_of(request, DISCLOSURE_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Disclosure.KIND, found.pk),
    }
    return render(request, "publish/disclosure.html", context, status=status)
