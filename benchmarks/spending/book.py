"""How does a book of a million entries come about in a minute? Written straight into the tables, with the hashes that they must have.

Forty townships, each with a cap of the whole, of two funds and of sixty lines. Every payment is held and then paid, on its line, its fund
and the unit: six entries under two commands, as the office writes them.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from wenxiao.control.chain import ALGORITHM
from wenxiao.control.ledger.commands import FIELDS, Command, Leg
from wenxiao.control.ledger.links import beginning, link_text
from wenxiao.control.ledger.moves import MOVES, Balance, Status

UNITS, FUNDS, LINES = 40, 2, 60
SEED = 20231
AT = "2023-03-01T08:00:00.000000+00:00"
ALLOTTED = 10**12
_NODE = ("id", "unit", "year", "kind", "element", "name", *Balance._fields, "status", "sequence", "hash")
_COMMAND = ("id", *FIELDS, "algorithm", "digest")
_ENTRY = ("node", "sequence", "command", "move", "amount", *Balance._fields, "status", "hash")


class Book(NamedTuple):
    """账本: rows of the three tables, in the order of their columns."""

    nodes: list[Sequence[Any]]
    commands: list[Sequence[Any]]
    entries: list[Sequence[Any]]


class Cap(NamedTuple):
    """指标: one node of a unit, and what it is called."""

    id: int
    unit: str
    kind: str
    element: str


def caps() -> list[Cap]:
    """Node by node, unit by unit: the whole, the funds, the lines."""
    found: list[Cap] = []
    for number in range(1, UNITS + 1):
        kinds = [("unit", ""), *(("fund", f"F{fund}") for fund in range(FUNDS)), *(("line", f"L{line:03d}") for line in range(LINES))]
        found += [Cap(len(found) + place, f"T{number:03d}", *each) for place, each in enumerate(kinds, 1)]
    return found


def legs(unit: int, line: int, move: str, amount: int) -> tuple[Leg, ...]:
    """What a payment does, or a hold: on the whole of the unit, on the line's fund, on the line. Both counted from 0."""
    first = unit * (1 + FUNDS + LINES) + 1
    return tuple(Leg(node, move, amount) for node in (first, first + 1 + line % FUNDS, first + 1 + FUNDS + line))


def asked(number: int, move: str, which: Sequence[Leg]) -> Command:
    return Command(
        f"T001-2023-Z{number:06d}#1/{move}", move, AT, "wangj", "王静", "财政所 出纳", "payment_request", f"book-{number}", "5" * 64,
        "防汛物资采购", which,
    )  # fmt: skip


def made(entries: int) -> Book:
    """About so many of them."""
    every = caps()
    chance = random.Random(SEED)
    identity = {cap.id: (cap.unit, 2023, cap.kind, cap.element, f"{cap.unit} {cap.kind} {cap.element}".strip()) for cap in every}
    state = {cap.id: (0, beginning(*identity[cap.id]), Balance()) for cap in every}
    commands: list[Sequence[Any]] = []
    written: list[Sequence[Any]] = []

    def carry_out(command: Command) -> None:
        digest = command.digest()
        commands.append((len(commands) + 1, *command.fields, ALGORITHM, digest))
        for leg in command.legs:
            sequence, previous, before = state[leg.node]
            balance = Balance(*(old + each * leg.amount for old, each in zip(before, MOVES[leg.move].effect, strict=True)))
            text = link_text(previous, leg.node, sequence + 1, digest, leg.move, leg.amount, balance, Status.OPEN.value)
            hash_ = hashlib.sha256(text.encode()).hexdigest()
            written.append((leg.node, sequence + 1, len(commands), leg.move, leg.amount, *balance, Status.OPEN.value, hash_))
            state[leg.node] = (sequence + 1, hash_, balance)

    for cap in every:
        carry_out(asked(cap.id, "allot", (Leg(cap.id, "allot", ALLOTTED),)))
    number = len(every)
    while len(written) < entries:
        number += 1
        unit, line, amount = chance.randrange(UNITS), chance.randrange(LINES), chance.randrange(100, 100_000)
        for move in ("hold", "pay"):
            carry_out(asked(number, move, legs(unit, line, move, amount)))
    nodes: list[Sequence[Any]] = [
        (cap.id, *identity[cap.id], *balance, 1, sequence, hash_)
        for cap, (sequence, hash_, balance) in ((cap, state[cap.id]) for cap in every)
    ]
    written.sort(key=tuple)
    return Book(nodes, commands, written)


def _written(book: Book) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    yield "spend_node", _NODE, book.nodes
    yield "spend_command", _COMMAND, book.commands
    yield "spend_entry", _ENTRY, book.entries


def into_sqlite(connection: sqlite3.Connection, book: Book) -> None:
    """Into tables that are there; they are empty."""
    connection.execute("BEGIN")
    for table, columns, rows in _written(book):
        names = ", ".join(f'"{name}"' for name in columns)
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
    connection.execute("COMMIT")


def into_postgresql(connection: Any, book: Book) -> None:
    """The same; `connection` is psycopg's, each statement a transaction of its own. The server's own upkeep is done, as after a night."""
    for table, columns, rows in _written(book):
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    for table in ("spend_node", "spend_command"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    connection.execute("VACUUM ANALYZE")
