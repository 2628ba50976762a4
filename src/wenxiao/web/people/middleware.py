"""In which post does the one who asks act? Sets `request.actor` before any view runs (None while nobody is signed in)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wenxiao.web.people import sessions
from wenxiao.web.people.acting import OfficeRequest, PostActor, Postless
from wenxiao.web.people.queries import posts_held
from wenxiao.web.trail import clock

SESSION_KEY = "post"
# Programs act in the post of their token: who is signed in at the same browser is nothing to them.
INTERFACE = "/api/v1/"


class PostMiddleware:
    """A person with several posts acts in one of them at a time: the one chosen, else the first held today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(INTERFACE) and request.user.is_authenticated:
            self._place(cast(OfficeRequest, request))
            sessions.stay(request)
            # A one-time password opens nothing but the page on which it is changed: no page, no form, no interface.
            if request.user.must_change_password and request.path not in (reverse("people:password"), reverse("sign-out")):
                return redirect("people:password")
        return self.get_response(request)

    def _place(self, request: OfficeRequest) -> None:
        request.posts = tuple(posts_held(request.user, clock.today()))
        chosen = request.session.get(SESSION_KEY)
        post = next((each for each in request.posts if each.pk == chosen), request.posts[0] if request.posts else None)
        request.actor = PostActor(request.user, post, request.posts) if post else Postless.of(request.user)
