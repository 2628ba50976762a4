"""What do the books say of a command and of their nodes? The same questions to either database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wenxiao.control.ledger.commands import FIELDS
from wenxiao.control.ledger.moves import Balance, Status
from wenxiao.control.ledger.posting import Node, Posted

STATE = (*Balance._fields, "status")
_FOUND = f'SELECT id, {", ".join(FIELDS)} FROM spend_command WHERE "key" = ?'
_POSTED = f"SELECT node, sequence, {', '.join(Balance._fields)} FROM spend_entry WHERE command = ? ORDER BY node"
_NODES = f"SELECT id, kind, name, {', '.join(STATE)} FROM spend_node WHERE id IN ({{}}) ORDER BY id"


# The rows of a statement, in which a ? stands for each value.
Rows = Callable[[str, Sequence[Any]], Iterable[Sequence[Any]]]


def found(rows: Rows, key: str) -> tuple[int, tuple[str, ...], list[Posted]] | None:
    for number, *fields in rows(_FOUND, (key,)):
        posted = [Posted(node, sequence, Balance(*rest)) for node, sequence, *rest in rows(_POSTED, (number,))]
        return number, tuple(fields), posted
    return None


def nodes(rows: Rows, ids: Iterable[int], more: str = "") -> Mapping[int, Node]:
    """Those there are. `more` stands at the end of the statement."""
    wanted = list(ids)
    answer = rows(_NODES.format(", ".join("?" * len(wanted))) + more, wanted) if wanted else ()
    return {row[0]: Node(row[0], row[1], row[2], Balance(*row[3:9]), Status(row[9])) for row in answer}
