"""How is everything the office knows written into one file, while people go on working?"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from wenxiao import __version__
from wenxiao.web.site.archive import MANIFEST, SCHEMA, ArchiveError, LineCounter, Node, TableCount, columns, member, tables


def save(path: Path) -> dict[str, TableCount]:
    """Write a backup of one moment to `path`; the rows of each table. Raises ArchiveError; never overwrites.

    The tables are taken as they stand, also where this version has changes still to make to them: one can back up before upgrading.
    """
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    if not migrations:
        raise ArchiveError("数据库还是空的，没有什么可以备份：先用 wenxiao serve 打开一次")
    if path.exists():
        raise ArchiveError(f"{path} 已经有了：备份不覆盖已有的文件，请换一个名字")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # Readable by its owner only, from the first byte on.
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, _one_moment():
                counts = _write(archive, migrations)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError as error:
        raise ArchiveError(f"备份写不到 {path}：{error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def _write(archive: zipfile.ZipFile, migrations: list[Node]) -> dict[str, TableCount]:
    counts = {model._meta.db_table: _write_table(archive, model) for model in tables(migrations)}
    manifest = {
        "schema": SCHEMA,
        "version": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": migrations,
        "algorithm": "sm3",
        "tables": {table: {"rows": count.rows, "hash": count.hash} for table, count in counts.items()},
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return counts


def _write_table(archive: zipfile.ZipFile, model: type[Model]) -> TableCount:
    fields = columns(model)
    names = [field.column for field in fields]
    counter = LineCounter()
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    # A table may pass 2 GB, which a member of a zip has to know beforehand.
    with archive.open(member(model._meta.db_table), "w", force_zip64=True) as lines:
        for row in rows.iterator(chunk_size=500):
            values = {name: portable(value) for name, value in zip(names, row, strict=True)}
            line = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
            counter.add(line)
            lines.write(line + b"\n")
    return counter.count()


def portable(value: Any) -> Any:
    """A value as JSON can hold it and either database can take it back."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            return value


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as they stood at one moment, without stopping anybody from writing."""
    if connection.vendor == "sqlite":
        # A deferred transaction, which reads and takes no turn at writing; atomic() would begin an immediate one.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
