"""Does the month-end report tie to the 分, and does it say so where something does not?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from web.plan.compiling import OFFICE, PROJECT, WHOLE
from web.plan.making import YEAR
from web.spend.spending import PAID, allotted, made_request, of_code, of_project, taken
from web.township import Township
from wenxiao.web.spend.models import Node
from wenxiao.web.spend.queries.flows import Month, months_of, paid_by_month, paid_flows
from wenxiao.web.spend.queries.flows import entries_of as entries
from wenxiao.web.spend.queries.month_end import month_end
from wenxiao.web.spend.services.requests import ChargeEntry
from wenxiao.web.trail import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def on(month: int, day: int = 10, hour: int = 4) -> datetime:
    return datetime(YEAR, month, day, hour, tzinfo=UTC)


def paid_on(township: Township, at: datetime, amount: int, code: str = "") -> None:
    """A payment whose every step was taken at that moment."""
    with clock.standing(at):
        charges = [ChargeEntry(of_code(code), amount)] if code else None
        taken(township, made_request(township, amount, charges=charges), *PAID)


@pytest.fixture
def year(township: Township) -> Township:
    with clock.standing(on(2, 1)):
        allotted(township)
    return township


def test_the_report_of_a_month_counts_what_was_paid_in_it_and_up_to_it(year: Township) -> None:
    paid_on(year, on(3), 100_000)
    paid_on(year, on(4), 20_000)
    paid_on(year, on(4), 3_000, "30201")
    march, april = month_end(year.unit, YEAR, 3), month_end(year.unit, YEAR, 4)
    assert (march.total.paid_in_month, march.total.paid) == (100_000, 100_000)
    assert (april.total.paid_in_month, april.total.paid, april.total.budget) == (23_000, 123_000, WHOLE)
    assert april.differences == []
    assert march.differences == []
    by_project = {row.key: (row.budget, row.paid_in_month, row.paid) for row in april.by_project}
    assert by_project[of_project().project.code] == (PROJECT, 20_000, 120_000)  # type: ignore[union-attr]
    assert by_project["operating"][1:] == (3_000, 3_000)
    assert sum(row.paid for row in april.by_function) == sum(row.paid for row in april.by_fund) == 123_000


def test_what_the_bank_sent_back_is_taken_off_in_the_month_in_which_it_came(year: Township) -> None:
    with clock.standing(on(3)):
        request = taken(year, made_request(year, 100_000), *PAID)
    with clock.standing(on(4)):
        taken(year, request, "bank_bounced")
    assert month_end(year.unit, YEAR, 3).total.paid == 100_000
    april = month_end(year.unit, YEAR, 4)
    assert (april.total.paid_in_month, april.total.paid, april.differences) == (-100_000, 0, [])


def test_a_payment_belongs_to_the_month_of_the_offices_calendar_not_of_greenwich(year: Township) -> None:
    paid_on(year, datetime(YEAR, 3, 31, 16, 30, tzinfo=UTC), 7_000)
    assert month_end(year.unit, YEAR, 3).total.paid == 0
    assert month_end(year.unit, YEAR, 4).total.paid_in_month == 7_000


def test_months_beyond_the_year_are_kept_apart(year: Township) -> None:
    paid_on(year, on(12, 31, 4), 5_000)
    paid_on(year, datetime(YEAR + 1, 1, 5, tzinfo=UTC), 6_000)
    found = entries(year.unit.code, YEAR)
    months = months_of(YEAR, found)
    assert months[-1] == Month(YEAR + 1, 1)
    assert paid_by_month(paid_flows(found, months)) == {Month(YEAR, 12): 5_000, Month(YEAR + 1, 1): 6_000}
    december = month_end(year.unit, YEAR, 12)
    assert (december.total.paid, december.differences) == (5_000, [])


def test_a_balance_that_was_changed_by_hand_is_named_with_both_sums(year: Township) -> None:
    paid_on(year, on(3), 100_000)
    Node.objects.filter(pk=of_project().node_id).update(paid=90_000)
    [first, *more] = month_end(year.unit, YEAR, 3).differences
    assert (first.left, first.right, first.difference) == (100_000, 90_000, 10_000)
    assert {tie.left for tie in more} == {90_000}


def test_a_line_that_no_longer_stands_in_any_table_is_found(year: Township) -> None:
    """Past the tables' foreign keys: as a file that was tampered with."""
    paid_on(year, on(3), 3_000, "30201")
    line = of_code("30201")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM spend_charge")
        cursor.execute("DELETE FROM spend_appropriation WHERE id = %s", [line.pk])
    told = [(tie.title, tie.difference) for tie in month_end(year.unit, YEAR, 3).differences]
    assert ("按项目：累计支付", -3_000) in told
    assert ("按功能科目：本月支付", -3_000) in told


def test_the_report_asks_as_often_for_many_payments_as_for_few(
    year: Township, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(4):
        paid_on(year, on(5), 1_000)
    with django_assert_max_num_queries(11):  # type: ignore[attr-defined]
        assert month_end(year.unit, YEAR, 5).total.paid == 4_000


def test_an_empty_year_ties(township: Township) -> None:
    assert month_end(township.unit, YEAR, 1).differences == []
    assert OFFICE < WHOLE
