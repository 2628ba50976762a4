"""A whole year of the demonstration's township: do its months tie to the 分, is every cap kept, and is meddling with the books found?

The suite runs a small year; `python3 dev.py soak` the whole one, with the same code (WENXIAO_YEAR_PAYMENTS).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postgresql import drop_database
from web.conftest import WithTables
from web.demo.tampering import meddle, meddlings
from web.installation import Installation
from wenxiao.cli import main

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
PAYMENTS = int(os.environ.get("WENXIAO_YEAR_PAYMENTS", "150"))
TESTS = str(Path(__file__).parents[2])
WHOLE = 4_000


def told(office: Installation, *arguments: str) -> str:
    """What a program inside the office prints; a whole year takes longer than any other."""
    command = [sys.executable, "-m", *arguments]
    answer = subprocess.run(command, env=office.environment, capture_output=True, text=True, check=False, timeout=3600)
    assert answer.returncode == 0, answer.stderr[-4000:]
    return answer.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, with_tables: WithTables) -> Iterator[Installation]:
    name = f"wenxiao_year_{os.getpid()}" if POSTGRESQL else ""
    # As a demonstration its passwords are hashed quickly.
    made = with_tables(tmp_path_factory.mktemp("year") / "data", name, PYTHONPATH=TESTS, WENXIAO_DEMO="1")
    start = time.monotonic()
    said = told(made, "django", "demo_township", "--payments", str(PAYMENTS), "--settings", "wenxiao.web.site.settings")
    print(f"\n{said}\n{PAYMENTS} payments in {time.monotonic() - start:.0f} s")
    yield made
    if POSTGRESQL:
        drop_database(name)


@pytest.fixture(scope="module")
def tallies(office: Installation) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(office, "web.demo.tallies"))
    print({name: value for name, value in found.items() if name not in ("months", "shares")})
    return found


def test_every_month_ties_to_the_fen_whichever_way_it_is_added_up(tallies: dict[str, Any]) -> None:
    running = 0
    for month in tallies["months"]:
        assert month["differences"] == [], month["month"]
        assert {*month["tables"].values(), month["ledger"]} == {month["papers"]}, month["month"]
        running += month["papers"]
        assert month["paid"] == running
        print(f"{month['month']:>2} 月：{month['papers'] / 100:>15,.2f} 元，累计 {running / 100:>15,.2f} 元，各表相符")
    assert sum(month["papers"] > 0 for month in tallies["months"]) >= 10


def test_all_was_asked_for_paid_and_booked_and_nothing_is_left_on_the_way(tallies: dict[str, Any]) -> None:
    assert tallies["states"]["booked"] >= PAYMENTS
    assert set(tallies["states"]) <= {"booked", "void"}
    assert tallies["held"] == 0
    for kind in ("release", "bounce", "pay", "hold"):
        assert tallies["commands"][kind], f"a year in which nothing is {kind}"


def test_no_cap_is_passed_and_every_line_is_used_as_planned(tallies: dict[str, Any]) -> None:
    assert tallies["beyond"] == 0
    assert min(tallies["shares"]) >= 7000
    assert max(tallies["shares"]) <= 10_000


def test_every_act_stands_on_its_day_in_the_trail_and_in_the_ledger(tallies: dict[str, Any]) -> None:
    assert tallies["backwards"] == 0
    assert tallies["apart"] == 0


def test_a_supervisor_finds_nothing_to_object_to(office: Installation) -> None:
    said = office.done("verify", office.source)
    print(said)
    assert "逐笔重算相符，没有一处超出限额" in said
    assert "不完好" not in said


@pytest.mark.embedded
def test_whatever_is_changed_in_the_file_is_found_and_named(
    office: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each on a copy of its own; each a process of its own, as a supervisor would run it (of a small year some, the others by its code)."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    whole = tmp_path / "whole.sqlite3"
    shutil.copy(office.folder / "wenxiao.sqlite3", whole)
    chance = random.Random(seed)
    found = list(meddlings(whole, chance))
    apart = found if PAYMENTS >= WHOLE else chance.sample(found, 6)
    missed = []
    for case in found:
        copy = tmp_path / "copy.sqlite3"
        shutil.copy(whole, copy)
        meddle(copy, case)
        code, said = in_a_process(office, copy) if case in apart else (main(["verify", str(copy)]), capsys.readouterr().out)
        if code != 1 or not all(name in said for name in case.named):
            missed.append(f"{case.title} {case.named}: {code} {said[-600:]}")
    print(f"{len(found)} ways of meddling, {len(found) - len(missed)} found and named")
    assert missed == []


def in_a_process(office: Installation, file: Path) -> tuple[int, str]:
    answer = office.wenxiao("verify", file)
    return answer.returncode, answer.stdout + answer.stderr
