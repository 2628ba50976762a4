"""Can everybody use every page: does axe find no fault, and does nothing scroll sideways at twice the size, or on a phone?

Pages are found as people find them, by links from the start page, each address once, in the first post that comes to it. Then all
addresses are held against the ones that were reached.
"""

from __future__ import annotations

import inspect
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from lxml import html

from web.browser.walking import People, photographed, sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

# Those who compile, apply, keep the books, pay, look after, confirm, sign, approve and watch, and a third party.
WALKERS = ("songj", "qinf", "tianlh", "luxy", "pengc", "mengsq", "fenglx", "guohz", "qizm", "cuib")
ONCE, TWICE = {"width": 1366, "height": 900}, {"width": 683, "height": 450}
# As narrow as a page may become (WCAG 1.4.10).
NARROW = {"width": 320, "height": 256}
# Answers for programs.
NO_PAGES = {"health", "openapi", "no-operation"}
# Files, what the way through the budget comes to, and pages of a state that this office is not in.
ELSEWHERE = {
    *("plan:workbook-marked", "people:meeting-scan"),
    *("sign-in", "trail:story", "plan:compilation-control-give", "plan:compilation-goals", "plan:compilation-approval-amounts"),
    *("setup", "sign-in-code", "people:second-factor-clear", "people:second-factor-remove", "people:concentration-new"),
    *("people:concentration-end", "people:units", "people:unit-new", "plan:profile-new", "plan:compilation-cut"),
    # Of spending, what this office has none of, or none in that state: each has tests of its own.
    *("spend:adjustment", "spend:adjustment-edit", "spend:adjustment-restate", "spend:allotment-restate", "spend:cash-plan-edit"),
    *("spend:correction", "spend:import", "spend:scan-file", "spend:settlement-edit", "spend:virement-edit", "spend:virement-restate"),
    *("spend:year-end", "spend:year-end-edit"),
    # Of final accounts, which only a closed year has: the same form page as every word of a budget's publication.
    *("publish:told", "publish:final-approval"),
}


@pytest.fixture(scope="module")
def people(browser: Any, opened_office: Callable[[str], str]) -> Iterator[People]:
    everybody = People(browser, opened_office("year"))
    yield everybody
    everybody.leave()


def test_every_page_is_for_everybody(people: People, townships: Path) -> None:
    only: dict[str, list[str]] = json.loads((townships / "only.json").read_text(encoding="utf-8"))
    looked_at: set[str] = set()
    faults: list[str] = []
    for username in WALKERS:
        page = people.page(username)
        waiting, come_by = deque(["/", *only.get(username, ())]), set[str]()
        while waiting:
            address = waiting.popleft()
            name = view_name(address)
            if name is None or name in come_by or name in NO_PAGES:
                continue
            come_by.add(name)
            if name in looked_at:
                # Another post may find other links on it, and needs no picture for that.
                waiting += links(page.request.get(address).text(), address)
                continue
            looked_at.add(name)
            answer = opened(page, address)
            if answer is None or not answer.headers["content-type"].startswith("text/html"):
                continue
            if answer.status != 200:
                faults.append(f"{username} {address}: {answer.status}")
                continue
            faults += violations(page)
            photographed(page, f"{name.replace(':', '.')}-1366")
            page.set_viewport_size(TWICE)
            faults += sideways(page)
            photographed(page, f"{name.replace(':', '.')}-683")
            page.set_viewport_size(NARROW)
            faults += sideways(page)
            page.set_viewport_size(ONCE)
            waiting += links(page.content(), address)
        page.context.close()
    assert faults == []
    missed = {name for name, view in addresses(get_resolver().url_patterns) if answers_get(view)} - looked_at - NO_PAGES
    assert missed == ELSEWHERE, sorted(missed ^ ELSEWHERE)
    assert people.complaints == []


def test_the_door_is_for_everybody(people: People) -> None:
    page = people.visitor()
    page.goto("/sign-in")
    faults = [*violations(page)]
    photographed(page, "sign-in-1366")
    page.set_viewport_size(TWICE)
    assert [*faults, *sideways(page)] == []
    page.context.close()


def opened(page: Any, address: str) -> Any:
    """What the server answers; None for a file, which the browser saves instead of showing."""
    from playwright.sync_api import Error

    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def links(text: str, address: str) -> list[str]:
    found = (urlsplit(urljoin(address, each)) for each in html.fromstring(text).xpath("//a/@href"))
    return [f"{parts.path}?{parts.query}" if parts.query else parts.path for parts in found if not parts.netloc]


def view_name(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def addresses(patterns: Iterable[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name or each.pattern}", each.callback
        elif not (each.namespace or "").startswith("api"):
            yield from addresses(each.url_patterns, f"{namespace}{each.namespace}:" if each.namespace else namespace)


def answers_get(view: Any) -> bool:
    """Whether the view's `require_POST` does not stand in the way."""
    while view is not None:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list", ("GET",)) if inspect.isfunction(view) else ("GET",)
        if "GET" not in methods:
            return False
        view = getattr(view, "__wrapped__", None)
    return True
