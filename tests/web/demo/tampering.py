"""How could somebody who holds the file of the database meddle with the books? One case each: what is done, and what verify must name."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from wenxiao.control.ledger.links import beginning

ENTRY_COLUMNS = (
    "node",
    "sequence",
    "command",
    "move",
    "amount",
    "approved",
    "adjusted",
    "frozen",
    "held",
    "committed",
    "paid",
    "status",
    "hash",
)
COMMAND_COLUMNS = (
    "key", "kind", "at", "account", "person", "post", "subject_kind", "subject_id", "subject_hash", "reason", "legs", "algorithm", "digest",
)  # fmt: skip
NODE_COLUMNS = ("approved", "adjusted", "frozen", "held", "committed", "paid", "status", "sequence", "hash")
# What a line is, each with how it is passed off as another.
IDENTITY = {"unit": "|| '0'", "year": "+ 1", "kind": "|| '0'", "element": "|| '0'", "name": "|| '0'"}
_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'spend%'"


class Meddling(NamedTuple):
    """一种改动: `done` upon an open file; `named` are the words of which each must stand in what verify says."""

    title: str
    done: Callable[[sqlite3.Connection], object]
    named: tuple[str, ...]


class Entry(NamedTuple):
    node: int
    sequence: int
    name: str
    command: int
    last: int


def meddle(file: Path, case: Meddling) -> None:
    """As one would who has the file: triggers taken away, checks switched off."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute(_TRIGGERS).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        case.done(connection)


