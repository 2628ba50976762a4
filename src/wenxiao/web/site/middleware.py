"""What does a person see when the office says no? The reasons as a page, in the right status, never a bare error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path

from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused

NUL = "\0"


class RefusalMiddleware:
    """A Refused that no view caught becomes a page that says what, why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        return _led_back(request, answer) if answer.status_code == 405 and not answer.content else answer

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """No keyboard types a NUL and PostgreSQL keeps none: 400, whichever field or address it stands in, on both databases."""
        texts = (text for given in (request.GET, request.POST) for _name, found in given.lists() for text in found)
        if NUL not in request.path and not any(isinstance(text, str) and NUL in text for text in texts):
            return None
        refusal = Refusal("填写的内容或地址里有看不见的空字符，不能保存，什么也没有改：请返回，把那一栏清空后重新输入")
        return render(request, "site/refused.html", {"refusals": (refusal,)}, status=400)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        template = "parts/refusals.html" if getattr(request, "htmx", False) else "site/refused.html"
        # What has moved on meanwhile is to be looked at: its page is the nearest one above.
        above = _above(request) if isinstance(exception, OutOfTurn) else ""
        return render(request, template, {"refusals": exception.refusals, "above": above}, status=exception.status)


def _above(request: HttpRequest) -> str:
    """The nearest address above this one that there is; "" where there is none."""
    steps = request.path.strip("/").split("/")
    paths = (f"/{'/'.join(steps[:length])}" for length in range(len(steps) - 1, 0, -1))
    return next((path for path in paths if is_valid_path(path)), "")


def _led_back(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What an address answers that only takes forms, when it is opened anew after a refused step: the page that it belongs to, which is
    the nearest one above it. Where there is none, or nothing was to be shown, a page that says so."""
    if request.method in ("GET", "HEAD") and (above := _above(request)):
        return redirect(above)
    page = render(request, "site/wrong_method.html", status=405)
    page["Allow"] = answer.headers.get("Allow", "")
    return page
