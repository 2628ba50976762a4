"""How do two come to the same thing at the same moment, without a clock? One has begun and not yet committed when the other begins."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection, transaction

WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def overtaken(second: Callable[[], Any], *firsts: Callable[[], Any]) -> Any:
    """What `second` answers or raises where it begins after the first of `firsts` and before the rest, which are one transaction.

    On PostgreSQL it has come to wait for that transaction before the rest is done; on SQLite it waits to begin.
    """
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(second())
        except Exception as error:  # the test looks at it
            outcome.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        firsts[0]()
        thread.start()
        while thread.is_alive() and not _waits():
            thread.join(0.02)
        for each in firsts[1:]:
            each()
    thread.join()
    return outcome[0]


def _waits() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone() is not None


def all_at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answers or raises, in their order, where all begin at one moment, each in a thread and with a connection of its own."""
    gate = Barrier(len(works))
    outcomes: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait()
            outcomes[place] = works[place]()
        except Exception as error:  # the test looks at it
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
