"""Which cost standards has a unit set of its own, beside the catalogue's defaults, and which of them count today?"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from wenxiao.catalogue.cost_standards import CostStandard, cost_standards
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import LocalStandard
from wenxiao.web.trail import clock

State = LocalStandard.State


class Standard(NamedTuple):
    """一项支出标准: the catalogue's, and what the unit has of its own: in force, proposed, and how many it had before."""

    catalogue: CostStandard
    counts: LocalStandard | None
    proposed: LocalStandard | None
    before: tuple[LocalStandard, ...]


def local_standards(actor: PostActor) -> QuerySet[LocalStandard]:
    """Of the own unit: the rules of a unit are nobody else's (the matrix gives 区财政局 none of them)."""
    found = LocalStandard.objects.select_related("unit", "unit__supervisor")
    return found.filter(unit=actor.unit) if actor.may_somewhere("rules") else found.none()


def standards_of(actor: PostActor, year: int) -> list[Standard]:
    """Every standard of the catalogue for that year, with the unit's own beside it; one query."""
    own: dict[str, list[LocalStandard]] = {}
    for each in local_standards(actor).filter(year=year).order_by("id"):
        own.setdefault(each.standard, []).append(each)
    found = []
    for standard in cost_standards(year):
        mine = own.get(standard.id, [])
        counts = _counting(mine, clock.today())
        proposed = next((each for each in mine if each.state == State.PROPOSED), None)
        found.append(Standard(standard, counts, proposed, tuple(each for each in mine if each not in (counts, proposed))))
    return found


def counting(unit: Unit | int, year: int) -> dict[str, LocalStandard]:
    """The unit's own standards that count today, by the catalogue's id: in force, or to be ended on a day that has not come."""
    today = clock.today()
    usable = Q(state=State.IN_FORCE) | Q(state=State.ENDED, until__gt=today)
    found: dict[str, list[LocalStandard]] = {}
    for each in LocalStandard.objects.filter(usable, unit=unit, year=year).order_by("id"):
        found.setdefault(each.standard, []).append(each)
    return {standard: chosen for standard, own in found.items() if (chosen := _counting(own, today)) is not None}


def _counting(own: list[LocalStandard], today: date) -> LocalStandard | None:
    """What is in force goes before what is on its way out."""
    in_force = next((each for each in own if each.state == State.IN_FORCE), None)
    ending = (each for each in reversed(own) if each.state == State.ENDED and each.until is not None and each.until > today)
    return in_force or next(ending, None)
