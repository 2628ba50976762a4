"""Do the pages work by keyboard, without script, narrow, enlarged, on paper, for a screen reader, and without asking the network?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from web.browser.walking import violations
from web.plan.making import made_project
from web.township import Township

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 683, 320)
# The others are looked at in tests/web/browser/test_every_page.py.
PAGES = ("/waiting/project", "/search?q=渠道", "/search?q=1", "/look", "/nowhere")


@pytest.fixture
def office(
    browser: Any, live_server: Any, township: Township, signed_in: Callable[..., Any], settings: Any
) -> Iterator[Callable[..., Any]]:
    """`office("HD")`: a browser in which that person has signed in; everything it asked for and complained of is looked through."""
    settings.ROOT_URLCONF = "web.site.look_urls"
    made_project(township)
    asked: list[str] = []
    complaints: list[str] = []
    contexts = []

    def opened(role: str = "HD", **options: Any) -> Any:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 800}, **options)
        cookie = signed_in(role).cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    # The browser calls every answer of 404 a failure; anything else it says is one (a refused style, a broken script).
    assert [told for told in complaints if "404" not in told] == []


def test_no_page_has_a_barrier_or_scrolls_sideways(office: Callable[..., Any]) -> None:
    page = office()
    for path in PAGES:
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(path)
        assert list(violations(page)) == [], path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{path} at {width} px is {over} px too wide"
        assert list(violations(page)) == [], path


def test_the_first_key_leads_past_the_menu(office: Callable[..., Any]) -> None:
    page = office()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_narrow_menu_opens_without_script(office: Callable[..., Any]) -> None:
    page = office(java_script_enabled=False)
    page.set_viewport_size({"width": 683, "height": 800})
    page.goto("/")
    place = page.get_by_role("link", name="权限表")
    assert not place.is_visible()
    page.get_by_text("菜单", exact=True).click()
    place.click()
    assert page.url.endswith("/people/matrix")


def test_signing_out_and_taking_another_post_need_no_script(office: Callable[..., Any], township: Township) -> None:
    from datetime import date

    from django.utils import timezone

    from wenxiao.web.people.models import Post

    Post.objects.create(
        account=township.actor("HD").holder, unit=township.unit, role="EP", since=date(2020, 1, 1),
        confirmed_by=township.actor("ML").holder, confirmed_at=timezone.now(),
    )  # fmt: skip
    page = office(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("当前岗位").select_option(label="青石镇 评价组成员")
    page.get_by_role("button", name="切换").click()
    assert "青石镇 评价组成员" in page.locator(".head p").inner_text()
    page.get_by_role("button", name="退出").click()
    assert page.url.endswith("/sign-in")


def test_an_error_in_the_summary_leads_to_its_field_and_the_field_tells_it(office: Callable[..., Any]) -> None:
    page = office()
    page.goto("/look")
    page.locator(".errors a", has_text="金额").click()
    assert page.evaluate("document.activeElement.id") == "id_amount"
    described = page.evaluate(
        "document.activeElement.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText)"
    )
    assert described[0] == "到分为止"
    assert "不是金额" in described[1]
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_paper_shows_the_tables_and_not_the_tools(office: Callable[..., Any]) -> None:
    page = office()
    page.goto("/look")
    page.emulate_media(media="print")
    for hidden in (".side", ".toolbar", ".actions", ".tabs", ".who", ".pages ul"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.evaluate("getComputedStyle(document.querySelector('.table')).overflowX") == "visible"


def test_the_stylesheet_stays_small_and_asks_for_nothing() -> None:
    from pathlib import Path

    from wenxiao.web.site.views import look

    sheet = (Path(look.__file__).parents[1] / "static" / "site" / "office.css").read_text(encoding="utf-8")
    assert len(sheet.encode()) < 40_000
    assert "url(" not in sheet
    assert "@import" not in sheet
