"""Does a backup hold everything, and does it come back whole or not at all, on both databases and from one to the other?"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from postgresql import drop_database, new_database
from web.conftest import WithTables
from web.installation import Installation

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
KIND = "postgresql" if POSTGRESQL else "sqlite"
WAYS = [("postgresql", "postgresql"), ("sqlite", "postgresql"), ("postgresql", "sqlite")] if POSTGRESQL else [("sqlite", "sqlite")]

# People, posts, a meeting with its minutes as a file, a task with JSON of its own, a wrong password, money held: every kind of
# column there is.
FILL = """
from datetime import date
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Account, Office, Post, Unit
from wenxiao.web.people.services import unit_set_up
from wenxiao.web.trail.services import attachment_keep, record
account = unit_set_up(code="T01", name="试验区青石镇人民政府", short_name="青石镇", mode="department", bureau_code="B01",
    bureau_name="试验区财政局", bureau_short_name="财政局", username="guanjia", person="管甲", password="qingshi-2023!")
office = Office.objects.create(unit=account.unit, code="01", name="财政所")
post = Post.objects.create(account=account, unit=account.unit, role="VL", since=date(2023, 1, 1), until=date(2023, 12, 31))
post.oversees.add(office)
attachment_keep(name="纪要.pdf", media_type="application/pdf", content=bytes(range(256)))
details = {"乙": [1, "甲"], "甲": None}
for _ in range(30):
    record(actor=Machine(), subject=account.unit, action="edit", action_title="修改", reason="一\\n二", details=details)
TOTPDevice.objects.create(user=account, name="手机", confirmed=True)
DBTaskResult.objects.create(status="READY", args_kwargs={"args": [1, {"z": 1, "a": "二"}], "kwargs": {}}, task_path="none",
    backend_name="default", run_after=timezone.now(), return_value={"半": [True, None]})
from django.db import transaction
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Node
node = Node.objects.create(unit="T01", year=2023, kind="unit", element="", name="青石镇 2023 年总额")
with transaction.atomic():
    ledger_post(actor=Machine(), kind="allot", key="甲", subject=account.unit, legs=[Leg(node.pk, "allot", 500)], reason="一 二")
    ledger_post(actor=Machine(), kind="hold", key="乙", subject=account.unit, legs=[Leg(node.pk, "hold", 200)])
"""


Make = Callable[[str], Installation]


def _name(number: int | str) -> str:
    return f"wenxiao_archive_{os.getpid()}_{number}"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Make]:
    """`installation("postgresql")`: a new one on an empty database of that kind."""
    made: list[str] = []

    def make(kind: str) -> Installation:
        name = _name(len(made))
        made.append(name)
        return Installation(tmp_path / name, database=new_database(name) if kind == "postgresql" else "")

    yield make
    if POSTGRESQL:
        for name in made:
            drop_database(name)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory, with_tables: WithTables) -> Iterator[dict[str, Installation]]:
    """Filled once for all tests."""
    made = {"sqlite": with_tables(tmp_path_factory.mktemp("original") / "data")}
    if POSTGRESQL:
        made["postgresql"] = with_tables(tmp_path_factory.mktemp("original") / "data", _name("original"))
    for each in made.values():
        each.python(FILL)
    yield made
    if POSTGRESQL:
        drop_database(_name("original"))


@pytest.fixture
def filled(originals: dict[str, Installation], tmp_path: Path) -> Iterator[Make]:
    """`filled("sqlite")`: one that people have worked in, a copy of the test's own."""

    def make(kind: str) -> Installation:
        folder = tmp_path / f"filled-{kind}"
        shutil.copytree(originals[kind].folder, folder)
        return Installation(folder, database=new_database(_name("filled"), like=_name("original")) if kind == "postgresql" else "")

    yield make
    if POSTGRESQL:
        drop_database(_name("filled"))


def content(path: Path) -> dict[str, list[Any]]:
    """Every table's rows in an order of their own."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: sorted(archive.read(name).decode().splitlines()) for name in names}


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_everything_comes_back_and_the_trail_still_holds(
    filled: Make, installation: Make, tmp_path: Path, source: str, target: str
) -> None:
    before, after = filled(source), installation(target)
    assert "已备份到" in before.done("backup", tmp_path / "first.zip")
    assert "已恢复" in after.done("restore", tmp_path / "first.zip")
    after.done("backup", tmp_path / "second.zip")
    first, second = content(tmp_path / "first.zip"), content(tmp_path / "second.zip")
    assert first == second
    assert len(first["tables/trail_entry.jsonl"]) > 30
    assert len(first["tables/people_post_oversees.jsonl"]) == 1

    for verified in (before.source, after.source, tmp_path / "second.zip"):
        assert after.done("verify", verified) == before.done("verify", before.source)

    # The next of everything gets a number of its own, and the trail refuses to be changed as before.
    told = after.python("""
