"""What keeps a row as it was written, even from someone who holds the database's password? Triggers."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TRAIL = "trail_entry"


def install(connection: BaseDatabaseWrapper, table: str = _TRAIL) -> None:
    """Rows of `table` can be added, and never changed or deleted."""
    refusal = f"{table} is append-only"
    sqlite = tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for verb in ("UPDATE", "DELETE")
    )
    postgresql = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    )
    _run(connection, sqlite if connection.vendor == "sqlite" else postgresql)


def remove(connection: BaseDatabaseWrapper, table: str = _TRAIL) -> None:
    """Only for undoing the migration, and for tests that empty their database between two cases."""
    names = ("no_update", "no_delete") if connection.vendor == "sqlite" else ("append_only", "no_truncate")
    place = "" if connection.vendor == "sqlite" else f" ON {table}"
    _run(connection, tuple(f"DROP TRIGGER IF EXISTS {table}_{name}{place}" for name in names))


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
