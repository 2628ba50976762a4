"""Does every book ask the matrix, in every post, and show of others nothing?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import Ask, Case, every, hold, hold_gathering
from web.plan.making import YEAR
from web.spend.test_spend_permissions import OFFICES, request_in
from web.township import Township
from wenxiao.web.people.models import Office, Unit

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def paid(township: Township, unit: Unit, office: Office | None) -> Any:
    """A request of 1 元 for 沙袋 that was paid from a line of that office."""
    return request_in("paid")(township, unit, office)


def at(address: str) -> Callable[[Any], Ask]:
    """A page of the unit and year of what was made."""
    return lambda made: Ask(f"{address}{'&' if '?' in address else '?'}unit={made.unit.pk}&year={YEAR}")


ONE = (
    Case("钱从哪来", "payment", "V", make=paid, places=OFFICES, ask=lambda made: Ask(f"/spend/trace/payments/{made.number}")),
    Case("钱去哪了", "allotment", "V", make=paid, places=OFFICES, ask=lambda made: Ask(f"/spend/trace/lines/{made.line}")),
    # These are of the unit as a whole: whoever sees an office's lines only does not get them.
    Case("月报", "allotment", "V", make=paid, places=("unit",), ask=at("/spend/books/month-end")),
    Case("三公经费", "allotment", "V", make=paid, places=("unit",), ask=at("/spend/books/three-public")),
    Case("记账清单", "bookkeeping", "V", make=paid, places=("unit",), ask=at("/spend/books/postings")),
    Case("记账清单文件", "bookkeeping", "V", make=paid, places=("unit",), ask=at("/spend/books/postings?as=xlsx")),
    Case("指标账", "bookkeeping", "V", make=paid, places=("unit",), ask=at("/spend/books/accounts")),
    Case("指标账文件", "bookkeeping", "V", make=paid, places=("unit",), ask=at("/spend/books/accounts?as=csv")),
)
GATHERED = (
    (Case("按科目", "allotment", "V", make=paid, places=OFFICES, ask=at("/spend/books/by/economic")), "30201 办公费"),
    (Case("支付明细", "payment", "V", make=paid, places=OFFICES, ask=at("/spend/books/payments")), f"-{YEAR}-Z00001"),
    (Case("支付明细文件", "payment", "V", make=paid, places=OFFICES, ask=at("/spend/books/payments?as=csv")), f"-{YEAR}-Z00001"),
    (Case("查付款", "payment", "V", make=paid, places=OFFICES, ask=at("/spend/trace?text=沙袋")), f"-{YEAR}-Z00001"),
)


@pytest.mark.parametrize(("case", "place"), every(ONE))
def test_the_pages_of_one_thing_and_of_the_whole_unit_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


@pytest.mark.parametrize(("case", "place"), every(case for case, _ in GATHERED))
def test_the_lists_show_what_the_matrix_grants_and_no_more(case: Case, place: str, township: Township) -> None:
    hold_gathering(case, place, township, shown=next(shown for other, shown in GATHERED if other is case))


@pytest.mark.embedded
def test_the_books_of_another_unit_are_not_to_be_had_by_its_number(township: Township, signed_in: SignIn) -> None:
    paid(township, township.other_unit, None)
    query = f"unit={township.other_unit.pk}&year={YEAR}"
    pages = (
        "overview",
        "books",
        "books/by/fund",
        "books/months",
        "books/month-end",
        "books/forecast",
        "books/three-public",
        "books/postings",
        "books/accounts",
    )
    for page in pages:
        own = signed_in("AC").get(f"/spend/{page}?{query}").content.decode()
        assert township.other_unit.name not in own, page
        assert township.other_unit.name in signed_in("DF").get(f"/spend/{page}?{query}").content.decode(), page
