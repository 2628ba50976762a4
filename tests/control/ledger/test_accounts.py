"""Do the W accounts say what the nodes say, whatever was done to them?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxiao.control.ledger.accounts import ACCOUNTS, POSTED, UnmappedMoveError, balances, faults, postings
from wenxiao.control.ledger.moves import MOVES, Balance, Status

MONEY = [move for move in MOVES.values() if move.leads_to is None]
# From the columns of a node to the accounts: what stands in them together.
COLUMNS = {"W130": ("frozen", "committed"), "W140": ("held",), "W150": ("paid",), "W120": ("available",)}


def test_every_move_of_money_has_its_postings_and_no_other() -> None:
    assert set(POSTED) == {move.id for move in MONEY}


@pytest.mark.parametrize("move", MONEY, ids=lambda move: move.id)
def test_postings_do_to_the_accounts_what_the_move_does_to_the_node(move: object) -> None:
    debits: Counter[str] = Counter()
    for posting in postings(move.id, 7):  # type: ignore[attr-defined]
        debits[posting.debit] += 7
        debits[posting.credit] -= 7
    effect = move.effect.times(7)  # type: ignore[attr-defined]
    for code, columns in COLUMNS.items():
        assert debits[code] == sum(getattr(effect, column) for column in columns), code
    # What leaves the year stays in the account of where it went; everything else changes the source itself.
    gone = debits["W160"] + debits["W170"]
    assert -debits["W100"] == effect.cap + gone
    assert debits["W110"] == 0


def test_a_change_of_state_posts_nothing_and_an_unknown_move_is_refused() -> None:
    assert postings("suspend", 0) == ()
    with pytest.raises(UnmappedMoveError, match="gift"):
        postings("gift", 1)


@given(st.lists(st.tuples(st.sampled_from(MONEY), st.integers(1, 1_000)), max_size=60))
def test_whatever_the_ledger_lets_happen_the_parts_are_the_whole_and_nothing_is_below_zero(asked: list[tuple[object, int]]) -> None:
    """A node as the ledger keeps it: what would leave it unsound is not done."""
    balance, done = Balance(), []
    for move, amount in asked:
        after = balance.plus(move.effect.times(amount))  # type: ignore[attr-defined]
        if after.sound and move.during & Status.OPEN:  # type: ignore[attr-defined]
            balance = after
            done.append((move.id, amount))  # type: ignore[attr-defined]
    kept = balances(done)
    assert faults(kept) == []
    assert (kept["W150"], kept["W140"], kept["W120"]) == (balance.paid, balance.held, balance.available)
    assert tuple(kept) == tuple(ACCOUNTS)


def test_what_is_wrong_is_named_with_the_sums() -> None:
    assert faults({**dict.fromkeys(ACCOUNTS, 0), "W100": 500, "W120": 300, "W150": -100}) == [
        "W150 已支付为负数 -100 分",
        "各科目之和 200 分不等于批复来源 500 分，相差 -300 分",
    ]
