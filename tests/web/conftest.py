"""What do the office's tests share? A township below a finance bureau with somebody in every post, and clients signed in as them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from chromium import chromium
from postgresql import drop_database, new_database
from web.installation import Installation, built_once
from web.replay import replayed
from wenxiao.control.ledger.tables import DROP_TRIGGERS, TRIGGERS
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Account, Office, Post, Unit
from wenxiao.web.trail import triggers

PASSWORD = "township-2023!"
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
    triggers.remove(connection)
    triggers.install(connection)
    yield
    triggers.remove(connection)
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


@dataclass
class Township:
    """A unit with its bureau, two business offices and a finance office, and one account a role (two for HD and HL)."""

    bureau: Unit
    unit: Unit
    other_unit: Unit
    offices: dict[str, Office]
    actors: dict[str, PostActor] = field(default_factory=dict)

    def actor(self, role: str, office: str = "") -> PostActor:
        """Who holds the role: `HD` is of the office 农业, `HD@应急` of the other one."""
        return self.actors[f"{role}@{office}" if office else role]

    @property
    def people_and_places(self) -> tuple[object, ...]:
        """The objects that others hold when they speak of them."""
        actors = [(each, each.in_post, each.holder) for each in self.actors.values()]
        return (self.bureau, self.unit, self.other_unit, *self.offices.values(), *chain.from_iterable(actors))


@pytest.fixture
def township(db: None) -> Township:  # noqa: ARG001
    return replayed("township", made_township)


def made_township() -> Township:
    bureau = Unit.objects.create(code="B01", name="试验区财政局", short_name="财政局", kind=Unit.Kind.BUREAU)
    unit = Unit.objects.create(code="T01", name="试验区青石镇人民政府", short_name="青石镇", supervisor=bureau)
    other = Unit.objects.create(code="T02", name="试验区白水镇人民政府", short_name="白水镇", supervisor=bureau)
    names = {"财政": "财政所", "农业": "农业综合服务中心", "应急": "应急管理办公室"}
    offices = {key: Office.objects.create(unit=unit, code=f"{n:02d}", name=name) for n, (key, name) in enumerate(names.items(), 1)}
    posts: dict[str, Post] = {}
    for role in ("HD", "HL"):
        posts[role] = _post(unit, role, office=offices["农业"])
        posts[f"{role}@应急"] = _post(unit, role, office=offices["应急"], key=f"{role}@应急")
    for role in ("BO", "AC", "CA", "FH"):
        posts[role] = _post(unit, role, office=offices["财政"])
    for role in ("VL", "ML", "PS", "PL", "EP", "JJ", "NPC", "SO", "AD"):
        posts[role] = _post(unit, role)
    posts["TP"] = _post(unit, "TP", project="none", until=date(2099, 12, 31))
    posts["DF"] = _post(bureau, "DF")
    # All at once: nearly every test of the office begins here.
    Account.objects.bulk_create([post.account for post in posts.values()])
    for post in posts.values():
        post.account = post.confirmed_by = post.account
    Post.objects.bulk_create(posts.values())
    posts["VL"].oversees.add(offices["农业"])
    return Township(bureau, unit, other, offices, {key: PostActor(post.account, post) for key, post in posts.items()})


def _post(unit: Unit, role: str, *, office: Office | None = None, key: str = "", **more: object) -> Post:
    """Not yet written: a post in force since 2020, confirmed by its own holder."""
    username = (key or role).lower().replace("@", "-")
    account = Account(username=f"{unit.code}-{username}", name=f"{key or role} 某", unit=unit, must_change_password=False)
    account.password = _hashed()
    since, confirmed = date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)
    return Post(account=account, unit=unit, role=role, office=office, since=since, confirmed_at=confirmed, **more)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


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
