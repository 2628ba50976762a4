"""The books in PostgreSQL. One statement takes the money: one journey to the server, and no time for two to take the same 分."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wenxiao.control.ledger import reading
from wenxiao.control.ledger.commands import FIELDS, Command
from wenxiao.control.ledger.moves import Balance
from wenxiao.control.ledger.posting import Node, Posted
from wenxiao.control.ledger.reading import STATE

if TYPE_CHECKING:
    import psycopg

COMMAND = (*FIELDS, "algorithm", "digest")
_STATE = ", ".join(STATE)
# What a leg is made of: the columns of its array, and their kinds.
_LEG = {
    "node": "bigint",
    "move": "text",
    "amount": "bigint",
    **dict.fromkeys(Balance._fields, "bigint"),
    "during": "int",
    "leads_to": "int",
}
# The nodes are locked in ascending order, so that two commands cannot wait for each other; what is locked is seen as it is now. Only if
# every leg fits, and the key is new, is anything written.
# To plan this takes longer than to do it. It is prepared once a connection, and the values hide behind SELECT so that the planner, seeing
# no gain in planning anew for each, settles on one plan.
CARRY_OUT = f"""
WITH leg AS (
    SELECT * FROM unnest({", ".join(f"(SELECT %({name})s::{kind}[])" for name, kind in _LEG.items())}) AS leg ({", ".join(_LEG)})
), locked AS (
    SELECT id, approved, adjusted, frozen, held, committed, paid, status FROM spend_node
    WHERE id = ANY (ARRAY(SELECT node FROM leg)) ORDER BY id FOR UPDATE
), fitting AS (
    SELECT count(*) AS legs FROM locked JOIN leg ON leg.node = locked.id
    WHERE locked.status & leg.during <> 0
        AND locked.approved + leg.approved >= 0 AND locked.frozen + leg.frozen >= 0 AND locked.held + leg.held >= 0
        AND locked.committed + leg.committed >= 0 AND locked.paid + leg.paid >= 0
        AND locked.frozen + leg.frozen + locked.held + leg.held + locked.committed + leg.committed + locked.paid + leg.paid
            <= locked.approved + leg.approved + locked.adjusted + leg.adjusted
), command AS (
    INSERT INTO spend_command ({", ".join(f'"{name}"' for name in COMMAND)})
    SELECT {", ".join(f"%({name})s" for name in COMMAND)} FROM fitting WHERE fitting.legs = (SELECT count(*) FROM leg)
    ON CONFLICT ("key") DO NOTHING RETURNING id
), moved AS (
    UPDATE spend_node AS node SET
        approved = node.approved + leg.approved, adjusted = node.adjusted + leg.adjusted, frozen = node.frozen + leg.frozen,
        held = node.held + leg.held, committed = node.committed + leg.committed, paid = node.paid + leg.paid,
        status = coalesce(leg.leads_to, node.status), sequence = node.sequence + 1,
        hash = encode(sha256(convert_to(concat_ws('|',
            node.hash, node.id, node.sequence + 1, %(digest)s::text, leg.move, leg.amount, node.approved + leg.approved,
            node.adjusted + leg.adjusted, node.frozen + leg.frozen, node.held + leg.held, node.committed + leg.committed,
            node.paid + leg.paid, coalesce(leg.leads_to, node.status)), 'UTF8')), 'hex')
    FROM leg, command WHERE node.id = leg.node
    RETURNING node.id, node.sequence, command.id AS command, leg.move, leg.amount, node.approved, node.adjusted, node.frozen, node.held,
        node.committed, node.paid, node.status, node.hash
)
INSERT INTO spend_entry (node, sequence, command, move, amount, {_STATE}, hash)
SELECT id, sequence, command, move, amount, {_STATE}, hash FROM moved
RETURNING command, node, sequence, approved, adjusted, frozen, held, committed, paid
"""


class PostgresBooks:
    """`connection` gives rows as tuples. READ COMMITTED is enough, and is what the statement is written for."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def carry_out(self, command: Command, digest: str, algorithm: str) -> tuple[int, list[Posted]] | None:
        rows = self._prepared(CARRY_OUT, values_of(command, digest, algorithm))
        if not rows:
            return None
        return rows[0][0], sorted(Posted(node, sequence, Balance(*rest)) for _, node, sequence, *rest in rows)

    def found(self, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
        return reading.found(self._rows, key)

    def nodes(self, ids: Iterable[int], *, locked: bool = False) -> Mapping[int, Node]:
        return reading.nodes(self._rows, ids, " FOR UPDATE" if locked else "")

    def _rows(self, statement: str, values: Sequence[object]) -> Iterable[Sequence[Any]]:
        return self.connection.execute(statement.replace("?", "%s").encode(), values)

    def _prepared(self, statement: str, values: Mapping[str, object]) -> list[Sequence[Any]]:
        """Django forbids its connections to prepare anything, and puts values into statements itself: for this one it is lifted."""
        import psycopg

        before = self.connection.prepare_threshold
        self.connection.prepare_threshold = 0
        try:
            with psycopg.Cursor(self.connection) as cursor:
                return cursor.execute(statement.encode(), values, prepare=True).fetchall()
        finally:
            self.connection.prepare_threshold = before


def values_of(command: Command, digest: str, algorithm: str) -> dict[str, str]:
    """What CARRY_OUT is given. All of it is text, arrays too: numbers would be of this kind or that by their size, and each kind would be
    another statement to prepare."""
    legs = command.ordered
    changes = zip(*(leg.change for leg in legs), strict=True)
    columns: dict[str, Sequence[object]] = {
        "node": [leg.node for leg in legs],
        "move": [leg.move for leg in legs],
        "amount": [leg.amount for leg in legs],
        **dict(zip(Balance._fields, changes, strict=True)),
        "during": [int(leg.rule.during) for leg in legs],
        "leads_to": ["NULL" if leg.rule.leads_to is None else int(leg.rule.leads_to) for leg in legs],
    }
    arrays = {name: f"{{{','.join(map(str, column))}}}" for name, column in columns.items()}
    return {**dict(zip(COMMAND, (*command.fields, algorithm, digest), strict=True)), **arrays}
