"""The books in PostgreSQL. One statement takes the money: one journey to the server, and no time for two to take the same 分."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wenxiao.control.ledger.commands import FIELDS, Command
from wenxiao.control.ledger.moves import Balance, Status
from wenxiao.control.ledger.posting import Node, Posted

if TYPE_CHECKING:
    import psycopg

_STATE = "approved, adjusted, frozen, held, committed, paid, status"
# The nodes are locked in ascending order, so that two commands cannot wait for each other; what is locked is seen as it is now. Only if
# every leg fits, and the key is new, is anything written.
_CARRY_OUT = f"""
WITH leg AS (
    SELECT * FROM unnest(
        %(nodes)s::bigint[], %(moves)s::text[], %(amounts)s::bigint[], %(approved)s::bigint[], %(adjusted)s::bigint[], %(frozen)s::bigint[],
        %(held)s::bigint[], %(committed)s::bigint[], %(paid)s::bigint[], %(during)s::int[], %(leads_to)s::int[]
    ) AS leg (node, move, amount, approved, adjusted, frozen, held, committed, paid, during, leads_to)
), locked AS (
    SELECT id, approved, adjusted, frozen, held, committed, paid, status FROM spend_node
    WHERE id = ANY (%(nodes)s::bigint[]) ORDER BY id FOR UPDATE
), fitting AS (
    SELECT count(*) AS legs FROM locked JOIN leg ON leg.node = locked.id
    WHERE locked.status & leg.during <> 0
        AND locked.approved + leg.approved >= 0 AND locked.frozen + leg.frozen >= 0 AND locked.held + leg.held >= 0
        AND locked.committed + leg.committed >= 0 AND locked.paid + leg.paid >= 0
        AND locked.frozen + leg.frozen + locked.held + leg.held + locked.committed + leg.committed + locked.paid + leg.paid
            <= locked.approved + leg.approved + locked.adjusted + leg.adjusted
), command AS (
    INSERT INTO spend_command ({", ".join(FIELDS)}, algorithm, digest)
    SELECT {", ".join(f"%({name})s" for name in FIELDS)}, %(algorithm)s, %(digest)s FROM fitting WHERE fitting.legs = %(count)s
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
_FOUND = f'SELECT id, {", ".join(FIELDS)} FROM spend_command WHERE "key" = %s'
_POSTED = "SELECT node, sequence, approved, adjusted, frozen, held, committed, paid FROM spend_entry WHERE command = %s ORDER BY node"
_NODES = f"SELECT id, kind, name, {_STATE} FROM spend_node WHERE id = ANY (%s::bigint[]) ORDER BY id"


class PostgresBooks:
    """`connection` gives rows as tuples. READ COMMITTED is enough, and is what the statement is written for."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def carry_out(self, command: Command, digest: str, algorithm: str) -> tuple[int, list[Posted]] | None:
        legs = command.ordered
        columns = zip(*(leg.change for leg in legs), strict=True)
        values: dict[str, object] = {
            **dict(zip(FIELDS, command.fields, strict=True)),
            **{name: list(column) for name, column in zip(Balance._fields, columns, strict=True)},
            "nodes": [leg.node for leg in legs],
            "moves": [leg.move for leg in legs],
            "amounts": [leg.amount for leg in legs],
            "during": [int(leg.rule.during) for leg in legs],
            "leads_to": [leg.rule.leads_to and int(leg.rule.leads_to) for leg in legs],
            "algorithm": algorithm,
            "digest": digest,
            "count": len(legs),
        }
        rows = self.connection.execute(_CARRY_OUT, values, prepare=True).fetchall()
        if not rows:
            return None
        return rows[0][0], sorted(Posted(node, sequence, Balance(*rest)) for _, node, sequence, *rest in rows)

    def found(self, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
        row = self.connection.execute(_FOUND, (key,)).fetchone()
        if row is None:
            return None
        posted = [Posted(node, sequence, Balance(*rest)) for node, sequence, *rest in self.connection.execute(_POSTED, (row[0],))]
        return row[0], tuple(row[1:]), posted

    def nodes(self, ids: Iterable[int], *, locked: bool = False) -> Mapping[int, Node]:
        rows = self.connection.execute(_NODES + (" FOR UPDATE" if locked else ""), (list(ids),))
        return {row[0]: Node(row[0], row[1], row[2], Balance(*row[3:9]), Status(row[9])) for row in rows}
