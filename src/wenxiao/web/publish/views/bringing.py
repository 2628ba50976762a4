"""The bureau brings in what units have published elsewhere: many files at once, each to the unit that it names."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.publish.forms.readings import BringForm
from wenxiao.web.publish.models import Reading
from wenxiao.web.publish.queries.readings import readings_brought
from wenxiao.web.publish.services.bringing import demand_bureau, readings_bring
from wenxiao.web.publish.views.county import FUNCTION
from wenxiao.web.trail.refusal import NotPermitted, Refusal, Refused

A_PAGE = 50
SHOWS = {"all": "全部", "unassigned": "没有归到单位的", "failed": "读不了的"}


@for_posts(FUNCTION)
def bringing(request: OfficeRequest) -> HttpResponse:
    """What was brought in, how far checking has come, and what could not be given to a unit."""
    demand_bureau(request.actor)
    form, status, refused = BringForm(request.POST or None, request.FILES or None), 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            typed = form.cleaned_data
            files = [(each.name, each.read()) for each in typed["documents"]]
            try:
                brought = readings_bring(
                    actor=request.actor, files=files, published_on=typed["published_on"], approved_on=typed["approved_on"]
                )
            except NotPermitted:
                raise
            except Refused as error:
                place(form, error)
            else:
                messages.success(request, f"导入了 {len(brought.readings)} 份，正在后台核对。")
                if not brought.refused:
                    return redirect("publish:bringing")
                # Some are kept and some are not: both are told on one page.
                status, refused, form = 200, brought.refused, BringForm()
    return _page(request, form, refused, status)


def _page(request: OfficeRequest, form: BringForm, refused: list[Refusal], status: int) -> HttpResponse:
    everything = readings_brought(request.actor)
    show = request.GET.get("show", "all")
    found = everything
    if show == "unassigned":
        found = everything.filter(state=Reading.State.CHECKED, stands_for=None)
    elif show == "failed":
        found = everything.filter(state=Reading.State.FAILED)
    whole = everything.count()
    waiting = everything.filter(state=Reading.State.WAITING).count()
    context = {
        "form": form,
        "not_kept": refused,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "shows": SHOWS.items(),
        "whole": whole,
        "waiting": waiting,
        "done": whole - waiting,
    }
    return render(request, "publish/bringing.html", context, status=status)
