"""How does a backup become the office's database again: whole, or not at all?"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from wenxiao.control.source import UnverifiableError
from wenxiao.control.verify import Verdict, verify
from wenxiao.web.site.archive import (
    LEFT_OUT,
    MANIFEST,
    SCHEMA,
    ArchiveError,
    LineCounter,
    Node,
    TableCount,
    columns,
    last_of_each_app,
    member,
    tables,
)

# That anybody has worked in a database shows in one of these.
_TELLING = ("people_account", "trail_entry")
BATCH = 500


class Backup:
    """备份: an opened backup whose every line has been read and counted before anything is touched."""

    def __init__(self, path: Path) -> None:
        """Raises ArchiveError."""
        self.path = path
        try:
            self.archive = zipfile.ZipFile(path)
            manifest = json.loads(self.archive.read(MANIFEST))
            if manifest["schema"] != SCHEMA:
                raise ArchiveError(f"{path} 的备份格式是 {manifest['schema']}，这一版只认 {SCHEMA}")
            self.version = str(manifest["version"])
            self.made = str(manifest["made"])
            self.migrations: set[Node] = {(app, name) for app, name in manifest["migrations"]}
            self.counts = {table: TableCount(told["rows"], told["hash"]) for table, told in manifest["tables"].items()}
        except FileNotFoundError:
            raise ArchiveError(f"没有 {path} 这个文件") from None
        except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise ArchiveError(f"{path} 不是本系统的备份文件，或已损坏") from error
        self._check()

    def lines(self, table: str) -> Iterator[bytes]:
        with self.archive.open(member(table)) as lines:
            for line in lines:
                yield line.rstrip(b"\n")

    def chains(self) -> list[Verdict]:
        """Whether the trail in it holds. A damaged trail is told of, and restored all the same: it is what there is."""
        try:
            return verify(str(self.path))
        except UnverifiableError as error:
            raise ArchiveError(str(error)) from error

    def _check(self) -> None:
        for table, told in self.counts.items():
            counter = LineCounter()
            try:
                for line in self.lines(table):
                    counter.add(line)
            except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
                raise ArchiveError(f"{self.path} 已损坏：表 {table} 读不出来") from error
            if counter.count() != told:
                raise ArchiveError(f"{self.path} 已损坏或被改动：表 {table} 的内容与备份时所记的行数、摘要不符")


def load(backup: Backup, *, replace: bool) -> None:
    """Put everything back in one transaction, then bring the tables to this version. Raises ArchiveError, having changed no row."""
    _check_versions(backup, replace)
    loader = MigrationLoader(connection)
    if not loader.applied_migrations:
        _make_tables(backup)
    models = tables(backup.migrations)
    known = {model._meta.db_table for model in models}
    if known != set(backup.counts):
        missing = "、".join(sorted(known ^ set(backup.counts)))
        raise ArchiveError(f"备份与数据库的表对不上：{missing}。什么也没有改")
    try:
        with transaction.atomic(), _triggers_aside(models):
            _empty(models)
            for model in models:
                _fill(model, backup.lines(model._meta.db_table))
            connection.check_constraints()
            _reset_sequences(models)
    except (DatabaseError, ValidationError, KeyError, TypeError, ValueError) as error:
        told = str(error).strip().splitlines()[0]
        raise ArchiveError(f"{backup.path} 里的数据前后对不上，数据库不接受，什么也没有改（{told}）") from error
    call_command("migrate", interactive=False, verbosity=0)


def _check_versions(backup: Backup, replace: bool) -> None:
    loader = MigrationLoader(connection)
    newer = sorted(f"{app}.{name}" for app, name in backup.migrations - set(loader.disk_migrations))
    if newer:
        raise ArchiveError(
            f"备份来自更新的版本（{backup.version}），这一版还不认识其中的 {len(newer)} 处表结构（{newer[0]} 等）：请先升级再恢复"
        )
    if not loader.applied_migrations:
        return
    if not replace and (full := _worked_in()):
        raise ArchiveError(f"数据库里已经有数据（{full}）：恢复会全部替换掉，什么也没有改。确实要替换，请加 --replace，并先备份现有的数据")
    here = set(loader.applied_migrations)
    if here != backup.migrations:
        raise ArchiveError(
            "数据库的表结构与备份时不同，不能直接替换，什么也没有改："
            "请换一个空的数据文件夹（设置 WENXIAO_DATA）或空的 PostgreSQL 库来恢复，系统会自动升级到这一版"
        )


def _worked_in() -> str:
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _TELLING:
            if table in present:
                cursor.execute(f"SELECT COUNT(*) FROM {table}")
                count = cursor.fetchone()[0]
                if count:
                    return f"{'账号' if table == 'people_account' else '留痕'} {count} {'个' if table == 'people_account' else '条'}"
    return ""


def _make_tables(backup: Backup) -> None:
    """In an empty database: the tables as they were when the backup was made."""
    executor = MigrationExecutor(connection)
    executor.migrate(last_of_each_app(backup.migrations))


def _empty(models: Iterable[type[Model]]) -> None:
    present = set(connection.introspection.table_names())
    ours = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for table in (*(LEFT_OUT & present & {"django_session", "people_signin"}), *ours):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _fill(model: type[Model], lines: Iterator[bytes]) -> None:
    fields = columns(model)
    names = [str(field.column) for field in fields]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(name) for name in names)}) VALUES ({', '.join(['%s'] * len(names))})"
    )
    with connection.cursor() as cursor:
        while batch := list(islice(lines, BATCH)):
            rows = [json.loads(line) for line in batch]
            cursor.executemany(
                statement, [[_for_database(field, row[name]) for field, name in zip(fields, names, strict=True)] for row in rows]
            )


def _for_database(field: Any, value: Any) -> Any:
    # JSON stands in the line as it is; everything else was written as text that its field understands.
    python = value if field.get_internal_type() == "JSONField" else field.to_python(value)
    return field.get_db_prep_save(python, connection)


def _reset_sequences(models: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@contextmanager
def _triggers_aside(models: list[type[Model]]) -> Iterator[None]:
    """Triggers that keep rows as they are step aside inside the transaction, and stand again before anybody else can see it."""
    names = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _, sql in triggers:
                cursor.execute(sql)
            return
        for name in names:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} DISABLE TRIGGER USER")
        yield
        # Foreign keys are checked at the end otherwise, and a table with checks pending cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} ENABLE TRIGGER USER")
