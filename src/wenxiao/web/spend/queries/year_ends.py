"""What is left of a year, how old is it, and what has been decided about it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import F, QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Appropriation, FreezeDate, YearEnd, YearEndLine


class Left(NamedTuple):
    """一条线的剩余: 分, of which `committed` is under contract."""

    appropriation: Appropriation
    left: int
    committed: int


class Aged(NamedTuple):
    """一个账龄: the year the money was first given, how many lines, 分, and what was decided of it."""

    given: int
    age: int
    lines: int
    left: int
    carried: int
    lapsed: int

    @property
    def undecided(self) -> int:
        return self.left - self.carried - self.lapsed


def year_ends_visible(actor: PostActor) -> QuerySet[YearEnd]:
    return YearEnd.objects.filter(reached(actor, YearEnd.FUNCTION)).select_related("unit", "unit__supervisor").order_by("unit", "-year")


def freeze_dates_visible(actor: PostActor) -> QuerySet[FreezeDate]:
    return FreezeDate.objects.filter(reached(actor, FreezeDate.FUNCTION)).select_related("unit").order_by("unit", "-year")


def left_of(unit: Unit, year: int) -> list[Left]:
    """Every line with money left, by the books as they stand, oldest money first."""
    lines = Appropriation.objects.filter(unit=unit, year=year).select_related("unit", "project", "office", "node")
    found = []
    for line in lines.order_by(F("origin").asc(nulls_last=True), "project__code", "part", "economic_code", "pk"):
        left = line.node.available + line.node.committed
        if left > 0:
            found.append(Left(line, left, line.node.committed))
    return found


def lines_of(year_end: YearEnd) -> QuerySet[YearEndLine]:
    found = year_end.lines.select_related("year_end", "appropriation__project", "appropriation__office", "appropriation__node")
    return found.order_by(F("appropriation__origin").asc(nulls_last=True), "pk")


def ages(year: int, lines: Iterable[YearEndLine]) -> list[Aged]:
    """Oldest first. Asks for `appropriation`."""
    left: Counter[int] = Counter()
    count: Counter[int] = Counter()
    decided: Counter[tuple[int, str]] = Counter()
    for line in lines:
        given = line.appropriation.first_given
        left[given] += line.left
        count[given] += 1
        decided[given, line.decision] += line.left
    carry, lapse = YearEndLine.Decision.CARRY.value, YearEndLine.Decision.LAPSE.value
    return [
        Aged(given, year - given + 1, count[given], left[given], decided[given, carry], decided[given, lapse]) for given in sorted(left)
    ]


def differences(lines: Sequence[YearEndLine], books: Sequence[Left]) -> list[str]:
    """In words, how what was listed differs from the books as they stand."""
    listed = {line.appropriation_id: line for line in lines}
    now = {each.appropriation.pk: each for each in books}
    found = []
    for pk, line in listed.items():
        each = now.get(pk)
        if each is None or (each.left, each.committed) != (line.left, line.committed):
            found.append(str(line.appropriation))
    found += [str(each.appropriation) for pk, each in now.items() if pk not in listed]
    return found
