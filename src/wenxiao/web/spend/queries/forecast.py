"""What will be left at the end of the year, project by project, and how much of the money will go out in its last weeks?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from wenxiao.catalogue.limits import limit
from wenxiao.control.ledger.moves import Balance
from wenxiao.web.people.models import Unit
from wenxiao.web.spend.forecasting import Elapsed, Forecast, Method, elapsed, forecast, rest_of_year, spread, working_days
from wenxiao.web.spend.models import Appropriation, Entry
from wenxiao.web.spend.queries.dimensions import DIMENSIONS, grouped
from wenxiao.web.spend.queries.execution import cash_plan, entries_under
from wenxiao.web.spend.queries.flows import GONE, Month, balances_before, begins, entries_of, paid_by_month, paid_flows

LEAST = "预计执行率下限"
RUSH = "第四季度支出占比上限"
MONTHS = range(1, 13)


class Expected(NamedTuple):
    """预测的一行: of one project, or of a part of basic money."""

    key: str
    title: str
    forecast: Forecast

    @property
    def is_low(self) -> bool:
        return self.forecast.balance.cap > 0 and self.forecast.share < limit(LEAST)


class Course(NamedTuple):
    """一个月, 分: paid in it so far, expected in what is left of it, what an even year and what the cash plan would pay in it."""

    month: int
    paid: int
    expected: int
    even: int
    planned: int | None

    @property
    def whole(self) -> int:
        return self.paid + self.expected


class Rush(NamedTuple):
    """年底突击: what the months from `since` on come to of the whole year, 分."""

    title: str
    since: int
    amount: int
    whole: int
    even: int
    planned: int | None

    @property
    def share(self) -> int:
        return self.amount * 100 // self.whole if self.whole else 0

    @property
    def even_share(self) -> int:
        return self.even * 100 // self.whole if self.whole else 0


class Outlook(NamedTuple):
    """预测 of a unit and year as of a day."""

    day: date
    passed: Elapsed
    rows: list[Expected]
    months: list[Course]
    before: int
    after: int
    rushes: list[Rush]

    @property
    def method(self) -> Method:
        return self.passed.method

    @property
    def low(self) -> list[Expected]:
        return [row for row in self.rows if row.is_low]

    @property
    def total(self) -> Forecast:
        return total_of(self.rows)

    @property
    def if_all_is_spent(self) -> tuple[int, int]:
        """What would have to go out in the fourth quarter for nothing to be left, 分 and per cent of the budget."""
        cap = self.total.balance.cap
        amount = cap - self.before - sum(month.whole for month in self.months if month.month < 10)
        return amount, amount * 100 // cap if cap else 0


def total_of(rows: Sequence[Expected]) -> Forecast:
    balance = Balance()
    for row in rows:
        balance = balance.plus(row.forecast.balance)
    return Forecast(balance, sum(row.forecast.carried_on for row in rows), sum(row.forecast.expected for row in rows))


def outlook(lines: Sequence[Appropriation], unit: Unit, year: int, day: date) -> Outlook:
    """As of the end of `day`, of these lines; five queries, however many payments."""
    tomorrow = day + timedelta(1)
    entries = Entry.objects.filter(node__in=entries_under(lines))
    balances = balances_before(entries.exclude(move__in=GONE), tomorrow)
    before, *months, after = (Month(year - 1, 12), *(Month(year, month) for month in MONTHS), Month(year + 1, 1))
    paid = paid_by_month(paid_flows(entries.filter(command__at__lt=begins(tomorrow)), (before, *months, after)))
    last_year = _last_year(unit, year, day)
    passed = elapsed(year, day, last_year_by_now=last_year.by_now, last_year_whole=sum(last_year.months.values()))
    rows = []
    for (key, title), found in grouped(lines, DIMENSIONS["project"]).items():
        balance = Balance()
        for line in found:
            balance = balance.plus(balances.get(line.node_id, Balance()))
        rows.append(Expected(key, title, forecast(balance, passed)))
    total = total_of(rows)
    weights = rest_of_year(year, day, last_year.months if passed.method is Method.LAST_YEAR else {})
    still = dict(zip(weights, spread(total.expected - total.balance.paid, list(weights.values())), strict=True))
    planned = cash_plan(unit.code, year)
    even = spread(total.balance.cap, [working_days(month.first_day, month.last_day) for month in months])
    courses = [
        Course(month.month, paid.get(month, 0), still.get(month.month, 0), share, planned[month] if planned is not None else None)
        for month, share in zip(months, even, strict=True)
    ]
    rushes = [_rush(title, since, courses, total.expected) for title, since in (("第四季度", 10), ("12 月", 12))]
    return Outlook(day, passed, rows, courses, paid.get(before, 0), paid.get(after, 0), rushes)


class _LastYear(NamedTuple):
    by_now: int
    months: dict[int, int]


def _last_year(unit: Unit, year: int, day: date) -> _LastYear:
    """By month number, of the books of the year before, and what had been paid by the same day."""
    entries = entries_of(unit.code, year - 1)
    months = tuple(Month(year - 1, month) for month in MONTHS)
    paid = paid_by_month(paid_flows(entries, months))
    found = {month.month: amount for month, amount in paid.items() if amount > 0}
    same = date(year - 1, 3, 1) - timedelta(1) if (day.month, day.day) == (2, 29) else date(year - 1, day.month, day.day)
    whole_days = working_days(Month(year - 1, same.month).first_day, Month(year - 1, same.month).last_day)
    passed_days = working_days(Month(year - 1, same.month).first_day, same)
    # Within the month by its working days: one more question to the books is not worth it.
    by_now = sum(amount for month, amount in found.items() if month < same.month)
    return _LastYear(by_now + found.get(same.month, 0) * passed_days // whole_days, found)


def _rush(title: str, since: int, courses: Sequence[Course], whole: int) -> Rush:
    these = [course for course in courses if course.month >= since]
    all_even = sum(course.even for course in courses)
    even = sum(course.even for course in these)
    planned = [course.planned for course in these if course.planned is not None]
    return Rush(
        title, since, sum(course.whole for course in these), whole, even * whole // all_even if all_even else 0,
        sum(planned) if planned else None,
    )  # fmt: skip


def planned_whole(courses: Sequence[Course]) -> int:
    return sum(course.planned or 0 for course in courses)
