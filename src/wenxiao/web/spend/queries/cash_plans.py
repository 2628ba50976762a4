"""How is the year's money spread over its periods, what has been used of each, and how could it be spread?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from wenxiao.control.ledger.moves import MOVES, Balance
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.models import CashPlan, Entry, Node, Rhythm

Cell = tuple[str, int]
UNDER_WAY = (CashPlan.State.DRAFT, CashPlan.State.SENT)


class Limit(NamedTuple):
    """一种资金能排多少: `cap` of the fund; `outside`: what of it was used before there was a plan, which no period bears. 分."""

    fund: str
    cap: int
    outside: int

    @property
    def most(self) -> int:
        return self.cap - self.outside


class PlanCell(NamedTuple):
    """用款计划的一格, as the plan says and as the books stand; `balance` is empty before the first plan is approved."""

    fund: str
    planned: int
    balance: Balance


class PlanRow(NamedTuple):
    """一期."""

    period: int
    title: str
    current: bool
    cells: tuple[PlanCell, ...]


def cash_plans_visible(actor: PostActor) -> QuerySet[CashPlan]:
    """By the matrix's row of allotments; a plan is the unit's as a whole."""
    found = CashPlan.objects.filter(reached(actor, CashPlan.FUNCTION)).select_related("unit", "unit__supervisor")
    return found.order_by("unit", "-year", "-number")


def plan_in_force(unit: Unit, year: int) -> CashPlan | None:
    """The last that was approved."""
    return CashPlan.objects.filter(unit=unit, year=year, state=CashPlan.State.APPROVED).order_by("-number").first()


def plan_under_way(unit: Unit, year: int) -> CashPlan | None:
    return CashPlan.objects.filter(unit=unit, year=year, state__in=UNDER_WAY).first()


def plan_nodes(unit: Unit, year: int, rhythm: Rhythm) -> dict[Cell, Node]:
    """The caps of the periods, by fund and period; empty before the first plan is approved."""
    nodes = {node.element: node for node in Node.objects.filter(unit=unit.code, year=year, kind=Node.Kind.CASH_PLAN)}
    cells = ((fund.value, period) for fund in Fund for period in rhythm.periods)
    return {cell: nodes[rhythm.element(*cell)] for cell in cells if rhythm.element(*cell) in nodes}


def fund_limits(unit: Unit, year: int, nodes: Mapping[Cell, Node]) -> dict[str, Limit]:
    """By fund, in the order of tables: the funds that have a cap."""
    caps = {node.element: node.balance for node in Node.objects.filter(unit=unit.code, year=year, kind=Node.Kind.FUND)}
    inside: Counter[str] = Counter()
    for (fund, _), node in nodes.items():
        inside[fund] += node.balance.used
    return {
        fund.value: Limit(fund.value, caps[fund.value].cap, caps[fund.value].used - inside[fund.value])
        for fund in Fund
        if fund.value in caps
    }


def amounts_of(plan: CashPlan) -> dict[Cell, int]:
    return {(fund, period): amount for fund, period, amount in plan.lines.values_list("fund", "period", "amount")}


def caps_now(nodes: Mapping[Cell, Node]) -> dict[Cell, int]:
    return {cell: node.balance.cap for cell, node in nodes.items()}


def proposed(unit: Unit, year: int, rhythm: Rhythm, day: date, *, as_last_year: bool = False) -> dict[Cell, int]:
    """What could be planned: what each fund still has, over the periods from that of `day` on, evenly or as it was paid last year."""
    periods = [period for period in rhythm.periods if period >= rhythm.period_of(day, year)]
    paid = paid_by_period(unit, year - 1, rhythm) if as_last_year else {}
    found: dict[Cell, int] = {}
    for fund, limit in fund_limits(unit, year, {}).items():
        weights = [max(0, paid.get((fund, period), 0)) for period in periods]
        for period in rhythm.periods:
            found[fund, period] = 0
        for period, amount in zip(periods, spread(max(0, limit.most), weights), strict=True):
            found[fund, period] = amount
    return found


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in shares of these weights, or in equal ones where all are zero; the last share takes what the division leaves."""
    used = list(weights) if sum(weights) else [1] * len(weights)
    shares = [amount * weight // sum(used) for weight in used]
    shares[-1] += amount - sum(shares)
    return shares


def paid_by_period(unit: Unit, year: int, rhythm: Rhythm) -> Counter[Cell]:
    """分 paid of each fund in each period of that year, by the days of the commands; what came back is taken off."""
    moves = [move.id for move in MOVES.values() if move.effect.paid]
    entries = Entry.objects.filter(node__unit=unit.code, node__year=year, node__kind=Node.Kind.FUND, move__in=moves)
    found: Counter[Cell] = Counter()
    for fund, move, amount, at in entries.order_by().values_list("node__element", "move", "amount", "command__at"):
        day = timezone.localdate(datetime.fromisoformat(at))
        found[fund, rhythm.period_of(day, year)] += MOVES[move].effect.paid * amount
    return found


def plan_rows(plan: CashPlan, amounts: Mapping[Cell, int], nodes: Mapping[Cell, Node], funds: Sequence[str], day: date) -> list[PlanRow]:
    rhythm = plan.rule
    now = rhythm.period_of(day, plan.year)
    return [
        PlanRow(
            period, rhythm.period_title(period), period == now,
            tuple(
                PlanCell(fund, amounts.get((fund, period), 0), nodes[fund, period].balance if (fund, period) in nodes else Balance())
                for fund in funds
            ),
        )
        for period in rhythm.periods
    ]  # fmt: skip


def unused_before(nodes: Mapping[Cell, Node], period: int) -> dict[Cell, int]:
    """分 that periods before this one have left, by their cells."""
    return {cell: node.available for cell, node in nodes.items() if cell[1] < period and node.available > 0}
