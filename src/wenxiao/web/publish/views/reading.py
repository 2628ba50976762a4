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
from wenxiao.web.publish.queries.sources import people_behind, rows
from wenxiao.web.publish.views.disclosures import FUNCTION, asked_disclosure, drafted

# Steps of a derivation shown at once; what lies deeper opens by its own figure.
DEEPEST = 2
LONGEST = 400


@for_posts(FUNCTION)
def preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """The document as it would be made of the records now; each figure leads to its derivation."""
    found = asked_disclosure(request, pk)
    draft, none = drafted(found)
    disclosed = draft.disclosed if draft else None
    parts = blocks(disclosed.manuscript, disclosed.spans) if disclosed else ()
    context = {"found": found, "title": disclosed.manuscript.title if disclosed else "", "blocks": parts, "refusals": none}
    return render(request, "publish/preview.html", context)


@for_posts(FUNCTION)
def figure(request: OfficeRequest, pk: int) -> HttpResponse:
    """`?id=`: what a figure follows from, down to the records, and the people behind them."""
    found = asked_disclosure(request, pk)
    draft, none = drafted(found)
    id = request.GET.get("id", "")
    if draft is not None and id not in draft.disclosed.figures:
        raise Http404
    shown = list(rows(draft.disclosed.figures, id, DEEPEST)) if draft else []
    context = {
        "found": found,
        "whole": shown[0] if shown else None,
        "rows": shown[1 : LONGEST + 1],
        "more": max(0, len(shown) - 1 - LONGEST),
        "deepest": DEEPEST,
        "people": people_behind(found),
        "refusals": none,
    }
    return render(request, "publish/figure.html", context)


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
