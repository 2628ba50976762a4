"""Is the office up? The database, its tables and the background worker, in words a monitor can read; nothing of the business."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from wenxiao import __version__
from wenxiao.web.people.views.access import for_anyone
from wenxiao.web.site import background
from wenxiao.web.site.serving import pending_migrations

# The tables do not go back while the program runs: once they were found current, they are.
_current: set[str] = set()


@for_anyone
def health(_request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, also where only the worker is silent; 503 where they cannot."""
    answer = {"status": "ok", "version": __version__, "database": "reached", "tables": "current", "worker": "alive"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answer["tables"] = _tables()
        answer["worker"] = background.state() if answer["tables"] == "current" else "unknown"
    except DatabaseError:
        answer |= {"database": "out of reach", "tables": "unknown", "worker": "unknown"}
    fit = answer["database"] == "reached" and answer["tables"] == "current"
    answer["status"] = "down" if not fit else "ok" if answer["worker"] == "alive" else "degraded"
    return JsonResponse(answer, status=200 if fit else 503)


def _tables() -> str:
    alias = str(connection.settings_dict["NAME"])
    if alias not in _current:
        if pending_migrations():
            return "behind"
        _current.add(alias)
    return "current"
