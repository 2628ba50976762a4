"""Does the verifier find what was done to a trail behind the office's back, whatever it is kept in?"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from postgresql import drop_database, new_database
from wenxiao.control.chain import GENESIS, link_hash
from wenxiao.control.source import UnverifiableError
from wenxiao.control.verify import COLUMNS, CONTENT, verify

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
TABLES = (
    "CREATE TABLE trail_entry (id integer, chain text, sequence bigint, at text, account text, person text, post text, subject_kind text, "
    "subject_id text, subject_name text, action text, action_title text, from_state text, to_state text, reason text, details {json}, "
    "algorithm text, previous text, hash text)",
    "CREATE TABLE trail_chainhead (chain text, sequence bigint, hash text)",
)


def entries(chain: str, count: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for sequence in range(1, count + 1):
        content = {name: f"{name} {sequence}" for name in CONTENT} | {"chain": chain, "details": {"数": [sequence, None]}}
        previous = made[-1]["hash"] if made else GENESIS
        made.append(
            {
                **content,
                "sequence": sequence,
                "algorithm": "sm3",
                "previous": previous,
                "hash": link_hash(sequence, content, previous),
            }
        )
    return made


class Trail:
    """A trail in a database, as the office lays it out, for a test to damage."""

    def __init__(self, source: str, execute: Callable[..., None]) -> None:
        self.source = source
        self.execute = execute
        for statement in TABLES:
            execute(statement.format(json="jsonb" if "://" in source else "text"))
        for chain, count in (("T01", 5), ("B01", 2)):
            for entry in entries(chain, count):
                self.add(entry)
            self.execute(
                "INSERT INTO trail_chainhead SELECT chain, sequence, hash FROM trail_entry WHERE chain = %s AND sequence = %s", chain, count
            )

    def add(self, entry: dict[str, Any]) -> None:
        values = [json.dumps(entry[name]) if name == "details" else entry[name] for name in COLUMNS]
        self.execute(f"INSERT INTO trail_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})", *values)

    def verdict(self, chain: str = "T01") -> str:
        return next(each.reason for each in verify(self.source) if each.chain == chain)


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    if POSTGRESQL:
        import psycopg

        name = f"wenxiao_verify_{os.getpid()}"
        address = new_database(name)
        with psycopg.connect(address, autocommit=True) as server:
            yield Trail(address, lambda statement, *values: server.execute(statement, values) and None)  # type: ignore[arg-type,func-returns-value]
        drop_database(name)
        return
    with in_sqlite(tmp_path / "office.sqlite3") as made:
        yield made


@contextmanager
def in_sqlite(path: Path) -> Iterator[Trail]:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        yield Trail(str(path), lambda statement, *values: file.execute(statement.replace("%s", "?"), values) and None)  # type: ignore[func-returns-value]


def test_a_whole_trail_holds_and_its_last_hashes_are_told(trail: Trail) -> None:
    first, second = verify(trail.source)
    assert (first.chain, first.entries, first.holds) == ("B01", 2, True)
    assert (second.chain, second.entries, second.holds) == ("T01", 5, True)
    assert second.hash == entries("T01", 5)[-1]["hash"]
    assert second.sentence == f"T01：5 条，完好；最后一条的摘要 {second.hash}"


@pytest.mark.parametrize("column", [name for name in CONTENT if name not in ("details", "chain")])
def test_a_change_of_any_column_is_found(trail: Trail, column: str) -> None:
    trail.execute(f"UPDATE trail_entry SET {column} = 'x' WHERE chain = 'T01' AND sequence = 3")
    assert trail.verdict() == "第 3 条的内容与它的摘要不符：内容被改动过"
    assert trail.verdict("B01") == ""


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE trail_entry SET details = '{\"数\":[4,null]}' WHERE chain = 'T01' AND sequence = 3", "第 3 条的内容"),
        ("DELETE FROM trail_entry WHERE chain = 'T01' AND sequence = 3", "第 3 条不见了"),
        ("DELETE FROM trail_entry WHERE chain = 'T01' AND sequence = 1", "第 1 条不见了"),
        ("DELETE FROM trail_entry WHERE chain = 'T01' AND sequence = 5", "末尾少了 1 条"),
        ("DELETE FROM trail_entry WHERE chain = 'T01' AND sequence > 2", "末尾少了 3 条"),
        ("DELETE FROM trail_entry WHERE chain = 'T01'", "留痕里却一条也没有"),
        ("DELETE FROM trail_chainhead WHERE chain = 'T01'", "链头被删去了"),
        ("UPDATE trail_chainhead SET sequence = 4 WHERE chain = 'T01'", "末尾多出 1 条"),
        ("UPDATE trail_chainhead SET hash = 'x' WHERE chain = 'T01'", "链头所记的摘要与第 5 条不符"),
        ("UPDATE trail_entry SET algorithm = 'md5' WHERE chain = 'T01' AND sequence = 2", "第 2 条：本机算不了摘要算法“md5”"),
        ("UPDATE trail_entry SET chain = 'B01', sequence = 3 WHERE chain = 'T01' AND sequence = 5", "末尾少了 1 条"),
    ],
)
def test_what_was_done_is_told(trail: Trail, statement: str, told: str) -> None:
    trail.execute(statement)
    assert told in trail.verdict()


def test_an_entry_slipped_in_at_the_end_is_found(trail: Trail) -> None:
    trail.add(entries("T01", 6)[-1])
    assert "末尾多出 1 条" in trail.verdict()


@pytest.mark.parametrize("value", ["x'00ff'", "'{not json'", "'{\"a\":NaN}'"])
def test_a_value_the_office_would_never_write_is_a_break_and_no_crash(tmp_path: Path, value: str) -> None:
    """SQLite takes anything in any column."""
    with in_sqlite(tmp_path / "office.sqlite3") as trail:
        trail.execute(f"UPDATE trail_entry SET details = {value} WHERE chain = 'T01' AND sequence = 3")
        assert "第 3 条的内容" in trail.verdict()


def test_the_command_says_it_in_words_and_in_its_exit_code(trail: Trail) -> None:
    held = _wenxiao("verify", trail.source)
    assert held.returncode == 0
    assert held.stdout.splitlines()[1].startswith("T01：5 条，完好；最后一条的摘要 ")
    trail.execute("UPDATE trail_entry SET reason = 'x' WHERE chain = 'T01' AND sequence = 3")
    broken = _wenxiao("verify", trail.source)
    assert broken.returncode == 1
    assert broken.stdout.splitlines()[1] == "T01：5 条，不完好：第 3 条的内容与它的摘要不符：内容被改动过"


def test_verifying_needs_no_django(trail: Trail) -> None:
    program = f"import sys; from wenxiao.cli import main; main(['verify', {trail.source!r}]); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def test_what_is_no_trail_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("留痕")
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE x (y)")
    archive = tmp_path / "other.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x", "y")
    for path in (text, other, archive, tmp_path / "none"):
        with pytest.raises(UnverifiableError):
            verify(str(path))
    with pytest.raises(UnverifiableError) as refused:
        verify("postgres://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(refused.value)


def _wenxiao(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "wenxiao", *arguments], capture_output=True, text=True, check=False)
