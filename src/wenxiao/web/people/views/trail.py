"""What has been done in this unit, by whom, and does the record still hold?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from wenxiao.control.ledger.acts import KEY
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.acts import ActFilter, acts_listed, kind_title, kinds_in, subject_of
from wenxiao.web.people.queries.units import chosen_unit, units_seen
from wenxiao.web.people.views.access import demand, for_posts, for_signed_in
from wenxiao.web.trail.models import ChainHead, Entry
from wenxiao.web.trail.queries import chain_break, story

SHOWN = 20


@for_posts("trail")
def log(request: OfficeRequest) -> HttpResponse:
    unit = chosen_unit(request.actor, request.GET.get("unit", ""), below_first=True)
    demand(request, "trail", "V", unit)
    wanted = ActFilter.read(request.GET)
    page = Paginator(acts_listed(unit, wanted), 50).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "units": units_seen(request.actor),
        "wanted": wanted,
        "page": page,
        "rows": [(entry, kind_title(entry.subject_kind)) for entry in page],
        "kinds": kinds_in(unit),
        "head": ChainHead.objects.filter(chain=unit.code).first(),
    }
    return render(request, "people/trail/log.html", context)


@for_posts("trail")
@require_POST
def verify(request: OfficeRequest) -> HttpResponse:
    """Walk the whole chain now. Changes nothing; a POST because it takes a while on a long one."""
    unit = chosen_unit(request.actor, request.POST.get("unit", ""), below_first=True)
    demand(request, "trail", "V", unit)
    head = ChainHead.objects.filter(chain=unit.code).first()
    context = {"unit": unit, "head": head, "broken": chain_break(unit.code)}
    return render(request, "people/trail/verified_part.html" if request.htmx else "people/trail/verified.html", context)


@for_posts("trail")
def entry(request: OfficeRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Entry, pk=pk)
    demand(request, "trail", "V", get_object_or_404(Unit.objects.select_related("supervisor"), code=found.chain))
    said = {name: value for name, value in found.details.items() if name != KEY}
    context = {
        "entry": found,
        "kind": kind_title(found.subject_kind),
        "details": [_detail(*each) for each in said.items()],
        "changed": any(_is_change(value) for value in said.values()),
        "commands": len(found.details.get(KEY, ())),
    }
    # Who may read the trail may not see every object, and one may be gone.
    subject = subject_of(found.subject_kind, found.subject_id)
    context["has_story"] = subject is not None and request.actor.may(subject.FUNCTION, "V", subject)
    return render(request, "people/trail/entry.html", context)


@for_signed_in
def object_story(request: OfficeRequest, kind: str, pk: str) -> HttpResponse:
    """The story of one object, for whoever may see the object."""
    subject = subject_of(kind, pk)
    if subject is None:
        raise Http404
    demand(request, subject.FUNCTION, "V", subject)
    page = Paginator(story(kind, pk), 100).get_page(request.GET.get("page"))
    address = getattr(subject, "get_absolute_url", None)
    context = {"subject": subject, "kind": kind_title(kind), "page": page, "url": address() if address else ""}
    return render(request, "people/trail/story.html", context)


def _detail(name: str, value: Any) -> tuple[str, str, str]:
    """Name, before, after."""
    return (name, _text(value[0]), _text(value[1])) if _is_change(value) else (name, "", _text(value))


def _is_change(value: Any) -> bool:
    """`[before, after]`, as `trail.services.changes` writes it."""
    return isinstance(value, list) and len(value) == 2


def _text(value: Any) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        # Hashes of every line of a budget are for machines.
        more = f" 等 {len(value)} 项" if len(value) > SHOWN else ""
        return "、".join(_text(each) for each in value[:SHOWN]) + more
    return "；".join(f"{name}：{_text(each)}" for name, each in value.items()) if isinstance(value, dict) else str(value)
