"""Who may open this page? Every page says so in one line above its view; a page that does not say is found by a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import LETTERS, functions, permission, roles
from wenxiao.web.trail.refusal import NotPermitted, Refusal

View = Callable[..., HttpResponseBase]


def for_anyone(view: View) -> View:
    """No sign-in needed."""
    view.access = ("anyone", "")  # type: ignore[attr-defined]
    return view


def for_signed_in(view: View) -> View:
    """Any account, whatever its posts."""
    return _guarded(view, ("signed-in", ""))


def for_posts(function: str, letter: str = "V") -> Callable[[View], View]:
    """Posts that the matrix gives this letter of this function over at least something; the view still asks about each object."""

    def decorate(view: View) -> View:
        return _guarded(view, (function, letter))

    return decorate


def demand(request: OfficeRequest, function: str, letter: str, subject: Any) -> None:
    """Raises NotPermitted unless the acting post may do this to this object."""
    if not request.actor.may(function, letter, subject):
        raise NotPermitted(_refusal(request, function, letter))


def _guarded(view: View, access: tuple[str, str]) -> View:
    function, letter = access

    @wraps(view)
    def guarded(request: OfficeRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if function != "signed-in" and not request.actor.may_somewhere(function, letter):
            raise NotPermitted(_refusal(request, function, letter))
        return view(request, *arguments, **named)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded


def _refusal(request: OfficeRequest, function: str, letter: str) -> Refusal:
    able = "、".join(role.title for role in roles().values() if permission(role.id, function).allows(letter))
    return Refusal(f"您现在的岗位（{request.actor.post}）不能{LETTERS[letter]}这里的“{functions()[function].title}”；可以的岗位是：{able}")
