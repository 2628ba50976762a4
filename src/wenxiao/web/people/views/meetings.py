"""Who met when about what, and what was concluded?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from wenxiao.web.people import services
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.meetings import MeetingForm
from wenxiao.web.people.models import Meeting
from wenxiao.web.people.queries.meetings import meetings_seen, resting_on
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.services import attachment_keep


@for_posts("meetings")
def meetings(request: OfficeRequest) -> HttpResponse:
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    seen = meetings_seen(request.actor)
    if kind in Meeting.Kind.values:
        seen = seen.filter(kind=kind)
    if text:
        seen = seen.filter(topics__icontains=text) | seen.filter(conclusions__icontains=text) | seen.filter(number__icontains=text)
    context = {
        "page": Paginator(seen, 25).get_page(request.GET.get("page")),
        "kinds": Meeting.Kind.choices,
        "kind": kind,
        "q": text,
        "may_record": request.actor.may("meetings", "C", request.actor.unit),
    }
    return render(request, "people/meetings.html", context)


@for_posts("meetings")
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _meeting(request, pk, "V")
    rests = list(resting_on(shown)[:50])
    context = {
        "meeting": shown,
        "rests": rests,
        "attendees": shown.attendees.splitlines(),
        "may_edit": not rests and shown.recorder_id == request.user.pk and request.actor.may("meetings", "E", shown),
        "story": story("meeting", shown.pk),
    }
    return render(request, "people/meeting.html", context)


@for_posts("meetings", "C")
def meeting_new(request: OfficeRequest) -> HttpResponse:
    demand(request, "meetings", "C", request.actor.unit)

    def write(typed: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            made = services.meeting_record(actor=request.actor, attachment=_kept(typed.pop("scan")), **typed)
        messages.success(request, f"{made} 已经登记。")
        return redirect("people:meeting", made.pk)

    form = MeetingForm(request.POST or None, request.FILES or None, initial={"held": clock.today().isoformat()})
    context = {"title": "登记会议", "button": "登记", "back": "people:meetings", "files": True}
    return fill_in(request, form, write, context)


@for_posts("meetings", "E")
def meeting_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _meeting(request, pk, "E")

    def write(typed: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            services.meeting_edit(actor=request.actor, meeting=changed, attachment=_kept(typed.pop("scan")), **typed)
        messages.success(request, "会议记录已经保存。")
        return redirect("people:meeting", pk)

    initial = {name: getattr(changed, name) for name in MeetingForm.base_fields if name not in ("scan", "held")}
    form = MeetingForm(request.POST or None, request.FILES or None, initial={**initial, "held": changed.held.isoformat()})
    context = {"title": f"修改 {changed}", "button": "保存", "back": "people:meetings", "files": True}
    return fill_in(request, form, write, context)


@for_posts("meetings")
def meeting_scan(request: OfficeRequest, pk: int) -> HttpResponse:
    """The scan as a file to keep: it is never opened within the site's own pages."""
    attachment = _meeting(request, pk, "V").attachment
    if attachment is None:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff"}
    answer = HttpResponse(bytes(attachment.content), content_type=attachment.media_type, headers=headers)
    answer.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    return answer


def _meeting(request: OfficeRequest, pk: int, letter: str) -> Meeting:
    # The scan may be large: only who asks for it gets it.
    meetings = Meeting.objects.select_related("unit__supervisor", "recorder", "attachment").defer("attachment__content")
    found = get_object_or_404(meetings, pk=pk)
    demand(request, "meetings", letter, found)
    return found


def _kept(scan: Any) -> Attachment | None:
    return attachment_keep(name=scan.name, media_type=scan.content_type, content=scan.read()) if scan else None