def meddlings(file: Path, chance: random.Random) -> Iterator[Meddling]:
    """Upon entries, commands and nodes drawn by `chance` from the books in the file."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT e.node, e.sequence, n.name, e.command, n.sequence FROM spend_entry e JOIN spend_node n ON n.id = e.node"
            " ORDER BY e.node, e.sequence"
        ).fetchall()
        entries = [Entry(*row) for row in rows]
        commands = [row[0] for row in connection.execute("SELECT id FROM spend_command ORDER BY id")]
        lines = connection.execute("SELECT id, name FROM spend_node WHERE sequence > 1 ORDER BY id").fetchall()
    inner = [each for each in entries if 1 < each.sequence < each.last]
    for column in ENTRY_COLUMNS:
        yield _column(column, chance.choice(inner), entries, chance)
    for column in COMMAND_COLUMNS:
        number = chance.choice(commands)
        yield Meddling(f"command.{column}", _set("spend_command", f"id = {number}", column, "|| '1'"), (f"第 {number} 号指令",))
    for column in NODE_COLUMNS:
        node, name = chance.choice(lines)
        change = "|| '0'" if column == "hash" else "+ 1"
        yield Meddling(f"node.{column}", _set("spend_node", f"id = {node}", column, change), (f"“{name}”",))
    for column, change in IDENTITY.items():
        node, name = chance.choice(lines)
        named = (f"“{name}", "第 1 笔", "名称被改动过")
        yield Meddling(f"node.{column}", _set("spend_node", f"id = {node}", column, change), named)
    yield from _rows(inner, entries, lines, commands, chance)


def _column(column: str, entry: Entry, entries: list[Entry], chance: random.Random) -> Meddling:
    place = f"node = {entry.node} AND sequence = {entry.sequence}"
    title, named = f"entry.{column}", (f"“{entry.name}”", f"第 {entry.sequence} 笔")
    if column == "node":
        # It goes behind the end of another line, where its place is free.
        other = chance.choice(
            [each for each in entries if each.node != entry.node and each.sequence == each.last < entry.sequence] or entries
        )
        done = _run(f"UPDATE spend_entry SET node = {other.node}, sequence = {other.last + 1} WHERE {place}")
        return Meddling(title, done, (*named, f"“{other.name}”"))
    if column == "sequence":
        return Meddling(title, _run(f"UPDATE spend_entry SET sequence = sequence + 1000000 WHERE {place}"), named)
    if column == "move":
        # What moves the same money otherwise.
        return Meddling(title, _run(f"UPDATE spend_entry SET move = iif(move = 'hold', 'release', 'hold') WHERE {place}"), named)
    if column == "hash":
        return Meddling(title, _run(f"UPDATE spend_entry SET hash = substr(hash, 2) || '0' WHERE {place}"), named)
    return Meddling(title, _set("spend_entry", place, column, "+ 1"), named)


def _rows(inner: list[Entry], entries: list[Entry], lines: list[Any], commands: list[int], chance: random.Random) -> Iterator[Meddling]:
    gone = chance.choice(inner)
    where = f"node = {gone.node} AND sequence = {gone.sequence}"
    yield Meddling("entry deleted", _run(f"DELETE FROM spend_entry WHERE {where}"), (f"“{gone.name}”", f"第 {gone.sequence} 笔不见了"))
    tail = chance.choice([each for each in entries if each.sequence == each.last > 1])
    yield Meddling(
        "last entry deleted", _run(f"DELETE FROM spend_entry WHERE node = {tail.node} AND sequence = {tail.last}"),
        (f"“{tail.name}”", f"第 {tail.command} 号指令"),
    )  # fmt: skip
    columns = "command, move, amount, approved, adjusted, frozen, held, committed, paid, status, hash"
    yield Meddling(
        "entry added",
        _run(
            f"INSERT INTO spend_entry (node, sequence, {columns}) SELECT node, sequence + 1, {columns} FROM spend_entry"
            f" WHERE node = {tail.node} AND sequence = {tail.last}"
        ),
        (f"“{tail.name}”",),
    )  # fmt: skip
    first = chance.choice([each for each in inner if each.sequence + 1 < each.last] or inner)
    yield Meddling(
        "two entries swapped", _swap(first.node, first.sequence, first.sequence + 1), (f"“{first.name}”", f"第 {first.sequence} 笔")
    )  # fmt: skip
    number = chance.choice(commands)
    touched = next(each for each in entries if each.command == number)
    yield Meddling("command deleted", _run(f"DELETE FROM spend_command WHERE id = {number}"), (f"“{touched.name}”", f"第 {number} 号"))
    yield Meddling("last command cut off", _cut_off, ("条留痕“", "记过 1 号指令，指标账里没有"))
    node, name = chance.choice(lines)
    yield Meddling("node deleted", _run(f"DELETE FROM spend_node WHERE id = {node}"), (f"编号为 {node} 的指标",))
    yield Meddling(
        "money given back and spent twice",
        _run(f"UPDATE spend_node SET paid = paid - 1, adjusted = adjusted + 1 WHERE id = {node}"), (f"“{name}”", "余额"),
    )  # fmt: skip


def _set(table: str, where: str, column: str, change: str) -> Callable[[sqlite3.Connection], object]:
    return _run(f'UPDATE {table} SET "{column}" = "{column}" {change} WHERE {where}')


def _run(statement: str) -> Callable[[sqlite3.Connection], object]:
    def run(connection: sqlite3.Connection) -> None:
        assert connection.execute(statement).rowcount == 1, statement

    return run


def _cut_off(connection: sqlite3.Connection) -> None:
    """The last command of all with its entries, and its nodes as the entries before have left them: in itself the ledger is whole."""
    [(number,)] = connection.execute("SELECT max(id) FROM spend_command")
    kept = [column for column in NODE_COLUMNS if column != "sequence"]
    for node, sequence in connection.execute("SELECT node, sequence FROM spend_entry WHERE command = ?", (number,)).fetchall():
        before = connection.execute(
            f"SELECT sequence, {', '.join(kept)} FROM spend_entry WHERE node = ? AND sequence = ?", (node, sequence - 1)
        ).fetchone()
        if before is None:
            [what] = connection.execute(f"SELECT {', '.join(IDENTITY)} FROM spend_node WHERE id = ?", (node,))
            before = (0, *(1 if column == "status" else beginning(*what) if column == "hash" else 0 for column in kept))
        connection.execute(
            f"UPDATE spend_node SET sequence = ?, {', '.join(f'{column} = ?' for column in kept)} WHERE id = ?", (*before, node)
        )
    connection.execute("DELETE FROM spend_entry WHERE command = ?", (number,))
    connection.execute("DELETE FROM spend_command WHERE id = ?", (number,))


def _swap(node: int, one: int, other: int) -> Callable[[sqlite3.Connection], object]:
    def swap(connection: sqlite3.Connection) -> None:
        for before, after in ((one, -1), (other, one), (-1, other)):
            moved = connection.execute(f"UPDATE spend_entry SET sequence = {after} WHERE node = {node} AND sequence = {before}")
            assert moved.rowcount == 1

    return swap
