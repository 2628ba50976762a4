"""How do the books read as double entry? 指标核算: accounts W100 to W170 and the postings to them, derived from the entries.

The accounts are this system's own (prefix W), to be mapped to the official codes of 财办〔2022〕36号 by whoever has their table; the nodes
remain the only ledger, and nothing is stored here. Per key (a line) the sum of W110 to W170 is W100 and no account is below zero
(domain notes, 1.4). Caps above the lines are limits, not money, and have no accounts. Amounts in 分.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wenxiao.control.ledger.moves import MOVES


class Account(NamedTuple):
    """指标科目. W100 is a source and stands on the credit side; the others say where it is and stand on the debit side."""

    code: str
    title: str
    credit: bool = False

    @property
    def name(self) -> str:
        return f"{self.code} {self.title}"


class Posting(NamedTuple):
    """分录: 借 `debit`, 贷 `credit`, `amount` (分, always above zero)."""

    debit: str
    credit: str
    amount: int


ACCOUNTS = {
    account.code: account
    for account in (
        Account("W100", "批复来源", credit=True),
        Account("W110", "待分解指标"),
        Account("W120", "可执行指标"),
        Account("W130", "采购冻结"),
        Account("W140", "支付在途"),
        Account("W150", "已支付"),
        Account("W160", "结转"),
        Account("W170", "结余收回"),
    )
}
# What each move posts, (debit, credit), one after the other. Money enters the ledger when it is broken down until it may be spent, so
# it passes 待分解指标 in the same act. 冻结 and 承诺 are both kept for later and both stand in 采购冻结.
_IN = (("W110", "W100"), ("W120", "W110"))
POSTED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "allot": _IN,
    "supplement": _IN,
    "raise": _IN,
    "carry_in": _IN,
    "lower": (("W100", "W120"),),
    "freeze": (("W130", "W120"),),
    "thaw": (("W120", "W130"),),
    "commit": (("W130", "W120"),),
    "uncommit": (("W120", "W130"),),
    "hold": (("W140", "W120"),),
    "draw": (("W140", "W130"),),
    "release": (("W120", "W140"),),
    "restore": (("W130", "W140"),),
    "pay": (("W150", "W140"),),
    "bounce": (("W140", "W150"),),
    "refund": (("W120", "W150"),),
    "carry_over": (("W160", "W120"),),
    "lapse": (("W170", "W120"),),
}


class UnmappedMoveError(LookupError):
    """A move of money that no posting is written for."""

    def __init__(self, move: str) -> None:
        super().__init__(f"no posting is written for the move {move!r}")


def postings(move: str, amount: int) -> tuple[Posting, ...]:
    """What one entry of the ledger posts; nothing for a change of state. Raises UnmappedMoveError."""
    if move not in POSTED:
        if move in MOVES and MOVES[move].leads_to is not None:
            return ()
        raise UnmappedMoveError(move)
    return tuple(Posting(debit, credit, amount) for debit, credit in POSTED[move])


def balances(sums: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The balance of each account, in the order of codes, from the sums of the moves on a key: (move, 分).

    Each on its own side: W100 as credit, the others as debit.
    """
    debits: Counter[str] = Counter()
    for move, amount in sums:
        for posting in postings(move, amount):
            debits[posting.debit] += posting.amount
            debits[posting.credit] -= posting.amount
    return {code: -debits[code] if account.credit else debits[code] for code, account in ACCOUNTS.items()}


def faults(kept: Mapping[str, int]) -> list[str]:
    """What is wrong with the balances of a key: an account below zero, or parts that are not the whole."""
    found = [f"{ACCOUNTS[code].name}为负数 {amount} 分" for code, amount in kept.items() if amount < 0]
    parts = sum(amount for code, amount in kept.items() if not ACCOUNTS[code].credit)
    if parts != kept["W100"]:
        found.append(f"各科目之和 {parts} 分不等于批复来源 {kept['W100']} 分，相差 {parts - kept['W100']} 分")
    return found
