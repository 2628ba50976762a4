"""Does the indicator editor answer while one types, with and without script, wide and narrow, and for a screen reader?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from web.plan.making import made_project
from web.township import Township
from wenxiao.web.plan.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCALE = {"excellent": "100%", "good": "90%", "fair": "80%", "poor": "60%以下"}


@pytest.fixture
def project(township: Township) -> Project:
    return made_project(township)


@pytest.fixture
def opened(browser: Any, live_server: Any, signed_in: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """`opened(width)`: a page in which the person who fills in the project has signed in. What the browser complains of fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def page(width: int = 1366, **options: Any) -> Any:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, **options)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": signed_in("HD").cookies[name].value, "url": live_server.url}])
        made = context.new_page()
        made.set_default_timeout(6000)
        made.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        contexts.append(context)
        return made

    yield page
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page: Any) -> list[str]:
    from axe_playwright_python.base import AXE_FILE_PATH

    # By evaluation: the content security policy refuses a script element.
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{each['id']} ({each['impact']}): {[node['target'] for node in each['nodes']]}" for each in found]


def photographed(page: Any, name: str) -> None:
    """Kept for a look where WENXIAO_SHOTS names a folder."""
    if folder := os.environ.get("WENXIAO_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True, caret="initial")


def fill(page: Any) -> None:
    """A faulty scale, typed key by key."""
    page.get_by_label("指标名称").fill("渠道完好率")
    page.get_by_label("指标类型").select_option("产出/质量")
    page.get_by_label("计量单位").fill("%")
    page.get_by_label("方向").select_option("↑")
    for name, text in SCALE.items():
        page.locator(f"#id_{name}").press_sequentially(text)


@pytest.mark.parametrize("width", [1366, 683])
def test_a_gap_is_drawn_and_told_while_typing_and_mended_by_a_button(opened: Callable[..., Any], project: Project, width: int) -> None:
    page = opened(width)
    page.goto(f"/plan/projects/{project.code}/indicators/new")
    assert violations(page) == []
    fill(page)
    page.locator("#preview svg").wait_for()
    page.locator("#preview").get_by_text("大于 60%、小于 80%").first.wait_for()
    assert "空档" in page.locator("#preview svg").inner_html()
    assert page.locator("#id_poor").input_value() == "60%以下"
    assert page.evaluate("document.activeElement.id") == "id_poor"
    photographed(page, f"editor-gap-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#told-standards").get_by_role("button", name="采用").first.click()
    page.locator("#told-standards .problem.error").first.wait_for(state="detached")
    assert page.locator("#id_poor").input_value() != "60%以下"
    assert page.evaluate("document.activeElement.id") == "id_poor"
    assert page.locator("#preview").get_by_text("大于 60%、小于 80%").count() == 0
    assert page.locator("#id_name").input_value() == "渠道完好率"
    assert not project.indicators.filter(name="渠道完好率").exists()
    photographed(page, f"editor-mended-{width}")
    page.locator("#editor button.main").click()
    page.get_by_role("status").get_by_text("已经保存").wait_for()
    made = project.indicators.get(name="渠道完好率")
    assert (made.excellent, made.good, made.fair) == ("100%", "90%", "80%")
    photographed(page, f"list-{width}")
    assert violations(page) == []
    page.goto(f"/plan/indicator-library?project={project.code}")
    photographed(page, f"library-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_enter_saves_instead_of_taking_a_repair(opened: Callable[..., Any], project: Project) -> None:
    page = opened()
    page.goto(f"/plan/projects/{project.code}/indicators/new")
    fill(page)
    page.locator("#told-standards").get_by_role("button", name="采用").first.wait_for()
    page.locator("#id_poor").press("Enter")
    page.get_by_role("status").get_by_text("已经保存").wait_for()
    assert project.indicators.get(name="渠道完好率").poor == "60%以下"


def test_without_script_preview_and_repair_are_buttons(opened: Callable[..., Any], project: Project) -> None:
    page = opened(java_script_enabled=False)
    page.goto(f"/plan/projects/{project.code}/indicators/new")
    fill(page)
    page.get_by_role("button", name="预览").click()
    assert page.locator("#preview svg").count() == 1
    assert page.locator("#preview").get_by_text("大于 60%、小于 80%").count() >= 1
    page.locator("#told-standards").get_by_role("button", name="采用").first.click()
    assert page.locator("#told-standards .problem.error").count() == 0
    assert page.locator("#id_poor").input_value() != "60%以下"
    assert project.indicators.count() == 5
    page.locator("#editor button.main").click()
    assert project.indicators.filter(name="渠道完好率").count() == 1
