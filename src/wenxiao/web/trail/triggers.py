"""What keeps a row of the trail as it was written, even from someone who holds the database's password? Triggers."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "trail_entry is append-only"

_SQLITE = tuple(
    f"CREATE TRIGGER trail_entry_no_{verb.lower()} BEFORE {verb} ON trail_entry BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION trail_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER trail_entry_append_only BEFORE UPDATE OR DELETE ON trail_entry FOR EACH ROW EXECUTE FUNCTION trail_entry_refuse()",
    "CREATE TRIGGER trail_entry_no_truncate BEFORE TRUNCATE ON trail_entry FOR EACH STATEMENT EXECUTE FUNCTION trail_entry_refuse()",
)
_DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS trail_entry_no_update", "DROP TRIGGER IF EXISTS trail_entry_no_delete"),
    "postgresql": (
        "DROP TRIGGER IF EXISTS trail_entry_append_only ON trail_entry",
        "DROP TRIGGER IF EXISTS trail_entry_no_truncate ON trail_entry",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Only for undoing the migration, and for tests that empty their database between two cases."""
    with connection.cursor() as cursor:
        for statement in _DROP[connection.vendor]:
            cursor.execute(statement)
