"""Can the office be worked without a mouse: does every stop of the Tab key show itself, and does Enter do what a click does?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from web.browser.walking import People

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

STOPS = 120
STOP = """() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    return {
        text: (at.innerText || '').trim(),
        id: at.id,
        ring: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
        seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
        main: !!at.closest('main'),
        told: !!at.closest('#told-standards'),
    };
}"""


@pytest.fixture
def people(browser: Any, opened_office: Callable[[str], str]) -> Iterator[People]:
    everybody = People(browser, opened_office("year"))
    yield everybody
    everybody.leave()
    assert everybody.complaints == []


def test_a_faulty_indicator_is_mended_and_its_project_sent_up_with_the_keyboard_alone(people: People) -> None:
    page = people.page("qinf")
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(STOP)["text"] == "跳到正文"
    page.keyboard.press("Enter")
    assert next(stops(page))["main"], "past the menu"
    enter(page, "排灌泵站维护")
    page.wait_for_url("**/projects/*")
    enter(page, "填指标")
    page.wait_for_url("**/indicators")
    enter(page, "清淤验收合格率")
    page.wait_for_url("**/edit")
    for stop in stops(page):
        if stop["told"] and stop["text"] == "采用":
            break
    page.keyboard.press("Enter")
    page.locator("#told-standards .problem.error").first.wait_for(state="detached")
    assert page.evaluate(STOP)["main"], "the one who types stays where they were"
    enter(page, "保存")
    page.get_by_role("status").get_by_text("已经保存").wait_for()
    enter(page, "排灌泵站维护")
    page.wait_for_url(re.compile(r"/projects/[\d-]+$"))
    enter(page, "报送所审")
    assert page.locator("details[open] form").count() == 1
    for stop in stops(page):
        if stop["id"] == "submit-reason":
            break
    page.keyboard.type("按任务书报送。")
    enter(page, "报送所审")
    page.get_by_role("status").get_by_text("报送所审").wait_for()
    assert page.locator(".story").get_by_text("按任务书报送。").count() == 1


def stops(page: Any) -> Iterator[dict[str, Any]]:
    """Where Tab comes to, one after another. Each must be in sight and marked."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(STOP)
        assert stop["seen"], f"{page.url}: the focus is out of sight at {stop}"
        assert stop["ring"], f"{page.url}: nothing shows that the focus is at {stop}"
        yield stop
    raise AssertionError(f"{page.url}: not found within {STOPS} stops")


def enter(page: Any, text: str) -> None:
    """Go to what says this, and press Enter on it."""
    for stop in stops(page):
        if stop["text"] == text and stop["main"]:
            break
    page.keyboard.press("Enter")
