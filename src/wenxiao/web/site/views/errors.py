"""What does a person see when an address is wrong, a form is too old, or something broke? Plain sentences and the way back."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wenxiao.web.people.views.access import for_anyone

log = logging.getLogger(__name__)


@for_anyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: Django's reasons (a host that is not ours, too many fields) are for the log, not for people."""
    return HttpResponse(render_to_string("site/bad_request.html"), status=400)


@for_anyone
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "site/forbidden.html", status=403)


@for_anyone
def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "site/missing.html", status=404)


@for_anyone
def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the token of a form is missing or old: most often somebody signed in again in another window."""
    log.warning("form refused: %s %s", request.path, reason)
    return render(request, "site/stale.html", status=403)


@for_anyone
def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: without context, so that what broke the page cannot break this one as well."""
    return HttpResponse(render_to_string("site/broken.html"), status=500)
