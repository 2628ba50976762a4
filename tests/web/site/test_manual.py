"""Do the manual and the handbook say what the workflows do, all of it, in words a clerk can read?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from wenxiao.web.people.matrix import functions, permission, roles
from wenxiao.web.site.manual import chapters, charts, condition, grants, rows
from wenxiao.web.site.registry import FOLLOWED, Followed

GUARDS = [(each, way, guard) for each in FOLLOWED for way in each.workflow.transitions for guard in way.guards]


@pytest.mark.parametrize(
    ("each", "way", "guard"), GUARDS, ids=lambda value: getattr(value, "action", None) or getattr(value, "__name__", None) or ""
)
def test_every_guard_says_in_chinese_what_it_demands(each: Followed, way: object, guard: Callable[..., object]) -> None:  # noqa: ARG001
    told = condition(guard)  # type: ignore[arg-type]
    assert re.search(r"[\u4e00-\u9fff]{4}", told), f"{guard} has no docstring that could stand in the manual"
    assert not re.search(r"[A-Za-z]{3,}", told), f"{told} is not in a clerk's words"


@pytest.mark.parametrize("each", FOLLOWED, ids=lambda each: each.kind)
def test_the_manual_has_a_row_for_every_transition_and_a_box_for_every_state(each: Followed) -> None:
    told = list(rows(each))
    assert [row.action for row in told] == [way.title for way in each.workflow.transitions]
    for row, way in zip(told, each.workflow.transitions, strict=True):
        assert row.reason == way.reason
        assert row.minutes == way.minutes
        assert ("系统" in row.by) == (way.action in each.automatic)
    for title in each.workflow.states.values():
        assert title in charts()[each.kind].svg
    assert len(charts()[each.kind].table.rows) == sum(len(way.sources) for way in each.workflow.transitions)


def test_automatic_actions_are_actions_of_their_workflow() -> None:
    for each in FOLLOWED:
        assert each.automatic | set(each.invited) <= {way.action for way in each.workflow.transitions}


def test_the_handbook_gives_a_role_all_its_steps_and_no_others() -> None:
    for role in roles().values():
        told = {(chapter.title, duty.action, duty.sources) for chapter in chapters(role) for duty in chapter.duties}
        for each in FOLLOWED:
            for way in each.by_hand():
                sources = "、".join(each.workflow.states[source] for source in way.sources)
                does = role.id in way.roles and permission(role.id, way.function).allows(way.letter)
                assert ((each.workflow.title, way.title, sources) in told) >= does
        steps = {(each.workflow.title, way.title) for each in FOLLOWED for way in (*each.writing, *each.by_hand()) if role.id in way.roles}
        assert {(title, action) for title, action, _ in told} <= steps


def test_the_handbook_repeats_the_matrix() -> None:
    for role in roles().values():
        assert {grant.function.id for grant in grants(role)} == {id for id in functions() if permission(role.id, id).letters}


@pytest.mark.parametrize("role", roles())
def test_the_handbook_opens_at_ones_own_role(role: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in(role)
    assert f"使用手册：{roles()[role].title}</h1>" in client.get("/handbook").content.decode()


def test_the_manual_opens_and_an_unknown_role_is_not_found(signed_in: Callable[..., Client]) -> None:
    client = signed_in("AD")
    page = client.get("/manual").content.decode()
    for each in FOLLOWED:
        assert f'<h2 id="{each.kind}">{each.workflow.title}</h2>' in page
    assert client.get("/handbook?role=XX").status_code == 404
