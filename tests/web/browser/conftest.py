"""What do tests in a real browser share? The demonstration's township, built once, and offices opened on copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from web.installation import Installation, built_once

DEMO = {"WENXIAO_DEMO": "1", "WENXIAO_PROCESSES": "1"}


@pytest.fixture(scope="session")
def townships(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of databases: what `building.py` keeps."""
    program = Path(__file__).with_name("building.py").read_text(encoding="utf-8")
    return built_once(tmp_path_factory, "demonstration", lambda folder: Installation(folder / "office", more=DEMO).python(program))


@pytest.fixture(scope="module")
def opened_office(townships: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """`opened_office("library")`: a real office on a copy of that database, open until the module's tests are done; its address."""
    with ExitStack() as offices:

        def open_office(name: str) -> str:
            folder = tmp_path_factory.mktemp(name)
            shutil.copy(townships / f"{name}.sqlite3", folder / "wenxiao.sqlite3")
            return f"http://127.0.0.1:{offices.enter_context(Installation(folder, more=DEMO).open()).port}"

        yield open_office
