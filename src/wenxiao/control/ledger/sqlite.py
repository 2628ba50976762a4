"""The books in SQLite. One writes at a time there, so what was read within an IMMEDIATE transaction is what counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from wenxiao.control.ledger import reading
from wenxiao.control.ledger.commands import FIELDS, Command
from wenxiao.control.ledger.links import link_hash, link_text
from wenxiao.control.ledger.moves import MOVES, Balance
from wenxiao.control.ledger.posting import Node, Posted
from wenxiao.control.ledger.reading import STATE

_STATE = ", ".join(STATE)
SEEN = f"SELECT id, sequence, hash, {_STATE} FROM spend_node WHERE id IN ({{}}) ORDER BY id"
COMMAND = (
    f"INSERT INTO spend_command ({', '.join(FIELDS)}, algorithm, digest) VALUES ({', '.join('?' * len(FIELDS))}, ?, ?) "
    'ON CONFLICT ("key") DO NOTHING'
)
# No money moves where someone else wrote in between: `sequence` is the one that was read.
MOVE = f"UPDATE spend_node SET {', '.join(f'{name} = ?' for name in STATE)}, sequence = ?, hash = ? WHERE id = ? AND sequence = ?"
ENTRY = f"INSERT INTO spend_entry (node, sequence, command, move, amount, {_STATE}, hash) VALUES ({', '.join('?' * 13)})"


class SqliteBooks:
    """`connection` is in a transaction that began IMMEDIATE."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def carry_out(self, command: Command, digest: str, algorithm: str) -> tuple[int, list[Posted]] | None:
        if not self.connection.in_transaction:
            raise sqlite3.OperationalError("the ledger is written within a transaction only")
        legs = command.ordered
        rows = self.connection.execute(SEEN.format(", ".join("?" * len(legs))), [leg.node for leg in legs]).fetchall()
        if len(rows) < len(legs):
            return None
        moved, entries, posted = [], [], []
        for (_, move, amount), (node, before, previous, *state, status) in zip(legs, rows, strict=True):
            rule = MOVES[move]
            balance = Balance(*state).plus(rule.effect, amount)
            if not (int(rule.during) & status and balance.sound):
                return None
            status = int(rule.leads_to or status)
            sequence = before + 1
            hash_ = link_hash(link_text(previous, node, sequence, digest, move, amount, balance, status))
            moved.append((*balance, status, sequence, hash_, node, before))
            entries.append((node, sequence, move, amount, *balance, status, hash_))
            posted.append(Posted(node, sequence, balance))
        inserted = self.connection.execute(COMMAND, (*command.fields, algorithm, digest))
        if not inserted.rowcount:
            return None
        number = inserted.lastrowid
        assert number is not None
        if self.connection.executemany(MOVE, moved).rowcount != len(legs):
            raise sqlite3.OperationalError("the ledger was written outside an IMMEDIATE transaction")
        self.connection.executemany(ENTRY, [(*entry[:2], number, *entry[2:]) for entry in entries])
        return number, posted

    def found(self, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
        return reading.found(self.connection.execute, key)

    def nodes(self, ids: Iterable[int], *, locked: bool = False) -> Mapping[int, Node]:
        # Nobody else writes while this transaction lasts, so they are locked anyhow.
        del locked
        return reading.nodes(self.connection.execute, ids)
