"""How does a test go through the office as people do? Everybody has a browser of their own, and every page they come to is looked at."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# On the demonstration's sign-in page.
PASSWORD = "yanshi-2023"
# What the law asks of public pages (GB/T 37668 follows WCAG), as axe names it.
STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    # What it passes it would also describe, element by element.
    "resultTypes": ["violations"],
}


class People:
    """Whoever is asked for signs in once, by the form, and keeps their page."""

    def __init__(self, browser: Any, address: str, width: int = 1366) -> None:
        self._browser, self._address, self._width = browser, address, width
        self._pages: dict[str, Any] = {}
        self.complaints: list[str] = []

    def page(self, username: str) -> Any:
        if username not in self._pages:
            page = self.visitor()
            page.on("console", lambda told: self.complaints.append(f"{username} {page.url}: {told.text}") if _serious(told) else None)
            page.on("pageerror", lambda error: self.complaints.append(f"{username} {page.url}: {error}"))
            page.goto("/sign-in")
            fill(page, {"账号": username, "密码": PASSWORD})
            page.get_by_role("button", name="登录").click()
            page.get_by_role("button", name="退出").wait_for()
            self._pages[username] = page
        return self._pages[username]

    def visitor(self) -> Any:
        """A page in which nobody has signed in."""
        context = self._browser.new_context(base_url=self._address, viewport={"width": self._width, "height": 900}, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    def leave(self) -> None:
        for page in self._pages.values():
            page.context.close()


def _serious(told: Any) -> bool:
    # A refusal is answered with 403 or 422, which the browser writes to its console.
    return told.type in ("error", "warning") and not re.search(r"status of 4(03|09|22)", told.text)


def fill(page: Any, values: Mapping[str, str]) -> None:
    """Type, or choose from the list, beside each label. An option is found by how it begins."""
    for label, value in values.items():
        field = labelled(page, label)
        if field.evaluate("field => field.tagName") == "SELECT":
            choose(field, value)
        else:
            field.fill(value)


def labelled(page: Any, label: str) -> Any:
    """The field of that label, with or without the star of one that is required."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def choose(field: Any, beginning: str) -> None:
    options = [text.strip() for text in field.locator("option").all_inner_texts()]
    found = next((number for number, text in enumerate(options) if text.startswith(beginning)), None)
    assert found is not None, f"{beginning} is not among {options}"
    field.select_option(index=found)


def opened_step(page: Any, title: str) -> Any:
    """The box of the step of that title on an object's page."""
    step = page.locator("details", has=page.locator("summary", has_text=re.compile(f"^{title}$")))
    if step.get_attribute("open") is None:
        step.locator("summary").first.click()
    return step


def press(page: Any, title: str) -> None:
    """Take that step."""
    opened_step(page, title).get_by_role("button", name=title, exact=True).click()


def violations(page: Any) -> Iterator[str]:
    """What axe finds on the page as it stands, of every weight."""
    from axe_playwright_python.base import AXE_FILE_PATH

    if page.evaluate("typeof axe") == "undefined":
        # By evaluation: the content security policy refuses a script element.
        page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    for found in page.evaluate("async rules => (await axe.run(rules)).violations", STANDARD):
        places = "; ".join(str(node["target"]) for node in found["nodes"][:4])
        yield f"{page.url} {found['id']} ({found['impact']}): {found['help']}: {places}"


def sideways(page: Any) -> Iterator[str]:
    """What would make the page scroll sideways; a table may, in its own box."""
    wide, width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > width:
        yield f"{page.url} is {wide} px wide in a window of {width} px"


def photographed(page: Any, name: str) -> None:
    """Kept for a look where WENXIAO_SHOTS names a folder."""
    if folder := os.environ.get("WENXIAO_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
