"""The permission matrix as a table that everybody can read, with the duties that are never in one hand."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import LETTERS, SCOPES, Permission, Role, functions, incompatible_pairs, permission, roles
from wenxiao.web.people.views.access import for_signed_in

_LIMITS = {"x1": "限额以内", "x2": "限额以内"}


class Cell(NamedTuple):
    """一格: the letters, what they mean in words, and over which objects ("" for the whole unit)."""

    letters: str
    words: str
    scope: str


class Row(NamedTuple):
    title: str
    cells: tuple[Cell, ...]


@for_signed_in
def matrix(request: OfficeRequest) -> HttpResponse:
    columns = tuple(roles().values())
    rows = [
        Row(function.title, tuple(_cell(role, permission(role.id, function.id)) for role in columns)) for function in functions().values()
    ]
    titles = {role.id: role.title for role in columns}
    pairs = [(titles[pair.first], titles[pair.second], pair) for pair in incompatible_pairs()]
    context = {"columns": columns, "rows": rows, "pairs": pairs, "mine": request.actor.role}
    return render(request, "people/matrix.html", context)


def _cell(role: Role, granted: Permission) -> Cell:
    words = "、".join(LETTERS[letter] for letter in granted.letters)
    scope = ""
    if granted.letters:
        scope = (
            "所辖单位"
            if role.place == "bureau"
            else _LIMITS.get(granted.limit) or (SCOPES[granted.scope] if granted.scope != "all" else "")
        )
    return Cell(granted.letters, words, scope)
