"""How fast do so many clients of one process pay? Started by `benchmarks/spend.py`, which asks line by line and is answered so.

    python -m spending.clients      with the office's settings in the environment

A line asks {"way": "service", "clients": 8, "seconds": 1.0, "hot": true, "name": "a1"}; the answer is what each payment took, in
seconds, and the seconds of the whole: [[0.0011, …], 1.003].
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from spending.book import LINES, UNITS, asked, legs  # noqa: E402
from spending.desks import desks  # noqa: E402
from wenxiao.control.chain import ALGORITHM  # noqa: E402
from wenxiao.control.ledger import postgresql, sqlite  # noqa: E402
from wenxiao.web.people.acting import PostActor, require  # noqa: E402
from wenxiao.web.people.models import Account, Post, Unit  # noqa: E402
from wenxiao.web.spend.books import in_turn, ledger_post  # noqa: E402
from wenxiao.web.spend.models import PaymentRequest  # noqa: E402

# Pays once, under a key of its own, on a line of a unit.
Pay = Callable[[str, int, int], None]
NO_HASH = "0" * 64
AMOUNT = 100
MOVES = ("hold", "pay")


def service() -> Pay:
    """A payment as the office makes it: the permission asked, the money held and paid, in the transaction of one act."""
    unit = Unit(pk=1, code="T001", name="青石镇人民政府")
    post = Post(account=Account(username="wangj", name="王静", unit=unit), unit=unit, role="CA")
    actor = PostActor(post.account, post, (post,))
    request = PaymentRequest(pk=10**9, unit=unit, number="T001-2023-Z00001")

    def pay(key: str, unit: int, line: int) -> None:
        def act() -> None:
            require(actor, "payment", "X", request)
            for move in MOVES:
                ledger_post(
                    actor=actor, kind=move, key=f"{key}/{move}", subject=request, legs=legs(unit, line, move, AMOUNT),
                    reason="防汛物资采购", subject_hash="5" * 64,
                )  # fmt: skip

        in_turn(act)

    return pay


def bare() -> Pay:
    """What the database itself takes for it: the same statements by the driver alone, a commit for each payment; no permission, no check,
    no hash, no object."""
    connection.ensure_connection()
    return _bare_sqlite(connection.connection) if connection.vendor == "sqlite" else _bare_postgresql()


def _bare_sqlite(opened: Any) -> Pay:
    run, many = opened.execute, opened.executemany
    fields = asked(1, "hold", legs(0, 0, "hold", AMOUNT)).fields[1:]
    seen = sqlite.SEEN.format("?, ?, ?")

    def pay(key: str, unit: int, line: int) -> None:
        nodes = [leg.node for leg in legs(unit, line, "hold", AMOUNT)]
        run("BEGIN IMMEDIATE")
        for move, held, paid in (("hold", AMOUNT, 0), ("pay", -AMOUNT, AMOUNT)):
            moved, entries = [], []
            rows = run(seen, nodes).fetchall()
            number = run(sqlite.COMMAND, (f"{key}/{move}", *fields, ALGORITHM, NO_HASH)).lastrowid
            for node, sequence, _, approved, adjusted, frozen, was_held, committed, was_paid, status in rows:
                after = (approved, adjusted, frozen, was_held + held, committed, was_paid + paid, status)
                moved.append((*after, sequence + 1, NO_HASH, node, sequence))
                entries.append((node, sequence + 1, number, move, AMOUNT, *after, NO_HASH))
            many(sqlite.MOVE, moved)
            many(sqlite.ENTRY, entries)
        run("COMMIT")

    return pay


def _bare_postgresql() -> Pay:
    import psycopg

    opened = psycopg.connect(os.environ["DATABASE_URL"])
    statement = postgresql.CARRY_OUT.encode()
    values = {move: postgresql.values_of(asked(1, move, legs(0, 0, move, AMOUNT)), NO_HASH, ALGORITHM) for move in MOVES}

    def pay(key: str, unit: int, line: int) -> None:
        nodes = f"{{{','.join(str(leg.node) for leg in legs(unit, line, 'hold', AMOUNT))}}}"
        for move in MOVES:
            opened.execute(statement, {**values[move], "key": f"{key}/{move}", "node": nodes}, prepare=True).fetchall()
        opened.commit()

    return pay


WAYS: dict[str, Callable[[], Pay]] = {"service": service, "bare": bare, "desks": desks}


def race(way: str, clients: int, seconds: float, hot: bool, name: str) -> tuple[list[float], float]:
    """So many threads pay without a pause until the time is up."""
    gate = threading.Barrier(clients + 1)
    took: list[float] = []

    def client(number: int) -> None:
        try:
            run(number)
        except BaseException:
            gate.abort()
            raise

    def run(number: int) -> None:
        chance = random.Random(f"{name} {number}")
        pay = WAYS[way]()
        mine = []
        # The connection, and what the database plans once, are had before the clock starts.
        for warm in range(1 if way == "desks" else 6):
            pay(f"{name}-{number}-warm{warm}", 0, 0)
        gate.wait()
        end, count = time.perf_counter() + seconds, 0
        while (begun := time.perf_counter()) < end:
            unit, line = (0, 0) if hot else (chance.randrange(UNITS), chance.randrange(LINES))
            count += 1
            pay(f"{name}-{number}-{count}", unit, line)
            mine.append(time.perf_counter() - begun)
        took.extend(mine)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return took, time.perf_counter() - begun


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(race(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
