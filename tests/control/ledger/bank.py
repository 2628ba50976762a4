"""Books of a test's own, in SQLite or PostgreSQL as the run asks, and clients of them."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from wenxiao.control.ledger import tables
from wenxiao.control.ledger.commands import Command, Leg
from wenxiao.control.ledger.links import beginning
from wenxiao.control.ledger.postgresql import PostgresBooks
from wenxiao.control.ledger.posting import Books, Receipt, post
from wenxiao.control.ledger.recompute import Finding, recompute
from wenxiao.control.ledger.sqlite import SqliteBooks

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
AT = "2023-03-01T08:00:00.000000+00:00"
_KEYS = itertools.count(1)


def command(*legs: Leg, key: str = "", kind: str = "test", reason: str = "") -> Command:
    """One under a key of its own, unless it is given."""
    return Command(key or f"key-{next(_KEYS)}", kind, AT, "zhao", "赵一", "财政所 会计", "payment_request", "1", "", reason, legs)


class Client:
    """One connection, each command in a transaction of its own."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        if POSTGRESQL:
            # Without values a % in a statement is itself.
            cursor = self.connection.execute(statement, values or None)
        else:
            cursor = self.connection.execute(statement.replace("%s", "?"), values)
        return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def transaction(self) -> Iterator[Books]:
        if POSTGRESQL:
            with self.connection.transaction():
                yield PostgresBooks(self.connection)
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield SqliteBooks(self.connection)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def post(self, asked: Command) -> Receipt:
        with self.transaction() as books:
            return post(books, asked)

    def recompute(self, address: str = "", processes: int | None = None) -> Finding:
        return recompute(self.execute, address, processes)

    def close(self) -> None:
        self.connection.close()


class Bank(NamedTuple):
    """`address` is a file or a URL, which another process can open too."""

    address: str
    nodes: tuple[int, ...]

    def client(self) -> Client:
        return client(self.address)


def client(address: str) -> Client:
    if POSTGRESQL:
        import psycopg

        return Client(psycopg.connect(address, autocommit=True))
    connection = sqlite3.connect(address, isolation_level=None, timeout=60, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return Client(connection)


def laid_out(address: str, nodes: int, allotted: int) -> Bank:
    """Books with that many nodes, each with `allotted` 分 to spend."""
    here = client(address)
    for statement in tables.POSTGRESQL if POSTGRESQL else tables.SQLITE:
        here.execute(statement)
    made = add_nodes(here, range(1, nodes + 1))
    if allotted:
        here.post(command(*(Leg(node, "allot", allotted) for node in made)))
    here.close()
    return Bank(address, tuple(made))


def add_nodes(here: Client, numbers: Iterable[int]) -> list[int]:
    made = list(numbers)
    for number in made:
        here.execute(
            "INSERT INTO spend_node (id, unit, year, kind, element, name, hash) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            number, *(what := ("T01", 2023, "line", str(number), f"指标{number}")), beginning(*what),
        )  # fmt: skip
    return made


Opened = Callable[..., Bank]
