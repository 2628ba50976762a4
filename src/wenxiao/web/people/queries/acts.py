"""Which acts stand in a unit's trail, and what are they about?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.asked import row_number
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import acts


class ActFilter(NamedTuple):
    """筛选: kind of object, part of a person's or object's name, first and last day. Empty texts filter nothing."""

    kind: str = ""
    person: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> ActFilter:
        return cls(*(given.get(name, "").strip() for name in cls._fields))


def acts_listed(unit: Unit, wanted: ActFilter) -> QuerySet[Entry]:
    """Newest first."""
    found = acts(unit.code)
    if wanted.kind:
        found = found.filter(subject_kind=wanted.kind)
    if wanted.person:
        found = found.filter(Q(person__icontains=wanted.person) | Q(account=wanted.person))
    if wanted.subject:
        found = found.filter(subject_name__icontains=wanted.subject)
    if (since := _moment(wanted.since)) is not None:
        found = found.filter(at__gte=since)
    if (until := _moment(wanted.until, days=1)) is not None:
        found = found.filter(at__lt=until)
    return found


def kinds_in(unit: Unit) -> list[tuple[str, str]]:
    """The kinds of object that this trail speaks of, with their titles."""
    kinds = Entry.objects.filter(chain=unit.code).order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
    return [(kind, kind_title(kind)) for kind in kinds]


def kind_title(kind: str) -> str:
    """The Chinese term with which the docstring of every class of the domain opens."""
    model = _models().get(kind)
    return (model.__doc__ or kind).partition(":")[0].partition("：")[0].partition(" ")[0] if model else kind


def subject_of(kind: str, pk: str) -> Any:
    """The object of a kind whose model says by `FUNCTION` who may see it; None where there is none."""
    model = _models().get(kind)
    number = row_number(pk)
    if model is None or not getattr(model, "FUNCTION", "") or number is None:
        return None
    return model._default_manager.filter(pk=number).first()


@cache
def _models() -> dict[str, type[Model]]:
    return {kind: model for model in apps.get_models() if (kind := getattr(model, "KIND", ""))}


def _moment(text: str, *, days: int = 0) -> str | None:
    """The beginning of a day at home, written as the trail writes time; None for what is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        moment = datetime.combine(day, time(), timezone.get_current_timezone()).astimezone(UTC)
    except (ValueError, OverflowError):
        # The first and the last day there are have no day before or after them.
        return None
    return moment.isoformat(timespec="microseconds")
