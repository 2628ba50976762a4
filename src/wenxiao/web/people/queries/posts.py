"""Who holds which posts, when?"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import QueryDict

from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Account, Post, Unit
from wenxiao.web.people.queries.asked import row_number
from wenxiao.web.trail import clock

# The order of the table of roles: the clerk before the head of the office, the mayor before the secretary.
_RANK = Case(*(When(role=role, then=Value(rank)) for rank, role in enumerate(roles())))


class PostFilter(NamedTuple):
    """筛选: the day asked about, an office, a role, part of a name; `history` shows what has ended or was declined as well."""

    day: date
    office: int | None
    role: str
    text: str
    history: bool

    @classmethod
    def read(cls, given: QueryDict) -> PostFilter:
        office, role = given.get("office", ""), given.get("role", "")
        try:
            day = date.fromisoformat(given.get("on", ""))
        except ValueError:
            day = clock.today()
        return cls(
            day, row_number(office), role if role in roles() else "", given.get("q", "").strip(),
            given.get("show") == "history",
        )  # fmt: skip


def posts_listed(unit: Unit, wanted: PostFilter) -> QuerySet[Post]:
    """By office, then role. On a day: those in force. As history: all that were ever confirmed or declined, newest first."""
    found = Post.objects.filter(unit=unit).select_related("unit", "office", "account", "substitute_for__account")
    if wanted.office is not None:
        found = found.filter(office=wanted.office)
    if wanted.role:
        found = found.filter(role=wanted.role)
    if wanted.text:
        found = found.filter(Q(account__name__icontains=wanted.text) | Q(account__username__icontains=wanted.text))
    found = found.prefetch_related("oversees")
    if wanted.history:
        return found.exclude(confirmed_at__isnull=True, declined_at__isnull=True).order_by("-since", "-id")
    return found.held_on(wanted.day).order_by(F("office__code").asc(nulls_first=True), _RANK, "since", "id")


def posts_proposed(unit: Unit) -> QuerySet[Post]:
    """Those that wait for a head, oldest first."""
    return Post.objects.proposed().filter(unit=unit).select_related("unit", "office", "account", "substitute_for__account").order_by("id")


def posts_held(account: Account, day: date) -> QuerySet[Post]:
    """The posts an account holds on a day, substitutions last."""
    held = Post.objects.held_on(day).filter(account=account)
    return held.select_related("unit", "unit__supervisor", "office").order_by("substitute_for", "id")
