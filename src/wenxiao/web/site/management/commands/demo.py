"""`wenxiao demo`: the office with the demonstration township in it, on this machine only."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wenxiao.web.people.models import Account
from wenxiao.web.site import serving

PORT, PORTS = 8630, 50


class Command(BaseCommand):
    help = "打开演示用的办公系统"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int)
        parser.add_argument("--no-browser", dest="browser", action="store_false")
        parser.add_argument("--year", action="store_true")

    def handle(self, *, port: int | None, browser: bool, year: bool = False, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这条命令只用于演示：请用 wenxiao demo")
        address = _address(port)
        serving.prepare(self._say)
        if Account.objects.exists():
            self._say("接着用上次留下的演示数据")
        else:
            self._say("正在按岗位一步步办出演示数据 …")
            try:
                call_command("demo_township", year=year, stdout=self.stdout)
            except BaseException:
                # Half a demonstration would pass for a whole one at the next start.
                _empty(Path(settings.DATA))
                raise

        def open_browser() -> None:
            if browser and (sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
                webbrowser.open(address.url)

        if serving.run(address, 1, self._say, open_browser):
            raise CommandError("演示没能保持运行")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _address(port: int | None) -> serving.Address:
    if port is not None:
        wanted = serving.Address("127.0.0.1", port)
        if not wanted.free():
            raise CommandError(f"端口 {port} 已被占用：换一个 --port，或不给 --port，让系统自己找")
        return wanted
    for each in range(PORT, PORT + PORTS):
        address = serving.Address("127.0.0.1", each)
        if address.free():
            return address
    raise CommandError(f"{PORT} 到 {PORT + PORTS - 1} 的端口都被占用了：用 --port 给一个别的")


def _empty(folder: Path) -> None:
    from django.db import connections

    connections.close_all()
    for file in folder.glob("wenxiao.sqlite3*"):
        file.unlink()
    # As the settings made it: for its owner only.
    (folder / "wenxiao.sqlite3").touch(mode=0o600)
