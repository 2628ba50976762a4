"""Snapshots and their files are never changed or deleted: triggers refuse it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from wenxiao.web.publish.models.snapshot import APPEND_ONLY
from wenxiao.web.trail import triggers


def _install(_apps: Any, editor: Any) -> None:
    for table in APPEND_ONLY:
        triggers.install(editor.connection, table)


def _remove(_apps: Any, editor: Any) -> None:
    for table in APPEND_ONLY:
        triggers.remove(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = (("publish", "0001_initial"),)
    operations = (migrations.RunPython(_install, _remove),)
