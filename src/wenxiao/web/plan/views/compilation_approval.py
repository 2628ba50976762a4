"""How are the approved figures filled in, line by line beside the draft, each difference with its reason?"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.conditions.approval import differences_explained, open_approval
from wenxiao.web.plan.forms.approval import ApprovedRow
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.queries.approved import MODELS, Approved, approved_lines, approved_sums
from wenxiao.web.plan.queries.totals import balances
from wenxiao.web.plan.services.approval import (
    Amount,
    approval_amounts_set,
    approval_begin,
    approval_mark,
    demand_approving,
)
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

PREFIX = "amounts"
A_PAGE = 50
TOLD = 10


@for_posts(FUNCTION)
@require_POST
def approval_start(request: OfficeRequest, pk: int) -> HttpResponse:
    """The approved figures begin as the draft's."""
    compilation = asked_compilation(request, pk)
    approval_begin(actor=request.actor, compilation=compilation)
    messages.success(request, "批复数已经生成，开始和二上一样，请逐行核对。")
    return redirect("plan:compilation-approval-amounts", compilation.pk)


@for_posts(FUNCTION)
def approval_amounts(request: OfficeRequest, pk: int) -> HttpResponse:
    """One kind of lines (`?kind=`), a page at a time; each page is saved by itself."""
    compilation = asked_compilation(request, pk)
    demand_approving(request.actor, compilation)
    version = open_approval(compilation)
    if version is None:
        raise OutOfTurn(f"“{compilation}”的批复数还没有生成：请在“内审和批复”页按“填批复数”")
    version.compilation = compilation
    kind = request.GET.get("kind", "")
    kind = kind if kind in MODELS else "revenue"
    every = approved_lines(version)
    page = Paginator(every[kind], A_PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Approved] = {str(each.line): each for each in page.object_list}
    here = f"{reverse('plan:compilation-approval-amounts', args=(compilation.pk,))}?kind={kind}"

    def answer(rows: Rows[ApprovedRow], seen: str, refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
        unexplained = list(differences_explained(compilation))
        context = frame(request, compilation, "plan:compilation-approval") | {
            "version": version,
            "versions": [],
            "tab": "填批复数",
            "kind": kind,
            "kinds": approved_sums(every, version),
            "page": page,
            "rows": rows,
            "seen": seen,
            "refusals": refusals,
            "unexplained": unexplained[:TOLD],
            "more": len(unexplained) - TOLD,
            "unbalanced": [each for each in balances(version) if each.difference],
            "stale": status == StaleLines.status,
        }
        return render(request, "plan/compilation_amounts.html", context, status=status)

    if request.method != "POST":
        values = [{"line": each.line, "amount": each.amount, "reason": each.reason} for each in shown.values()]
        rows = Rows.shown(ApprovedRow, PREFIX, values, lines=shown)
        return answer(rows, approval_mark(version, kind, [each.line for each in shown.values()]))
    rows, seen = Rows.typed(ApprovedRow, PREFIX, request.POST, lines=shown), request.POST.get("seen", "")
    if not rows.is_valid():
        return answer(rows, seen, status=422)
    amounts = [Amount(kind, typed["line"], typed["amount"], typed["reason"]) for typed in rows.cleaned()]
    try:
        approval_amounts_set(actor=request.actor, version=version, amounts=amounts, seen={kind: seen})
    except StaleLines as stale:
        return answer(rows, approval_mark(version, kind, [each.line for each in amounts]), stale.refusals, stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        places = {f"{kind}-{each.line}": n for n, each in enumerate(amounts)}
        rest = rows.place(_beside(refused, places), PREFIX)
        return answer(rows, seen, rest, refused.status)
    messages.success(request, f"本页 {len(amounts)} 行批复数已经保存。")
    return redirect(f"{here}&page={page.number}")


def _beside(refused: Refused, places: dict[str, int]) -> Refused:
    """The service's `amount-<kind>-<line>` as the rows' `amounts.<n>.amount`."""
    moved = []
    for each in refused.refusals:
        name, _, place = each.field.partition("-")
        moved.append(each._replace(field=f"{PREFIX}.{places[place]}.{name}" if place in places else ""))
    return Refused(*moved)
