"""How is it typed where the money comes from? The whole table on one page: its few rows balance only together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.forms.compilation_revenue import ExpectedForm, RevenueRow
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import RevenueLine, Version
from wenxiao.web.plan.services.revenue import EVERY_SOURCE, revenue_set
from wenxiao.web.plan.services.seen import StaleLines, mark
from wenxiao.web.plan.views.compilation_lines import Table, asked_version, framed
from wenxiao.web.plan.views.compilation_page import FUNCTION
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

TABLE = Table("收入", "plan:compilation-revenue")
PREFIX = "lines"


@for_posts(FUNCTION)
def revenue_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一行, 删除 and 计算 only show."""
    version = asked_version(request, pk)
    if request.method != "POST":
        values = _values(version) or [{"fund": fund.value, "source": source, "amount": 0} for fund, source in EVERY_SOURCE]
        return _page(request, version, Rows.shown(RevenueRow, PREFIX, values, blank=1), mark(version.revenue.all()), ExpectedForm())
    seen, asked = request.POST.get("seen", ""), request.POST.get("do", "save")
    if asked != "save":
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        rows = Rows.retyped(RevenueRow, PREFIX, request.POST, add=1 if asked == "add" else 0, without=without)
        return _page(request, version, rows, seen, ExpectedForm(initial={"expected": request.POST.get("expected", "")}))
    rows, whole = Rows.typed(RevenueRow, PREFIX, request.POST), ExpectedForm(request.POST)
    if not (rows.is_valid() & whole.is_valid()):
        return _page(request, version, rows, seen, whole, status=422)
    try:
        lines = [row.entry() for row in rows.filled]
        revenue_set(actor=request.actor, version=version, lines=lines, seen=seen, **whole.cleaned_data)
    except StaleLines as stale:
        # What was typed stays, upon the table of now: it can be saved after a look at the colleague's.
        standing = list(version.revenue.all())
        now = mark(version.revenue.all())
        return _page(request, version, rows, now, whole, refusals=stale.refusals, standing=standing, status=stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        place(whole, Refused(*rows.place(_in_cells(refused), PREFIX)))
        return _page(request, version, rows, seen, whole, status=refused.status)
    messages.success(request, "收入预算已经保存。")
    return redirect(TABLE.address(version.compilation))


def _page(
    request: OfficeRequest,
    version: Version,
    rows: Rows[RevenueRow],
    seen: str,
    whole: ExpectedForm,
    *,
    refusals: tuple[Refusal, ...] = (),
    standing: list[RevenueLine] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = framed(version, TABLE) | {
        "rows": rows,
        "seen": seen,
        "whole": whole,
        "refusals": refusals,
        "standing": standing,
        "title": "修改收入",
    }
    return render(request, "plan/compilation_revenue.html", context, status=status)


def _values(version: Version) -> list[dict[str, Any]]:
    return list(version.revenue.values(*RevenueRow.base_fields))


def _in_cells(refused: Refused) -> Refused:
    """The service counts the lines (`amount-2`), the table its cells (`lines.2.amount`)."""

    def cell(refusal: Refusal) -> Refusal:
        name, _, number = refusal.field.rpartition("-")
        return refusal._replace(field=f"{PREFIX}.{number}.{name}") if name and number.isdecimal() else refusal

    return Refused(*map(cell, refused.refusals))
