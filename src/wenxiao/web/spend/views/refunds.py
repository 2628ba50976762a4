"""Which money came back? The list, one refund, and how it is registered."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.conditions.refunds import refundable
from wenxiao.web.spend.forms.payees import PlainStepForm
from wenxiao.web.spend.forms.refunds import RefundForm
from wenxiao.web.spend.models import Refund
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.views.requests import asked_request
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = "payment"


@for_posts(FUNCTION)
def refunds(request: OfficeRequest) -> HttpResponse:
    found = Refund.objects.filter(reached(request.actor, FUNCTION, office="office")).select_related("request", "office")
    state = request.GET.get("state", "")
    if state in Refund.State.values:
        found = found.filter(state=state)
    context = {"page": Paginator(found, 25).get_page(request.GET.get("page")), "states": Refund.State.choices, "state": state}
    return render(request, "spend/refunds.html", context)


@for_posts(FUNCTION, "X")
def refund_new(request: OfficeRequest, number: str) -> HttpResponse:
    """登记退款: of one request."""
    found = asked_request(request, number, "X")
    left = refundable(found)
    form = RefundForm(found, left, request.POST or None, initial={"received": clock.today().isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(refund_register(actor=request.actor, request=found, **form.cleaned_data))
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
    context = {"found": found, "form": form}
    return render(request, "spend/refund_form.html", context, status=422 if form.is_bound else 200)


@for_posts(FUNCTION)
def refund(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, _asked(request, pk))


@for_posts(FUNCTION)
@require_POST
def refund_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = _asked(request, pk)
    step = step_sent(request, REFUND_WORKFLOW, found, action, PlainStepForm.of)

    def act(typed: dict[str, Any]) -> None:
        refund_act(actor=request.actor, refund=found, action=action, **typed)

    return take_step(request, found, step, act, _page, lambda: _asked(request, pk), str(found))


def _asked(request: OfficeRequest, pk: int) -> Refund:
    rows = Refund.objects.select_related(
        "unit", "office", "request__unit", "request__office", "appropriation__node", "appropriation__project"
    )
    found = get_object_or_404(rows, pk=pk)
    demand(request, FUNCTION, "V", found)
    return found


def _page(
    request: OfficeRequest, found: Refund, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    context = {
        "found": found,
        "steps": steps_of(request, REFUND_WORKFLOW, found, PlainStepForm.of, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Refund.KIND, found.pk),
    }
    return render(request, "spend/refund.html", context, status=status)
