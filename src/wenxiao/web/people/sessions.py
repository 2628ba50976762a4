"""At how many places is an account signed in at once? Its oldest session ends when there is one too many."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from wenxiao.web.people.models import Account, SignIn

_SEEN = "seen"


def end_all(account: Account, but: str | None = None) -> None:
    """End every session of the account, perhaps but one."""
    for each in account.sign_ins.exclude(session=but or ""):
        _end(each)


def end_one(account: Account, pk: int) -> None:
    """End one of the account's own sessions; nothing happens where it has ended already."""
    for each in account.sign_ins.filter(pk=pk):
        _end(each)


def keep(request: HttpRequest, before: str | None) -> None:
    """The session got a new key (as after a change of password): it is still the same sign-in."""
    SignIn.objects.filter(session=before or "").update(session=request.session.session_key)


def stay(request: HttpRequest) -> None:
    """Somebody is at work: the session lasts another idle time from now. Written at most ten times in it, not at every click."""
    now = int(time.time())
    if now - request.session.get(_SEEN, 0) > settings.SESSION_COOKIE_AGE // 10:
        request.session[_SEEN] = now


@receiver(user_logged_in)
def _opened(sender: Any, request: HttpRequest, user: Account, **_more: Any) -> None:  # noqa: ARG001
    key = request.session.session_key
    if key is None:
        return
    address = request.META.get("REMOTE_ADDR") or None
    SignIn.objects.update_or_create(session=key, defaults={"account": user, "address": address})
    _forget_expired(user, but=key)
    standing = list(user.sign_ins.order_by("-at", "-id"))
    for each in standing[settings.SESSIONS_AT_ONCE :]:
        _end(each)


@receiver(user_logged_out)
def _closed(sender: Any, request: HttpRequest, **_more: Any) -> None:  # noqa: ARG001
    SignIn.objects.filter(session=request.session.session_key or "").delete()


def _forget_expired(account: Account, but: str) -> None:
    """`but` is the session that has just begun and is written with the answer only."""
    for each in account.sign_ins.exclude(session=but):
        # Reading leaves out what has run out; `exists` would still find its row.
        if SESSION_KEY not in _store(each.session):
            each.delete()


def _end(sign_in: SignIn) -> None:
    _store(sign_in.session).delete()
    sign_in.delete()


def _store(key: str) -> SessionBase:
    engine = import_module(settings.SESSION_ENGINE)
    return engine.SessionStore(key)  # type: ignore[no-any-return]
