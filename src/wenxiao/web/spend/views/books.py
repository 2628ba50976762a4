"""What is left of every line, and what has happened to it?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.spend.models import Appropriation, Entry, PaymentRequest
from wenxiao.web.spend.queries.caps import caps_of
from wenxiao.web.spend.queries.execution import by_project, caps_above, spent
from wenxiao.web.spend.queries.requests import appropriations_visible, requests_visible
from wenxiao.web.spend.views.book_asking import ALLOTMENT, answer, asked_book
from wenxiao.web.spend.views.execution import line_sheet
from wenxiao.web.trail import clock


@for_posts(ALLOTMENT)
def books(request: OfficeRequest) -> HttpResponse:
    """指标执行: all lines of a unit and year with their six columns, and the caps above them."""
    asked = asked_book(request)
    page = Paginator(asked.lines, 100).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": by_project(page, asked.gone),
        "whole": spent((line.node for line in asked.lines), asked.gone),
        "caps": () if asked.of_office else caps_above(asked.unit.code, asked.year),
    }
    return answer(asked, "books", "spend/books.html", context, [line_sheet("支出指标", asked.lines, asked.gone)], name="支出指标")


@for_posts(ALLOTMENT)
def line(request: OfficeRequest, pk: int) -> HttpResponse:
    """一条支出指标: every entry, oldest first, each with the document it rests on and the balance it left."""
    found = asked_line(request, Appropriation.objects.select_related("unit", "office", "project", "node"), pk)
    entries = found.node.entries.select_related("command").order_by("sequence")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    asked = [entry.command.subject_id for entry in page if _is_request(entry)]
    # A line that the offices share is every office's; what another office asked for on it is not.
    requests = {str(each.pk): each for each in requests_visible(request.actor).filter(pk__in=asked)}
    context = {
        "line": found,
        "page": page,
        "rows": [(entry, requests.get(entry.command.subject_id) if _is_request(entry) else None) for entry in page],
        "caps": caps_of([found], clock.today())[found.pk],
        "spent": spent([found.node]),
    }
    return render(request, "spend/line.html", context)


def asked_line(request: OfficeRequest, lines: QuerySet[Appropriation], pk: int) -> Appropriation:
    """Whoever may charge a line sees it. Raises Http404, NotPermitted."""
    found = get_object_or_404(lines, pk=pk)
    if not appropriations_visible(request.actor).filter(pk=pk).exists():
        demand(request, ALLOTMENT, "V", found)
    return found


def _is_request(entry: Entry) -> bool:
    return entry.command.subject_kind == PaymentRequest.KIND
