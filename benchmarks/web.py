"""How many pages a second does the office answer when its unit is ten times a township, beside a page with nothing in it?

    python benchmarks/web.py [--rounds 5] [--write]

A database is built in a temporary folder (`benchmarks/office/building.py` says how; DATABASE_URL names an empty PostgreSQL instead),
and the office is opened on it as `wenxiao serve` opens it: granian and the background worker, with the settings of a real installation
and one answering process. The pages are asked for by people who have signed in, through as many connections at once as `--clients` says.

In each round every page has its turn, in an order drawn anew, so that a busy machine slows all alike. Two floors stand beside them:
`nothing` is an answer without a word behind the same middleware, `frame` the empty page: head, menu and foot with nothing between.
`×` is the frame's requests per second over the page's. Nothing is written unless `--write` says so (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- web: measured -->", "<!-- web: end -->")
AIM = 4.0
SEED = 20231
PASSWORD = "yanshi-2023"
BUILD = "import json, django; django.setup(); from office.building import build; print(json.dumps(build()._asdict()))"


@dataclass
class Page:
    """页面: who asks for it, and what each request took, in seconds, with the seconds of each round."""

    title: str
    path: str
    who: str
    size: int = 0
    took: list[float] = field(default_factory=list)
    rounds: list[tuple[int, float]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return sum(count for count, _ in self.rounds) / sum(seconds for _, seconds in self.rounds)

    @property
    def slowest_but_5_percent(self) -> float:
        return sorted(self.took)[-(-len(self.took) * 95 // 100) - 1]


def pages(built: dict[str, Any]) -> list[Page]:
    draft, budget = f"/plan/projects/{built['draft']}", f"/plan/compilations/{built['compilation']}"
    clerk, finance, bureau = built["clerk"], built["finance"], built["bureau"]
    return [
        Page("nothing", "/benchmark/nothing", finance),
        Page("frame (empty page)", "/benchmark/frame", finance),
        Page("desk", "/", finance),
        Page("library", "/plan/projects", finance),
        Page("indicator editor", f"{draft}/indicators/{built['indicator']}/edit", clerk),
        Page("compilation", budget, finance),
        Page("differences", f"{budget}/differences", finance),
        Page("import", f"/plan/prior/{built['reading']}", finance),
        Page("trail", "/trail/", finance),
        Page("staffing", "/plan/profile", finance),
        Page("flow picture", "/plan/pictures", finance),
        Page("search", f"/search?q={quote('道路')}", finance),
        Page("library of the county", "/plan/projects", bureau),
        Page("search in the county", f"/search?q={quote('道路')}", bureau),
    ]


class Visitor:
    """来访者: one kept connection, with the cookies of whoever has signed in on it."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, verb: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(verb, path, body, {"Cookie": cookie, **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        return answer.status, content

    def sign_in(self, username: str) -> dict[str, str]:
        form = self.ask("GET", "/sign-in")[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, form
        body = urlencode({"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD})
        status, _ = self.ask("POST", "/sign-in", body, **{"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 302, f"{username} could not sign in: {status}"
        return self.cookies


def turn(page: Page, port: int, cookies: dict[str, str], clients: int, seconds: float) -> None:
    """Ask for one page on all connections, for so many seconds."""
    begun = time.perf_counter()
    counts: list[int] = []

    def visit() -> None:
        visitor, took = Visitor(port, cookies), []
        while time.perf_counter() - begun < seconds:
            asked = time.perf_counter()
            status, content = visitor.ask("GET", page.path)
            took.append(time.perf_counter() - asked)
            if status != 200:
                raise RuntimeError(f"{page.title}: {page.path} answered {status}")
            page.size = len(content)
        visitor.connection.close()
        page.took += took
        counts.append(len(took))

    threads = [threading.Thread(target=visit) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) != clients:
        raise SystemExit(f"{page.title} could not be measured: see the error above")
    page.rounds.append((sum(counts), time.perf_counter() - begun))


def measure(listed: Sequence[Page], port: int, rounds: int, clients: int, seconds: float) -> None:
    signed_in = {who: Visitor(port).sign_in(who) for who in {page.who for page in listed}}
    order = random.Random(SEED)
    for page in listed:
        # Once over, so that templates are compiled and files are read.
        turn(page, port, signed_in[page.who], clients, 0.2)
        page.took.clear()
        page.rounds.clear()
    for _ in range(rounds):
        for page in order.sample(list(listed), len(listed)):
            turn(page, port, signed_in[page.who], clients, seconds)


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[int]:
    """The office as `wenxiao serve` opens it, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "django", "serve", "--port", str(port), "--workers", "1"]
    office = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                Visitor(port).ask("GET", "/health")
                break
            except OSError:
                if office.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("The office did not open") from None
                time.sleep(0.1)
        yield port
    finally:
        office.send_signal(signal.SIGTERM)
        office.wait(60)


def table(listed: Sequence[Page]) -> list[str]:
    floor = next(page for page in listed if page.title.startswith("frame")).rate
    lines = ["| page | requests/s | 95th percentile | × empty page | kB |", "|---|--:|--:|--:|--:|"]
    for page in listed:
        ratio = floor / page.rate
        missed = " (not met)" if ratio > AIM else ""
        slow = f"{page.slowest_but_5_percent * 1000:.0f} ms"
        lines.append(f"| {page.title} | {page.rate:.0f} | {slow} | {ratio:.1f}{missed} | {page.size / 1024:.0f} |")
    return lines


def machine(clients: int, database: str) -> str:
    name = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists() and (found := re.search(r"model name\s*: (.+)", cpus.read_text())):
        name = found[1]
    return (
        f"{date.today()}, {name}, {os.cpu_count()} cores shared with the asking side, Python {platform.python_version()}, {database}, "
        f"1 process, {clients} clients at once."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each page has in each round")
    parser.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wenxiao-bench-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENXIAO_", "DJANGO_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        # This checkout, whatever else is installed.
        paths = os.pathsep.join((str(HERE), str(HERE.parent / "src")))
        environment = kept | {"WENXIAO_DATA": folder, "DJANGO_SETTINGS_MODULE": "office.settings", "PYTHONPATH": paths}
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        begun = time.perf_counter()
        told = subprocess.run([sys.executable, "-c", BUILD], env=environment, check=True, stdout=subprocess.PIPE, text=True)
        print(f"built in {time.perf_counter() - begun:.0f} s", flush=True)
        listed = pages(json.loads(told.stdout))
        with opened(environment) as port:
            measure(listed, port, given.rounds, given.clients, given.seconds)
    database = "PostgreSQL" if kept.get("DATABASE_URL") else "SQLite"
    lines = [machine(given.clients, database), "", *table(listed)]
    print("\n".join(lines))
    if given.write:
        before, _, rest = REPORT.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        told_now = "\n".join((MARKS[0], *lines, MARKS[1]))
        REPORT.write_text(before + told_now + after, encoding="utf-8")


if __name__ == "__main__":
    main()
