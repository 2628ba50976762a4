"""Does a cash plan hold payments to their period, change without falling below what was used, and bring on what was left?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection

from web.plan.compiling import GENERAL, PROJECT, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, TO_PAY, allotted, made_request, node, taken
from web.township import Township
from wenxiao.control.ledger.recompute import recompute
from wenxiao.web.spend.models import CashPlan, Command, Rhythm
from wenxiao.web.spend.queries.cash_plans import amounts_of, paid_by_period, plan_in_force, proposed, spread
from wenxiao.web.spend.services.cash_plans import cash_plan_act, cash_plan_carry, cash_plan_create, cash_plan_edit
from wenxiao.web.spend.services.requests import request_act
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
MONTH, QUARTER = Rhythm.MONTH.value, Rhythm.QUARTER.value


@contextmanager
def on(month: int, day: int = 15, year: int = YEAR) -> Iterator[None]:
    with clock.standing(datetime(year, month, day, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def year(township: Township) -> Township:
    allotted(township)
    return township


def drafted(township: Township, rhythm: str = MONTH, **amounts: int) -> CashPlan:
    """`q1=…` or `m03=…`: 分 of the general budget in that period, zero in the others; without any, as proposed."""
    plan = cash_plan_create(actor=township.actor("BO"), unit=township.unit, year=YEAR, rhythm=rhythm)
    if amounts:
        cells = {(GENERAL, period): amounts.get(f"m{period:02d}", amounts.get(f"q{period}", 0)) for period in plan.rule.periods}
        cash_plan_edit(actor=township.actor("BO"), plan=plan, edition=1, amounts=cells)
    return plan


def approved(township: Township, plan: CashPlan) -> CashPlan:
    cash_plan_act(actor=township.actor("BO"), plan=plan, action="send")
    cash_plan_act(actor=township.actor("FH"), plan=plan, action="approve")
    return plan


def test_a_proposal_spreads_all_there_is_over_the_periods_to_come(year: Township) -> None:
    with on(1):
        months = proposed(year.unit, YEAR, Rhythm.MONTH, clock.today())
        quarters = proposed(year.unit, YEAR, Rhythm.QUARTER, clock.today())
    assert sum(months.values()) == sum(quarters.values()) == WHOLE
    assert len(months) == 12
    assert max(months.values()) - min(months.values()) <= 11
    with on(11):
        late = proposed(year.unit, YEAR, Rhythm.MONTH, clock.today())
    assert [amount > 0 for amount in late.values()] == [False] * 10 + [True] * 2
    assert sum(late.values()) == WHOLE


@pytest.mark.parametrize(
    ("amount", "weights", "shares"), [(10, [0, 0, 0], [3, 3, 4]), (100, [1, 3], [25, 75]), (7, [2, 0, 1], [4, 0, 3]), (0, [1, 1], [0, 0])]
)
def test_shares_add_up_to_the_whole(amount: int, weights: list[int], shares: list[int]) -> None:
    assert spread(amount, weights) == shares


def test_an_approved_plan_holds_payments_to_the_month_of_the_day(year: Township) -> None:
    with on(3):
        approved(year, drafted(year, m03=100_000, m04=WHOLE - 100_000))
        taken(year, made_request(year, 60_000), "submit")
        with pytest.raises(Refused, match=r"3 月一般公共预算用款计划”可占用 400\.00 元，要占用 500\.00 元，差 100\.00 元：可以请财政所长"):
            taken(year, made_request(year, 50_000), "submit")
    with on(4):
        taken(year, made_request(year, 50_000), "submit")
    assert (node("cash_plan", f"{GENERAL}/03").held, node("cash_plan", f"{GENERAL}/04").held) == (60_000, 50_000)


def test_a_plan_by_the_quarter_holds_to_the_quarter_and_a_period_without_money_pays_nothing(year: Township) -> None:
    with on(1):
        approved(year, drafted(year, QUARTER, q2=WHOLE))
    with on(2), pytest.raises(Refused, match=r"第一季度一般公共预算用款计划”可占用 0\.00 元"):
        taken(year, made_request(year, 1), "submit")
    with on(6, 30):
        taken(year, made_request(year, PROJECT), "submit")
    assert node("cash_plan", f"{GENERAL}/q2").held == PROJECT


def test_a_payment_settles_on_the_period_it_was_held_in_also_when_the_bank_sends_it_back(year: Township) -> None:
    with on(3):
        approved(year, drafted(year, m03=100_000, m04=100_000))
        request = taken(year, made_request(year, 100_000), *TO_PAY)
    with on(4):
        taken(year, request, "send", "confirm")
        march, april = node("cash_plan", f"{GENERAL}/03"), node("cash_plan", f"{GENERAL}/04")
        assert (march.held, march.paid, april.balance.used) == (0, 100_000, 0)
        taken(year, request, "bank_bounced")
        assert (node("cash_plan", f"{GENERAL}/03").held, node("cash_plan", f"{GENERAL}/04").held) == (100_000, 0)


def test_a_revision_changes_the_caps_by_what_differs_and_never_below_what_is_used(year: Township) -> None:
    with on(3):
        approved(year, drafted(year, m03=100_000, m04=100_000))
        taken(year, made_request(year, 60_000), "submit")
        revision = cash_plan_create(actor=year.actor("BO"), unit=year.unit, year=YEAR, rhythm=MONTH)
        assert str(revision).endswith("（第 1 次修订）")
        cells = amounts_of(revision)
        assert cells[GENERAL, 3] == 100_000
        with pytest.raises(Refused) as refused:
            cash_plan_edit(actor=year.actor("BO"), plan=revision, edition=1, amounts={**cells, (GENERAL, 3): 59_999})
        [refusal] = refused.value.of(f"{GENERAL}_3")
        assert "已经用了 600.00 元（含在途），不能改成 599.99 元，少 0.01 元" in refusal.message
        cash_plan_edit(actor=year.actor("BO"), plan=revision, edition=1, amounts={**cells, (GENERAL, 3): 60_000, (GENERAL, 4): 140_000})
        approved(year, revision)
    march, april = node("cash_plan", f"{GENERAL}/03"), node("cash_plan", f"{GENERAL}/04")
    assert (march.balance.cap, march.adjusted, april.balance.cap) == (60_000, -40_000, 140_000)
    assert plan_in_force(year.unit, YEAR) == revision


def test_a_revision_that_was_overtaken_by_payments_is_refused_at_its_approval_and_changes_nothing(year: Township) -> None:
    with on(3):
        approved(year, drafted(year, m03=100_000))
        revision = cash_plan_create(actor=year.actor("BO"), unit=year.unit, year=YEAR, rhythm=MONTH)
        cash_plan_edit(actor=year.actor("BO"), plan=revision, edition=1, amounts={**amounts_of(revision), (GENERAL, 3): 0, (GENERAL, 4): 1})
        cash_plan_act(actor=year.actor("BO"), plan=revision, action="send")
        taken(year, made_request(year, 100), "submit")
        with pytest.raises(Refused, match=r"已经用了 1\.00 元"):
            cash_plan_act(actor=year.actor("FH"), plan=revision, action="approve")
    revision.refresh_from_db()
    assert revision.state == CashPlan.State.SENT
    assert node("cash_plan", f"{GENERAL}/03").balance.cap == 100_000


def test_a_plan_beyond_the_fund_is_refused_with_the_sum_and_what_was_used_before_counts(year: Township) -> None:
    with on(2):
        taken(year, made_request(year, 100_000), "submit")
        plan = drafted(year)
        assert sum(amounts_of(plan).values()) == WHOLE - 100_000
        with pytest.raises(Refused, match=r"没有计划时已用 1,000\.00 元.*超出 0\.01 元"):
            cash_plan_edit(actor=year.actor("BO"), plan=plan, edition=1, amounts={(GENERAL, 12): WHOLE - 100_000 + 1})


def test_money_of_a_fund_without_allotments_is_not_planned(year: Township) -> None:
    plan = drafted(year)
    cells = amounts_of(plan) | {("special_account", 12): 100}
    with pytest.raises(Refused) as refused:
        cash_plan_edit(actor=year.actor("BO"), plan=plan, edition=1, amounts=cells)
    [refusal] = refused.value.of("special_account_12")
    assert "还没有可执行的指标" in refusal.message
    assert "1.00 元" in refusal.message


def test_what_past_months_have_left_is_brought_into_the_present_one_in_one_command(year: Township) -> None:
    with on(1):
        approved(year, drafted(year, m01=100_000, m02=50_000, m03=10_000))
        taken(year, made_request(year, 30_000), *PAID)
    with on(3):
        cash_plan_carry(actor=year.actor("FH"), unit=year.unit, year=YEAR)
        caps = [node("cash_plan", f"{GENERAL}/{month:02d}").balance.cap for month in (1, 2, 3)]
        assert caps == [30_000, 0, 130_000]
        with pytest.raises(Refused, match="都没有剩余"):
            cash_plan_carry(actor=year.actor("FH"), unit=year.unit, year=YEAR)
    assert Command.objects.filter(kind="cash_carry").count() == 1
    assert Command.objects.filter(subject_hash="").values_list("kind").first() is None
    entry = Entry.objects.get(action="carry", subject_kind="cash_plan")
    assert entry.details.items() >= {"转到": "3 月", "一般公共预算": 120_000}.items()
    assert not recompute(asked).faults


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_what_comes_back_to_a_past_month_can_be_brought_on_again(year: Township) -> None:
    with on(1):
        approved(year, drafted(year, m01=100_000, m02=1))
        request = taken(year, made_request(year, 100_000), "submit")
    with on(2):
        request_act(actor=year.actor("HL"), request=request, action="return_office", reason="发票抬头不对，请换开")
        cash_plan_carry(actor=year.actor("FH"), unit=year.unit, year=YEAR)
        taken(year, request, "submit")
    assert node("cash_plan", f"{GENERAL}/02").held == 100_000


def test_two_plans_at_once_another_rhythm_and_the_same_person_twice_are_refused(year: Township) -> None:
    with on(1):
        plan = drafted(year)
        with pytest.raises(Refused, match="正在办理（编制）"):
            cash_plan_create(actor=year.actor("BO"), unit=year.unit, year=YEAR, rhythm=MONTH)
        approved(year, plan)
        with pytest.raises(Refused, match="已经定为按月"):
            cash_plan_create(actor=year.actor("BO"), unit=year.unit, year=YEAR, rhythm=QUARTER)
        with pytest.raises(NotPermitted):
            cash_plan_carry(actor=year.actor("BO"), unit=year.unit, year=YEAR)
        with pytest.raises(OutOfTurn):
            cash_plan_edit(actor=year.actor("BO"), plan=plan, edition=1, amounts={})


def test_without_allotments_there_is_nothing_to_plan(township: Township) -> None:
    with pytest.raises(Refused, match="先下达指标、分解到可执行"):
        cash_plan_create(actor=township.actor("BO"), unit=township.unit, year=YEAR, rhythm=MONTH)


def test_a_plan_can_follow_the_payments_of_the_year_before(year: Township) -> None:
    with on(2):
        taken(year, made_request(year, 30_000), *PAID)
    with on(11):
        taken(year, made_request(year, 10_000), *PAID)
    paid = paid_by_period(year.unit, YEAR, Rhythm.QUARTER)
    assert paid == {(GENERAL, 1): 30_000, (GENERAL, 4): 10_000}
