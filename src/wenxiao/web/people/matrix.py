"""Who may do what? The permission matrix, the roles and the incompatible duties, read from `data/*.tsv`.

Finance staff can read those files; every check at work and every permission test comes from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent / "data"

OWN, ALL, PROJECT, PUBLISHED = "own", "all", "project", "published"


class Role(NamedTuple):
    """岗位类别: its short id, Chinese title, and where such a post stands: in a budget unit or in a finance bureau."""

    id: str
    title: str
    place: str
    meaning: str


class Function(NamedTuple):
    """业务: a row of the matrix."""

    id: str
    title: str


class Permission(NamedTuple):
    """权限: the letters a role has of a function, over which objects. `limit` is `x1` or `x2` where the amount decides as well."""

    letters: str
    scope: str = ALL
    limit: str = ""

    def allows(self, letter: str) -> bool:
        """Whoever may do anything to an object may see it."""
        return letter in self.letters or (letter == "V" and bool(self.letters))


class Incompatible(NamedTuple):
    """不相容岗位: two roles one person may not hold at once; `absolute` ones not even in a small office."""

    first: str
    second: str
    title: str
    absolute: bool
    clause: str


LETTERS = {
    "C": "新建", "E": "修改", "V": "查看", "A": "审批", "X": "办理", "S": "签字", "P": "提议", "M": "评议", "R": "督办", "F": "备案",
}  # fmt: skip
SCOPES = {OWN: "本站所", ALL: "全单位", PROJECT: "限时限项目", PUBLISHED: "已公开的"}
NOTHING = Permission("")
# 书记 and the members of the leading group share a column of the matrix.
_COLUMN = {"PL": "PS"}


@cache
def roles() -> dict[str, Role]:
    return {row[0]: Role(*row) for row in _rows("roles")}


@cache
def functions() -> dict[str, Function]:
    return {row[0]: Function(row[0], row[1]) for row in _rows("permissions")}


def permission(role: str, function: str) -> Permission:
    """What the role may do; NOTHING where the matrix has a dash. Raises KeyError for an unknown role or function."""
    return _matrix()[function][_COLUMN.get(role, role)]


@cache
def incompatible_pairs() -> tuple[Incompatible, ...]:
    return tuple(Incompatible(a, b, title, strength == "absolute", clause) for a, b, title, strength, clause in _rows("incompatible"))


def incompatible(role: str, other: str) -> Incompatible | None:
    for pair in incompatible_pairs():
        if {pair.first, pair.second} == {role, other}:
            return pair
    return None


@cache
def _matrix() -> dict[str, dict[str, Permission]]:
    columns = next(_lines("permissions"))[2:]
    return {row[0]: {column: _cell(cell) for column, cell in zip(columns, row[2:], strict=True)} for row in _rows("permissions")}


def _cell(text: str) -> Permission:
    if text == "-":
        return NOTHING
    letters, _, scope = text.partition(":")
    unknown = set(letters) - set(LETTERS)
    if unknown:
        raise ValueError(f"permissions.tsv: {text} has the unknown letter {unknown}")
    return Permission(letters, ALL, scope) if scope in ("x1", "x2") else Permission(letters, scope or ALL)


def _rows(name: str) -> Iterator[list[str]]:
    lines = _lines(name)
    next(lines)
    return lines


def _lines(name: str) -> Iterator[list[str]]:
    for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
