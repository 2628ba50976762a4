"""Which units and offices may a post look into?"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office, Unit


def units_seen(actor: PostActor) -> QuerySet[Unit]:
    """The own unit; for 区财政局 the units below its bureau as well."""
    seen = Q(pk=actor.unit.pk)
    if actor.role == "DF":
        seen |= Q(supervisor=actor.unit)
    return Unit.objects.filter(seen).select_related("supervisor")


def offices_open(unit: Unit) -> QuerySet[Office]:
    """Those that have not been closed."""
    return unit.offices.filter(closed__isnull=True)
