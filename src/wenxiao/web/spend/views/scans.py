"""What does the paper itself look like? The scan of a voucher, put there by its office and seen by whoever sees the request."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.spend.forms.scans import ScanForm
from wenxiao.web.spend.models import Voucher
from wenxiao.web.spend.papers import PERSONAL
from wenxiao.web.spend.services.payees import demand_whole
from wenxiao.web.spend.services.scans import scan_show, voucher_scan
from wenxiao.web.spend.views.payees import file_answer
from wenxiao.web.spend.views.requests import asked_request
from wenxiao.web.trail.refusal import OutOfTurn

FUNCTION = "payment"


@for_posts(FUNCTION, "E")
def scan_new(request: OfficeRequest, number: str, pk: int) -> HttpResponse:
    found = asked_request(request, number, "E")
    voucher = get_object_or_404(Voucher.objects.select_related("request__unit", "request__office"), request=found, pk=pk)
    if not found.editable:
        raise OutOfTurn(f"{found.number} 现在是“{found.get_state_display()}”，只有草稿和退回的申请可以换扫描件")
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        scan = form.cleaned_data["scan"]
        voucher_scan(actor=request.actor, voucher=voucher, name=scan.name, media_type=scan.content_type, content=scan.read())
        messages.success(request, f"{voucher.get_kind_display()} {voucher.number} 的扫描件已经保存。")
        return redirect(found)
    context = {"found": found, "voucher": voucher, "form": form}
    return render(request, "spend/scan.html", context, status=422 if form.is_bound else 200)


@for_posts(FUNCTION)
def scan_file(request: OfficeRequest, number: str, pk: int) -> HttpResponse:
    """As a file to keep: it is never opened within the site's own pages. One that shows persons is asked for by a POST."""
    found = asked_request(request, number)
    voucher = get_object_or_404(Voucher.objects.select_related("attachment", "request__unit", "request__office"), request=found, pk=pk)
    if voucher.attachment is None:
        raise Http404("这张票据没有扫描件")
    if voucher.kind in PERSONAL and request.method != "POST":
        demand_whole(request.actor, found)
        return redirect(found)
    scan = scan_show(actor=request.actor, voucher=voucher)
    return file_answer(bytes(scan.content), scan.name, scan.media_type)
