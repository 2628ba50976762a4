"""Which meetings were held, and what rests on them?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.people.queries.units import units_seen
from wenxiao.web.trail.models import Entry


def meetings_seen(actor: PostActor) -> QuerySet[Meeting]:
    """The meetings this post may see, newest first."""
    seen = Meeting.objects.filter(unit__in=units_seen(actor)) if actor.may_somewhere("meetings") else Meeting.objects.none()
    return seen.select_related("unit", "unit__supervisor", "recorder").order_by("-held", "-id")


def minutes_of(unit: Unit) -> QuerySet[Meeting]:
    """The meetings that could be named as minutes of a decision in this unit, newest first: for the choices of a form."""
    return Meeting.objects.filter(unit=unit).order_by("-held", "-id")


def resting_on(meeting: Meeting) -> QuerySet[Entry]:
    """The acts that named this meeting as their minutes."""
    return Entry.objects.filter(chain=meeting.chain, details__minutes=str(meeting)).order_by("sequence")


def referred_to(meeting: Meeting) -> bool:
    return resting_on(meeting).exists()
