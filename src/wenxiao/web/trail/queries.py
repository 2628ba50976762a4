"""What happened to this object, and what happened in this unit?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.control.chain import Break, first_break
from wenxiao.web.trail.models import Entry


def story(kind: str, subject_id: object) -> QuerySet[Entry]:
    """Every act upon one object, oldest first."""
    return Entry.objects.filter(subject_kind=kind, subject_id=str(subject_id)).order_by("sequence")


def acts(chain: str) -> QuerySet[Entry]:
    """Every act in one unit, newest first."""
    return Entry.objects.filter(chain=chain).order_by("-sequence")


def chain_break(chain: str) -> Break | None:
    """Where a unit's chain does not hold; None where it does."""
    return first_break(entry.link() for entry in Entry.objects.filter(chain=chain).order_by("sequence").iterator())
