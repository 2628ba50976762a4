"""`wenxiao restore`: everything back from one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wenxiao.web.site import background
from wenxiao.web.site.archive.load import Backup, load


class Command(BaseCommand):
    help = "从备份恢复全部数据"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path")
        parser.add_argument("--replace", action="store_true")

    def handle(self, *, path: str, replace: bool, **_: Any) -> None:
        if background.beating():
            raise CommandError("办公系统还在运行：先停下它（在它的窗口里按 Ctrl-C），再恢复。什么也没有改")
        backup = Backup(Path(path))
        broken = [verdict for verdict in backup.chains() if not verdict.holds]
        load(backup, replace=replace)
        rows = sum(count.rows for count in backup.counts.values())
        self.stdout.write(f"已恢复 {backup.made} 的备份：{len(backup.counts)} 张表，{rows} 行。各人须重新登录。")
        for verdict in broken:
            self.stderr.write(f"注意，备份里的留痕不完好：{verdict.sentence}")
