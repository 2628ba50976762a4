"""What will have been spent when the year ends, if it goes on like this?

Two plain methods, each with the figures it was derived from. Straight: what was paid, by the share of the year's working days that have
passed. By last year's course: what was paid, by the share of last year's payments that had gone out by the same day. What is held or
committed will be paid at least; what is frozen, and what is beyond the budget, cannot be. Whole 分, nothing rounded up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from wenxiao.control.ledger.moves import Balance

_SATURDAY = 5


class Method(StrEnum):
    """预测方法."""

    NOT_BEGUN = "年度还没有开始，只计在途和已签约"
    ENDED = "年度已过，就是实际数"
    STRAIGHT = "按已过的工作日推算"
    LAST_YEAR = "按上年同日的支付进度推算"


class Elapsed(NamedTuple):
    """进度: working days (Monday to Friday) that have passed, of those of the year; and, where last year's books have payments, what
    had been paid by the same day and in all of last year (分)."""

    passed: int
    days: int
    last_year_by_now: int = 0
    last_year_whole: int = 0

    @property
    def method(self) -> Method:
        if not self.passed:
            return Method.NOT_BEGUN
        if self.passed >= self.days:
            return Method.ENDED
        return Method.LAST_YEAR if 0 < self.last_year_by_now <= self.last_year_whole else Method.STRAIGHT

    def carried_on(self, paid: int) -> int:
        """分 at the end of the year, if it goes on as it did: neither cap nor floor yet."""
        match self.method:
            case Method.LAST_YEAR:
                return paid * self.last_year_whole // self.last_year_by_now
            case Method.STRAIGHT:
                return paid * self.days // self.passed
            case _:
                return paid


class Forecast(NamedTuple):
    """年底预计: of what the balance holds today, 分."""

    balance: Balance
    carried_on: int
    expected: int

    @property
    def unspent(self) -> int:
        return self.balance.cap - self.expected

    @property
    def share(self) -> int:
        """Per cent of the budget that will have been paid, rounded down."""
        return self.expected * 100 // self.balance.cap if self.balance.cap else 0


def working_days(since: date, until: date) -> int:
    """Days from Monday to Friday, both ends counted; holidays are not taken off."""
    days = (until - since).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((since + timedelta(each)).weekday() < _SATURDAY for each in range(rest))


def elapsed(year: int, day: date, *, last_year_by_now: int = 0, last_year_whole: int = 0) -> Elapsed:
    """When `day` has ended."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    whole = working_days(first, last)
    if day < first:
        return Elapsed(0, whole)
    return Elapsed(working_days(first, min(day, last)) if day < last else whole, whole, last_year_by_now, last_year_whole)


def forecast(balance: Balance, passed: Elapsed) -> Forecast:
    carried_on = passed.carried_on(balance.paid)
    if passed.method is Method.ENDED:
        return Forecast(balance, carried_on, balance.paid)
    least, most = balance.paid + balance.held + balance.committed, balance.cap - balance.frozen
    return Forecast(balance, carried_on, min(max(carried_on, least), most))


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in parts by the weights, whole 分, that add up to it exactly: the largest remainders get what is left."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % whole), at))
    for at in behind[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def rest_of_year(year: int, day: date, last_year: Mapping[int, int]) -> dict[int, int]:
    """By month number: how much of what is still to be paid will fall in each month after `day`.

    Weights are last year's payments of the month, else the month's remaining working days.
    """
    weights = {}
    for month in range(1, 13):
        first = date(year, month, 1)
        last = (date(year, month + 1, 1) if month < 12 else date(year + 1, 1, 1)) - timedelta(1)
        left = working_days(max(first, day + timedelta(1)), last)
        if left:
            paid = last_year.get(month, 0)
            weights[month] = paid * left // working_days(first, last) if any(last_year.values()) else left
    if weights and not any(weights.values()):
        return dict.fromkeys(weights, 1)
    return weights
