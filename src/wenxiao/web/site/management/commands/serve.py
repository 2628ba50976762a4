"""`wenxiao serve`: the office, for real use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wenxiao.web.site import first_run, serving


class Command(BaseCommand):
    help = "打开办公系统：准备数据库和页面文件，启动网页和后台处理"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="网卡地址，默认取设置 WENXIAO_ADDRESS")
        parser.add_argument("--port", type=int, help="端口，默认取设置 WENXIAO_PORT")
        parser.add_argument("--workers", type=int, help="网页进程数，默认取设置 WENXIAO_PROCESSES")

    def handle(self, *, host: str | None, port: int | None, workers: int | None, **_: Any) -> str | None:
        told = settings.CONFIGURATION
        address = serving.Address(host or told["WENXIAO_ADDRESS"], port or told["WENXIAO_PORT"])
        if settings.DEMO and not address.loopback:
            raise CommandError(f"演示模式只能开在本机：{address.host} 会让别的电脑用公开的演示密码登录。去掉 WENXIAO_DEMO，或用 127.0.0.1")
        if not address.free():
            raise CommandError(
                f"{address.host} 的端口 {address.port} 用不了（多半已被占用，也许系统已经在运行）：换一个，如 --port {address.port + 1}"
            )
        serving.prepare(self._say)
        code = first_run.announce(address, self._say)
        if not address.loopback and settings.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]:
            self._say("注意：别的电脑还打不开网页，要先用设置 WENXIAO_HOSTS 写明本机的 IP 或域名")
        try:
            status = serving.run(address, workers or told["WENXIAO_PROCESSES"], self._say)
        finally:
            if code:
                first_run.forget_code()
        if status:
            raise CommandError("办公系统没能保持运行")
        return None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
