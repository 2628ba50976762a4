"""What waits for me today?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_signed_in
from wenxiao.web.site.queries.desk import clocks, items, office_budget, piles, posts_to_confirm, sent, waiting_for
from wenxiao.web.site.registry import followed
from wenxiao.web.spend.queries.bank import bank_waits
from wenxiao.web.trail import clock

A_PAGE = 25


@for_signed_in
def desk(request: OfficeRequest) -> HttpResponse:
    waiting = piles(request.actor)
    posts = posts_to_confirm(request.actor)
    bank = bank_waits(request.actor)
    context = {
        "piles": waiting,
        "total": sum(pile.size for pile in waiting) + posts + sum(each.size for each in bank),
        "bank_waits": bank,
        "posts_to_confirm": posts,
        "clocks": clocks(request.actor, clock.today()),
        "sent": sent(request.actor),
        "office_budget": office_budget(request.actor),
    }
    return render(request, "site/desk.html", context)


@for_signed_in
def pile(request: OfficeRequest, kind: str) -> HttpResponse:
    """All that waits of one kind."""
    each = followed(kind)
    if each is None:
        raise Http404
    waiting = waiting_for(request.actor, each)
    page = Paginator(each.model._default_manager.none() if waiting is None else waiting, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "site/pile.html", {"followed": each, "page": page, "items": items(request.actor, each, page.object_list)})
