"""Does every action ask the matrix? An action is declared once, and is then asked for in every post, over every place, for real.

    CASES = (
        Case("项目退回", "project_library", "A", make=project_sent, ask=lambda p: Ask(f"/plan/projects/{p.pk}/return", {"reason": "…"}),
             roles=("HL", "BO", "FH")),
    )

    @pytest.mark.parametrize(("case", "place"), every(CASES))
    def test_…(case: Case, place: str, township: Township) -> None:
        hold(case, place, township)

`make(township, unit, office)` builds, once, the object in the place that is tried (office None: it is the unit's as a whole) in a state in
which the action is possible. `ask(object)` says what is sent: a GET, or a POST with everything that a permitted person would send. Who
may is read from permissions.tsv by this file, not by the code under test; `roles` narrows it to those of a transition. Each post's
request is rolled back before the next. A refusal must be 403, name who may, and change nothing in any table.

A page that gathers what stands in many places opens for whoever has the letter anywhere, and shows only what the matrix grants:
`hold_gathering(case, place, township, shown=…)`, `shown` being text that stands on the page just where the object is counted.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

import wenxiao.web.people as people
from web.township import Township
from wenxiao.web.people.models import Office, Unit

# One's own office is 农业; 分管领导 oversees it; `foreign` is a unit below another bureau.
PLACES = ("own_office", "other_office", "unit", "other_unit", "foreign_unit")
NO_OFFICE = ("unit", "other_unit", "foreign_unit")
Rows = dict[str, list[tuple[Any, ...]]]
ROLES = ("HD", "HL", "BO", "AC", "CA", "FH", "VL", "ML", "PS", "PL", "EP", "TP", "JJ", "DF", "NPC", "SO", "AD")


class Ask(NamedTuple):
    """What is sent: a GET of `url`, or where `data` is given a POST."""

    url: str
    data: dict[str, Any] | None = None


@dataclass(frozen=True)
class Case:
    """One action: its Chinese name, the row of the matrix, the letters of which one is enough, how to build and how to ask.

    `roles` narrows the matrix. `excepts` are posts that another rule refuses although the matrix allows (nobody approves their own):
    they must be refused too, in whatever status the rule has.
    """

    title: str
    function: str
    letters: str
    make: Callable[[Township, Unit, Office | None], Any]
    ask: Callable[[Any], Ask]
    places: tuple[str, ...] = PLACES
    roles: tuple[str, ...] = ROLES
    excepts: tuple[str, ...] = ()

    def allowed(self, role: str, place: str) -> bool:
        return role in self.roles and any(granted(role, self.function, letter, place) for letter in self.letters)


def every(cases: Iterable[Case]) -> list[Any]:
    return [pytest.param(case, place, marks=once(place)) for case in cases for place in case.places]


def once(place: str) -> tuple[pytest.MarkDecorator, ...]:
    """What a test in this place is marked with. On PostgreSQL, too, every action is asked for in every post, and carried out, where it
    is granted; that it stops at the next office and unit is decided by the same lines over the same rows, and tried once."""
    return () if place in ("own_office", "unit") else (pytest.mark.embedded,)


def asking(case: Case, place: str) -> tuple[str, ...]:
    """The posts to try. At home all; elsewhere those that might reach so far, which are the bureau and whoever may at home: the others are
    refused for their own letter wherever they ask. On PostgreSQL who may, and two who may not, for what the matrix says is asked of no
    database."""
    able = tuple(role for role in ROLES if role == "DF" or any(case.allowed(role, near) for near in ("own_office", "unit")))
    if place not in ("own_office", "unit"):
        return able
    if connection.vendor == "postgresql":
        return (*able, *[role for role in ROLES if role not in able][:2])
    return ROLES


def granted(role: str, function: str, letter: str, place: str) -> bool:
    """An independent reading of the matrix: what a post of this role (of the office 农业) has over an object of that place."""
    cell = cells()[function]["PS" if role == "PL" else role]
    letters, _, scope = cell.partition(":")
    if cell == "-" or not (letter in letters or letter == "V"):
        return False
    if role == "DF":
        return place != "foreign_unit"
    if place in ("other_unit", "foreign_unit"):
        return False
    if scope == "own":
        return place == "own_office"
    # A third party's fixture post is bound to a project that does not exist; the public signs in nowhere.
    return scope not in ("project", "published")


@cache
def cells() -> dict[str, dict[str, str]]:
    lines = (Path(people.__file__).parent / "data" / "permissions.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {row["function"]: row for row in rows}


def located(township: Township, place: str) -> tuple[Unit, Office | None]:
    """The unit and office of a place; those that the fixture lacks are made."""
    match place:
        case "own_office":
            return township.unit, township.offices["农业"]
        case "other_office":
            return township.unit, township.offices["应急"]
        case "unit":
            return township.unit, None
        case "other_unit":
            return township.other_unit, None
        case _:
            bureau = Unit.objects.create(code="B09", name="远处财政局", short_name="远处财政局", kind=Unit.Kind.BUREAU)
            return Unit.objects.create(code="T09", name="远处镇人民政府", short_name="远处镇", supervisor=bureau), None


def hold(case: Case, place: str, township: Township) -> None:
    """Ask in every post; fail with every post that was answered wrongly."""
    with _rolled_back():
        ask = case.ask(case.make(township, *located(township, place)))
        before = rows()
        wrong = [complaint for role in asking(case, place) for complaint in _try(case, place, role, township, ask, before)]
    assert not wrong, f"{case.title}（{place}）：\n" + "\n".join(wrong)


def hold_gathering(case: Case, place: str, township: Township, *, shown: str) -> None:
    """Open the page in every post; fail with every post to which it was open, or showed the object of the place, wrongly."""
    with _rolled_back():
        url, wrong = case.ask(case.make(township, *located(township, place))).url, []
        for role in asking(case, place):
            answer = signed_in(township, role).get(url)
            said = html.unescape(answer.content.decode())
            opens = cells()[case.function]["PS" if role == "PL" else role] != "-"
            if answer.status_code != (200 if opens else 403):
                wrong.append(f"{role} {'应当' if opens else '不应当'}打得开，却得到 {answer.status_code}：{_reasons(said)}")
            elif not opens and "可以的岗位是" not in said:
                wrong.append(f"{role} 被拒绝，但没有说明谁可以：{_reasons(said)}")
            elif (shown in said) != case.allowed(role, place):
                wrong.append(f"{role} {'应当看到' if case.allowed(role, place) else '不应当看到'}“{shown}”")
    assert not wrong, f"{case.title}（{place}）：\n" + "\n".join(wrong)


def _try(case: Case, place: str, role: str, township: Township, ask: Ask, before: Rows) -> Iterator[str]:
    with _rolled_back():
        client = signed_in(township, role)
        with _statements_that_write() as written:
            answer = client.get(ask.url) if ask.data is None else client.post(ask.url, ask.data)
        # Reading every table takes longer than most requests do: where nothing was sent that could change one, none has changed.
        after = rows() if written else before
    said = html.unescape(answer.content.decode(errors="replace"))
    if case.allowed(role, place) and role not in case.excepts:
        if answer.status_code not in (200, 302):
            yield f"{role} 应当可以，却得到 {answer.status_code}：{_reasons(said)}"
        elif ask.data is not None and before == after:
            yield f"{role} 应当可以，却什么也没有改（{answer.status_code}）：{_reasons(said)}"
        return
    if before != after:
        yield f"{role} 不应当可以，却改了 {', '.join(name for name in after if before.get(name) != after[name])}"
    if role in case.excepts:
        if answer.status_code not in (403, 409, 422):
            yield f"{role} 不应当可以，却得到 {answer.status_code}"
    elif answer.status_code != 403:
        yield f"{role} 不应当可以，却得到 {answer.status_code}"
    elif not any(word in said for word in ("可以的岗位是", "可以办理的是")):
        yield f"{role} 被拒绝，但没有说明谁可以：{_reasons(said)}"


def signed_in(township: Township, role: str) -> Client:
    """A client with this person's session and a valid CSRF token, as a forged but well-formed request would have.

    The session is written as it stands after signing in. Signing in itself, which takes longer than the request, is tested elsewhere.
    """
    holder = township.actor(role).holder
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(holder.pk), holder.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    client.defaults["HTTP_X_CSRFTOKEN"] = token
    return client


def rows() -> Rows:
    """Every row of every table of the office, but for who is signed in."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("wenxiao.web.")]
    models = [model for app in ours for model in app.get_models(include_auto_created=True)]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label != "people.SignIn"
    }


def _reasons(page: str) -> str:
    start = page.find('role="alert"')
    return page[start : start + 400] if start >= 0 else page[-300:]


@contextmanager
def _statements_that_write() -> Iterator[list[str]]:
    """Every statement sent meanwhile but those that only read, keep a place to roll back to, or say when somebody was last seen."""
    sent: list[str] = []

    def noticed(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if not sql.startswith(("SELECT ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ", 'UPDATE "django_session" ')):
            sent.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(noticed):
        yield sent


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
