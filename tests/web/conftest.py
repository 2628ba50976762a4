"""What do the office's tests share? A township below a finance bureau with somebody in every post, and clients signed in as them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.db import connection
from django.test import Client

from chromium import chromium
from postgresql import drop_database, new_database
from web.installation import Installation, built_once
from web.replay import replayed
from web.township import Township, made_township
from wenxiao.control.ledger.tables import DROP_TRIGGERS, TRIGGERS
from wenxiao.web.publish.models.snapshot import APPEND_ONLY
from wenxiao.web.trail import triggers

# Tables whose rows triggers keep.
KEPT = ("trail_entry", *APPEND_ONLY)
MIGRATE = 'from django.core.management import call_command; call_command("migrate", verbosity=0)'


@pytest.fixture(autouse=True)
def _append_only(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards, which the trail's triggers refuse: they step aside for that."""
    marker = request.node.get_closest_marker("django_db")
    transactional = {"live_server", "transactional_db"} & set(request.fixturenames) or (marker and marker.kwargs.get("transaction"))
    if not transactional:
        yield
        return
    request.getfixturevalue("transactional_db")
    for table in KEPT:
        triggers.remove(connection, table)
        triggers.install(connection, table)
    yield
    for table in KEPT:
        triggers.remove(connection, table)
    _empty_ledger()


def _empty_ledger() -> None:
    """Its tables are none of Django's, which would leave the rows there for the next test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM spend_node)")
        if not cursor.fetchone()[0]:
            return
        tables = [f"DELETE FROM {table}" for table in ("spend_entry", "spend_command", "spend_node")]
        for statement in (*DROP_TRIGGERS[connection.vendor], *tables, *TRIGGERS[connection.vendor]):
            cursor.execute(statement)


class WithTables(Protocol):
    """`with_tables(folder)`: an installation there on an embedded database, or on a PostgreSQL database of the name that is given,
    which has its tables and no row: making them takes six seconds. Where making them is what is tried, begin with Installation()."""

    def __call__(self, folder: Path, name: str = "", **more: str) -> Installation: ...


@pytest.fixture(scope="session")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithTables]:
    pattern = f"wenxiao_tables_{os.getpid()}"
    made: list[str] = []

    def make(folder: Path, name: str = "", **more: str) -> Installation:
        if name:
            if not made:
                Installation(tmp_path_factory.mktemp(pattern), database=new_database(pattern)).python(MIGRATE)
                made.append(pattern)
            return Installation(folder, database=new_database(name, like=pattern), more=more)
        folder.mkdir(parents=True, exist_ok=True)
        tables = built_once(tmp_path_factory, "tables", lambda empty: Installation(empty).python(MIGRATE))
        shutil.copy(tables / "wenxiao.sqlite3", folder)
        return Installation(folder, more=more)

    yield make
    for each in made:
        drop_database(each)


@pytest.fixture
def township(db: None) -> Township:  # noqa: ARG001
    return replayed("township", made_township)


@pytest.fixture
def signed_in(township: Township) -> Callable[..., Client]:
    """`signed_in("HD")`: a client in which that person has signed in."""

    def sign_in(role: str, office: str = "") -> Client:
        client = Client()
        client.force_login(township.actor(role, office).holder, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # The browser's driver runs a loop of its own in this thread, which Django would take for an asynchronous view.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as opened:
        yield opened
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
