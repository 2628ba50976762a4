"""A real installation of the office for tests: its own folder and database, its commands run as a person runs them."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

PATIENCE = 300.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def built_once(temporary: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """The folder of that name, which `build` has filled: the first worker of a run that asks builds, the others wait for it."""
    base = temporary.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    built = folder / "built"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + PATIENCE
        while not built.exists():
            assert time.monotonic() < deadline, f"another worker never finished building {name}"
            time.sleep(0.2)
    else:
        build(folder)
        built.touch()
    return folder


@dataclass(frozen=True)
class Installation:
    """`database` is a PostgreSQL address, or empty for the embedded database."""

    folder: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENXIAO_", "DATABASE_URL", "DJANGO_"))}
        told = {"WENXIAO_DATA": str(self.folder), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        return kept | told | ({"DATABASE_URL": self.database} if self.database else {}) | self.more

    @property
    def source(self) -> str:
        """What `wenxiao verify` is given."""
        return self.database or str(self.folder / "wenxiao.sqlite3")

    def wenxiao(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "wenxiao", *map(str, arguments)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE)

    def done(self, *arguments: object) -> str:
        """What a command says that must succeed."""
        answer = self.wenxiao(*arguments)
        assert answer.returncode == 0, answer.stderr + answer.stdout
        return answer.stdout

    def python(self, program: str) -> str:
        """Run a program inside the office."""
        lines = ["import os, django", "os.environ['DJANGO_SETTINGS_MODULE'] = 'wenxiao.web.site.settings'", "django.setup()", program]
        answer = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)], env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert answer.returncode == 0, answer.stderr + answer.stdout
        return answer.stdout

    @contextmanager
    def open(self, *options: str, command: str = "serve") -> Iterator[Serving]:
        """The office, open until the block ends; then asked to stop, and it must have stopped cleanly."""
        port = free_port()
        log = self.folder.parent / f"{self.folder.name}-{port}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "wenxiao", command, "--port", str(port), *options],
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        serving = Serving(process, port, log)
        try:
            serving.wait_for("网页：http")
            yield serving
            # A test may have killed it.
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0, serving.said()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


@dataclass
class Serving:
    """A running office, its log, and a browser's bare needs: cookies and the token of the last form."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"never said {text}:\n{self.said()}"
            time.sleep(0.05)

    def get(self, path: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, given: dict[str, str], **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """With the token of the form that was fetched last."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **given})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def health(self) -> dict[str, str]:
        told: dict[str, str] = json.loads(self.get("/health")[1])
        return told

    def _ask(self, verb: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(verb, path, body, {"Cookie": cookie, **headers})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text, answer.headers
