"""`wenxiao backup`: everything into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wenxiao.web.site.archive.save import save


class Command(BaseCommand):
    help = "备份全部数据"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path")

    def handle(self, *, path: str, **_: Any) -> None:
        counts = save(Path(path))
        rows = sum(count.rows for count in counts.values())
        self.stdout.write(
            f"已备份到 {path}：{len(counts)} 张表，{rows} 行，其中留痕 {counts['trail_entry'].rows} 条。\n"
            "里面有密码的摘要和全部业务数据，请像数据库一样保管；不含本机的密钥，恢复后各人须重新登录。"
        )