from django.db import DatabaseError, connection
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import chain_break
from wenxiao.web.trail.services import record
unit = Unit.objects.get(code="T01")
print(Office.objects.create(unit=unit, code="02", name="农业站").pk > Office.objects.get(code="01").pk)
print(record(actor=Machine(), subject=unit, action="edit", action_title="修改").sequence == Entry.objects.filter(chain="T01").count())
print(chain_break("T01"))
try:
    Entry.objects.update(reason="x")
except DatabaseError as error:
    print("append-only" in str(error))
""")
    assert told.split() == ["True", "True", "None", "True"]


def test_what_is_there_is_replaced_only_when_told_so(filled: Make, tmp_path: Path) -> None:
    office = filled(KIND)
    office.done("backup", tmp_path / "first.zip")
    office.python("from wenxiao.web.people.models import Account; Account.objects.update(name='改过')")
    office.done("backup", tmp_path / "changed.zip")

    refused = office.wenxiao("restore", tmp_path / "first.zip")
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    office.done("backup", tmp_path / "unchanged.zip")
    assert content(tmp_path / "unchanged.zip") == content(tmp_path / "changed.zip")

    office.done("restore", tmp_path / "first.zip", "--replace")
    office.done("backup", tmp_path / "restored.zip")
    assert content(tmp_path / "restored.zip") == content(tmp_path / "first.zip")


def test_a_backup_that_does_not_fit_together_changes_nothing(filled: Make, tmp_path: Path) -> None:
    """Its hashes are right, but a post belongs to nobody: the database itself refuses, and everything is as before."""
    office = filled(KIND)
    office.done("backup", tmp_path / "first.zip")
    forged = rewritten(tmp_path / "first.zip", "people_account", lambda _: [])
    answer = office.wenxiao("restore", forged, "--replace")
    assert answer.returncode == 2
    assert "什么也没有改" in answer.stderr
    office.done("backup", tmp_path / "second.zip")
    assert content(tmp_path / "second.zip") == content(tmp_path / "first.zip")
    told = office.python("""
from django.db import DatabaseError
from wenxiao.web.trail.models import Entry
try:
    Entry.objects.update(reason="x")
except DatabaseError as error:
    print("append-only" in str(error))
