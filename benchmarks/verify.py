"""How long does `wenxiao verify` take over a book of a million entries, and how long to read and hash the rows and do nothing else?

    python benchmarks/verify.py [--rounds 3] [--quick] [--write]

The book is written straight into the tables, with right hashes (`benchmarks/spending/book.py`), once in an embedded database and once in
PostgreSQL. `floor` reads every command and every entry with its command, hashes each once and compares nothing, in one process; what is
measured is the command as a supervisor types it, its start included, with as many processes as it takes for itself.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from spending.book import into_postgresql, into_sqlite, made  # noqa: E402
from spending.server import own_server  # noqa: E402

from wenxiao.control import verify as trail  # noqa: E402
from wenxiao.control.chain import digest  # noqa: E402
from wenxiao.control.ledger import tables  # noqa: E402
from wenxiao.control.ledger.commands import FIELDS, SEPARATOR  # noqa: E402
from wenxiao.control.ledger.recompute import TABLES  # noqa: E402
from wenxiao.control.source import opened  # noqa: E402

REPORT = HERE.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- verify: measured -->", "<!-- verify: end -->")
AIM = 10.0
COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)
COMMANDS = f"SELECT {COLUMNS} FROM spend_command"
ENTRIES = (
    "SELECT e.hash, e.node, e.sequence, c.digest, e.move, e.amount, e.approved, e.adjusted, e.frozen, e.held, e.committed, e.paid, e.status"
    " FROM spend_entry e JOIN spend_command c ON c.id = e.command ORDER BY e.node, e.sequence"
)
# What the trail's part of `verify` looks for; a book alone has none.
TRAIL = (
    f"CREATE TABLE trail_entry ({', '.join(f'{name} text' for name in trail.COLUMNS)})",
    "CREATE TABLE trail_chainhead (chain text, sequence bigint, hash text)",
)


def floor(source: str) -> float:
    """Seconds."""
    begun = time.perf_counter()
    with opened(source, TABLES) as found:
        for row in found.ask(COMMANDS):
            digest(SEPARATOR.join(row).encode())
        for row in found.ask(ENTRIES):
            hashlib.sha256("|".join(map(str, row)).encode()).hexdigest()
    return time.perf_counter() - begun


def verified(source: str) -> float:
    """Seconds, from the command to its end. Raises CalledProcessError where the book does not hold."""
    begun = time.perf_counter()
    paths = {"PYTHONPATH": str(HERE.parent / "src")}
    subprocess.run([sys.executable, "-m", "wenxiao", "verify", source], env=os.environ | paths, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round, 60,000 entries")
    parser.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    given = parser.parse_args()
    rounds, entries = (1, 60_000) if given.quick else (given.rounds, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="wenxiao-bench-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        book = made(entries)
        counted = f"{len(book.entries):,} entries, {len(book.commands):,} commands, {len(book.nodes):,} nodes"
        sources = {"SQLite": str(Path(folder) / "book.sqlite3")}
        connection = sqlite3.connect(sources["SQLite"], isolation_level=None)
        for statement in (*TRAIL, *tables.SQLITE):
            connection.execute(statement)
        into_sqlite(connection, book)
        connection.close()
        with suppress(ImportError):
            import psycopg

            server = own_server(Path(folder) / "server")
            stack.callback(server.cleanup)
            sources["PostgreSQL"] = server.get_uri()
            with psycopg.connect(sources["PostgreSQL"], autocommit=True) as there:
                for statement in (*TRAIL, *tables.POSTGRESQL):
                    there.execute(statement)
                into_postgresql(there, book)
        del book
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in sources}
        for _ in range(rounds):
            for name, source in sources.items():
                took[name].append((verified(source), floor(source)))
    lines = [
        f"{date.today()}, {os.cpu_count()} cores, {counted}, {rounds} rounds, load {os.getloadavg()[0]:.1f} at the end.", "",
        "| database | verify | floor | × floor |", "|---|--:|--:|--:|",
    ]  # fmt: skip
    for name, pairs in took.items():
        whole, bare = (statistics.median(each) for each in zip(*pairs, strict=True))
        missed = " (not met)" if whole > AIM else ""
        lines.append(f"| {name} | {whole:.1f} s{missed} | {bare:.1f} s | {whole / bare:.2f} |")
    print("\n".join(lines))
    if given.write:
        before, _, rest = REPORT.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        REPORT.write_text(before + "\n".join((MARKS[0], *lines, MARKS[1])) + after, encoding="utf-8")


if __name__ == "__main__":
    main()
