"""How is a project's estimate typed: rows of quantity × price, by year, with codes and sources?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wenxiao.catalogue.codes import CodeEntry, economic_entries, procurement_entries
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.forms.estimate import EstimateRow
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.services.estimate import estimate_replace
from wenxiao.web.plan.views.projects import FUNCTION, asked_project
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

PREFIX = "lines"
SPARE = 2


@for_posts(FUNCTION, "E")
def project_estimate(request: OfficeRequest, code: str) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一行, 删除 and 计算 only show."""
    project = asked_project(request, code, "E")
    if not project.editable:
        raise OutOfTurn(f"“{project.name}”现在是“{project.state_title}”，只有草稿和退回的项目可以修改")
    years = range(project.start_year, project.end_year + 1)
    if request.method != "POST":
        values = [{name: getattr(line, name) for name in EstimateRow.base_fields} for line in project.estimate.all()]
        rows = Rows.shown(EstimateRow, PREFIX, values, blank=SPARE if values else SPARE + 1, years=years)
        return _page(request, project, rows, project.edition)
    edition = _edition(request.POST.get("edition", ""))
    asked = request.POST.get("do", "save")
    if asked != "save":
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        rows = Rows.retyped(EstimateRow, PREFIX, request.POST, add=1 if asked == "add" else 0, without=without, years=years)
        template = "plan/estimate_amounts.html" if request.htmx and asked == "calculate" else "plan/estimate.html"
        return _page(request, project, rows, edition, template=template)
    rows = Rows.typed(EstimateRow, PREFIX, request.POST, years=years)
    if not rows.is_valid():
        return _page(request, project, rows, edition, status=422)
    try:
        estimate_replace(actor=request.actor, project=project, edition=edition, lines=[row.entry() for row in rows.filled])
    except StaleEdition as stale:
        # What was typed stays, on the edition of now: it can be saved after a look at the colleague's.
        project = asked_project(request, code, "E")
        return _page(request, project, rows, project.edition, refusals=stale.refusals, saved=True, status=stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        return _page(request, project, rows, edition, refusals=rows.place(refused, PREFIX), status=refused.status)
    messages.success(request, "测算已经保存。")
    return redirect(project)


def _page(
    request: OfficeRequest,
    project: Project,
    rows: Rows[EstimateRow],
    edition: int,
    *,
    refusals: list[Refusal] | tuple[Refusal, ...] = (),
    saved: bool = False,
    status: int = 200,
    template: str = "plan/estimate.html",
) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "rows": rows,
        "edition": edition,
        "refusals": refusals,
        "saved": saved,
        "sums": _sums(rows),
        "total": sum(row.amount or 0 for row in rows),
        "economic": [entry for entry in economic_entries() if len(entry.code) == 5 and entry.in_force(project.start_year)],
        "catalogue": _one_each(entry for entry in procurement_entries() if entry.in_force(project.start_year)),
    }
    return render(request, template, context, status=status)


def _sums(rows: Rows[EstimateRow]) -> list[tuple[int, int]]:
    """(year, 分) of what is typed so far, by year."""
    sums: dict[int, int] = {}
    for row in rows:
        if row.amount is not None and row.chosen_year is not None:
            sums[row.chosen_year] = sums.get(row.chosen_year, 0) + row.amount
    return sorted(sums.items())


def _one_each(entries: Any) -> list[CodeEntry]:
    return list({entry.code: entry for entry in entries}.values())


def _edition(text: str) -> int:
    """A page without an edition is older than any."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
