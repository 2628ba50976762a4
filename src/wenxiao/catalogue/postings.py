"""Which entries of 财务会计 and 预算会计 does a payment give, and which must the accountant decide? (平行记账, 财会〔2017〕25号)

The rules are data (`data/postings.toml`). What no rule says is answered with Undecided and its reason, never with a guess.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_file

FINANCIAL, BUDGET = "financial", "budget"
BOOKS = {FINANCIAL: "财务会计", BUDGET: "预算会计"}


class Account(NamedTuple):
    """会计科目."""

    code: str
    name: str
    book: str

    @property
    def book_title(self) -> str:
        return BOOKS[self.book]


class Pair(NamedTuple):
    """一借一贷 of the same amount."""

    debit: Account
    credit: Account


class Undecided(NamedTuple):
    """要会计确定: why no rule says it."""

    why: str


class Decided(NamedTuple):
    """分录: the pairs in order, and what was simplified or is to be confirmed."""

    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()


Answer = Decided | Undecided


def account(code: str) -> Account:
    """Raises KeyError for a code that the table does not have."""
    return _accounts()[code]


def rules_document() -> str:
    """《…》（财会〔2017〕25号）: where the accounts come from."""
    system = load_file("postings")["system"]
    return f"《{system['title']}》（{system['document']}）"


def payment(nature: str, fund: str, economic: str, *, carried: bool) -> Answer:
    """A payment by a unit of that nature (text of its profile), from a fund, for an economic code (款)."""
    unit, means, use = _nature(nature), _means(fund, carried=carried), _use(economic)
    for each in (unit, means, use):
        if isinstance(each, Undecided):
            return each
    assert isinstance(unit, dict)
    assert isinstance(means, dict)
    assert isinstance(use, dict)
    debit = unit["expense"] if use["debit"] == "expense" else use["debit"]
    if not debit:
        return Undecided(unit["note"])
    pairs = _through(debit, use.get("through", ""), means["financial"])
    return Decided((*pairs, _pair(unit["spending"], means["budget"])), _notes(use, means))


def returned(nature: str, fund: str, economic: str, *, carried: bool) -> Answer:
    """What came back of a payment in the same year: its entries the other way round."""
    answer = payment(nature, fund, economic, carried=carried)
    if isinstance(answer, Undecided):
        return answer
    return Decided(tuple(Pair(pair.credit, pair.debit) for pair in reversed(answer.pairs)), ("冲回原来的分录", *answer.notes))


def advance(fund: str, *, back: bool = False) -> Answer:
    """Money lent to somebody of the unit, or (`back`) what came back of it unspent: no entry of 预算会计."""
    rule = load_file("postings")["advance"]
    if fund not in rule["funds"]:
        return Undecided(rule["why"])
    means = _means(fund, carried=False)
    assert isinstance(means, dict)
    pair = _pair(rule["debit"], means["financial"])
    return Decided((Pair(pair.credit, pair.debit) if back else pair,), (rule["note"],))


def settled(nature: str, fund: str, economic: str) -> Answer:
    """What of an advance was spent."""
    rule = load_file("postings")["advance"]
    if fund not in rule["funds"]:
        return Undecided(rule["why"])
    answer = payment(nature, fund, economic, carried=False)
    if isinstance(answer, Undecided):
        return answer
    lent, means = account(rule["debit"]), _means(fund, carried=False)
    assert isinstance(means, dict)
    pairs = tuple(Pair(pair.debit, lent) if pair.credit.code == means["financial"] else pair for pair in answer.pairs)
    return Decided(pairs, answer.notes)


def receipt(kind: str, fund: str, *, remitted: bool = False) -> Answer:
    """Money that came in, or (`remitted`) was handed on to the treasury."""
    for rule in load_file("postings")["receipt"]:
        if kind not in rule["kinds"] or (rule["funds"] and fund not in rule["funds"]):
            continue
        if remitted:
            return Decided((_pair(*rule["remitted"]),)) if "remitted" in rule else Undecided("这一类收入没有上缴的分录")
        if "financial" not in rule:
            return Undecided(rule["why"])
        return Decided(tuple(_pair(*rule[book]) for book in BOOKS if book in rule))
    return Undecided("规则里没有这一类收入")


def _through(debit: str, liability: str, credit: str) -> tuple[Pair, ...]:
    if not liability:
        return (_pair(debit, credit),)
    return (_pair(debit, liability), _pair(liability, credit))


def _pair(debit: str, credit: str) -> Pair:
    return Pair(account(debit), account(credit))


def _nature(text: str) -> dict[str, Any] | Undecided:
    for rule in load_file("postings")["nature"]:
        if text.strip().startswith(rule["begins"]):
            return dict(rule)
    said = f"“{text.strip()}”" if text.strip() else "没有填写"
    return Undecided(f"单位性质{said}：请在单位情况里写明是行政单位还是事业单位")


def _means(fund: str, *, carried: bool) -> dict[str, Any] | Undecided:
    for rule in load_file("postings")["means"]:
        if fund in rule["funds"] and rule["carried"] == carried:
            return dict(rule)
    return Undecided("这种资金的支付方式，规则里没有")


def _use(economic: str) -> dict[str, Any] | Undecided:
    """By the section first, then by its category."""
    for code in (economic, economic[:3]):
        for rule in load_file("postings")["doubt"]:
            if code in rule["economic"]:
                return Undecided(rule["why"])
        for rule in load_file("postings")["use"]:
            if code in rule["economic"]:
                return dict(rule)
    return Undecided(f"经济科目 {economic} 没有记账规则")


def _notes(*rules: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_said(rule) for rule in rules if rule.get("note") or rule["mark"] != "V")


def _said(rule: dict[str, Any]) -> str:
    return str(rule["title"]) + (f"：{rule['note']}" if rule.get("note") else "") + ("（依据待核）" if rule["mark"] != "V" else "")


@cache
def _accounts() -> dict[str, Account]:
    return {each["code"]: Account(each["code"], each["name"], each["book"]) for each in load_file("postings")["account"]}
