"""How is each entry of a node chained to the one before?

The hash of an entry is SHA-256 over the text that `link_text` makes, which both databases can make and hash by themselves, so that
taking money takes one statement. What the command says goes in by its digest (SM3 by default).
"""

from __future__ import annotations

import hashlib

from wenxiao.control.ledger.moves import Balance


def link_text(previous: str, node: int, sequence: int, digest: str, move: str, amount: int, balance: Balance, status: int) -> str:
    """`balance` and `status` as the entry left them."""
    approved, adjusted, frozen, held, committed, paid = balance
    return f"{previous}|{node}|{sequence}|{digest}|{move}|{amount}|{approved}|{adjusted}|{frozen}|{held}|{committed}|{paid}|{status}"


def link_hash(text: str) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
