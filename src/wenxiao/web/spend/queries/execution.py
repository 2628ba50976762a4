"""How much of what was given has been spent, read by any dimension and by month?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Sum

from wenxiao.control.ledger.moves import Balance
from wenxiao.web.spend.models import Appropriation, Entry, Node
from wenxiao.web.spend.queries.dimensions import Dimension, grouped
from wenxiao.web.spend.queries.flows import GONE, Flow, Month, paid_flows


class Spent(NamedTuple):
    """执行: balances added up. `gone` is what the closing of the year took out of them (结转、收回), 分.

    The budget of the year is the one before the closing: a year that spent 94 % of it says so afterwards too.
    """

    balance: Balance
    gone: int = 0

    @property
    def adjusted(self) -> int:
        """调整数, without what the closing took."""
        return self.balance.adjusted + self.gone

    @property
    def budget(self) -> int:
        return self.balance.cap + self.gone

    @property
    def share(self) -> int:
        """Of the budget that is paid, in whole per cent, rounded down: 100 only when all of it is."""
        return self.balance.paid * 100 // self.budget if self.budget else 0


class Row(NamedTuple):
    """执行表的一行: of one key of a dimension, from how many lines."""

    key: str
    title: str
    lines: int
    spent: Spent

    @property
    def balance(self) -> Balance:
        return self.spent.balance

    @property
    def share(self) -> int:
        return self.spent.share


class MonthRow(NamedTuple):
    """一个月: payments and what came back (分), how many entries of each, and all that was paid up to its end.

    `planned` is what the cash plan meant for it, None where there is no plan.
    """

    month: Month
    out: int
    payments: int
    back: int
    returns: int
    to_date: int
    planned: int | None

    @property
    def paid(self) -> int:
        return self.out - self.back


def spent(nodes: Iterable[Node], gone: Mapping[int, int] | None = None) -> Spent:
    """`gone`: what the closing took out, by node (`closed_out`); nothing, where it is not given."""
    total, taken = Balance(), 0
    for node in nodes:
        total = total.plus(node.balance)
        taken += gone.get(node.pk, 0) if gone else 0
    return Spent(total, taken)


def closed_out(nodes: Iterable[int]) -> dict[int, int]:
    """By node, 分: what was carried over to the next year or taken back when this one was closed; one query."""
    entries = Entry.objects.filter(node__in=list(nodes), move__in=GONE).order_by()
    return {node: int(amount) for node, amount in entries.values_list("node_id").annotate(Sum("amount"))}


def caps_above(unit_code: str, year: int) -> list[Node]:
    """The caps of a unit and year that stand above its lines."""
    return list(Node.objects.filter(unit=unit_code, year=year).exclude(kind=Node.Kind.LINE))


def by_project(lines: Iterable[Appropriation], gone: Mapping[int, int] | None = None) -> list[tuple[str, list[Appropriation], Spent]]:
    """(title, lines, what they come to): basic money first, then project by project, in the order given."""
    groups: dict[str, list[Appropriation]] = {}
    for line in lines:
        title = f"{line.project.code} {line.project.name}" if line.project else line.get_part_display()
        groups.setdefault(title, []).append(line)
    return [(title, found, spent((each.node for each in found), gone)) for title, found in groups.items()]


def book(lines: Sequence[Appropriation], dimension: Dimension, gone: Mapping[int, int] | None = None) -> list[Row]:
    """A row a key. Asks the database nothing: the balances stand in the nodes, which `whole_lines` has read."""
    groups = grouped(lines, dimension).items()
    return [Row(key, title, len(found), spent((line.node for line in found), gone)) for (key, title), found in groups]


def entries_under(lines: Sequence[Appropriation]) -> list[int]:
    """The nodes of the lines."""
    return [line.node_id for line in lines]


def book_of_months(lines: Sequence[Appropriation], months: Sequence[Month], planned: Counter[Month] | None = None) -> list[MonthRow]:
    """A row a month, in order, of the entries of these lines; one query. `planned`: the cash plan by month, where there is one."""
    entries = Entry.objects.filter(node__in=entries_under(lines))
    return rows_of_months(paid_flows(entries, tuple(months)), months, planned)


def rows_of_months(flows: Iterable[Flow], months: Sequence[Month], planned: Counter[Month] | None = None) -> list[MonthRow]:
    out, payments, back, returns = Counter[Month](), Counter[Month](), Counter[Month](), Counter[Month]()
    for flow in flows:
        if flow.paid > 0:
            out[flow.month] += flow.paid
            payments[flow.month] += flow.entries
        else:
            back[flow.month] -= flow.paid
            returns[flow.month] += flow.entries
    rows, to_date = [], 0
    for month in months:
        to_date += out[month] - back[month]
        meant = planned[month] if planned is not None else None
        rows.append(MonthRow(month, out[month], payments[month], back[month], returns[month], to_date, meant))
    return rows


def cash_plan(unit_code: str, year: int, fund: str = "") -> Counter[Month] | None:
    """用款计划 by month, from its caps, of one fund or of all; None where the unit has none. One query.

    A plan by quarters is spread evenly over the three months of each, the last taking what cannot be divided.
    """
    nodes = Node.objects.filter(unit=unit_code, year=year, kind=Node.Kind.CASH_PLAN)
    found: Counter[Month] = Counter()
    there = False
    for node in nodes:
        of_fund, _, period = node.element.rpartition("/")
        if fund and fund != of_fund:
            continue
        there = True
        months = [int(period)] if period.isdecimal() else [3 * int(period[1:]) - before for before in (2, 1, 0)]
        each = node.balance.cap // len(months)
        for month in months:
            found[Month(year, month)] += each
        found[Month(year, months[-1])] += node.balance.cap - each * len(months)
    return found if there else None
