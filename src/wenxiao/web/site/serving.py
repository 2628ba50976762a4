"""What must be ready before the office opens, and what keeps running while it is open?

Two processes stand below the one that was started: the pages (granian with its own processes) and the background worker. Their
standard input is a pipe that nobody writes to. When it closes, because the office is being closed or because the process above
was killed, they finish what they have in hand and end. That works the same on Windows, where there are no such signals.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from wenxiao import __version__
from wenxiao.web.site.archive.save import save

Say = Callable[[str], None]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# A process that ends this often within this many seconds will not get better by being started again.
GIVE_UP_AFTER, WITHIN = 5, 60.0
SECONDS_TO_FINISH = 30.0


class Address(NamedTuple):
    """网址: where the pages stand, as granian binds it and as a person types it."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self.host, self.host)
        return f"http://{host}:{self.port}/"

    @property
    def loopback(self) -> bool:
        return self.host in LOOPBACK

    def free(self) -> bool:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            if os.name != "nt":
                # Else an office that was closed a moment ago would keep its port for a minute.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        try:
            with socket.create_connection((host, self.port), timeout=1):
                return True
        except OSError:
            return False


# ── before it opens ──


def pending_migrations() -> list[str]:
    """The changes of the database's tables that this version still has to make, as `app.name`."""
    executor = MigrationExecutor(connection)
    return [f"{each.app_label}.{each.name}" for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def prepare(say: Say) -> None:
    """Bring the tables to this version, with a backup first, and lay out the files of the pages.

    Raises ArchiveError where the backup cannot be made, and what Django raises where the rest cannot be done.
    """
    where = f"内置数据库 {connection.settings_dict['NAME']}" if connection.vendor == "sqlite" else f"PostgreSQL 数据库 {_server()}"
    say(f"数据库：{where}")
    pending = pending_migrations()
    if pending:
        if MigrationRecorder(connection).applied_migrations():
            kept = Path(settings.DATA) / "backups" / f"before-{__version__}-{datetime.now():%Y%m%d-%H%M%S}.zip"
            kept.parent.mkdir(exist_ok=True)
            save(kept)
            say(f"升级前的数据已备份到 {kept}")
        call_command("migrate", interactive=False, verbosity=0)
    say(f"数据表：{f'更新了 {len(pending)} 处' if pending else '已是最新'}")
    call_command("collectstatic", interactive=False, verbosity=0)
    say(f"页面文件：已备好（{settings.STATIC_ROOT}）")
    connection.close()


def _server() -> str:
    told = connection.settings_dict
    return f"{told['NAME']}（{told['HOST'] or '本机'}）"


# ── while it is open ──


class Part(NamedTuple):
    """一部分: a process of the office: its Chinese name and the management command it runs."""

    title: str
    command: tuple[str, ...]


def parts(address: Address, processes: int) -> tuple[Part, ...]:
    return (
        Part("网页", ("office_pages", "--host", address.host, "--port", str(address.port), "--processes", str(processes))),
        Part("后台处理", ("office_worker",)),
    )


class Running:
    """运行中的一部分: its process, started again when it ends by itself."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.starts: list[float] = []
        self.process = self._start()

    def ended(self) -> bool:
        return self.process.poll() is not None

    def hopeless(self) -> bool:
        now = time.monotonic()
        return len([each for each in self.starts if now - each < WITHIN]) >= GIVE_UP_AFTER

    def start_again(self) -> None:
        self.process = self._start()

    def ask_to_stop(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()

    def wait(self, seconds: float) -> bool:
        """Whether it ended by itself; after that many seconds it is ended."""
        try:
            self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
        return True

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts.append(time.monotonic())
        # In a group of its own: Ctrl-C is for the process above, which then asks this one to stop, once.
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        command = [sys.executable, "-m", "django", *self.part.command, "--settings", os.environ["DJANGO_SETTINGS_MODULE"]]
        return subprocess.Popen(command, stdin=subprocess.PIPE, **apart)


def run(address: Address, processes: int, say: Say, on_open: Callable[[], None] | None = None) -> int:
    """Keep the office open until Ctrl-C or SIGTERM. `on_open` is called once, when the pages first answer. Returns the exit code."""
    with _asked_to_stop() as stop:
        running = [Running(part) for part in parts(address, processes)]
        try:
            return _watch(running, address, stop, say, on_open)
        finally:
            say("正在停止，请稍候 …")
            for each in running:
                each.ask_to_stop()
            deadline = time.monotonic() + SECONDS_TO_FINISH
            for each in running:
                if not each.wait(deadline - time.monotonic()):
                    say(f"{each.part.title}没有按时停下，已强行结束")
            say("已停止。")


def _watch(running: list[Running], address: Address, stop: threading.Event, say: Say, on_open: Callable[[], None] | None) -> int:
    opened = False
    # A short wait, not a long one: on Windows nothing interrupts it.
    while not stop.wait(0.2):
        for each in running:
            if each.ended():
                if each.hopeless():
                    say(f"{each.part.title}一再停止（退出码 {each.process.returncode}），不再重试：原因见上面的提示")
                    return 1
                say(f"{each.part.title}停止了（退出码 {each.process.returncode}），重新启动")
                each.start_again()
        if not opened and address.answers():
            opened = True
            say(f"后台处理：已启动\n网页：{address.url}　（按 Ctrl-C 停止）")
            if on_open:
                on_open()
    return 0


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    names = [each for each in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP") if hasattr(signal, each)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: stop.set()) for name in names}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def when_left_alone(then: Callable[[], None]) -> None:
    """In a process below: call `then` once, from a thread, when the process above closes the pipe or is no more."""

    def wait() -> None:
        # Past sys.stdin: its lock must not be held when granian forks.
        while os.read(0, 1024):
            pass
        then()

    threading.Thread(target=wait, daemon=True, name="the process above").start()


def application() -> WSGIHandler:
    """In each of granian's own processes: the pages. Ends with the process that started it, which granian does not see to."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(2)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="granian").start()
    from wenxiao.web.site.wsgi import application

    return application
