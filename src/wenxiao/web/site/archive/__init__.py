"""What is a backup? One zip file that any of our databases can be restored from, whichever it was made on.

    manifest.json           what it is, from which version, which changes of the tables were made, and each table's rows and hash
    tables/<table>.jsonl    a row a line, keys are columns; dates as ISO 8601 in UTC, decimals as text, bytes as base64

A table's hash is the SM3 of the SM3s of its lines, in lower-case hexadecimal, each on a line. The secret key of the installation is
not in it: whoever has a backup cannot forge a session. Password hashes are: keep a backup as safe as the database itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model

from wenxiao.control.chain import digest

Node = tuple[str, str]

SCHEMA = "wenxiao.backup/1"
MANIFEST = "manifest.json"

# What an installation makes anew by itself: sessions end with a restore, and Django's own lists come with its migrations.
LEFT_OUT = frozenset(("django_session", "people_signin", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"))


class ArchiveError(CommandError):
    """A backup that cannot be written or restored, in one Chinese sentence."""


class TableCount(NamedTuple):
    """一张表: its rows and the hash of its lines."""

    rows: int
    hash: str


def member(table: str) -> str:
    """The name of a table's file inside the zip."""
    return f"tables/{table}.jsonl"


def last_of_each_app(migrations: Collection[Node]) -> list[Node]:
    """The newest of some migrations in each app: where the tables stood when just these had been made."""
    graph = MigrationLoader(None).graph
    return sorted(
        node
        for node in migrations
        if node in graph.nodes and not any(child.key in migrations and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def tables(migrations: Collection[Node]) -> list[type[Model]]:
    """The tables that belong into a backup, by name, as they were after these migrations: not as this version would have them."""
    state = MigrationLoader(connection).project_state(last_of_each_app(migrations))
    models = (each for each in state.apps.get_models(include_auto_created=True) if not each._meta.proxy)
    return sorted((each for each in models if each._meta.db_table not in LEFT_OUT), key=lambda each: each._meta.db_table)


def columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.column is not None]


class LineCounter:
    """Counts the lines of a table as they pass, and hashes them."""

    def __init__(self) -> None:
        self._hashes: list[str] = []

    def add(self, line: bytes) -> None:
        self._hashes.append(digest(line))

    def count(self) -> TableCount:
        return TableCount(len(self._hashes), digest("\n".join(self._hashes).encode()))
