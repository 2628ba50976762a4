"""Have any document checked: bring it, see it with its findings in place, take the annotated copy away."""

from __future__ import annotations

import base64
import hashlib
from pathlib import PurePosixPath
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Unit
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.publish.checking import PAGE
from wenxiao.web.publish.forms.readings import AssignForm, ReadingForm
from wenxiao.web.publish.models import Reading, ReadingFile
from wenxiao.web.publish.queries.readings import readings_visible
from wenxiao.web.publish.services.bringing import reading_assign
from wenxiao.web.publish.services.readings import (
    is_bureau,
    looks_after,
    reading_again,
    reading_discard,
    reading_upload,
)
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

FUNCTION = "disclosure"
A_PAGE = 50
SEVERITIES = (("error", "错误"), ("warning", "提醒"), ("info", "说明"))
# What a person reads on a page; the report and the JSON have them all.
SHOWN = 100


@for_posts(FUNCTION)
def readings(request: OfficeRequest) -> HttpResponse:
    """What was brought, and where one more is handed in."""
    form, status = ReadingForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        demand(request, FUNCTION, "V", Reading(unit=request.actor.unit))
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                return redirect(reading_upload(actor=request.actor, name=file.name, content=file.read()))
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
    found = readings_visible(request.actor).filter(bringing=False)
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "several": is_bureau(request.actor),
    }
    return render(request, "publish/readings.html", context, status=status)


@for_posts(FUNCTION)
def reading(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, asked_reading(request, pk))


@for_posts(FUNCTION)
def reading_report(request: OfficeRequest, pk: int) -> HttpResponse:
    """The report as a page of its own, to stand within ours: its style is allowed by its digest, and nothing else is."""
    kept = _file(asked_reading(request, pk), PAGE)
    page = bytes(kept.content)
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    answer = HttpResponse(page, content_type=kept.media_type)
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@for_posts(FUNCTION)
def reading_file(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """The annotated copy, the report or its data, called after the document."""
    found = asked_reading(request, pk)
    kept = _file(found, name)
    answer = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(found, kept))}"
    return answer


@for_posts(FUNCTION)
@require_POST
def reading_checked_again(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_reading(request, pk)
    reading_again(actor=request.actor, reading=found)
    return redirect(found)


@for_posts(FUNCTION)
@require_POST
def reading_thrown_away(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_reading(request, pk)
    brought = found.bringing
    reading_discard(actor=request.actor, reading=found)
    messages.success(request, f"《{found.name}》和核对结果已经扔掉，留痕里记着这件事。")
    return redirect(reverse("publish:bringing" if brought else "publish:readings"))


@for_posts(FUNCTION)
@require_POST
def reading_assigned(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_reading(request, pk)
    if not _may_assign(request, found):
        # The service says who may.
        reading_assign(actor=request.actor, reading=found, unit=request.actor.unit, year=0, kind="")
    form, status = AssignForm(_below(request), request.POST, reading=found), 422
    if form.is_valid():
        try:
            reading_assign(actor=request.actor, reading=found, **form.cleaned_data)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
        else:
            messages.success(request, f"《{found.name}》算作{found.stands_for}的 {found.year} 年{found.get_kind_display()}。")
            return redirect(found)
    return _page(request, asked_reading(request, pk), form=form, status=status)


def asked_reading(request: OfficeRequest, pk: int) -> Reading:
    """Without the document itself, which may be large. Raises Http404, NotPermitted."""
    found = get_object_or_404(Reading.objects.select_related("unit__supervisor", "stands_for"), pk=pk)
    demand(request, FUNCTION, "V", found)
    return found


def file_name(found: Reading, kept: ReadingFile) -> str:
    """What a downloaded file is called: after the document, and what it is."""
    ending = PurePosixPath(kept.name).suffix
    what = {".html": "核对报告", ".json": "核对结果"}.get(ending, "带批注")
    return f"{PurePosixPath(found.name).stem}（{what}）{ending}"


def _page(request: OfficeRequest, found: Reading, *, form: AssignForm | None = None, status: int = 200) -> HttpResponse:
    if form is None and _may_assign(request, found):
        form = AssignForm(_below(request), reading=found)
    groups = [(kind, title, [each for each in found.findings if each["severity"] == kind]) for kind, title in SEVERITIES]
    context = {
        "reading": found,
        "waiting": found.state == Reading.State.WAITING,
        "groups": [(kind, title, rows[:SHOWN], len(rows)) for kind, title, rows in groups if rows],
        "files": [(each, file_name(found, each)) for each in found.files.defer("content")],
        "form": form,
        "looks_after": looks_after(request.actor, found),
        "story": story(found.KIND, found.pk),
    }
    return render(request, "publish/reading.html", context, status=status)


def _file(found: Reading, name: str) -> ReadingFile:
    kept = found.files.filter(name=name).first()
    if kept is None:
        raise Http404
    return kept


def _may_assign(request: OfficeRequest, found: Reading) -> bool:
    here = found.bringing and found.unit == request.actor.unit and is_bureau(request.actor)
    return here and found.state == Reading.State.CHECKED and not request.actor.hindrance


def _below(request: OfficeRequest) -> QuerySet[Unit]:
    return Unit.objects.filter(supervisor=request.actor.unit)
