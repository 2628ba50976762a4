"""May the year's money be spread like this? Within each fund's cap, and no period below what it has used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.models import CashPlan
from wenxiao.web.spend.queries.cash_plans import Cell, amounts_of, fund_limits, plan_nodes
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

RULE = "用款计划"


def plan_faults(plan: CashPlan, amounts: Mapping[Cell, int]) -> Iterator[Refusal]:
    """Every fund that is over, every period that is below; the field is `<fund>_<period>`."""
    nodes = plan_nodes(plan.unit, plan.year, plan.rule)
    limits = fund_limits(plan.unit, plan.year, nodes)
    if not limits:
        yield Refusal(f"{plan.year} 年还没有可执行的指标：先下达指标、分解到可执行，再编用款计划", rule=RULE)
    for fund, limit in limits.items():
        total = sum(amount for (of, _), amount in amounts.items() if of == fund)
        if total > limit.most:
            before = f"（指标 {Money(limit.cap)} 元，没有计划时已用 {Money(limit.outside)} 元）" if limit.outside else ""
            yield Refusal(
                f"{Fund(fund).label}各期合计 {Money(total)} 元，最多可排 {Money(limit.most)} 元{before}，"
                f"超出 {Money(total - limit.most)} 元：请改小，或等追加下达以后再修订",
                rule=RULE,
            )  # fmt: skip
    for (fund, period), amount in amounts.items():
        if amount and limits and fund not in limits:
            yield Refusal(
                f"{Fund(fund).label}还没有可执行的指标，{plan.rule.period_title(period)}不能排 {Money(amount)} 元："
                "请改成零，或等这种资金的指标分解以后再编",
                field=f"{fund}_{period}", rule=RULE,
            )  # fmt: skip
    for (fund, period), node in nodes.items():
        planned = amounts.get((fund, period), 0)
        if planned < node.balance.used:
            yield Refusal(
                f"{plan.rule.period_title(period)}{Fund(fund).label}已经用了 {Money(node.balance.used)} 元（含在途），"
                f"不能改成 {Money(planned)} 元，少 {Money(node.balance.used - planned)} 元",
                field=f"{fund}_{period}", rule=RULE,
            )  # fmt: skip


def is_possible(plan: CashPlan, _act: Act) -> Iterator[Refusal]:
    """每种资金各期合计不超过指标；每期不低于已用数。"""
    yield from plan_faults(plan, amounts_of(plan))


def has_amounts(plan: CashPlan, _act: Act) -> Iterator[Refusal]:
    """至少有一期有金额。"""
    if not any(amounts_of(plan).values()):
        yield Refusal("各期都是零：请先编计划", rule=RULE)


def not_closed(plan: CashPlan, _act: Act) -> Iterator[Refusal]:
    """这一年还没有关账。"""
    yield from year_is_open(plan.unit, plan.year)
