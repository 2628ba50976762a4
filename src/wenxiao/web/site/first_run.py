"""Who may set the office up, before there is anybody who could sign in?

Until an account exists every page leads to the set-up page. It opens for a browser on this very machine, and for anybody who has
the one-time code that `wenxiao serve` prints at its start.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wenxiao.web.people.models import Account
from wenxiao.web.site.serving import Address, Say

# Letters and digits that nobody mistakes for one another when copying them from a screen.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class FirstRunMiddleware:
    """Leads every page to the set-up while there is no account. Asks the database only until there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.open = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.open and not self._passes(request.path):
            self.open = Account.objects.exists()
            if not self.open:
                return redirect("setup")
        return self.get_response(request)

    @staticmethod
    def _passes(path: str) -> bool:
        return path in (reverse("setup"), reverse("health")) or path.startswith(f"/{settings.STATIC_URL.strip('/')}/")


def announce(address: Address, say: Say) -> str:
    """Where there is no account yet: make the one-time code and say what to do. Returns it, or nothing."""
    if Account.objects.exists():
        forget_code()
        return ""
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    path = _file()
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(code, encoding="ascii")
    say(f"还没有账号：请打开 {address.url}setup 建立单位和第一个管理员；从别的电脑打开时，要填一次性代码 {code}")
    return code


def forget_code() -> None:
    _file().unlink(missing_ok=True)


def code_is_right(typed: str) -> bool:
    try:
        code = _file().read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    plain = typed.strip().upper().replace(" ", "").replace("-", "")
    return bool(code) and secrets.compare_digest(plain.encode(), code.replace("-", "").encode())


def is_this_machine(request: HttpRequest) -> bool:
    """Whether the browser certainly runs here. Behind a gateway every request comes from this machine, so that proves nothing."""
    forwarded = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_X_FORWARDED_PROTO", "HTTP_VIA")
    if settings.CONFIGURATION["WENXIAO_HTTPS"] or any(name in request.META for name in forwarded):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _file() -> Path:
    return Path(settings.DATA) / "setup.code"
