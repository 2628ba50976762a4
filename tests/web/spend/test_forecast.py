"""What does the forecast say, and from which figures?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.plan.compiling import PROJECT, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, allotted, made_request, of_code, of_project, taken
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import Balance
from wenxiao.web.people.acting import Machine
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Compilation
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.forecasting import Elapsed, Method, elapsed, forecast, rest_of_year, spread, working_days
from wenxiao.web.spend.models import Appropriation, Node
from wenxiao.web.spend.queries.dimensions import whole_lines
from wenxiao.web.spend.queries.forecast import Outlook, outlook
from wenxiao.web.spend.queries.three_public import three_public
from wenxiao.web.spend.services.requests import ChargeEntry
from wenxiao.web.trail import clock

SOME = 70_000
HALF = Elapsed(130, 260)


def of(cap: int, paid: int, **more: int) -> Balance:
    return Balance(approved=cap, paid=paid, **more)


@pytest.mark.parametrize(
    ("balance", "passed", "expected"),
    [
        (of(1_000, 300), HALF, 600),
        (of(1_000, 700), HALF, 1_000),
        (of(1_000, 100, held=300, committed=200), HALF, 600),
        (of(1_000, 600, frozen=100), HALF, 900),
        (of(1_000, 300), Elapsed(130, 260, last_year_by_now=40, last_year_whole=100), 750),
        (of(1_000, 300), Elapsed(0, 260), 300),
        (of(1_000, 300, held=50), Elapsed(0, 260), 350),
        (of(1_000, 300, held=50), Elapsed(260, 260), 300),
        (of(0, 0), HALF, 0),
    ],
)
def test_what_is_expected_of_a_project(balance: Balance, passed: Elapsed, expected: int) -> None:
    assert forecast(balance, passed).expected == expected


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9),
    st.integers(0, 260), st.integers(0, 10**9), st.integers(0, 10**9),
)  # fmt: skip
def test_it_never_expects_more_than_may_be_spent_nor_less_than_is_spent_already(
    paid: int, held: int, committed: int, frozen: int, left: int, passed: int, by_now: int, last: int
) -> None:
    balance = Balance(approved=paid + held + committed + frozen + left, paid=paid, held=held, committed=committed, frozen=frozen)
    found = forecast(balance, Elapsed(passed, 260, by_now, last))
    assert paid <= found.expected <= balance.cap - frozen
    assert found.unspent >= frozen


def test_working_days_leave_out_saturdays_and_sundays() -> None:
    assert working_days(date(2024, 1, 1), date(2024, 12, 31)) == 262
    assert working_days(date(2024, 6, 1), date(2024, 6, 2)) == 0
    assert working_days(date(2024, 6, 3), date(2024, 6, 3)) == 1
    assert working_days(date(2024, 6, 3), date(2024, 6, 2)) == 0


@pytest.mark.parametrize(
    ("day", "method"),
    [
        (date(2023, 12, 31), Method.NOT_BEGUN),
        (date(2024, 6, 30), Method.STRAIGHT),
        (date(2024, 12, 31), Method.ENDED),
        (date(2026, 5, 1), Method.ENDED),
    ],
)
def test_the_method_follows_from_the_day(day: date, method: Method) -> None:
    assert elapsed(2024, day).method is method


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_what_is_spread_over_the_months_adds_up_to_the_fen(amount: int, weights: list[int]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == (amount if any(weights) else 0)
    assert min(parts) >= 0


def test_what_is_still_to_be_paid_falls_in_the_months_that_are_left() -> None:
    assert set(rest_of_year(2024, date(2024, 10, 31), {})) == {11, 12}
    assert rest_of_year(2024, date(2024, 12, 31), {}) == {}
    by_last_year = rest_of_year(2024, date(2024, 10, 31), {10: 5, 11: 100, 12: 300})
    assert by_last_year == {11: 100, 12: 300}


@pytest.fixture
def year(township: Township) -> Township:
    with clock.standing(datetime(YEAR, 2, 1, tzinfo=UTC)):
        allotted(township)
    return township


def paid_on(township: Township, month: int, amount: int, code: str = "") -> None:
    with clock.standing(datetime(YEAR, month, 10, 4, tzinfo=UTC)):
        taken(township, made_request(township, amount, charges=[ChargeEntry(of_code(code), amount)] if code else None), *PAID)


def looked(township: Township, day: date) -> Outlook:
    return outlook(whole_lines(Appropriation.objects.filter(unit=township.unit, year=YEAR)), township.unit, YEAR, day)


@pytest.mark.django_db
def test_the_outlook_names_the_projects_that_will_fall_short_and_its_months_add_up(year: Township) -> None:
    paid_on(year, 3, 900_000)
    paid_on(year, 5, SOME, "30201")
    found = looked(year, date(YEAR, 6, 30))
    assert found.method is Method.STRAIGHT
    project = of_project().project
    assert project is not None
    row = next(row for row in found.rows if row.key == project.code)
    passed, days = working_days(date(YEAR, 1, 1), date(YEAR, 6, 30)), working_days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    assert row.forecast.expected == 900_000 * days // passed
    assert row.is_low == (row.forecast.expected * 100 // PROJECT < 60)
    assert "personnel" in {row.key for row in found.low}
    assert sum(month.whole for month in found.months) == found.total.expected
    assert [month.paid for month in found.months][:6] == [0, 0, 900_000, 0, SOME, 0]
    assert all(month.paid == 0 for month in found.months[6:])
    assert sum(month.even for month in found.months) == WHOLE
    assert found.if_all_is_spent[0] == WHOLE - sum(month.whole for month in found.months[:9])


@pytest.mark.django_db
def test_the_outlook_of_a_past_day_does_not_know_what_came_later(year: Township) -> None:
    paid_on(year, 3, 100_000)
    paid_on(year, 8, 50_000)
    assert looked(year, date(YEAR, 6, 30)).total.balance.paid == 100_000
    over = looked(year, date(YEAR, 12, 31))
    assert (over.method, over.total.expected, over.total.balance.paid) == (Method.ENDED, 150_000, 150_000)


@pytest.mark.django_db
def test_the_year_end_rush_is_what_the_last_months_come_to(year: Township) -> None:
    paid_on(year, 2, 100_000)
    paid_on(year, 11, 60_000)
    paid_on(year, 12, 40_000)
    quarter, december = looked(year, date(YEAR, 12, 31)).rushes
    assert (quarter.amount, quarter.share, december.amount, december.share) == (100_000, 50, 40_000, 20)
    assert 20 <= quarter.even_share <= 26


def last_year(township: Township, amounts: dict[int, int], code: str = "30217") -> None:
    """Last year's books with these payments by month, as the ledger would have kept them."""
    unit, then = township.unit, YEAR - 1
    compilation = Compilation.objects.create(unit=unit, year=then, state=Compilation.State.CLOSED)
    node = Node.objects.create(unit=unit.code, year=then, kind=Node.Kind.LINE, element="operating", name="上年的指标")
    with clock.standing(datetime(then, 1, 5, tzinfo=UTC)):
        ledger_post(actor=Machine(), kind="allot", key="上年", subject=compilation, legs=[Leg(node.pk, "allot", 10**9)])
    Appropriation.objects.create(
        unit=unit,
        year=then,
        compilation=compilation,
        part="operating",
        function_code="2010301",
        economic_code=code,
        fund="general",
        node=node,
    )
    for month, amount in amounts.items():
        with clock.standing(datetime(then, month, 10, 4, tzinfo=UTC)):
            for move in ("hold", "pay"):
                ledger_post(actor=Machine(), kind=move, key=f"上年 {month} {move}", subject=compilation, legs=[Leg(node.pk, move, amount)])


