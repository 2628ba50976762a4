"""What is mine here: my posts, my password, where I am signed in, my second factor, my tokens?"""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from wenxiao.web.people import services, sessions
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.account import CodeForm, PasswordForm, TokenForm
from wenxiao.web.people.models import Post, Token
from wenxiao.web.people.queries.second_factor import second_factor
from wenxiao.web.people.views.access import for_signed_in
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story


@for_signed_in
def own_account(request: OfficeRequest) -> HttpResponse:
    account = request.user
    posts = Post.objects.filter(account=account, declined_at__isnull=True).select_related("unit", "office", "substitute_for__account")
    context = {
        "account": account,
        "posts": posts.order_by("-since", "id"),
        "today": clock.today(),
        "sign_ins": account.sign_ins.order_by("-at"),
        "here": request.session.session_key,
        "second_factor": second_factor(account),
        "tokens": Token.objects.filter(post__account=account).select_related("post__unit", "post__office")[:50],
        "story": story("account", account.pk).reverse()[:10],
    }
    return render(request, "people/own_account.html", context)


@never_cache
@for_signed_in
def password(request: OfficeRequest) -> HttpResponse:
    def change(typed: dict[str, Any]) -> HttpResponse:
        services.password_change(actor=request.actor, **typed)
        before = request.session.session_key
        update_session_auth_hash(request, request.user)
        sessions.keep(request, before)
        sessions.end_all(request.user, but=request.session.session_key)
        messages.success(request, "密码已经修改；在别处登录的已经退出。")
        return redirect("people:own-account")

    must = request.user.must_change_password
    context = {
        "title": "修改密码",
        "intro": "这是一次性密码，请先改成只有自己知道的密码，再开始办事。"
        if must
        else "改了以后，在别处登录的会退出，已建的接口令牌会收回。",
        "button": "修改密码",
        "back": None if must else "people:own-account",
    }
    return fill_in(request, PasswordForm(request.POST or None), change, context)


@never_cache
@for_signed_in
def second_factor_set(request: OfficeRequest) -> HttpResponse:
    """A picture to be read by a telephone, and the code it then shows. The secret stands on this page only until it is confirmed."""

    def confirm(typed: dict[str, Any]) -> HttpResponse:
        services.second_factor_confirm(actor=request.actor, code=typed["code"])
        messages.success(request, "动态口令已经启用：下次登录，密码之后还要填口令。")
        return redirect("people:own-account")

    device = TOTPDevice.objects.filter(user=request.user, confirmed=False).first()
    if device is None or request.method != "POST":
        device = services.second_factor_begin(actor=request.actor)
    picture = segno.make(device.config_url, error="m").svg_inline(scale=5, border=4, light="#ffffff", title="动态口令二维码")
    # The picture is drawn here from this installation's own text; nothing typed by anybody stands in it unescaped.
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    context = {"picture": mark_safe(picture), "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}
    return fill_in(request, CodeForm(request.POST or None), confirm, context, "people/second_factor.html")


@for_signed_in
def second_factor_unset(request: OfficeRequest) -> HttpResponse:
    def remove(typed: dict[str, Any]) -> HttpResponse:
        services.second_factor_remove(actor=request.actor, code=typed["code"])
        messages.success(request, "动态口令已经解除：登录只要密码。")
        return redirect("people:own-account")

    context = {
        "title": "解除动态口令",
        "intro": "请填手机上正在显示的六位数。手机丢失的，请本单位的系统管理员清除。",
        "button": "解除",
        "back": "people:own-account",
    }
    return fill_in(request, CodeForm(request.POST or None), remove, context)


@for_signed_in
@require_POST
def session_end(request: OfficeRequest, pk: int) -> HttpResponse:
    sessions.end_one(request.user, pk)
    messages.success(request, "那一处已经退出。")
    return redirect("people:own-account")


@never_cache
@for_signed_in
def token_new(request: OfficeRequest) -> HttpResponse:
    """The answer to the form shows the token; there is no address at which it could be seen again."""

    def issue(typed: dict[str, Any]) -> HttpResponse:
        issued = services.token_issue(actor=request.actor, **typed)
        return render(request, "people/token_issued.html", {"token": issued.token, "secret": issued.secret})

    context = {
        "title": "新建接口令牌",
        "intro": "令牌让别的软件以您这个岗位的权限取数、办事，所做的都记在您名下。",
        "button": "建立",
        "back": "people:own-account",
    }
    return fill_in(request, TokenForm(request.posts, request.POST or None), issue, context)


@for_signed_in
@require_POST
def token_revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.select_related("post__unit__supervisor", "post__office", "post__account"), pk=pk)
    services.token_revoke(actor=request.actor, token=token)
    messages.success(request, "令牌已经收回，立即失效。")
    return redirect("people:own-account" if token.post.account_id == request.user.pk else "people:accounts")
