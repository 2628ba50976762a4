"""The rules of parallel bookkeeping: every entry balances within its book, and what is not known is said to be not known."""

from __future__ import annotations

import pytest

from wenxiao.catalogue.codes import economic_entries, economic_name
from wenxiao.catalogue.load import load_file
from wenxiao.catalogue.postings import BUDGET, FINANCIAL, Answer, Decided, Undecided, advance, payment, receipt, returned, settled

RULES = load_file("postings")
FUNDS = ("general", "government_fund", "state_capital", "special_account", "unit_money")
SECTIONS = [entry.code for entry in economic_entries() if len(entry.code) == 5]


def told(answer: Answer) -> list[tuple[str, str]]:
    assert isinstance(answer, Decided), answer
    return [(pair.debit.code, pair.credit.code) for pair in answer.pairs]


@pytest.mark.parametrize(
    ("fund", "economic", "carried", "expected"),
    [
        ("general", "30201", False, [("5001", "4001"), ("7101", "6001")]),
        ("government_fund", "30213", False, [("5001", "4001"), ("7101", "6001")]),
        ("general", "30101", False, [("5001", "2201"), ("2201", "4001"), ("7101", "6001")]),
        ("general", "30302", False, [("5001", "2201"), ("2201", "4001"), ("7101", "6001")]),
        ("general", "30305", False, [("5001", "4001"), ("7101", "6001")]),
        ("general", "31002", False, [("1601", "4001"), ("7101", "6001")]),
        ("general", "31022", False, [("1701", "4001"), ("7101", "6001")]),
        ("general", "30201", True, [("5001", "1201"), ("7101", "8001.03")]),
        ("unit_money", "30201", False, [("5001", "1002"), ("7101", "8001.02")]),
        ("unit_money", "31002", False, [("1601", "1002"), ("7101", "8001.02")]),
    ],
)
def test_what_a_payment_gives(fund: str, economic: str, carried: bool, expected: list[tuple[str, str]]) -> None:
    assert told(payment("行政单位", fund, economic, carried=carried)) == expected


@pytest.mark.parametrize(
    ("nature", "fund", "economic", "why"),
    [
        ("行政", "general", "31005", "在建工程"),
        ("行政", "general", "30199", "劳务派遣"),
        ("行政", "special_account", "30201", "规则里没有"),
        ("行政", "general", "39999", "看具体业务"),
        ("行政", "general", "50101", "没有记账规则"),
        ("事业单位", "general", "30201", "单位管理费用"),
        ("", "general", "30201", "没有填写"),
        ("企业", "general", "30201", "“企业”"),
    ],
)
def test_what_is_not_known_is_left_to_the_accountant_with_the_reason(nature: str, fund: str, economic: str, why: str) -> None:
    answer = payment(nature, fund, economic, carried=False)
    assert isinstance(answer, Undecided)
    assert why in answer.why


def test_an_institution_buys_a_fixed_asset_as_an_office_does() -> None:
    assert told(payment("事业单位", "general", "31002", carried=False)) == [("1601", "4001"), ("7201", "6001")]


def test_what_comes_back_takes_the_entries_back() -> None:
    assert told(returned("行政", "general", "30101", carried=False)) == [("6001", "7101"), ("4001", "2201"), ("2201", "5001")]


def test_an_advance_is_a_claim_until_it_is_settled() -> None:
    assert told(advance("unit_money")) == [("1218", "1002")]
    assert told(advance("unit_money", back=True)) == [("1002", "1218")]
    assert told(settled("行政", "unit_money", "30211")) == [("5001", "1218"), ("7101", "8001.02")]
    assert isinstance(advance("general"), Undecided)
    assert isinstance(settled("行政", "general", "30211"), Undecided)


def test_what_belongs_to_the_treasury_is_no_income() -> None:
    assert told(receipt("non_tax", "general")) == [("1002", "2103")]
    assert told(receipt("non_tax", "general", remitted=True)) == [("2103", "1002")]
    assert told(receipt("appropriation", "general")) == [("1002", "4001"), ("8001.02", "6001")]
    assert isinstance(receipt("other", "unit_money"), Undecided)
    assert isinstance(receipt("superior", "general", remitted=True), Undecided)


@pytest.mark.parametrize("fund", FUNDS)
def test_every_pair_stands_in_one_book_and_spending_stands_in_both(fund: str) -> None:
    for economic in SECTIONS:
        for carried in (False, True):
            answer = payment("行政", fund, economic, carried=carried)
            if isinstance(answer, Undecided):
                assert answer.why
                continue
            assert all(pair.debit.book == pair.credit.book for pair in answer.pairs)
            assert {pair.debit.book for pair in answer.pairs} == {FINANCIAL, BUDGET}


def test_the_rules_name_accounts_and_codes_that_exist_and_none_twice() -> None:
    codes = [each["code"] for each in RULES["account"]]
    assert len(set(codes)) == len(codes)
    named = [code for rule in (*RULES["use"], *RULES["doubt"]) for code in rule["economic"]]
    assert len(set(named)) == len(named)
    assert [code for code in named if not economic_name(code)] == []
    used = {rule["debit"] for rule in RULES["use"]} - {"expense"} | {rule.get("through", "") for rule in RULES["use"]} - {""}
    used |= {rule[book] for rule in RULES["means"] for book in (FINANCIAL, BUDGET)} | {rule["spending"] for rule in RULES["nature"]}
    assert used <= set(codes)
