"""The power fails while several pay: does the ledger hold, does the trail tell the same, and is the office open again at once?"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postgresql import drop_database
from web.conftest import WithTables
from web.installation import PATIENCE, Installation

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
ROUNDS = 2
TESTS = str(Path(__file__).parents[2])
PROGRAM = [sys.executable, "-m", "web.spend.paying"]


@pytest.fixture
def office(tmp_path: Path, with_tables: WithTables) -> Iterator[Installation]:
    name = f"wenxiao_paying_{os.getpid()}" if POSTGRESQL else ""
    yield with_tables(tmp_path / "data", name, PYTHONPATH=TESTS)
    if POSTGRESQL:
        drop_database(name)


def told(office: Installation, *arguments: str) -> str:
    answer = subprocess.run([*PROGRAM, *arguments], env=office.environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_nothing_is_half_paid_after_kill_9_and_the_same_request_from_two_processes_is_held_once(
    office: Installation, tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    number = told(office, "prepare")
    for round_ in range(ROUNDS):
        logs = [tmp_path / f"{round_}{who}.log" for who in "ab"]
        workers = []
        for log in logs:
            with log.open("wb") as out:
                workers.append(subprocess.Popen([*PROGRAM, "work", log.stem], env=office.environment, stdout=out, stderr=subprocess.STDOUT))
        deadline = time.monotonic() + PATIENCE
        while not all(log.read_text(encoding="utf-8").split() for log in logs):
            assert all(worker.poll() is None for worker in workers), [log.read_text(encoding="utf-8") for log in logs]
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1.0))
        for worker in workers:
            assert worker.poll() is None, [log.read_text(encoding="utf-8") for log in logs]
            worker.kill()
        for worker in workers:
            worker.wait()
        assert told(office, "look") == ""
        verdicts = office.done("verify", office.source)
        assert "逐笔重算相符，没有一处超出限额" in verdicts
        assert "不完好" not in verdicts
    pair = [subprocess.Popen([*PROGRAM, "send", number], env=office.environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=PATIENCE)[0].strip() for process in pair)
    assert said[0] == "sent", said
    assert "待所审" in said[1], said
    assert told(office, "look") == ""
