"""How is each entry of a node chained to the one before, and the first to what the node is?

The hash of an entry is SHA-256 over the text that `link_text` makes, which both databases can make and hash by themselves, so that
taking money takes one statement. What the command says goes in by its digest (SM3 by default).
"""

from __future__ import annotations

import hashlib

from wenxiao.control.ledger.moves import Balance

# What a node is a cap of, as it stands in the database.
IDENTITY = ("unit", "year", "kind", "element", "name")


def beginning(*identity: object) -> str:
    """What stands before a node's first entry: a hash of its IDENTITY, so that no entry can be passed off as another cap's."""
    return link_hash("\x1f".join(map(str, identity)))


def link_text(previous: str, node: int, sequence: int, digest: str, move: str, amount: int, balance: Balance, status: int) -> str:
    """`balance` and `status` as the entry left them."""
    approved, adjusted, frozen, held, committed, paid = balance
    return f"{previous}|{node}|{sequence}|{digest}|{move}|{amount}|{approved}|{adjusted}|{frozen}|{held}|{committed}|{paid}|{status}"


def link_hash(text: str) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
