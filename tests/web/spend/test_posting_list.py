"""Does the accountant's list book what the ledger paid, balanced to the 分, and leave open what nobody knows?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from web.plan.making import YEAR
from web.spend.paid_lists import list_of, person
from web.spend.spending import PAID, allotted, made_request, of_code, of_project, taken
from web.township import Township
from wenxiao.catalogue.postings import BOOKS
from wenxiao.web.plan.models import Profile
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Receipt
from wenxiao.web.spend.queries.flows import Month
from wenxiao.web.spend.queries.month_end import month_end
from wenxiao.web.spend.queries.postings import PostingList, by_account, months_booked, posting_list
from wenxiao.web.spend.services.requests import ChargeEntry
from wenxiao.web.trail import clock

pytestmark = pytest.mark.django_db
MARCH = Month(YEAR, 3)


@pytest.fixture
def year(township: Township) -> Township:
    with clock.standing(datetime(YEAR, 2, 1, tzinfo=UTC)):
        allotted(township)
    return township


def paid_on(township: Township, month: int, amount: int, code: str = "", **more: object) -> PaymentRequest:
    with clock.standing(datetime(YEAR, month, 10, 4, tzinfo=UTC)):
        charges = [ChargeEntry(of_code(code), amount)] if code else None
        return taken(township, made_request(township, amount, charges=charges, **more), *PAID)


def booked(township: Township, month: Month = MARCH) -> PostingList:
    found = posting_list(township.unit, YEAR, month)
    for debit, credit in found.sums().values():
        assert debit == credit
    for voucher in found.vouchers:
        for book in BOOKS:
            lines = [line for line in voucher.lines if line.book == book]
            assert sum(line.debit for line in lines) == sum(line.credit for line in lines)
    return found


def lines(found: PostingList) -> list[tuple[str, int, int]]:
    [voucher] = found.vouchers
    return [(line.code, line.debit, line.credit) for line in voucher.lines]


def test_a_payment_is_booked_in_both_books_with_its_project_and_codes(year: Township) -> None:
    request = paid_on(year, 3, 3_000, "30201")
    found = booked(year)
    assert lines(found) == [("5001", 3_000, 0), ("4001", 0, 3_000), ("7101", 3_000, 0), ("6001", 0, 3_000)]
    [voucher] = found.vouchers
    assert (voucher.title, voucher.source, voucher.booked) == ("记-0001", request.number, False)
    assert voucher.summary == "付 青石建材商店 购买防汛沙袋（回单 20240301-0007）"
    assert voucher.lines[0].economic.startswith("30201 ")
    assert voucher.lines[0].project == "日常公用经费"


def test_a_list_names_the_group_it_is_for_and_a_single_person_is_masked(year: Township) -> None:
    paid_on(year, 3, 3_000, "30201", way="person", way_reason="没有单位账户", payee="王小明")
    with clock.standing(datetime(YEAR, 3, 11, 4, tzinfo=UTC)):
        taken(year, list_of(year, [person(0)]), *PAID)
        PaymentRequest.objects.filter(kind="batch").update(way="person")
    one, group = (voucher.summary for voucher in booked(year).vouchers)
    assert one.startswith("付 王*明 ")
    assert group.startswith("付 网格员 ")


def test_the_list_comes_to_what_the_months_report_says(year: Township) -> None:
    for amount in (1_000, 2_000, 3_000):
        paid_on(year, 3, amount, "30201")
    paid_on(year, 3, 4_000)
    paid_on(year, 4, 9_000, "30201")
    assert booked(year).paid == month_end(year.unit, YEAR, 3).total.paid_in_month == 10_000
    assert months_booked(year.unit, YEAR) == [Month(YEAR, 3), Month(YEAR, 4)]


def test_what_the_bank_sent_back_is_booked_the_other_way_round(year: Township) -> None:
    request = paid_on(year, 2, 3_000, "30201")
    with clock.standing(datetime(YEAR, 3, 12, tzinfo=UTC)):
        taken(year, request, "bank_bounced")
    found = booked(year)
    assert lines(found) == [("6001", 3_000, 0), ("7101", 0, 3_000), ("4001", 3_000, 0), ("5001", 0, 3_000)]
    assert found.paid == -3_000


def test_what_no_rule_knows_is_listed_with_its_reason_and_without_entries(year: Township) -> None:
    Appropriation.objects.filter(pk=of_code("30201").pk).update(economic_code="31005")
    paid_on(year, 3, 3_000, "31005")
    found = booked(year)
    [voucher] = found.open
    assert voucher.lines == ()
    assert "在建工程" in voucher.open[0]
    assert found.paid == 3_000


def test_without_the_units_nature_nothing_is_booked(year: Township) -> None:
    Profile.objects.filter(unit=year.unit).update(nature="")
    paid_on(year, 3, 3_000, "30201")
    assert "单位性质没有填写" in booked(year).vouchers[0].open[0]


def test_money_carried_over_is_not_this_years_income(year: Township) -> None:
    line = of_code("30201")
    paid_on(year, 3, 3_000, "30201")
    Appropriation.objects.filter(pk=line.pk).update(origin=YEAR - 1)
    assert [code for code, _, _ in lines(booked(year))] == ["5001", "1201", "7101", "8001.03"]


def test_an_advance_of_public_money_is_left_to_the_accountant_and_one_of_the_units_own_is_a_claim(year: Township) -> None:
    request = paid_on(year, 3, 3_000, "30201")
    PaymentRequest.objects.filter(pk=request.pk).update(kind=PaymentRequest.Kind.ADVANCE)
    [voucher] = booked(year).vouchers
    assert (voucher.kind, bool(voucher.open)) == ("借款", True)
    Appropriation.objects.filter(pk=of_code("30201").pk).update(fund="unit_money")
    assert lines(booked(year)) == [("1218", 3_000, 0), ("1002", 0, 3_000)]


def receipt(township: Township, amount: int, **more: object) -> Receipt:
    values = {
        "unit": township.unit, "year": YEAR, "number": f"R{Receipt.objects.count()}", "kind": Receipt.Kind.NON_TAX, "fund": "general",
        "source": "集贸市场摊位费", "amount": amount, "received_on": date(YEAR, 3, 5), "payer": "市场", "author": "x",
        "reference": f"票 {Receipt.objects.count()}", "state": Receipt.State.CHECKED, **more,
    }  # fmt: skip
    return Receipt.objects.create(**values)


def test_what_belongs_to_the_treasury_is_owed_when_it_comes_and_settled_when_it_is_handed_on(year: Township) -> None:
    receipt(year, 500, state=Receipt.State.REMITTED, remitted_on=date(YEAR, 4, 2), remitted_document="缴 1 号")
    assert lines(booked(year)) == [("1002", 500, 0), ("2103", 0, 500)]
    assert lines(booked(year, Month(YEAR, 4))) == [("2103", 500, 0), ("1002", 0, 500)]


def test_a_receipt_taken_out_again_stays_in_its_month_and_is_booked_the_other_way_round_in_that_of_its_counter_entry(
    year: Township,
) -> None:
    first = receipt(year, 500, state=Receipt.State.COUNTERED, received_on=date(YEAR, 2, 5))
    receipt(year, -500, counters=first)
    receipt(year, 70, state=Receipt.State.REGISTERED)
    assert lines(booked(year, Month(YEAR, 2))) == [("1002", 500, 0), ("2103", 0, 500)]
    assert lines(booked(year)) == [("2103", 500, 0), ("1002", 0, 500)]


def test_what_is_collected_for_the_treasury_is_owed_before_it_is_handed_on(year: Township) -> None:
    receipt(year, 500, state=Receipt.State.TO_REMIT)
    assert lines(booked(year)) == [("1002", 500, 0), ("2103", 0, 500)]


def test_what_was_handed_on_and_taken_out_again_comes_to_nothing_on_both_sides(year: Township) -> None:
    given = {"remitted_on": date(YEAR, 3, 8), "remitted_document": "缴 1 号"}
    receipt(year, -500, counters=receipt(year, 500, state=Receipt.State.COUNTERED, **given), **given)
    rows = by_account(booked(year).vouchers)
    assert {(code, debit, credit) for _, code, _, debit, credit in rows} == {("1002", 1_000, 1_000), ("2103", 1_000, 1_000)}
    assert len(booked(year).vouchers) == 4


def test_the_sums_by_account_are_the_sums_of_the_lines(year: Township) -> None:
    paid_on(year, 3, 3_000, "30201")
    paid_on(year, 3, 4_000)
    found = booked(year)
    rows = by_account(found.vouchers)
    for book, (debit, credit) in found.sums().items():
        assert sum(row[3] for row in rows if row[0] == book) == debit
        assert sum(row[4] for row in rows if row[0] == book) == credit
    assert of_project().economic_code


def test_the_list_asks_as_often_for_many_payments_as_for_few(year: Township, django_assert_max_num_queries: Callable[..., object]) -> None:
    for _ in range(5):
        paid_on(year, 3, 100, "30201")
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(posting_list(year.unit, YEAR, MARCH).vouchers) == 5
