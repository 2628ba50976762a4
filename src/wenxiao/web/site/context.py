"""What does every page know: who acts in which post, and what the menu offers that post."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wenxiao import __version__
from wenxiao.web.site.menu import menu


def office(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "posts": getattr(request, "posts", ()),
        "menu": menu(actor, request.path) if actor else (),
        "demo": settings.DEMO,
        "release": __version__,
    }
