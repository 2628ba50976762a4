"""What does a person see when the office says no? The reasons as a page, in the right status, never a bare error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wenxiao.web.trail.refusal import Refused


class RefusalMiddleware:
    """A Refused that no view caught becomes a page that says what, why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        template = "parts/refusals.html" if getattr(request, "htmx", False) else "site/refused.html"
        return render(request, template, {"refusals": exception.refusals}, status=exception.status)
