"""Which units and offices may a post look into?"""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.people.queries.asked import row_number
from wenxiao.web.trail import clock


def units_seen(actor: PostActor) -> QuerySet[Unit]:
    """The own unit; for 区财政局 the units below its bureau as well."""
    seen = Q(pk=actor.unit.pk)
    if actor.role == "DF":
        seen |= Q(supervisor=actor.unit)
    return Unit.objects.filter(seen).select_related("supervisor")


def chosen_unit(actor: PostActor, asked: str, *, below_first: bool = False) -> Unit:
    """The unit of the address if the post may look into it, else its own; a bureau's post may want the first of those below it."""
    seen = units_seen(actor)
    if (pk := row_number(asked)) is not None and (found := seen.filter(pk=pk).first()):
        return found
    if below_first and actor.role == "DF" and (first := seen.exclude(pk=actor.unit.pk).first()):
        return first
    return actor.unit


def offices_listed(unit: Unit) -> QuerySet[Office]:
    """All of them, the closed ones last, each with the number of posts in force today as `posts_today`."""
    today = clock.today()
    in_force = Q(posts__confirmed_at__isnull=False, posts__since__lte=today) & (Q(posts__until__isnull=True) | Q(posts__until__gte=today))
    counted = unit.offices.annotate(posts_today=Count("posts", filter=in_force))
    return counted.order_by(F("closed").desc(nulls_first=True), "code")


def offices_open(unit: Unit) -> QuerySet[Office]:
    """Those that have not been closed."""
    return unit.offices.filter(closed__isnull=True)
