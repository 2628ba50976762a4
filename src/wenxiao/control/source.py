"""Where does a verifier read from? A SQLite file, a PostgreSQL database or a backup, asked in SQL, as it stood at one moment.

Nothing is ever written to what is verified. A backup is laid out as tables in memory first, so that one way of asking serves all three.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# Gives the rows of a statement without parameters. On PostgreSQL they come by chunks, so that a long table need not fit into memory.
Ask = Callable[[str], Iterable[Sequence[Any]]]

_MEMBER = "tables/{}.jsonl"
# A cursor is planned for its first rows unless told otherwise, a book's entries then looked up one by one; here every row is read. In 4 MB,
# what a server gives by itself, joining and sorting a long book goes through the disk several times.
_WHOLE_TABLES = ("SET LOCAL cursor_tuple_fraction = 1", "SET LOCAL work_mem = '256MB'")


class UnverifiableError(ValueError):
    """What was named is no database of the office and no backup of one, or cannot be opened."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}：{reason}")


class Source:
    """来源: `ask` it in SQL; `there` are the names of its tables, for those that an older version did not have yet. `bare` are tables
    without a row in a backup, which does not tell their columns: they cannot be asked for. `address` is where another process can open
    the same; "" where it lies in the memory of this one."""

    def __init__(self, ask: Ask, there: frozenset[str], *, bare: frozenset[str] = frozenset(), address: str = "") -> None:
        self.ask = ask
        self.there = there
        self.bare = bare
        self.address = address

    def rows(self, table: str, columns: Iterable[str]) -> Iterable[Sequence[Any]]:
        """All rows of a table; none where there is no such table."""
        return self.ask(f"SELECT {', '.join(columns)} FROM {table}") if table in self.there else ()


@contextmanager
def opened(source: str, tables: Iterable[str]) -> Iterator[Source]:
    """`tables` are those that will be asked for. Raises UnverifiableError, also where an answer cannot be had."""
    if "://" in source:
        with _postgresql(source) as found:
            yield found
        return
    path = Path(source)
    if not path.is_file():
        raise UnverifiableError(source, "没有这个文件")
    with _backup(path, tables) if zipfile.is_zipfile(path) else _sqlite(path) as found:
        yield found


@contextmanager
def _sqlite(path: Path) -> Iterator[Source]:
    try:
        # Not immutable: the office may be open, and its newest entries stand in the log beside the file.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            # Two tables are read beside each other, one of them all over the place: 64 MB of it are kept at hand.
            connection.execute("PRAGMA cache_size = -64000")
            connection.execute("BEGIN")
            yield _of_sqlite(connection, str(path))
    except sqlite3.Error as error:
        raise UnverifiableError(str(path), f"不是本系统的数据库或备份文件（{error}）") from error


def _of_sqlite(connection: sqlite3.Connection, address: str = "") -> Source:
    there = frozenset(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
    return Source(connection.execute, there, address=address)


@contextmanager
def _postgresql(address: str) -> Iterator[Source]:
    shown = address.rpartition("@")[2]
    try:
        import psycopg
    except ImportError as error:
        raise UnverifiableError(shown, "这台机器没有装连接 PostgreSQL 的部件：pip install 'wenxiao[postgresql]'") from error
    try:
        with psycopg.connect(address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            for setting in _WHOLE_TABLES:
                connection.execute(setting)
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = ANY(current_schemas(false))")
            yield Source(_by_chunks(connection), frozenset(name for (name,) in tables), address=address)
    except psycopg.Error as error:
        raise UnverifiableError(shown, f"读不了（{str(error).strip().splitlines()[0]}）") from error


def _by_chunks(connection: psycopg.Connection[Any]) -> Ask:
    def ask(statement: str) -> Iterator[Sequence[Any]]:
        with connection.cursor(name="wenxiao_verify") as cursor:
            # So few that a processor's own memory holds them while they are gone through.
            cursor.itersize = 2_000
            # The names in it are those of this package, never a person's.
            cursor.execute(statement.encode())
            yield from cursor

    return ask


@contextmanager
def _backup(path: Path, tables: Iterable[str]) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(path) as archive, closing(sqlite3.connect(":memory:")) as connection:
            if _MEMBER.format("trail_entry") not in archive.namelist():
                raise UnverifiableError(str(path), "不是本系统的备份文件")
            held = [table for table in tables if _MEMBER.format(table) in archive.namelist()]
            for table in held:
                _lay_out(connection, archive, table)
            laid_out = _of_sqlite(connection)
            yield Source(laid_out.ask, laid_out.there, bare=frozenset(held) - laid_out.there)
    except (KeyError, ValueError, sqlite3.Error, zipfile.BadZipFile) as error:
        if isinstance(error, UnverifiableError):
            raise
        raise UnverifiableError(str(path), f"不是本系统的备份文件，或文件已损坏（{error}）") from error


def _lay_out(connection: sqlite3.Connection, archive: zipfile.ZipFile, table: str) -> None:
    """Columns without a type, so that every value stays what it was; lists and mappings become JSON again."""
    with archive.open(_MEMBER.format(table)) as lines:
        rows = map(json.loads, lines)
        first = next(rows, None)
        if first is None:
            return
        names = list(first)
        quoted = ", ".join(f'"{name}"' for name in names)
        connection.execute(f'CREATE TABLE "{table}" ({quoted})')
        insert = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(names))})'
        connection.execute(insert, [_plain(first[name]) for name in names])
        connection.executemany(insert, ([_plain(row[name]) for name in names] for row in rows))


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
