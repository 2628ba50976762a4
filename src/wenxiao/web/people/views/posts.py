"""Who holds what, today or on any day; who stands in for whom; and how a post begins and ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.people import services
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.account import ReasonForm
from wenxiao.web.people.forms.posts import EndForm, PostForm, SubstituteForm
from wenxiao.web.people.heads import heads_named, is_head
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Post
from wenxiao.web.people.queries.posts import PostFilter, posts_listed, posts_proposed
from wenxiao.web.people.queries.units import chosen_unit, units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story


@for_posts("duties")
def posts(request: OfficeRequest) -> HttpResponse:
    unit = chosen_unit(request.actor, request.GET.get("unit", ""))
    wanted = PostFilter.read(request.GET)
    proposed = list(posts_proposed(unit))
    context = {
        "unit": unit,
        "units": units_seen(request.actor),
        "wanted": wanted,
        "page": Paginator(posts_listed(unit, wanted), 50).get_page(request.GET.get("page")),
        "proposed": proposed,
        "heads": heads_named(unit) if proposed else "",
        "may_confirm": is_head(request.actor, unit),
        "may_assign": request.actor.may("duties", "C", unit),
        "offices": unit.offices.all(),
        "roles": roles().values(),
        "today": clock.today(),
    }
    return render(request, "people/posts.html", context)


@for_posts("duties")
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _post(request, pk, "V")
    today, actor = clock.today(), request.actor
    running = bool(shown.confirmed_at) and (shown.until is None or shown.until >= today)
    may_change = actor.may("duties", "E", shown) or actor.may("duties", "A", shown)
    proposed = not shown.confirmed_at and not shown.declined_at
    context = {
        "post": shown,
        "oversees": shown.oversees.all(),
        "substitutes": shown.substitutes.filter(declined_at__isnull=True).select_related("account", "unit", "office"),
        "today": today,
        "may_confirm": proposed and is_head(actor, shown.unit) and shown.account_id != actor.holder.pk,
        "may_decline": may_change and (proposed or (running and shown.since > today)),
        "may_end": may_change and running,
        "may_substitute": running and not shown.substitute_for_id and actor.may("duties", "C", shown),
        "heads": heads_named(shown.unit) if proposed else "",
        "story": story("post", shown.pk),
    }
    return render(request, "people/post.html", context)


@for_posts("duties", "C")
def post_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, "duties", "C", unit)

    def assign(typed: dict[str, Any]) -> HttpResponse:
        made = services.post_assign(actor=request.actor, **typed)
        waits = "" if made.confirmed_at else f"，等待确认：{heads_named(unit)}"
        messages.success(request, f"{made.trail_name} 已经登记{waits}。")
        return redirect("people:post", made.pk)

    context = {
        "title": "任职",
        "intro": "登记后由镇长或书记确认才生效（财政部门由区财政局岗位确认）。",
        "button": "登记任职",
        "back": "people:posts",
        "two": True,
    }
    initial = {"since": clock.today().isoformat(), "account": request.GET.get("account")}
    return fill_in(request, PostForm(unit, request.POST or None, initial=initial), assign, context)


@for_posts("duties")
@require_POST
def post_confirm(request: OfficeRequest, pk: int) -> HttpResponse:
    confirmed = services.post_confirm(actor=request.actor, post=_post(request, pk, ""))
    messages.success(request, f"{confirmed.trail_name} 已经确认，自 {confirmed.since} 起生效。")
    return redirect("people:posts")


@for_posts("duties")
def post_decline(request: OfficeRequest, pk: int) -> HttpResponse:
    declined = _post(request, pk, "EA")

    def decline(typed: dict[str, Any]) -> HttpResponse:
        services.post_decline(actor=request.actor, post=declined, **typed)
        messages.success(request, f"{declined.trail_name} 没有生效，留有记录。")
        return redirect("people:posts")

    context = {"title": f"不予确认或撤回：{declined.trail_name}", "button": "不予确认或撤回", "back": "people:posts", "danger": True}
    return fill_in(request, ReasonForm(request.POST or None), decline, context)


@for_posts("duties")
def post_end(request: OfficeRequest, pk: int) -> HttpResponse:
    ended = _post(request, pk, "EA")

    def end(typed: dict[str, Any]) -> HttpResponse:
        services.post_end(actor=request.actor, post=ended, **typed)
        messages.success(request, f"{ended.trail_name} 任职到 {ended.until} 为止。")
        return redirect("people:post", pk)

    context = {
        "title": f"离任：{ended.trail_name}",
        "intro": f"任职自 {ended.since} 起。最后一天仍可办理；要立即停止，请填昨天。",
        "button": "登记离任",
        "back": "people:posts",
        "danger": True,
    }
    return fill_in(request, EndForm(request.POST or None, initial={"until": clock.today().isoformat()}), end, context)


@for_posts("duties", "C")
def post_substitute(request: OfficeRequest, pk: int) -> HttpResponse:
    absent = _post(request, pk, "C")

    def appoint(typed: dict[str, Any]) -> HttpResponse:
        made = services.substitute_appoint(actor=request.actor, post=absent, **typed)
        messages.success(request, f"{made.trail_name} 已经登记，等待确认：{heads_named(made.unit)}。")
        return redirect("people:post", made.pk)

    context = {
        "title": f"代理：{absent.trail_name}",
        "intro": "代理人在这段日期里以“（代）”的名义办理；不相容的岗位一样不能代。",
        "button": "登记代理",
        "back": "people:posts",
    }
    form = SubstituteForm(absent.unit, request.POST or None, initial={"since": clock.today().isoformat()})
    return fill_in(request, form, appoint, context)


def _post(request: OfficeRequest, pk: int, letters: str) -> Post:
    """The post, if the acting one has one of these letters over it; without letters the service asks."""
    found = get_object_or_404(
        Post.objects.select_related("account", "unit__supervisor", "office", "substitute_for__account", "confirmed_by"), pk=pk
    )
    if letters:
        demand(request, "duties", letters, found)
    return found
