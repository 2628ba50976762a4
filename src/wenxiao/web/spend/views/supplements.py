"""When was the congress told of money that came on top of the budget?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.spend.forms.supplements import ReportForm
from wenxiao.web.spend.services.supplements import supplement_report
from wenxiao.web.spend.views.allotments import allotment_page, asked_allotment
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused


@for_posts("allotment", "E")
@require_POST
def allotment_report(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_allotment(request, pk)
    demand(request, "allotment", "E", found)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return allotment_page(request, found, report=form, status=422)
    try:
        supplement_report(actor=request.actor, allotment=found, reported_on=form.cleaned_data["reported_on"])
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return allotment_page(request, asked_allotment(request, pk), refusals=late.refusals, status=late.status)
    except Refused as refused:
        place(form, refused)
        return allotment_page(request, found, report=form, status=refused.status)
    messages.success(request, f"{found}：已经登记向人大报告的日期。")
    return redirect(found)