@pytest.mark.django_db
def test_with_last_years_books_the_forecast_follows_their_course_and_says_so(year: Township) -> None:
    last_year(year, {3: 100, 6: 100, 11: 300, 12: 500})
    paid_on(year, 3, 100_000)
    found = looked(year, date(YEAR, 6, 30))
    assert (found.method, found.passed.last_year_by_now, found.passed.last_year_whole) == (Method.LAST_YEAR, 200, 1_000)
    project = of_project().project
    assert project is not None
    row = next(row for row in found.rows if row.key == project.code)
    assert row.forecast.expected == 100_000 * 1_000 // 200
    # What is still to be paid falls in the months in which last year's was: 3 of 8 parts in November, 5 in December.
    still = {month.month: month.expected for month in found.months if month.expected}
    assert still == {11: 400_000 * 3 // 8, 12: 400_000 * 5 // 8}


@pytest.mark.django_db
def test_three_public_is_held_against_the_same_day_of_last_years_books(year: Township) -> None:
    last_year(year, {3: 7_000, 9: 9_000})
    item = next(item for item in three_public(year.unit, YEAR, date(YEAR, 6, 30)) if item.key == ThreePublic.RECEPTION)
    assert item.before is not None
    assert (item.before.amount, item.before.same_period, item.difference) == (7_000, True, -7_000)
    later = next(item for item in three_public(year.unit, YEAR, date(YEAR, 12, 31)) if item.key == ThreePublic.RECEPTION)
    assert later.before is not None
    assert later.before.amount == 16_000


@pytest.mark.django_db
def test_books_begun_in_mid_year_say_nothing_of_a_period(year: Township) -> None:
    last_year(year, {8: 7_000})
    item = next(item for item in three_public(year.unit, YEAR, date(YEAR, 9, 30)) if item.key == ThreePublic.RECEPTION)
    assert item.before is None or not item.before.same_period