""")
    assert told.split() == ["True"], "the triggers stand again"


def test_one_can_back_up_while_people_work(filled: Make, tmp_path: Path) -> None:
    office = filled(KIND)
    with office.open():
        assert "已备份到" in office.done("backup", tmp_path / "open.zip")
        refused = office.wenxiao("restore", tmp_path / "open.zip", "--replace")
        assert refused.returncode == 2
        assert "还在运行" in refused.stderr


@pytest.mark.embedded
def test_a_backup_never_overwrites_and_leaves_nothing_half(filled: Make, installation: Make, tmp_path: Path) -> None:
    office = installation("sqlite")
    empty = office.wenxiao("backup", tmp_path / "first.zip")
    assert empty.returncode == 2
    assert "没有可备份的" in empty.stderr
    office = filled("sqlite")
    office.done("backup", tmp_path / "first.zip")
    assert (tmp_path / "first.zip").stat().st_mode & 0o077 == 0, "it holds password hashes"
    again = office.wenxiao("backup", tmp_path / "first.zip")
    assert again.returncode == 2
    assert "不覆盖" in again.stderr
    nowhere = office.wenxiao("backup", tmp_path / "no" / "such" / "folder.zip")
    assert nowhere.returncode == 2
    assert "写不到" in nowhere.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["first.zip"]


@pytest.mark.embedded
def test_a_damaged_or_foreign_file_is_refused(filled: Make, with_tables: WithTables, tmp_path: Path) -> None:
    office, target = filled("sqlite"), with_tables(tmp_path / "target")
    good = tmp_path / "good.zip"
    office.done("backup", good)
    torn = tmp_path / "torn.zip"
    torn.write_bytes(good.read_bytes()[:-1000])
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("hello.txt", "hello")
    edited = tmp_path / "edited.zip"
    _copy(good, edited, {"tables/people_account.jsonl": lambda data: data.replace("管甲".encode(), "管乙".encode())})
    newer = tmp_path / "newer.zip"
    _copy(good, newer, {"manifest.json": lambda data: data.replace(b'"0001_initial"', b'"0999_later"', 1)})
    for path, told in ((torn, "损坏"), (foreign, "不是本系统的备份"), (edited, "被改动"), (newer, "请先升级"), (tmp_path / "none", "没有")):
        answer = target.wenxiao("restore", path)
        assert answer.returncode == 2, path
        assert told in answer.stderr, answer.stderr
        assert "Traceback" not in answer.stderr
    target.done("restore", good)


@pytest.mark.embedded
def test_a_broken_trail_is_restored_and_told(filled: Make, with_tables: WithTables, tmp_path: Path) -> None:
    """It is all there is: refusing it would lose the rest as well."""
    office, target = filled("sqlite"), with_tables(tmp_path / "target")
    office.done("backup", tmp_path / "good.zip")

    def one_changed(lines: list[bytes]) -> list[bytes]:
        return [line.replace("一\\n二".encode(), "三".encode()) if b'"sequence":9' in line else line for line in lines]

    broken = rewritten(tmp_path / "good.zip", "trail_entry", one_changed)
    answer = target.wenxiao("restore", broken)
    assert answer.returncode == 0
    assert "第 9 条的内容与它的摘要不符" in answer.stderr


def test_a_backup_of_an_older_version_is_brought_up_to_date(installation: Make, tmp_path: Path) -> None:
    """Made before the last change of the tables, restored into an empty database by a version that has made it."""
    old, target = installation("sqlite"), installation(KIND)
    old.python('from django.core.management import call_command; call_command("migrate", "plan", "0001", verbosity=0)')
    old.done("backup", tmp_path / "old.zip")
    told = json.loads(zipfile.ZipFile(tmp_path / "old.zip").read("manifest.json"))["migrations"]
    assert ["plan", "0002_library"] not in told
    target.done("restore", tmp_path / "old.zip")
    assert target.python("from wenxiao.web.site.serving import pending_migrations; print(pending_migrations())").strip() == "[]"


@pytest.mark.embedded
def test_upgrading_keeps_a_backup_of_what_was(installation: Make) -> None:
    office = installation("sqlite")
    office.python('from django.core.management import call_command; call_command("migrate", "plan", "0001", verbosity=0)')
    with office.open() as serving:
        assert "升级前的数据已备份到" in serving.said()
    (kept,) = (office.folder / "backups").iterdir()
    assert zipfile.is_zipfile(kept)


def rewritten(source: Path, table: str, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """A backup with another content of one table, and a manifest that agrees: what a forger would make."""
    from wenxiao.web.site.archive import LineCounter

    target = source.with_name(f"{table}.zip")
    with zipfile.ZipFile(source) as archive:
        lines = change(archive.read(f"tables/{table}.jsonl").splitlines())
    counter = LineCounter()
    for line in lines:
        counter.add(line)
    count = counter.count()

    def told(data: bytes) -> bytes:
        manifest = json.loads(data)
        manifest["tables"][table] = {"rows": count.rows, "hash": count.hash}
        return json.dumps(manifest).encode()

    _copy(source, target, {"manifest.json": told, f"tables/{table}.jsonl": lambda _: b"".join(line + b"\n" for line in lines)})
    return target


def _copy(source: Path, target: Path, changes: dict[str, Callable[[bytes], bytes]]) -> None:
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            out.writestr(name, changes[name](data) if name in changes else data)


@pytest.mark.embedded
def test_a_copy_of_the_file_of_the_embedded_database_can_be_verified_too(filled: Make, tmp_path: Path) -> None:
    office = filled("sqlite")
    with sqlite3.connect(office.source) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(office.source, tmp_path / "copy.sqlite3")
    assert "完好" in office.done("verify", tmp_path / "copy.sqlite3")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_folder_and_the_database_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    Installation(folder).python("from django.db import connection; connection.ensure_connection()")
    rights = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    assert rights.pop("office") == 0o700
    assert {"wenxiao.sqlite3", "secret.key"} <= set(rights)
    assert set(rights.values()) == {0o600}, rights


def test_a_folder_without_an_office_is_not_backed_up_and_stays_as_it_is(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (empty, tmp_path / "nowhere"):
        answer = Installation(folder).wenxiao("backup", tmp_path / "b.zip")
        assert answer.returncode == 2
        assert "没有可备份的" in answer.stderr
        assert "WENXIAO_DATA" in answer.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["empty"]
