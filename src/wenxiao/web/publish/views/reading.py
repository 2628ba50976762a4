"""How is a document looked at: as it would be printed, figure by figure, and edition by edition?"""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.publish.models import Disclosure, Snapshot, SnapshotFile
from wenxiao.web.publish.queries.disclosures import snapshots_of
from wenxiao.web.publish.queries.editions import differences, open_data_of
from wenxiao.web.publish.queries.preview import blocks
from wenxiao.web.publish.queries.shown import Shown, shown
from wenxiao.web.publish.queries.sources import people_behind, rows
from wenxiao.web.publish.views.disclosures import FUNCTION, asked_disclosure
from wenxiao.web.trail.refusal import Refusal, Refused

# Steps of a derivation shown at once; what lies deeper opens by its own figure.
DEEPEST = 2
LONGEST = 400


@for_posts(FUNCTION)
def preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """The document, of a draft as it would be made of the records now; each figure leads to its derivation."""
    found = asked_disclosure(request, pk)
    of, none = _shown(found)
    parts = blocks(of.manuscript, of.spans) if of else ()
    context = {"found": found, "shown": of, "blocks": parts, "refusals": none}
    return render(request, "publish/preview.html", context)


@for_posts(FUNCTION)
def figure(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?id=`: what a figure follows from, down to the records, and the people behind them."""
    found = asked_disclosure(request, pk)
    of, none = _shown(found)
    id = request.GET.get("id", "")
    if of is not None and id not in of.figures:
        raise Http404
    lines = list(rows(of, id, DEEPEST)) if of else []
    context = {
        "found": found,
        "whole": lines[0] if lines else None,
        "rows": lines[1 : LONGEST + 1],
        "more": max(0, len(lines) - 1 - LONGEST),
        "people": people_behind(found),
        "refusals": none,
    }
    return render(request, "publish/figure.html", context)


def _shown(found: Disclosure) -> tuple[Shown | None, tuple[Refusal, ...]]:
    try:
        return shown(found), ()
    except Refused as refused:
        return None, refused.refusals


@for_posts(FUNCTION)
def snapshot(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """One edition: its files, whether they are what was kept, the reasons given, and what it changed against the one before."""
    found = asked_disclosure(request, pk)
    kept = _snapshot(found, number)
    before = snapshots_of(found).filter(number__lt=number).first()
    changes = list(differences(open_data_of(before), open_data_of(kept))) if before else []
    context = {
        "found": found, "kept": kept, "holds": kept.holds(), "before": before, "changes": changes,
        "files": kept.files.select_related("attachment").defer("attachment__content"),
        "is_live": found.live_id == kept.pk,
    }  # fmt: skip
    return render(request, "publish/snapshot.html", context)


@for_posts(FUNCTION)
def snapshot_file(request: OfficeRequest, pk: int, number: int, name: str) -> HttpResponse:
    """A file of an edition, as it was kept."""
    kept = _snapshot(asked_disclosure(request, pk), number)
    file = get_object_or_404(SnapshotFile.objects.select_related("attachment"), snapshot=kept, name=name)
    answer = HttpResponse(bytes(file.attachment.content), content_type=file.attachment.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _snapshot(found: Disclosure, number: int) -> Snapshot:
    return get_object_or_404(snapshots_of(found), number=number)
