"""Do many clients at once ever get one 分 too much?"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from control.ledger.bank import POSTGRESQL, Bank, Opened, command
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.posting import Receipt, RefusedCommandError
from wenxiao.control.ledger.sqlite import SqliteBooks
from wenxiao.control.ledger.turns import Turns

RACER = Path(__file__).with_name("racer.py")


def together(count: int, work: Callable[[int], None]) -> None:
    """In `count` threads that start at one moment. Raises what any of them raised."""
    gate = threading.Barrier(count)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def test_summing_and_comparing_before_inserting_overspends_in_the_same_race(opened: Opened) -> None:
    """The pattern of the systems studied. If this race could not catch it, the next tests would prove nothing."""
    bank = opened(nodes=1, allotted=1)
    seen = threading.Barrier(8)

    def naive(_number: int) -> None:
        here = bank.client()
        [(taken,)] = here.execute("SELECT coalesce(sum(amount), 0) FROM spent")
        seen.wait()
        if taken + 1 <= 1:
            here.execute("INSERT INTO spent (amount) VALUES (%s)", 1)
        here.close()

    here = bank.client()
    here.execute("CREATE TABLE spent (amount bigint NOT NULL)")
    together(8, naive)
    [(spent,)] = here.execute("SELECT sum(amount) FROM spent")
    assert spent > 1


def test_the_last_fen_of_a_line_goes_to_one_of_many(opened: Opened) -> None:
    bank = opened(nodes=1, allotted=1)
    given: list[int] = []
    told: list[str] = []

    def client(number: int) -> None:
        here = bank.client()
        try:
            here.post(command(Leg(1, "hold", 1), key=f"client {number}"))
            given.append(number)
        except RefusedCommandError as error:
            told.append(str(error))
        here.close()

    together(8, client)
    assert len(given) == 1
    assert told == ["“指标1”可占用 0.00 元，要占用 0.01 元，差 0.01 元"] * 7
    assert bank.client().recompute().holds


def test_the_same_command_from_many_at_once_is_carried_out_once(opened: Opened) -> None:
    bank = opened(nodes=2, allotted=1_000)
    receipts: list[Receipt] = []

    def client(_number: int) -> None:
        here = bank.client()
        receipts.append(here.post(command(Leg(2, "hold", 7), Leg(1, "hold", 7), key="double click")))
        here.close()

    together(8, client)
    assert [receipt.again for receipt in receipts].count(False) == 1
    assert len({(receipt.command, receipt.posted) for receipt in receipts}) == 1
    assert bank.client().execute("SELECT held FROM spend_node ORDER BY id") == [(7,), (7,)]


def race(bank: Bank, processes: int, tries: int) -> list[subprocess.Popen[str]]:
    nodes = ",".join(map(str, bank.nodes))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return [
        subprocess.Popen([sys.executable, str(RACER), bank.address, str(number), str(tries), nodes], text=True, **pipes)
        for number in range(processes)
    ]


def test_processes_under_overlapping_caps_take_what_there_is_and_no_more(opened: Opened) -> None:
    """Node 1 is the cap above the others; every command takes from it and from one or all of them, in no order."""
    bank = opened(nodes=4, allotted=100)
    told = [racer.communicate(timeout=120) for racer in race(bank, processes=4, tries=60)]
    assert [error for _, error in told] == [""] * 4
    results = [[int(number) for number in out.splitlines()[-1].split()] for out, _ in told]
    here = bank.client()
    rows = here.execute("SELECT held FROM spend_node ORDER BY id")
    assert rows[0] == (sum(given for given, _ in results),)
    assert max(held for (held,) in rows) == 100
    assert sum(refused for _, refused in results) > 0
    assert here.recompute().holds


def test_processes_killed_in_the_middle_of_the_race_leave_whole_commands_only(opened: Opened) -> None:
    bank = opened(nodes=3, allotted=10_000)
    racers = race(bank, processes=3, tries=100_000)
    for racer in racers:
        assert racer.stdout is not None
        for _ in range(20):
            racer.stdout.readline()
    for pause, racer in zip((0.0, 0.013, 0.029), racers, strict=True):
        time.sleep(pause)
        racer.kill()
        racer.wait()
        for stream in (racer.stdout, racer.stderr):
            assert stream is not None
            stream.close()
    here = bank.client()
    found = here.recompute()
    assert not found.faults
    assert found.commands > 60
    # The books are open again at once.
    here.post(command(*(Leg(node, "hold", 1) for node in bank.nodes), key="after"))


@pytest.mark.embedded
@pytest.mark.skipif(POSTGRESQL, reason="clients take turns in the embedded database only")
def test_clients_that_commit_together_are_told_after_the_commit_and_stand_apart(opened: Opened) -> None:
    bank = opened(nodes=1, allotted=50)
    here = bank.client()
    commits: list[int] = []

    class Together:
        def __enter__(self) -> None:
            here.connection.execute("BEGIN IMMEDIATE")

        def __exit__(self, kind: object, *_: object) -> None:
            here.connection.execute("ROLLBACK" if kind else "COMMIT")
            commits.append(1)

    class Apart:
        def __enter__(self) -> None:
            here.connection.execute("SAVEPOINT one")

        def __exit__(self, kind: object, *_: object) -> None:
            if kind:
                here.connection.execute("ROLLBACK TO one")
            here.connection.execute("RELEASE one")

    turns = Turns(Together, Apart)
    given: list[int] = []
    looking = bank.client()
    lock = threading.Lock()

    def client(number: int) -> None:
        from wenxiao.control.ledger.posting import post

        for attempt in range(5):
            key = f"{number}-{attempt}"
            try:
                receipt = turns.take(lambda key=key: post(SqliteBooks(here.connection), command(Leg(1, "hold", 1), key=key)))  # type: ignore[misc]
            except RefusedCommandError:
                continue
            with lock:
                # Seen by another connection: it is committed.
                assert looking.execute("SELECT id FROM spend_command WHERE key = %s", key) == [(receipt.command,)]
                given.append(number)

    together(16, client)
    assert len(given) == 50
    assert len(commits) < 80
    assert looking.recompute().holds
