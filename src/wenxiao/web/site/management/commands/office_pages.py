"""One of the processes of `wenxiao serve`: the pages, by granian."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from wenxiao.web.site.serving import when_left_alone

# One SQLite writer at a time, and mostly short pages: more threads would only wait for each other.
THREADS = 8


class Command(BaseCommand):
    help = "（由 serve 启动）回答网页请求"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", required=True)
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--processes", type=int, required=True)

    def handle(self, *, host: str, port: int, processes: int, **_: Any) -> None:
        server = Server(
            "wenxiao.web.site.serving:application",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=THREADS,
            websockets=False,
            # No line for each request: addresses of pages hold the numbers of records.
            log_access=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        )
        when_left_alone(server.signal_handler_interrupt)
        server.serve()
