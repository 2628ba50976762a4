"""The workbook of an office: download it, bring it back, see what is wrong or what would change, confirm."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest, not_permitted
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Office
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.workbook import WorkbookUploadForm
from wenxiao.web.plan.models import Project, Workbook
from wenxiao.web.plan.queries.library import years_of
from wenxiao.web.plan.services.workbook import (
    XLSX,
    workbook_discard,
    workbook_download,
    workbook_marked,
    workbook_take,
    workbook_upload,
)
from wenxiao.web.plan.views.asking import asked_year
from wenxiao.web.plan.workbook.checking import CellProblem
from wenxiao.web.plan.workflows.workbook import WORKBOOK_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import Refused

FUNCTION = "project_library"
# More rows than a person reads on a page; the marked workbook has them all.
SHOWN = 300


def _offices(request: OfficeRequest, letter: str = "V") -> list[Office]:
    below = roles()[request.actor.role].place == "bureau"
    offices = Office.objects.filter(closed=None).select_related("unit").order_by("unit__code", "code")
    offices = offices.filter(unit__supervisor=request.actor.unit) if below else offices.filter(unit=request.actor.unit)
    return [office for office in offices if request.actor.may(FUNCTION, letter, Project(unit=office.unit, office=office))]


@for_posts(FUNCTION)
def workbooks(request: OfficeRequest) -> HttpResponse:
    """Where workbooks are got, brought back, and listed."""
    to_fill = _offices(request, "C")
    if request.method == "POST" and not to_fill:
        raise not_permitted(request.actor, FUNCTION, "C")
    form = WorkbookUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            workbook = workbook_upload(actor=request.actor, name=file.name, content=file.read())
        except Refused as refused:
            if refused.status != Refused.status:
                raise
            place(form, refused)
        else:
            return redirect(workbook)
    offices = _offices(request)
    found = Workbook.objects.filter(office__in=offices).select_related("office", "unit").defer("problems", "differences")
    context = {
        "form": form,
        "may_upload": bool(to_fill),
        "offices": offices,
        "year": asked_year("", years_of(request.actor)),
        "workbooks": found.order_by("-uploaded")[:50],
    }
    return render(request, "plan/workbooks.html", context, status=422 if form.is_bound and form.errors else 200)


@for_posts(FUNCTION)
def workbook_file(request: OfficeRequest) -> HttpResponse:
    """The office's workbook of a year, as a file."""
    office = next((each for each in _offices(request) if str(each.pk) == request.GET.get("office", "")), None)
    if office is None:
        raise Http404("没有这个站所，或者不归您看")
    year = asked_year(request.GET.get("year", ""), years_of(request.actor))
    return _file(workbook_download(actor=request.actor, office=office, year=year), f"{office.name}{year}年项目和绩效目标.xlsx")


@for_posts(FUNCTION)
def workbook_one(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was found in a workbook: its wrong cells, or what it would change. Confirming takes it over."""
    workbook = _workbook(request, pk)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            workbook_take(actor=request.actor, workbook=workbook)
        except Refused as error:
            if error.status != Refused.status:
                raise
            refused = error
        else:
            messages.success(request, f"已经导入：涉及 {len(workbook.differences)} 个项目。")
            return redirect("plan:projects")
    problems = [CellProblem(*each) for each in workbook.problems]
    wrong, remarks = [each for each in problems if not each.remark], [each for each in problems if each.remark]
    context = {
        "workbook": workbook,
        "wrong": wrong[:SHOWN],
        "wrong_count": len(wrong),
        "remarks": remarks[:SHOWN],
        "remark_count": len(remarks),
        "open": {each.action for each in WORKBOOK_WORKFLOW.open_to(request.actor, workbook)},
        "refusals": refused.refusals if refused else (),
        "story": story(workbook.KIND, workbook.pk),
    }
    return render(request, "plan/workbook.html", context, status=refused.status if refused else 200)


@for_posts(FUNCTION)
def workbook_with_marks(request: OfficeRequest, pk: int) -> HttpResponse:
    """The workbook as it was handed in, its wrong cells marked."""
    workbook = _workbook(request, pk)
    return _file(workbook_marked(workbook=workbook), f"标红-{workbook.name}")


@for_posts(FUNCTION)
@require_POST
def workbook_put_aside(request: OfficeRequest, pk: int) -> HttpResponse:
    workbook = _workbook(request, pk)
    workbook_discard(actor=request.actor, workbook=workbook)
    messages.success(request, "这份工作簿不采用，系统里什么也没有改。")
    return redirect("plan:workbook")


def _workbook(request: OfficeRequest, pk: int) -> Workbook:
    workbook = get_object_or_404(Workbook.objects.select_related("unit", "unit__supervisor", "office"), pk=pk)
    demand(request, FUNCTION, "V", workbook)
    return workbook


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
