"""Which disclosures may a post see, and what has gone out?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.publish.models import Disclosure, Snapshot


def disclosures_visible(actor: PostActor) -> QuerySet[Disclosure]:
    """Newest year first."""
    found = Disclosure.objects.filter(reached(actor, "disclosure")).select_related("unit", "unit__supervisor", "built", "live")
    return found.order_by("-year", "unit__code", "document")


def snapshots_of(disclosure: Disclosure) -> QuerySet[Snapshot]:
    """Every edition that was ever built, newest first, without the bytes of its files."""
    return Snapshot.objects.filter(unit=disclosure.unit_id, year=disclosure.year, document=disclosure.document).order_by("-number")
