"""三公经费: limit, paid and left by category, beside last year?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, F, Q, Sum, When

from wenxiao.catalogue.limits import limit
from wenxiao.control.ledger.moves import Balance, Status
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.conditions.changes import THREE_PUBLIC_CONCEPTS, THREE_PUBLIC_TOTAL
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, ThreePublic
from wenxiao.web.plan.models import PriorFigure
from wenxiao.web.spend.models import Node
from wenxiao.web.spend.queries.execution import closed_out
from wenxiao.web.spend.queries.flows import PAID_BY, begins, day_of, entries_of, paying

NEAR = "三公接近限额"


class Before(NamedTuple):
    """上年, 分: the same period by last year's books, or the whole of last year from its document. `source` says which, and from where."""

    amount: int
    source: str
    same_period: bool


class Item(NamedTuple):
    """一类“三公”经费 of this year. `limit` is None where no cap was set yet."""

    key: str
    title: str
    limit: int | None
    balance: Balance
    paid: int
    before: Before | None
    status: Status = Status.OPEN

    @property
    def left(self) -> int:
        return self.balance.available

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.paid - self.before.amount

    @property
    def used_share(self) -> int:
        """Per cent of the limit that is paid, held or promised, rounded down."""
        return self.balance.used * 100 // self.limit if self.limit else 0

    @property
    def is_open(self) -> bool:
        """Whether something may still be spent: a limit that was kept to the end of the year is no alarm."""
        return self.status is not Status.CLOSED

    @property
    def warning(self) -> str:
        if self.limit is None:
            return "还没有限额"
        if self.balance.used > self.limit:
            return "超过限额"
        if self.is_open and self.balance.used and self.balance.used == self.limit:
            return "限额已经用完"
        if self.is_open and self.limit and self.used_share >= limit(NEAR):
            return f"已用到限额的 {self.used_share}%，接近限额"
        if self.before is not None and self.before.same_period and self.paid > self.before.amount:
            return "比上年同期多"
        if self.before is not None and not self.before.same_period and self.paid > self.before.amount:
            return "已经超过上年全年"
        return ""


def three_public(unit: Unit, year: int, day: date) -> list[Item]:
    """The four categories and their sum, as of the end of `day`; five queries."""
    paid = _paid(unit, year, day)
    books = _paid(unit, year - 1, _same_day(day, year - 1)) if _has_books(unit, year - 1) else None
    figures = {figure.concept: figure for figure in PriorFigure.objects.filter(unit=unit, year=year - 1, member="", concept__in=_CONCEPTS)}
    nodes = {node.element: node for node in Node.objects.filter(unit=unit.code, year=year, kind=Node.Kind.THREE_PUBLIC)}
    gone = closed_out(node.pk for node in nodes.values())
    items = []
    for item in ThreePublic:
        node = nodes.get(item.value)
        balance = node.balance if node else Balance()
        before = _before(books[item] if books is not None else None, figures.get(THREE_PUBLIC_CONCEPTS[item]), day)
        most = balance.cap + gone.get(node.pk, 0) if node else None
        status = Status(node.status) if node else Status.OPEN
        items.append(Item(item.value, str(item.label), most, balance, paid[item], before, status))
    return [*items, _sum(items, figures.get(THREE_PUBLIC_TOTAL), day, books is not None)]


_CONCEPTS = (*THREE_PUBLIC_CONCEPTS.values(), THREE_PUBLIC_TOTAL)


def _sum(items: list[Item], figure: PriorFigure | None, day: date, from_books: bool) -> Item:
    balance = Balance()
    for item in items:
        balance = balance.plus(item.balance)
    known = [item.before for item in items if item.before is not None]
    before = Before(sum(each.amount for each in known), known[0].source, known[0].same_period) if len(known) == len(items) else None
    if before is None or not from_books:
        before = _before(None, figure, day) or before
    limits = [item.limit for item in items if item.limit is not None]
    status = Status.CLOSED if items and all(not item.is_open for item in items) else Status.OPEN
    return Item("", "合计", sum(limits) if limits else None, balance, sum(item.paid for item in items), before, status)


def _before(books: int | None, figure: PriorFigure | None, day: date) -> Before | None:
    if books is not None:
        return Before(books, f"上年账上，到 {day.month} 月 {day.day} 日", True)
    return Before(figure.amount, f"上年全年，{figure.source}", False) if figure is not None else None


def _has_books(unit: Unit, year: int) -> bool:
    """Whether last year was kept here from its beginning: books begun in mid-year say nothing of a period."""
    first = paying(entries_of(unit.code, year)).order_by("command__at").values_list("command__at", flat=True).first()
    return first is not None and day_of(first) <= date(year, 3, 31)


def _same_day(day: date, year: int) -> date:
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else date(year, day.month, day.day)


def _paid(unit: Unit, year: int, day: date) -> dict[ThreePublic, int]:
    """分 by category up to the end of `day`, by the economic codes of the lines."""
    found = dict.fromkeys(ThreePublic, 0)
    signed = Case(*(When(move=move, then=F("amount") * sign) for move, sign in PAID_BY.items()), default=0, output_field=BigIntegerField())
    entries = paying(entries_of(unit.code, year)).filter(command__at__lt=begins(day + timedelta(1)))
    code = "node__appropriation__economic_code"
    for economic, amount in (
        entries.filter(Q(**{f"{code}__in": list(THREE_PUBLIC_CODES)})).order_by().values_list(code).annotate(paid=Sum(signed))
    ):
        found[THREE_PUBLIC_CODES[economic]] += int(amount or 0)
    return found
