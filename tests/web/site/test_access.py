"""Does every page say who may open it, and does the menu offer a post what it may open and nothing else?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from web.township import Township
from wenxiao.web.people.matrix import LETTERS, functions, permission, roles
from wenxiao.web.site.menu import PLACES, Place, menu

OPEN = ("anyone", "signed-in")
# What is not ours: the interface's own pages are held to their permissions in its own tests.
FOREIGN = ("api",)


def addresses(patterns: Iterable[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name or each.pattern}", each.callback
        elif (each.namespace or "").partition("-")[0] not in FOREIGN:
            yield from addresses(each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace)


ADDRESSES = list(addresses(get_resolver().url_patterns))
VIEWS = dict(ADDRESSES)


@pytest.mark.parametrize(("name", "view"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_every_address_says_who_may_open_it(name: str, view: Any) -> None:
    function, letter = getattr(view, "access", (None, None))
    assert function in OPEN or (function in functions() and letter in LETTERS), f"{name} has no access decorator"


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_the_pages_of_errors_are_open_to_anyone(status: int) -> None:
    assert get_resolver().resolve_error_handler(status).access == ("anyone", "")


def _given(role: str, place: Place) -> bool:
    """A page of the whole unit is offered to nobody whose part is the own office's, and the other way round; what is of
    the units below a bureau only there."""
    given = permission(role, place.function)
    if place.of == "bureau":
        return bool(given.letters) and roles()[role].place == "bureau"
    return bool(given.letters) and place.of in ("", "office" if given.scope == "own" else "unit")


@pytest.mark.parametrize("role", roles())
def test_the_menu_offers_exactly_what_the_matrix_gives(role: str, township: Township) -> None:
    actor = township.actor(role)
    offered = {entry.title for group in menu(actor, "/") for entry in group.entries}
    places = [place for _, places in PLACES for place in places if place.page in VIEWS]
    allowed = {place.title for place in places if not place.function or _given(role, place)}
    assert offered == allowed


@pytest.mark.parametrize("role", roles())
def test_every_place_in_the_menu_opens_for_the_post_it_is_offered_to(
    role: str, signed_in: Callable[..., Client], township: Township
) -> None:
    client = signed_in(role)
    for group in menu(township.actor(role), "/"):
        for entry in group.entries:
            answer = client.get(entry.url, follow=True)
            assert answer.status_code == 200, f"{role}: {entry.title} {entry.url}"
            assert answer.content.count(b"<h1") == 1, f"{entry.title} {entry.url} has not one h1"


def test_the_place_one_is_in_is_marked_and_its_neighbour_with_a_like_address_is_not(township: Township) -> None:
    def marked(path: str) -> list[str]:
        return [entry.title for group in menu(township.actor("BO"), path) for entry in group.entries if entry.current]

    assert marked("/people/posts/7") == ["岗位"]
    assert marked("/people/units") == []
    assert marked("/publish/readings/7") == ["核对文件"]
    assert marked("/publish/7") == ["信息公开"]
    assert marked("/") == ["待办"]


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client, township: Township) -> None:  # noqa: ARG001
    for path in ("/", "/search", "/manual", "/handbook", "/waiting/project"):
        assert client.get(path).headers["Location"] == f"/sign-in?next={path}"
