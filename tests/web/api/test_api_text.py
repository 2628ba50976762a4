"""Is text that no database can keep refused wherever a body may hold text: a NUL, half of a character?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from web.api.programs import Program
from web.api.test_api_permissions import OPERATIONS, REASON, made_world
from web.township import Township
from wenxiao.web.trail.models import Entry

UNKEEPABLE = ("甲\0乙", "\ud800")


def spoiled(body: Any, text: str) -> Iterator[Any]:
    """The body with one of its texts replaced at a time, and once with a name that is none."""
    if isinstance(body, str):
        yield text
    elif isinstance(body, dict):
        yield {**body, text: text}
        for name, value in body.items():
            yield from ({**body, name: each} for each in spoiled(value, text))
    elif isinstance(body, list):
        for place, value in enumerate(body):
            yield from ([*body[:place], each, *body[place + 1 :]] for each in spoiled(value, text))


@pytest.mark.parametrize("text", UNKEEPABLE, ids=("nul", "surrogate"))
def test_text_that_cannot_be_kept_is_refused_in_every_body_and_writes_nothing(text: str, township: Township) -> None:
    programs = {role: Program(township.actor(role)) for role in ("HD", "BO", "FH", "PS", "DF", "AD")}
    world = made_world(township, "own_office")
    wrong, asked = [], 0
    for operation in OPERATIONS:
        roles = [role for role in programs if operation.allowed(role, "own_office") or operation.allowed(role, "unit")]
        path, body = operation.ask(world)
        if operation.method == "GET" or not roles:
            continue
        for each in spoiled(REASON if body is None else body, text):
            asked += 1
            before = Entry.objects.count()
            with transaction.atomic():
                answer = programs[roles[0]].ask(operation.method, path, each)
                written = Entry.objects.count() - before
                transaction.set_rollback(True)
            # An operation without a body does not look at one that is sent.
            if answer.status >= 500 or (body is not None and (answer.status < 400 or written)):
                wrong.append(f"{operation.method} {path} {each!r}：{answer.status}")
    assert asked > 60
    assert not wrong, "\n".join(wrong)
