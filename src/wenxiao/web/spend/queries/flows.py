"""How much left the books, by line and by month?

The month of a payment is that of its entry's command on the office's calendar. Everything is summed by the database over the entries:
what comes back has a row a line, month and move, however many payments there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Max, Min, QuerySet, Sum, Value, When
from django.utils import timezone

from wenxiao.control.ledger.moves import MOVES, Balance
from wenxiao.web.spend.models import Entry, Node

# What each move adds to 已支付: payments, and what came back of them.
PAID_BY = {move.id: move.effect.paid for move in MOVES.values() if move.effect.paid}
# What takes money out of a year when it is closed: no change of its budget.
GONE = ("carry_over", "lapse")
# A book of more months than this would be none of a year: what lies further off stands in the first or last of them.
_MOST_MONTHS = 60


class Month(NamedTuple):
    """月份 of the calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def title(self) -> str:
        return f"{self.year} 年 {self.month} 月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def following(self) -> Month:
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    @property
    def last_day(self) -> date:
        return self.following.first_day - timedelta(days=1)

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """`2024-03`; None for anything else."""
        year, _, month = text.partition("-")
        if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
            return None
        return cls(int(year), int(month)) if 1 <= int(month) <= 12 and int(year) > 1 else None


class Flow(NamedTuple):
    """流: what one move came to (分) on one node in one month, and in how many entries."""

    node: int
    month: Month
    move: str
    amount: int
    entries: int

    @property
    def paid(self) -> int:
        """What it adds to 已支付."""
        return PAID_BY.get(self.move, 0) * self.amount


def begins(day: date) -> str:
    """The first moment of a day as commands keep it: UTC, ISO 8601, so that it can be compared as text."""
    moment = datetime.combine(day, time.min, timezone.get_default_timezone())
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def day_of(at: str) -> date:
    """The day on the office's calendar of a command's time."""
    return timezone.localdate(datetime.fromisoformat(at), timezone.get_default_timezone())


def entries_of(unit_code: str, year: int) -> QuerySet[Entry]:
    """All entries of the lines (not of the caps above them) of a unit and year."""
    return Entry.objects.filter(node__unit=unit_code, node__year=year, node__kind=Node.Kind.LINE)


def paying(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of them by which money went out or came back."""
    return entries.filter(move__in=PAID_BY)


def months_of(year: int, entries: QuerySet[Entry]) -> tuple[Month, ...]:
    """The months of the year, and those before and after it in which something was paid; one query."""
    ends = paying(entries).order_by().aggregate(first=Min("command__at"), last=Max("command__at"))
    first, last = Month(year, 1), Month(year, 12)
    if ends["first"]:
        first, last = min(first, Month.of(day_of(ends["first"]))), max(last, Month.of(day_of(ends["last"])))
    found = [first]
    while found[-1] < last:
        found.append(found[-1].following)
    if len(found) > _MOST_MONTHS:
        found = [each for each in found if abs(each.year - year) <= 1]
    return tuple(found)


def paid_flows(entries: QuerySet[Entry], months: tuple[Month, ...]) -> list[Flow]:
    """By node, month and move; one query."""
    place: Case | Value = Value(len(months) - 1, output_field=IntegerField())
    if len(months) > 1:
        ends = [When(command__at__lt=begins(month.following.first_day), then=Value(at)) for at, month in enumerate(months[:-1])]
        place = Case(*ends, default=place, output_field=IntegerField())
    rows = paying(entries).order_by().annotate(in_month=place).values_list("node_id", "in_month", "move")
    return [
        Flow(node, months[at], move, int(amount), int(count))
        for node, at, move, amount, count in rows.annotate(amounts=Sum("amount"), count=Count("sequence"))
    ]


def balances_before(entries: QuerySet[Entry], day: date | None = None) -> dict[int, Balance]:
    """What each node held when `day` began (now, where no day is given), added up from what every move did; one query."""
    found: dict[int, Balance] = {}
    if day is not None:
        entries = entries.filter(command__at__lt=begins(day))
    for node, move, amount in entries.order_by().values_list("node_id", "move").annotate(amounts=Sum("amount")):
        found[node] = found.get(node, Balance()).plus(MOVES[move].effect.times(int(amount)))
    return found


def paid_by_month(flows: list[Flow]) -> Mapping[Month, int]:
    """分 that went out less what came back, by month."""
    found: Counter[Month] = Counter()
    for flow in flows:
        found[flow.month] += flow.paid
    return found


def paid_between(entries: QuerySet[Entry], since: date | None = None, until: date | None = None) -> int:
    """分 paid from the beginning of `since` until `until` begins, less what came back; one query."""
    asked = paying(entries)
    if since is not None:
        asked = asked.filter(command__at__gte=begins(since))
    if until is not None:
        asked = asked.filter(command__at__lt=begins(until))
    signed = Case(*(When(move=move, then=F("amount") * sign) for move, sign in PAID_BY.items()), default=0, output_field=BigIntegerField())
    return int(asked.order_by().aggregate(sum=Sum(signed))["sum"] or 0)
