"""How do payments made before come in? The template, the list, and what one file would take or what is wrong with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.vocabulary.personal import masked_name
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.services.workbook import XLSX
from wenxiao.web.plan.views.asking import asked_year
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.imports import ImportForm
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.spend.models import LedgerImport
from wenxiao.web.spend.progress import Progress
from wenxiao.web.spend.queries.imports import imports_visible, would_take
from wenxiao.web.spend.queries.requests import year_now, years_of
from wenxiao.web.spend.services.imports import import_act, import_template, import_upload
from wenxiao.web.spend.tables.reading import CellFault
from wenxiao.web.spend.workflows.ledger_import import IMPORT_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused

FUNCTION = "bookkeeping"
# More than a person reads on a page: after these are mended, the rest is told.
SHOWN = 300
State = LedgerImport.State


@for_posts(FUNCTION)
def imports(request: OfficeRequest) -> HttpResponse:
    """Where the template is got, files are brought in, and those there are stand."""
    actor = request.actor
    may_bring = actor.may(FUNCTION, "C", LedgerImport(unit=actor.unit))
    year, status = year_now(years_of(actor)), 200
    form = ImportForm(request.POST or None, request.FILES or None, initial={"year": year})
    if request.method == "POST":
        demand(request, FUNCTION, "C", LedgerImport(unit=actor.unit))
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                found = import_upload(
                    actor=actor, unit=actor.unit, year=form.cleaned_data["year"], name=file.name, content=file.read()
                )  # fmt: skip
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                return redirect(found)
    context = {
        "form": form, "year": year, "may_bring": may_bring,
        "page": Paginator(imports_visible(actor), 25).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "spend/imports.html", context, status=status)


@for_posts(FUNCTION, "C")
def import_form(request: OfficeRequest) -> HttpResponse:
    """The workbook to be filled in, as a file."""
    unit, year = request.actor.unit, asked_year(request.GET.get("year", ""), years_of(request.actor))
    content = import_template(actor=request.actor, unit=unit, year=year)
    name = f"{unit.short_name or unit.name}{year}年已支付明细.xlsx"
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@for_posts(FUNCTION)
def import_one(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, asked_import(request, pk))


@for_posts(FUNCTION)
@require_POST
def import_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = asked_import(request, pk)
    step = step_sent(request, IMPORT_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        import_act(actor=request.actor, found=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_import(request, pk), str(found))


def asked_import(request: OfficeRequest, pk: int, letter: str = "V") -> LedgerImport:
    """The import of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(LedgerImport.objects.select_related("unit"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: LedgerImport, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    rows = found.rows.select_related("appropriation__project", "appropriation__unit", "office")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    # What has been taken is no longer what would be.
    before = found.state in (State.CHECKED, State.ASKED, State.RETURNED, State.FAILED)
    takes = would_take(found) if before else []
    problems = [CellFault(*each) for each in found.problems]
    context = {
        "found": found,
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "takes": takes,
        "short": [each for each in takes if each.missing],
        "page": page,
        "rows": [(row, masked_name(row.payee) if row.private else row.payee) for row in page],
        "total": found.rows.aggregate(sum=Sum("amount"))["sum"] or 0,
        "taking": found.state == State.TAKING,
        "progress": Progress("import", found.pk).read() if found.state == State.TAKING else None,
        "steps": steps_of(request, IMPORT_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(LedgerImport.KIND, found.pk),
    }
    return render(request, "spend/import.html", context, status=status)
