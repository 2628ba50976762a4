"""How does a person get in, get out, and choose the post to act in?"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_POST
from django_otp import login as second_login

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.account import CodeForm
from wenxiao.web.people.middleware import SESSION_KEY
from wenxiao.web.people.models import Account, Post
from wenxiao.web.people.queries.second_factor import second_factor
from wenxiao.web.people.services.second_factor import code_demand
from wenxiao.web.people.views.access import for_anyone, for_signed_in
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.trail import clock

_PENDING = "second-factor"
_PATIENCE = 300


class SignInForm(AuthenticationForm):
    """登录: one sentence for every way of being wrong, so that nobody learns which accounts there are."""

    undone = "没有登录"
    error_messages = {  # noqa: RUF012
        "invalid_login": "账号或密码不对。请核对大小写；连续输错会暂时锁定。",
        "inactive": "账号或密码不对。请核对大小写；连续输错会暂时锁定。",
    }


class SignInCodeForm(CodeForm):
    """登录的第二步."""

    undone = "没有登录"


class DemoAccount(NamedTuple):
    username: str
    name: str
    posts: str


class SignIn(LoginView):
    """The first step; where the account has a second factor, the session holds only who is expected to give the code."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        account = form.get_user()
        if second_factor(account) is None:
            return super().form_valid(form)
        self.request.session.cycle_key()
        self.request.session[_PENDING] = {
            "account": account.pk,
            "backend": account.backend,
            "at": int(time.time()),
            "next": self.get_success_url(),
        }
        return redirect("sign-in-code")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        demo = {"demo_accounts": demo_accounts(), "demo_password": settings.DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**more, **demo)


sign_in = for_anyone(SignIn.as_view())


@for_anyone
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code of the telephone, within five minutes of the first."""
    pending = request.session.get(_PENDING)
    account = Account.objects.filter(pk=pending["account"], is_active=True).first() if pending else None
    device = second_factor(account) if account else None
    if pending is None or account is None or device is None or time.time() - pending["at"] > _PATIENCE:
        request.session.pop(_PENDING, None)
        return redirect("sign-in")

    def enter(typed: dict[str, Any]) -> HttpResponse:
        code_demand(device, typed["code"])
        login(request, account, backend=pending["backend"])
        second_login(request, device)
        request.session.pop(_PENDING, None)
        return redirect(resolve_url(pending["next"]))

    context = {"title": "动态口令", "intro": "请打开手机上的口令应用，填“问效”正在显示的六位数。", "button": "登录"}
    return fill_in(request, SignInCodeForm(request.POST or None), enter, context)


@for_signed_in
@require_POST
def sign_out(request: OfficeRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@for_signed_in
@require_POST
def take_post(request: OfficeRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    chosen = request.POST.get("post", "")
    if any(str(post.pk) == chosen for post in request.posts):
        request.session[SESSION_KEY] = int(chosen)
    return redirect("desk")


def demo_accounts() -> list[DemoAccount]:
    """Everybody of the demonstration, with the posts held today. One query."""
    held: dict[Account, list[str]] = {}
    posts = Post.objects.held_on(clock.today()).filter(account__is_active=True)
    for post in posts.select_related("account", "unit", "office").order_by("unit", "id"):
        held.setdefault(post.account, []).append(post.title)
    return [DemoAccount(account.username, account.name, "、".join(titles)) for account, titles in held.items()]
