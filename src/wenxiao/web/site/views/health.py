"""Is the office up, and can it reach its database?"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

from wenxiao import __version__
from wenxiao.web.people.views.access import for_anyone


@for_anyone
def health(_request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        reached = cursor.fetchone() == (1,)
    return JsonResponse({"status": "ok" if reached else "no database", "version": __version__}, status=200 if reached else 503)
