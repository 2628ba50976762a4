"""How is an operation of the interface held against the matrix? Asked for in every post, over a world made in one of the places.

Who may is read from permissions.tsv by this file and from the workflows' declarations, not by the code under test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from web.api.programs import Program
from web.permission_cases import ROLES, cells, granted
from web.township import Township
from wenxiao.web.trail.workflow import Transition

OFFICES = ("own_office", "other_office", "other_unit", "foreign_unit")
UNITS = ("unit", "other_unit", "foreign_unit")
HERE = ("unit",)
# Of what stands in the place that is tried: its address, and what is sent.
Ask = Callable[[Any], tuple[str, Any]]


@dataclass(frozen=True)
class Operation:
    """一个操作: its id, the row of the matrix and the letters of which one is enough, the places where its object may stand, how to ask.

    `somewhere` is for lists: a letter over anything at all will do, and what is shown is narrowed.
    """

    id: str
    method: str
    function: str
    letter: str
    ask: Ask
    places: tuple[str, ...] = UNITS
    roles: tuple[str, ...] = ROLES
    somewhere: bool = False

    def allowed(self, role: str, place: str) -> bool:
        if role not in self.roles:
            return False
        if not self.function:
            return True
        if self.somewhere:
            within = place in ("unit", "own_office", "other_office") or (role == "DF" and place == "other_unit")
            return within and cells()[self.function]["PS" if role == "PL" else role] != "-"
        return any(granted(role, self.function, letter, place) for letter in self.letter)


def looks(id: str, path: str, function: str = "compilation", places: tuple[str, ...] = UNITS) -> Operation:
    """A GET of something that stands in the place, at an address made of the world's parts."""
    return Operation(id, "GET", function, "V", lambda world: (path.format(world=world), None), places)


def lists(id: str, path: str, function: str, places: tuple[str, ...] = HERE) -> Operation:
    return Operation(id, "GET", function, "V", lambda world: (path.format(world=world), None), places, somewhere=True)


def writes(id: str, method: str, function: str, letter: str, path: str, body: Any, **more: Any) -> Operation:
    return Operation(
        id, method, function, letter,
        lambda world: (path.format(world=world), body(world) if callable(body) else body), **more,
    )  # fmt: skip


def step(id: str, way: Transition, ask: Ask, places: tuple[str, ...]) -> Operation:
    return Operation(id, "POST", way.function, way.letter, ask, places, way.roles)


def hold(operations: tuple[Operation, ...], place: str, township: Township, world: Any) -> None:
    """Ask in every post; fail with every post that was answered wrongly."""
    programs = {role: Program(township.actor(role)) for role in ROLES}
    asked = [each for each in operations if place in each.places]
    wrong, tried = [], set()
    for each in asked:
        for role in asking(each, place):
            # Who may not even look at an object is refused before it is asked which step is meant: once is enough.
            if (each.id, role) in tried and each.function and cells()[each.function]["PS" if role == "PL" else role] == "-":
                continue
            tried.add((each.id, role))
            wrong += complaints(each, place, role, programs[role], world)
    assert asked
    assert not wrong, "\n".join(wrong)


def asking(operation: Operation, place: str) -> tuple[str, ...]:
    """The posts to try. In another office or unit those that might reach so far: the bureau, and whoever may at home; the others are
    refused for their own letter wherever they ask. Whether the bureau stops at the next bureau's units is its question alone. On PostgreSQL
    who may, and two who may not, for what the matrix says is asked of no database."""
    if place == "foreign_unit":
        return ("DF",)
    able = tuple(role for role in ROLES if role == "DF" or any(operation.allowed(role, near) for near in ("own_office", "unit")))
    if place in ("other_office", "other_unit"):
        return able
    if connection.vendor == "postgresql":
        return (*able, *[role for role in ROLES if role not in able][:2])
    return ROLES


def complaints(operation: Operation, place: str, role: str, program: Program, world: Any) -> Iterator[str]:
    with _rolled_back():
        path, body = operation.ask(world)
        with _statements_that_write() as written:
            answer = program.ask(operation.method, path, body)
    told = f"{operation.method} {path} {role}（{place}）：{answer.status} {answer.told}"
    if operation.allowed(role, place):
        if answer.status not in (200, 201, 204, 409, 422):
            yield f"应当可以 {told}"
        elif operation.method == "GET" and answer.status != 200:
            yield f"应当看得到 {told}"
        return
    if answer.status != 403:
        yield f"不应当可以 {told}"
    elif not any(word in answer.messages for word in ("可以的岗位是", "可以办理的是", "可以的岗位")):
        yield f"没有说谁可以 {told}"
    if written:
        yield f"被拒绝却写了 {told} {written}"


@contextmanager
def _statements_that_write() -> Iterator[list[str]]:
    sent: list[str] = []

    def noticed(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            sent.append(sql[:80])
        return execute(sql, *more)

    with connection.execute_wrapper(noticed):
        yield sent


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
