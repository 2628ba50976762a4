"""Does `wenxiao demo` print the findings, open the township's office on this machine, and leave nothing behind?"""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from web.installation import Installation, free_port

pytestmark = pytest.mark.embedded


def test_the_findings_come_first_and_then_the_office_with_its_accounts(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    office = Installation(tmp_path / "real", more={"TMPDIR": str(temporary), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/real"})
    with office.open("--no-browser", command="demo") as serving:
        said = serving.said()
        assert said.index("31.18 → 31.81") < said.index("网页：http://127.0.0.1:")
        status, page, _ = serving.get("/sign-in")
        assert status == 200
        assert "演示" in page
        assert serving.health()["database"] == "reached"
        assert len(list(temporary.glob("wenxiao-demo-*"))) == 1
    assert list(temporary.glob("wenxiao-demo-*")) == [], "its data end with it"
    assert not (tmp_path / "real").exists(), "real data were never touched"


def test_what_is_kept_is_taken_up_again(tmp_path: Path) -> None:
    office = Installation(tmp_path / "data")
    with office.open("--no-browser", "--keep", command="demo") as serving:
        assert "接着用" not in serving.said()
    assert (tmp_path / "data" / "demo" / "wenxiao.sqlite3").exists()
    with office.open("--no-browser", "--keep", command="demo") as serving:
        assert "接着用上次留下的演示数据" in serving.said()


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = Installation(tmp_path).wenxiao("demo", "--no-browser", "--port", other.getsockname()[1])
    assert answer.returncode == 2
    assert "已被占用" in answer.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_refused_in_words(tmp_path: Path, port: str) -> None:
    answer = Installation(tmp_path).wenxiao("demo", "--port", port)
    assert answer.returncode == 2
    assert re.search("端口号", answer.stderr)


def test_the_demonstration_is_only_for_its_own_command(tmp_path: Path) -> None:
    """Run past `wenxiao demo`, on real settings, it would mix made-up records into real ones."""
    office = Installation(tmp_path)
    program = f"""
from django.core.management import CommandError, call_command
try:
    call_command("demo", port={free_port()})
except CommandError as error:
    print(error)
"""
    assert "只用于演示" in office.python(program)
    # The file is made for its owner alone before anything is written into it; nothing was.
    assert not any(each.stat().st_size for each in tmp_path.glob("*.sqlite3"))
