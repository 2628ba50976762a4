"""Who can sign in? The administrator's pages: accounts, and nothing of the unit's business."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from wenxiao.web.people import services
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.account import AccountForm, NameForm, ReasonForm
from wenxiao.web.people.models import Account, Post, Token
from wenxiao.web.people.queries.second_factor import second_factor
from wenxiao.web.people.queries.units import units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story


@for_posts("accounts")
def accounts(request: OfficeRequest) -> HttpResponse:
    text, which = request.GET.get("q", "").strip(), request.GET.get("state", "active")
    held = Post.objects.held_on(clock.today()).select_related("unit", "office")
    seen = Account.objects.filter(unit__in=units_seen(request.actor)).prefetch_related(Prefetch("posts", held, to_attr="today"))
    if text:
        seen = seen.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if which in ("active", "disabled"):
        seen = seen.filter(is_active=which == "active")
    page = Paginator(seen.order_by("username"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "state": which, "may_create": request.actor.may("accounts", "C", request.actor.unit)}
    return render(request, "people/accounts.html", context)


@never_cache
@for_posts("accounts", "C")
def account_new(request: OfficeRequest) -> HttpResponse:
    """The answer to the form shows the one-time password; there is no address at which it could be seen again."""
    demand(request, "accounts", "C", request.actor.unit)

    def create(typed: dict[str, Any]) -> HttpResponse:
        return _issued(request, services.account_create(actor=request.actor, **typed))

    context = {"title": "新建账号", "button": "建立账号", "back": "people:accounts"}
    return fill_in(request, AccountForm(request.POST or None), create, context)


@for_posts("accounts")
def account(request: OfficeRequest, pk: int) -> HttpResponse:
    shown = _account(request, pk, "V")
    context = {
        "account": shown,
        "posts": shown.posts.filter(declined_at__isnull=True).select_related("unit", "office").order_by("-since", "id"),
        "today": clock.today(),
        "second_factor": second_factor(shown),
        "tokens": Token.objects.filter(post__account=shown, revoked__isnull=True).select_related("post__unit", "post__office"),
        "story": story("account", shown.pk).reverse()[:25],
        "may_edit": request.actor.may("accounts", "E", shown),
    }
    return render(request, "people/account.html", context)


@for_posts("accounts", "E")
def account_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _account(request, pk)

    def edit(typed: dict[str, Any]) -> HttpResponse:
        services.account_edit(actor=request.actor, account=changed, **typed)
        messages.success(request, "已经保存。")
        return redirect("people:account", pk)

    context = {"title": f"修改账号 {changed.username}", "button": "保存", "back": "people:accounts"}
    return fill_in(request, NameForm(request.POST or None, initial={"name": changed.name}), edit, context)


@for_posts("accounts", "E")
def account_disable(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _account(request, pk)

    def disable(typed: dict[str, Any]) -> HttpResponse:
        services.account_disable(actor=request.actor, account=changed, **typed)
        messages.success(request, f"账号“{changed.username}”已经停用。岗位没有结束：人已离任的，请到岗位页办理离任。")
        return redirect("people:account", pk)

    context = {"title": f"停用账号 {changed.trail_name}", "button": "停用", "back": "people:accounts", "danger": True}
    return fill_in(request, ReasonForm(request.POST or None), disable, context)


@never_cache
@for_posts("accounts", "E")
def account_enable(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _account(request, pk)

    def enable(typed: dict[str, Any]) -> HttpResponse:
        return _issued(request, services.account_enable(actor=request.actor, account=changed, **typed))

    context = {"title": f"启用账号 {changed.trail_name}", "button": "启用", "back": "people:accounts"}
    return fill_in(request, ReasonForm(request.POST or None), enable, context)


@never_cache
@for_posts("accounts", "E")
def password_reset(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _account(request, pk)
    if request.method != "POST":
        return render(request, "people/password_reset.html", {"account": changed})
    return _issued(request, services.password_reset(actor=request.actor, account=changed))


@for_posts("accounts", "E")
def second_factor_clear(request: OfficeRequest, pk: int) -> HttpResponse:
    changed = _account(request, pk)

    def clear(typed: dict[str, Any]) -> HttpResponse:
        services.second_factor_clear(actor=request.actor, account=changed, **typed)
        messages.success(request, "动态口令已经清除。")
        return redirect("people:account", pk)

    context = {"title": f"清除 {changed.trail_name} 的动态口令", "button": "清除", "back": "people:accounts", "danger": True}
    return fill_in(request, ReasonForm(request.POST or None), clear, context)


def _account(request: OfficeRequest, pk: int, letter: str = "E") -> Account:
    found = get_object_or_404(Account.objects.select_related("unit__supervisor"), pk=pk)
    demand(request, "accounts", letter, found)
    return found


def _issued(request: OfficeRequest, issued: services.Issued) -> HttpResponse:
    return render(request, "people/account_issued.html", {"account": issued.account, "password": issued.password})
