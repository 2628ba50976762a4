"""How is a cash plan prepared, changed, approved, and what was not used in time brought into the present?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db.models import F

from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.posting import Receipt
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.books import in_turn, ledger_post
from wenxiao.web.spend.conditions.cash_plans import RULE, plan_faults
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import CashPlan, CashPlanLine, Command, Rhythm
from wenxiao.web.spend.queries.cash_plans import (
    Cell,
    amounts_of,
    caps_now,
    fund_limits,
    plan_in_force,
    plan_nodes,
    plan_under_way,
    proposed,
    unused_before,
)
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FUNCTION = "allotment"


def cash_plan_create(*, actor: PostActor, unit: Unit, year: int, rhythm: str, as_last_year: bool = False) -> CashPlan:
    """A draft with a proposal in it: what each fund still has, over the periods to come. Where a plan is in force it is a revision of it,
    of the same rhythm, which starts from what stands. Raises NotPermitted, OutOfTurn, Refused (`year`, `rhythm`)."""

    def create() -> CashPlan:
        hold(unit)
        plan = CashPlan(unit=unit, year=year, rhythm=rhythm, author=actor.account, state=CashPlan.State.DRAFT)
        require(actor, FUNCTION, "C", plan)
        if rhythm not in Rhythm.values:
            raise Refused(Refusal("请选按月还是按季", field="rhythm"))
        raise_if_any(_hindrances(plan))
        before = plan_in_force(unit, year)
        plan.number = before.number + 1 if before is not None else 1
        if before is not None:
            amounts = caps_now(plan_nodes(unit, year, before.rule))
        else:
            amounts = proposed(unit, year, plan.rule, clock.today(), as_last_year=as_last_year)
        plan.save(force_insert=True)
        _replace(plan, amounts)
        record(
            actor=actor, subject=plan, action="create", action_title="编用款计划", to_state="编制",
            details={"期": plan.rule.label, "合计": sum(amounts.values())},
        )  # fmt: skip
        return plan

    return in_turn(create)


def cash_plan_edit(*, actor: PostActor, plan: CashPlan, edition: int, amounts: Mapping[Cell, int]) -> None:
    """All cells anew (分, by fund and period), while it is a draft.

    Raises NotPermitted, OutOfTurn (sent, or changed by a colleague meanwhile), Refused (`<fund>_<period>`).
    """

    def edit() -> None:
        hold(plan)
        require(actor, FUNCTION, "E", plan)
        if plan.state != CashPlan.State.DRAFT or plan.edition != edition:
            raise OutOfTurn(Refusal(f"“{plan}”在您打开页面以后被人改过或送批了，没有保存：请刷新后再看"))
        wrong = [
            Refusal(f"金额不能是负数，也不能超过 {Money(LARGEST)} 元", field=f"{fund}_{period}")
            for (fund, period), amount in amounts.items() if not 0 <= amount <= LARGEST or period not in plan.rule.periods
        ]  # fmt: skip
        raise_if_any([*wrong, *plan_faults(plan, amounts)])
        before = _told(plan, amounts_of(plan))
        CashPlan.objects.filter(pk=plan.pk).update(edition=F("edition") + 1)
        plan.edition += 1
        _replace(plan, amounts)
        record(actor=actor, subject=plan, action="edit", action_title="修改用款计划", details=changes(before, _told(plan, amounts)))

    in_turn(edit)


def cash_plan_act(*, actor: PostActor, plan: CashPlan, action: str, reason: str = "") -> Entry:
    """Move it along one transition of CASH_PLAN_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused, KeyError for an unknown action."""

    def act() -> Entry:
        hold(plan.unit)
        return perform(CASH_PLAN_WORKFLOW, plan, action, actor=actor, reason=reason)

    return in_turn(act)


def cash_plan_carry(*, actor: PostActor, unit: Unit, year: int) -> Receipt:
    """What past periods have left becomes the present one's, fund by fund, in one command. By the head of finance.

    Raises NotPermitted, Refused where there is no plan, a revision is under way, nothing is left, or the year is closed.
    """

    def carry() -> Receipt:
        hold(unit)
        plan = plan_in_force(unit, year)
        require(actor, FUNCTION, "A", plan or CashPlan(unit=unit, year=year))
        if plan is None:
            raise Refused(Refusal(f"{year} 年没有已批准的用款计划", rule=RULE))
        if (other := plan_under_way(unit, year)) is not None:
            raise Refused(Refusal(f"“{other}”正在办理（{other.get_state_display()}），请先办完或作废，再把没有用的转到本期", rule=RULE))
        raise_if_any(year_is_open(unit, year))
        nodes = plan_nodes(unit, year, plan.rule)
        period = plan.rule.period_of(clock.today(), year)
        unused = unused_before(nodes, period)
        if not unused:
            raise Refused(Refusal(f"{plan.rule.period_title(period)}以前各期都没有剩余，不用转", rule=RULE))
        sums: Counter[str] = Counter()
        for (fund, _), amount in unused.items():
            sums[fund] += amount
        legs = [Leg(nodes[cell].pk, "lower", amount) for cell, amount in unused.items()]
        legs += [Leg(nodes[fund, period].pk, "raise", amount) for fund, amount in sums.items()]
        prefix = f"{unit.code}/{year}/cash-plan/carry/{period}/"
        number = Command.objects.filter(key__startswith=prefix).count() + 1
        receipt = ledger_post(
            actor=actor, kind="cash_carry", key=f"{prefix}{number}", subject=plan, legs=legs,
            reason=f"以前各期没有用完的，转到{plan.rule.period_title(period)}", subject_hash=plan.content_hash(),
        )  # fmt: skip
        record(
            actor=actor, subject=plan, action="carry", action_title="没有用完的转到本期",
            details={"转到": plan.rule.period_title(period), **{Fund(fund).label: amount for fund, amount in sums.items()}},
        )  # fmt: skip
        return receipt

    return in_turn(carry)


def _hindrances(plan: CashPlan) -> list[Refusal]:
    found = list(year_is_open(plan.unit, plan.year))
    if (other := plan_under_way(plan.unit, plan.year)) is not None:
        found.append(Refusal(f"“{other}”正在办理（{other.get_state_display()}），请在那一份上改", field="year", rule=RULE))
    if not fund_limits(plan.unit, plan.year, {}):
        found.append(Refusal(f"{plan.year} 年还没有可执行的指标：先下达指标、分解到可执行，再编用款计划", field="year", rule=RULE))
    before = plan_in_force(plan.unit, plan.year)
    if before is not None and before.rhythm != plan.rhythm:
        found.append(Refusal(f"{plan.year} 年已经定为{before.rule.label}编用款计划，一年之内不能改", field="rhythm", rule=RULE))
    return found


def _replace(plan: CashPlan, amounts: Mapping[Cell, int]) -> None:
    plan.lines.all().delete()
    CashPlanLine.objects.bulk_create(
        CashPlanLine(plan=plan, fund=fund, period=period, amount=amount) for (fund, period), amount in sorted(amounts.items())
    )


def _told(plan: CashPlan, amounts: Mapping[Cell, int]) -> dict[str, int]:
    return {f"{Fund(fund).label} {plan.rule.period_title(period)}": amount for (fund, period), amount in sorted(amounts.items())}
