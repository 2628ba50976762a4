"""Who may open this page? Every page says so in one line above its view; a page that does not say is found by a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase

from wenxiao.web.people.acting import OfficeRequest, not_permitted, require

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
    require(request.actor, function, letter, subject)


def _guarded(view: View, access: tuple[str, str]) -> View:
    function, letter = access

    @wraps(view)
    def guarded(request: OfficeRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if function != "signed-in" and not request.actor.may_somewhere(function, letter):
            raise not_permitted(request.actor, function, letter)
        return view(request, *arguments, **named)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded
