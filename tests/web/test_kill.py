"""The power fails in the middle of an import or an approval: is anything half done afterwards?

Two processes work through the services and are killed (SIGKILL) at moments that nobody chose; then a third looks. What is looked
for stands in `working.look`: the state of every object against the trail, editions against edits, documents against figures.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
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
ROUNDS = 5
TESTS = str(Path(__file__).parents[1])


@pytest.fixture
def office(tmp_path: Path, with_tables: WithTables) -> Iterator[Installation]:
    name = f"wenxiao_kill_{os.getpid()}" if POSTGRESQL else ""
    yield with_tables(tmp_path / "data", name, PYTHONPATH=TESTS)
    if POSTGRESQL:
        drop_database(name)


def start(office: Installation, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        command = [sys.executable, "-m", "web.working", *arguments]
        return subprocess.Popen(command, env=office.environment, stdout=out, stderr=subprocess.STDOUT)


def told(office: Installation, *arguments: str) -> str:
    command = [sys.executable, "-m", "web.working", *arguments]
    answer = subprocess.run(command, env=office.environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_nothing_is_half_done_after_kill_9(office: Installation, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    told(office, "prepare")
    done = 0
    for number in range(ROUNDS):
        log = tmp_path / f"{number}.log"
        workers = [start(office, "work", f"{number}-{who}", log=log) for who in "ab"]
        deadline = time.monotonic() + PATIENCE
        while not log.read_text(encoding="utf-8").split():
            assert all(worker.poll() is None for worker in workers), log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1.5))
        for worker in workers:
            assert worker.poll() is None, log.read_text(encoding="utf-8")
            worker.kill()
        for worker in workers:
            worker.wait()
        done += len(log.read_text(encoding="utf-8").split())
        assert told(office, "look") == ""
    assert done >= ROUNDS
    verdicts = office.done("verify", office.source)
    assert "T01" in verdicts
    assert "不完好" not in verdicts


def test_a_budget_killed_on_its_way_to_approval_stands_at_a_step_and_goes_on_from_there(office: Installation, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    told(office, "prepare")
    told(office, "begin")
    kills = 0
    for number in itertools.count():
        log = tmp_path / f"{number}.log"
        worker = start(office, "approve", log=log)
        deadline = time.monotonic() + PATIENCE
        # One or two steps further than it was, then somewhere in the next.
        steps = chance.choice((1, 1, 2))
        while len(log.read_text(encoding="utf-8").split()) < steps and worker.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.25))
        worker.kill()
        worker.wait()
        kills += worker.returncode == -signal.SIGKILL
        assert told(office, "look") == "", log.read_text(encoding="utf-8")
        said = log.read_text(encoding="utf-8")
        assert "Traceback" not in said, said
        if "done" in said:
            break
    assert kills >= 2
    verdicts = office.done("verify", office.source)
    assert "T01 2024 年预算批复：与封存时一致" in verdicts
    assert "不完好" not in verdicts


def test_the_one_who_looks_sees_what_is_half_done(office: Installation) -> None:
    told(office, "prepare")
    office.python("""
from web.plan.making import made_project
from web.working import found
from wenxiao.web.plan.models import PriorReading, Project
from wenxiao.web.trail.services import attachment_keep
township = found()
project = made_project(township)
Project.objects.filter(pk=project.pk).update(state="stocked", edition=9)
kept = attachment_keep(name="上年.txt", media_type="text/plain", content=b"x")
PriorReading.objects.create(unit=township.unit, year=2025, attachment=kept, state="waiting")
""")
    seen = told(office, "look").splitlines()
    assert [line.partition(" is ")[2] for line in seen if line.startswith("project ")] == ["已入库, the trail says 草稿"]
    assert any("2 edits in the trail, edition 9" in line for line in seen)
    assert any("stands there without a word in the trail" in line for line in seen)
    assert any("nobody will read it" in line for line in seen)
