"""Which documents that were brought may a post see, and how far has checking come?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.publish.models import Reading


def readings_visible(actor: PostActor) -> QuerySet[Reading]:
    """Those of the own unit, and for a bureau those of the units below it, newest first."""
    found = Reading.objects.filter(reached(actor, "disclosure")).select_related("unit", "stands_for")
    return found.defer("findings").order_by("-uploaded", "-pk")


def readings_brought(actor: PostActor) -> QuerySet[Reading]:
    """What the bureau has brought in of the units below it, newest first."""
    return readings_visible(actor).filter(unit=actor.unit, bringing=True)
