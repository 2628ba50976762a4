"""Does `wenxiao serve` open a real office, keep it open, and close it cleanly?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from postgresql import drop_database, new_database
from web.conftest import WithTables
from web.installation import PATIENCE, Installation, Serving, free_port

POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"
SET_UP = {
    "code": "T01",
    "name": "试验区青石镇人民政府",
    "short_name": "青石镇",
    "mode": "department",
    "bureau_code": "B01",
    "bureau_name": "试验区财政局",
    "bureau_short_name": "财政局",
    "person": "管甲",
    "username": "guanjia",
    "password": "qingshi-2023!",
    "password_again": "qingshi-2023!",
}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    name = f"wenxiao_serve_{os.getpid()}"
    with Installation(tmp_path_factory.mktemp("office"), database=new_database(name) if POSTGRESQL else "").open() as opened:
        yield opened
    if POSTGRESQL:
        drop_database(name)


def below(process: subprocess.Popen[bytes], command: str) -> list[int]:
    """The processes of an open office that run this command."""
    told = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    rows = [line.split(None, 2) for line in told]
    ours = {str(process.pid)}
    for _ in range(3):
        ours |= {pid for pid, parent, _ in rows if parent in ours}
    return [int(pid) for pid, _, arguments in rows if pid in ours and f"django {command}" in arguments]


def wait_until(true: object, what: str) -> None:
    assert callable(true)
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_the_first_run_leads_to_the_set_up_and_then_to_signing_in(serving: Serving) -> None:
    """In one test, as one person would go."""
    status, _, headers = serving.get("/plan/")
    assert (status, headers["Location"]) == (302, "/setup")
    assert "还没有账号" in serving.said()

    status, page, _ = serving.get("/setup")
    assert status == 200
    assert "一次性代码" not in page, "on this machine no code is asked for"
    status, page, _ = serving.get("/setup", **{"X-Forwarded-For": "10.0.0.7"})
    assert "一次性代码" in page, "through a gateway it is"

    status, page, _ = serving.post("/setup", SET_UP, **{"X-Forwarded-For": "10.0.0.7"})
    assert status == 422
    status, page, _ = serving.post("/setup", {**SET_UP, "setup_code": "ABCD-EFGH-JKLM-NPQR"}, **{"X-Forwarded-For": "10.0.0.7"})
    assert status == 422
    assert "一次性代码不对" in page
    status, page, _ = serving.post("/setup", {**SET_UP, "password_again": "else"})
    assert status == 422
    assert "两遍密码不一样" in page
    assert "试验区青石镇人民政府" in page, "what was typed is kept"
    status, page, _ = serving.post("/setup", {**SET_UP, "password": "12345678", "password_again": "12345678"})
    assert status == 422
    assert serving.get("/")[0] == 302, "nothing was written"

    code = serving.said().partition("一次性代码 ")[2].split()[0]
    status, _, headers = serving.post("/setup", {**SET_UP, "setup_code": code.lower()}, **{"X-Forwarded-For": "10.0.0.7"})
    assert (status, headers["Location"]) == (302, "/sign-in")

    assert serving.get("/setup")[0] == 404, "once only"
    status, page, _ = serving.get("/sign-in")
    assert status == 200
    status, page, headers = serving.post("/sign-in", {"username": "guanjia", "password": "qingshi-2023!"})
    assert (status, headers["Location"]) == (302, "/"), page
    assert serving.get("/")[0] == 200


def test_health_tells_of_database_tables_and_worker_and_of_nothing_else(serving: Serving) -> None:
    wait_until(lambda: serving.health()["worker"] == "alive", "the worker never beat")
    told = serving.health()
    assert told.pop("version")
    assert told == {"status": "ok", "database": "reached", "tables": "current", "worker": "alive"}


def test_files_of_pages_are_served_under_hashed_names_and_kept_by_browsers(serving: Serving) -> None:
    import re

    page = serving.get("/setup" if serving.get("/sign-in")[0] == 302 else "/sign-in")[1]
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        status, _, headers = serving.get(address)
        assert status == 200, address
        assert "immutable" in headers["Cache-Control"], address


def test_a_worker_that_dies_is_started_again(serving: Serving) -> None:
    (before,) = below(serving.process, "office_worker")
    os.kill(before, signal.SIGKILL)
    serving.wait_for("后台处理停止了")
    wait_until(lambda: [each for each in below(serving.process, "office_worker") if each != before], "no new worker")


def test_nothing_of_the_business_stands_in_the_log(serving: Serving) -> None:
    for word in ("青石镇", "guanjia", "qingshi-2023!", "/sign-in"):
        assert word not in serving.said()


@pytest.mark.embedded
def test_a_second_office_on_the_same_port_is_refused(serving: Serving, tmp_path: Path) -> None:
    answer = Installation(tmp_path).wenxiao("serve", "--port", serving.port)
    assert answer.returncode == 2
    assert "已被占用" in answer.stderr


@pytest.mark.embedded
def test_nothing_stays_behind_when_the_office_is_killed(tmp_path: Path, with_tables: WithTables) -> None:
    with with_tables(tmp_path / "data").open() as serving:
        running = [*below(serving.process, "office_pages"), *below(serving.process, "office_worker")]
        assert len(running) >= 3
        serving.process.kill()
        serving.process.wait()
        wait_until(lambda: not any(_alive(pid) for pid in running), "processes outlived their office")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_task_whose_worker_was_killed_is_taken_up_again(tmp_path: Path, with_tables: WithTables) -> None:
    """Three times at most: a task that takes every worker down with it is given up."""
    office = with_tables(tmp_path / "data")
    program = """
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wenxiao.web.site.background import place, take_up_again
def lost(*workers):
    return DBTaskResult.objects.create(status="RUNNING", args_kwargs={"args": [], "kwargs": {}}, task_path="none", backend_name="default",
                                       run_after=timezone.now(), worker_ids=list(workers))
