"""Where does a total of the budget come from: which lines, entered by whom, approved by whom?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.queries.asked import row_number
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation, Duty, Version
from wenxiao.web.plan.queries.derivation import PROJECTS, TOTALS, derived, sources, sums
from wenxiao.web.plan.queries.differences import TITLES
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame

A_PAGE = 50


@for_posts(FUNCTION)
def derivation(request: OfficeRequest, pk: int, of: str) -> HttpResponse:
    """A total of `?version=` (the last where none is asked), of all funds or of `?fund=`; of project money also of one `?duty=`."""
    if of not in TOTALS:
        raise Http404
    compilation = asked_compilation(request, pk)
    fund = request.GET.get("fund", "")
    if fund and fund not in Fund.values:
        raise Http404
    duty = _duty(compilation, of, request.GET.get("duty", ""))
    context = frame(request, compilation, "plan:derivation")
    version: Version | None = context["version"]
    total = TOTALS[of]
    title = f"{Fund(fund).label}{total.title}" if fund else f"{total.title}合计"
    if duty is not None:
        title = f"“{duty.name}”的{title}"
    every = sources(version, total, fund, duty) if version is not None else []
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    here, whole = sum(each.amount for each in page.object_list), sum(each.amount for each in every)
    context |= {
        "tab": f"{title}的来源",
        "title": title,
        "fund": fund,
        "duty": duty,
        "page": page,
        "lines": derived(version, every, page.object_list) if version is not None else [],
        "here": here,
        "others": len(every) - len(page.object_list),
        "elsewhere": whole - here,
        "whole": whole,
        "parts": [(TITLES[table], amount) for table, amount in sums(every).items()],
    }
    return render(request, "plan/derivation.html", context)


def _duty(compilation: Compilation, of: str, asked: str) -> Duty | None:
    """Raises Http404 for a duty of another unit, and where the total is none of projects alone: no other money belongs to a duty."""
    if not asked:
        return None
    pk = row_number(asked)
    found = Duty.objects.filter(pk=pk, unit=compilation.unit_id).first() if pk is not None else None
    if found is None or TOTALS[of].tables != (PROJECTS,):
        raise Http404
    return found
