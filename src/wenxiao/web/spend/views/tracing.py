"""Where did this yuan go, and where did it come from? One search, and the chain in both directions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.models import Allotment, Appropriation, PaymentRequest
from wenxiao.web.spend.queries.execution import spent
from wenxiao.web.spend.queries.flows import day_of
from wenxiao.web.spend.queries.payments import account_shown, bank_references, listed, paid_entries, payee_shown, payments, refunds_of
from wenxiao.web.spend.queries.trace import MOST, acts_of, backwards, commands_of, given, origin, search
from wenxiao.web.spend.views.book_asking import ALLOTMENT, PAYMENT, answer, asked_book
from wenxiao.web.spend.views.books import asked_line

A_PAGE = 25


@for_posts(PAYMENT)
def trace(request: OfficeRequest) -> HttpResponse:
    """Search in both directions: payments and lines of the budget."""
    asked = asked_book(request)
    text = request.GET.get("text", "").replace("\0", "").strip()[:100]
    found = search(asked.actor, text)
    context = {
        "text": text,
        "requests": [(each, payee_shown(each)) for each in found.requests],
        "lines": found.lines,
        "more": found.more,
        "most": MOST,
    }
    return answer(asked, "trace", "spend/trace.html", context, [], name="")


@for_posts(PAYMENT)
def trace_payment(request: OfficeRequest, number: str) -> HttpResponse:
    """Backwards: from a payment to the line of the budget, the objective, and everybody who had a hand in it."""
    found = get_object_or_404(PaymentRequest.objects.select_related("unit", "office"), number=number)
    demand(request, PAYMENT, "V", found)
    asked = asked_book(request)
    steps = backwards(asked.actor, found)
    commands = commands_of(found)
    context = {
        "found": found,
        "payee": payee_shown(found),
        "account": account_shown(found),
        "reference": listed(bank_references(command for command in commands if command.kind == "pay").values()),
        "vouchers": list(found.vouchers.all()),
        "amount": sum(step.amount for step in steps),
        "steps": [(step, _may_see_project(request, step.line)) for step in steps],
        "acts": list(acts_of(found)),
        "paid_on": [day_of(command.at) for command in commands if command.kind == "pay"],
        "refunds": refunds_of(found),
        **_sees(request, found.unit),
    }
    return answer(asked, "trace", "spend/trace_payment.html", context, [], name="")


@for_posts(ALLOTMENT)
def trace_line(request: OfficeRequest, pk: int) -> HttpResponse:
    """Forwards: from the line of the approved budget by what gave it money to every payment."""
    lines = Appropriation.objects.select_related("unit", "office", "project__activity__duty", "node", "compilation__unit")
    line = asked_line(request, lines, pk)
    asked = asked_book(request)
    entries = paid_entries([line])
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "line": line,
        "balance": line.node.balance,
        "spent": spent([line.node]),
        "origin": origin(asked.actor, line),
        "given": given(line),
        "page": page,
        "rows": payments(asked.actor, page.object_list, [line]),
        "sees_project": _may_see_project(request, line),
        "derivation": reverse("spend:line", args=(line.pk,)),
        **_sees(request, line.unit),
    }
    return answer(asked, "trace", "spend/trace_line.html", context, [], name="")


def _sees(request: OfficeRequest, unit: Unit) -> dict[str, bool]:
    """Which papers of the unit as a whole the post may open."""
    may = request.actor.may
    return {"sees_documents": may(ALLOTMENT, "V", Allotment(unit=unit)), "sees_budget": may("compilation", "V", Compilation(unit=unit))}


def _may_see_project(request: OfficeRequest, line: Appropriation) -> bool:
    return line.project is not None and request.actor.may("project_library", "V", line.project)