once, thrice, elsewhere = lost(place() + "-a"), lost(*[place() + "-a"] * 3), lost("another-a")
print(take_up_again())
for each in (once, thrice, elsewhere):
    each.refresh_from_db()
    print(each.status)
"""
    assert office.python(program).split() == ["2", "READY", "FAILED", "RUNNING"]


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("WENXIAO_PORT", "http", "设置 WENXIAO_PORT=http 看不懂"),
        ("WENXIAO_DEMO", "yes", "设置 WENXIAO_DEMO=yes 看不懂"),
        ("WENXIAO_SESSIONS", "0", "设置 WENXIAO_SESSIONS=0 看不懂"),
        ("DATABASE_URL", "mysql://root:secret@db/x", "设置 DATABASE_URL 看不懂"),
        ("DATABASE_URL", "postgres://a:secret@[db/x", "设置 DATABASE_URL 看不懂"),
        ("WENXIAO_DATA", "/dev/null/here", "设置 WENXIAO_DATA=/dev/null/here 看不懂"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_one_sentence(tmp_path: Path, setting: str, value: str, told: str) -> None:
    answer = Installation(tmp_path, more={setting: value}).wenxiao("serve", "--port", free_port())
    assert answer.returncode == 2
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secret" not in answer.stderr


@pytest.mark.embedded
def test_a_database_that_is_not_there_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    office = Installation(tmp_path, database=f"postgres://someone:secret@127.0.0.1:{free_port()}/none")
    answer = office.wenxiao("serve", "--port", free_port())
    assert answer.returncode == 2
    assert answer.stderr.startswith("数据库用不了：")
    assert len(answer.stderr.splitlines()) == 1
    assert "secret" not in answer.stderr


@pytest.mark.embedded
def test_demonstration_mode_is_refused_on_an_address_others_reach(tmp_path: Path) -> None:
    answer = Installation(tmp_path, more={"WENXIAO_DEMO": "1"}).wenxiao("serve", "--host", "0.0.0.0", "--port", free_port())
    assert answer.returncode == 2
    assert "演示模式只能开在本机" in answer.stderr


@pytest.mark.embedded
def test_checking_a_document_does_not_load_the_office() -> None:
    program = "import sys, wenxiao.cli; wenxiao.cli.main(['demo', '--no-serve']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
