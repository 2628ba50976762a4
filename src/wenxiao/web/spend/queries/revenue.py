"""What came in and what went out, by fund: what was planned, received, handed on, spent?

财政拨款 of 国库集中支付 funds never lies in an account of the unit: what the treasury has paid for it is what it has received. So it is
taken from the ledger, and nothing of it is typed. 非税收入 is collected for the treasury and is no money of the unit (收支两条线): it
stands apart, received and handed on.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from wenxiao.catalogue.limits import limit
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation, RevenueLine
from wenxiao.web.spend.models import Appropriation, Entry, Node, Receipt
from wenxiao.web.spend.queries.flows import GONE

State, Kind = Receipt.State, Receipt.Kind
TREASURY = (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL)
# A countered receipt counts, and so does the counter-entry: together nothing.
COUNTED = (State.CHECKED, State.TO_REMIT, State.REMITTED, State.COUNTERED)
REMITTING = "非税收入上缴期限"
_APPROVED = (Compilation.State.APPROVED, Compilation.State.ALLOCATED, Compilation.State.CLOSED)


class SourceRevenue(NamedTuple):
    """一个收入项目, 分. `received` is None where the fund's is derived from the ledger and cannot be told apart by source."""

    source: str
    planned: int
    received: int | None

    @property
    def left(self) -> int:
        return self.planned - (self.received or 0)


class FundRevenue(NamedTuple):
    """一种资金的收入, 分. `derived`: by 国库集中支付, so received is what has been paid."""

    fund: Fund
    derived: bool
    planned: int
    received: int
    sources: tuple[SourceRevenue, ...]

    @property
    def left(self) -> int:
        """还没有到的, 分; below zero where more came than was planned."""
        return self.planned - self.received


class Collected(NamedTuple):
    """代收的非税收入, 分."""

    fund: Fund
    source: str
    received: int
    remitted: int

    @property
    def left(self) -> int:
        """应缴未缴."""
        return self.received - self.remitted


class FundSpending(NamedTuple):
    """一种资金的支出, 分: what may be spent in all, and what has been paid."""

    fund: Fund
    cap: int
    paid: int


class BothSides(NamedTuple):
    """收支两边, of one unit and year."""

    unit: Unit
    year: int
    revenue: tuple[FundRevenue, ...]
    collected: tuple[Collected, ...]
    spending: tuple[FundSpending, ...]

    @property
    def planned(self) -> int:
        return sum(each.planned for each in self.revenue)

    @property
    def received(self) -> int:
        return sum(each.received for each in self.revenue)

    @property
    def left(self) -> int:
        return self.planned - self.received

    @property
    def cap(self) -> int:
        return sum(each.cap for each in self.spending)

    @property
    def paid(self) -> int:
        return sum(each.paid for each in self.spending)

    @property
    def difference(self) -> int:
        return self.received - self.paid

    def balance(self, fund: Fund) -> int:
        """收支差额, 分: received less paid. 0 for every fund of the treasury; below zero: spent before it came."""
        return self.received_of(fund) - sum(each.paid for each in self.spending if each.fund == fund)

    def received_of(self, fund: Fund) -> int:
        return sum(each.received for each in self.revenue if each.fund == fund)

    @property
    def rows(self) -> list[tuple[FundSpending, int, int]]:
        """(fund with its cap and what was paid, received, balance), 分: every fund of which anything came in or may go out."""
        spending = {each.fund: each for each in self.spending}
        found = [spending.get(fund, FundSpending(fund, 0, 0)) for fund in Fund if fund in spending or self.received_of(fund)]
        return [(each, self.received_of(each.fund), self.balance(each.fund)) for each in found]


