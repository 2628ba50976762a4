"""The books in SQLite. One writes at a time there, so what was read within an IMMEDIATE transaction is what counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from wenxiao.control.ledger import reading
from wenxiao.control.ledger.commands import FIELDS, Command
from wenxiao.control.ledger.links import link_hash, link_text
from wenxiao.control.ledger.moves import Balance
from wenxiao.control.ledger.posting import Node, Posted
from wenxiao.control.ledger.reading import STATE

_STATE = ", ".join(STATE)
_COMMAND = (
    f"INSERT INTO spend_command ({', '.join(FIELDS)}, algorithm, digest) VALUES ({', '.join('?' * len(FIELDS))}, ?, ?) "
    'ON CONFLICT ("key") DO NOTHING'
)
# No money moves where someone else wrote in between: `sequence` is the one that was read.
_MOVE = f"""UPDATE spend_node SET ({_STATE}, sequence, hash) = (?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ? AND sequence = ?"""
_ENTRY = f"INSERT INTO spend_entry (node, sequence, command, move, amount, {_STATE}, hash) VALUES ({', '.join('?' * 13)})"


class SqliteBooks:
    """`connection` is in a transaction that began IMMEDIATE."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def carry_out(self, command: Command, digest: str, algorithm: str) -> tuple[int, list[Posted]] | None:
        legs = command.ordered
        marks = ", ".join("?" * len(legs))
        rows = self.connection.execute(
            f"SELECT id, sequence, hash, {_STATE} FROM spend_node WHERE id IN ({marks}) ORDER BY id", [leg.node for leg in legs]
        ).fetchall()
        if len(rows) < len(legs):
            return None
        after: list[tuple[Balance, int]] = []
        for leg, row in zip(legs, rows, strict=True):
            balance, status = Balance(*row[3:9]).plus(leg.change), row[9]
            if not (leg.rule.during & status and balance.sound):
                return None
            after.append((balance, int(leg.rule.leads_to or status)))
        inserted = self.connection.execute(_COMMAND, (*command.fields, algorithm, digest))
        if not inserted.rowcount:
            return None
        number = inserted.lastrowid
        assert number is not None
        posted = []
        for leg, (node, before, previous, *_), (balance, status) in zip(legs, rows, after, strict=True):
            sequence = before + 1
            hash_ = link_hash(link_text(previous, node, sequence, digest, leg.move, leg.amount, balance, status))
            moved = self.connection.execute(_MOVE, (*balance, status, sequence, hash_, node, before))
            if moved.rowcount != 1:
                raise sqlite3.OperationalError("the ledger was written outside an IMMEDIATE transaction")
            self.connection.execute(_ENTRY, (node, sequence, number, leg.move, leg.amount, *balance, status, hash_))
            posted.append(Posted(node, sequence, balance))
        return number, posted

    def found(self, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
        return reading.found(self.connection.execute, key)

    def nodes(self, ids: Iterable[int], *, locked: bool = False) -> Mapping[int, Node]:
        # Nobody else writes while this transaction lasts, so they are locked anyhow.
        del locked
        return reading.nodes(self.connection.execute, ids)