def both_sides(unit: Unit, year: int) -> BothSides:
    """Revenue by fund and source, and spending by fund. Five questions to the database."""
    spending = _spending(unit, year)
    paid = {each.fund: each.paid for each in spending}
    planned: dict[Fund, dict[str, int]] = {}
    for fund, source, amount in sources_planned(unit, year):
        planned.setdefault(fund, {})[source] = amount
    received: dict[Fund, dict[str, int]] = {}
    collected = []
    found = Receipt.objects.filter(unit=unit, year=year, state__in=COUNTED).order_by("fund", "source")
    groups = found.values_list("fund", "source", "kind").annotate(
        whole=Sum("amount"), on=Sum("amount", filter=Q(remitted_on__isnull=False))
    )
    for fund_id, source, kind, amount, remitted in groups:
        fund = Fund(fund_id)
        if kind == Kind.NON_TAX:
            collected.append(Collected(fund, source, amount, remitted or 0))
        else:
            sums = received.setdefault(fund, {})
            sums[source] = sums.get(source, 0) + amount
    revenue = tuple(
        _fund(fund, planned.get(fund, {}), received.get(fund, {}), paid.get(fund, 0))
        for fund in Fund if fund in planned or fund in received or paid.get(fund)
    )  # fmt: skip
    return BothSides(unit, year, revenue, tuple(collected), spending)


def sources_planned(unit: Unit, year: int) -> list[tuple[Fund, str, int]]:
    """(fund, source, 分) of the approved budget, in its order; nothing before it is approved."""
    lines = RevenueLine.objects.filter(
        version__approval__compilation__unit=unit, version__approval__compilation__year=year,
        version__approval__compilation__state__in=_APPROVED,
    )  # fmt: skip
    return [(Fund(fund), source, amount) for fund, source, amount in lines.order_by("pk").values_list("fund", "source", "amount")]


def receipts_visible(actor: PostActor) -> QuerySet[Receipt]:
    """By the matrix's row of bookkeeping, newest first."""
    return Receipt.objects.select_related("unit").filter(reached(actor, "bookkeeping")).order_by("-pk")


def days_late(receipt: Receipt, today: date) -> int:
    """By how many days 非税收入 is, or was, handed on too late; 0 where it is in time or need not be handed on."""
    if receipt.kind != Kind.NON_TAX or receipt.counters_id or receipt.state not in (State.TO_REMIT, State.REMITTED):
        return 0
    until = receipt.remitted_on or today
    return max(0, (until - receipt.received_on).days - limit(REMITTING))


def to_remit(unit: Unit, year: int) -> QuerySet[Receipt]:
    """非税收入 that has not been handed on, the oldest first."""
    return Receipt.objects.filter(unit=unit, year=year, state=State.TO_REMIT).order_by("received_on", "pk")


def _spending(unit: Unit, year: int) -> tuple[FundSpending, ...]:
    lines = Appropriation.objects.filter(unit=unit, year=year).order_by().values("fund")
    sums = lines.annotate(cap=Sum(F("node__approved") + F("node__adjusted")), paid=Sum("node__paid"))
    # The budget of the year is the one before its closing: what the closing took is added again.
    taken = Entry.objects.filter(node__unit=unit.code, node__year=year, node__kind=Node.Kind.LINE, move__in=GONE).order_by()
    gone = {fund: int(amount) for fund, amount in taken.values_list("node__appropriation__fund").annotate(Sum("amount"))}
    by_fund = {each["fund"]: (int(each["cap"]) + gone.get(each["fund"], 0), int(each["paid"])) for each in sums}
    return tuple(FundSpending(fund, *by_fund[fund.value]) for fund in Fund if fund.value in by_fund)


def _fund(fund: Fund, planned: dict[str, int], received: dict[str, int], paid: int) -> FundRevenue:
    derived = fund in TREASURY
    names = [*planned, *(source for source in received if source not in planned)]
    alone = derived and len(names) == 1
    sources = tuple(
        SourceRevenue(name, planned.get(name, 0), (paid if alone else None) if derived else received.get(name, 0)) for name in names
    )
    return FundRevenue(fund, derived, sum(planned.values()), paid if derived else sum(received.values()), sources)
