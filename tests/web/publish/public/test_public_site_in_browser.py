"""Can everybody use the public site without script: axe on every kind of page, nothing sideways at 320 px, in large type, in the dark?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generated.unit_years import Shape
from web.browser.walking import photographed, sideways, violations
from web.publish.public.published_years import final_accounts, of_editions, publication, unit_records
from wenxiao.web.publish.public.folder import prepared
from wenxiao.web.publish.public.pages import LARGE
from wenxiao.web.publish.public.site import Work, site_write

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

WIDE, NARROW = {"width": 1366, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site-to-look-at")
    corrected = of_editions(*(unit_records(Shape(seed), "307", "南山街道办事处") for seed in (7, 8)), changes=("“支出总计”变了",))
    made = [publication(Shape(3)), final_accounts(Shape(3)), corrected]
    site_write([Work(each, prepared(folder), True) for each in made], folder, 1, lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def kinds(site: Path) -> list[str]:
    """One page of each kind: of those that differ by their number or code alone, the first."""
    budget = site / "305/2025/budget"
    own = [path for path in sorted(budget.glob("*.html")) if not path.name.startswith("document-")]
    below = [sorted(budget.glob(f"{pattern}.html"))[0] for pattern in ("duties/*", "projects/*", "figures/*", "editions/*/index")]
    text = [budget / "document-2.html", budget / f"document-{len(list(budget.glob('document-[0-9]*.html'))) // 2}.html"]
    over = [site / name for name in ("index.html", "305/index.html", "find.html")] + sorted(site.glob("find/*.html"))[:1]
    more = [site / f"305/2025/final-accounts/{name}.html" for name in ("index", "results", "three-public")]
    corrected = [site / f"307/2025/budget/{name}.html" for name in ("index", "notice", "editions/1/index")]
    found = [*own, *below, *text, *over, *more, *corrected]
    return [path.relative_to(site).as_posix() for path in found if LARGE not in path.name]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """As a reader without script has it."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def examined(browser: Any) -> Iterator[Any]:
    """axe is a script itself: the pages have none, and their policy lets none in but what is evaluated from outside."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_every_kind_of_page_is_for_everybody(examined: Any, site: Path, kinds: list[str]) -> None:
    faults: list[str] = []
    for address in kinds:
        examined.goto((site / address).as_uri())
        faults += violations(examined)
        photographed(examined, f"public-{address.replace('/', '.')}")
    assert faults == []
    assert len(kinds) > 25


def test_pages_can_be_read_in_the_dark_and_in_large_type(examined: Any, site: Path) -> None:
    faults: list[str] = []
    for scheme, ending in (("dark", ".html"), ("light", LARGE)):
        examined.emulate_media(color_scheme=scheme)
        for name in ("index", "staffing", "figures/1", "notice"):
            examined.goto((site / f"305/2025/budget/{name}{ending}").as_uri())
            faults += violations(examined)
    assert faults == []


def test_no_page_scrolls_sideways_on_a_phone_or_in_large_type(page: Any, site: Path, kinds: list[str]) -> None:
    faults: list[str] = []
    page.set_viewport_size(NARROW)
    for address in kinds:
        for name in (address, address.replace(".html", LARGE)):
            page.goto((site / name).as_uri())
            faults += sideways(page)
    assert faults == []


def test_large_type_is_half_as_large_again_and_stays(page: Any, site: Path) -> None:
    page.goto((site / "305/2025/budget/index.html").as_uri())
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    normal = page.evaluate(size)
    page.get_by_role("link", name="大字版").click()
    assert page.evaluate(size) == pytest.approx(normal * 1.5)
    page.get_by_role("link", name="大白话").click()
    page.wait_for_url("**/plain.large.html")
    assert page.evaluate(size) == pytest.approx(normal * 1.5)
    page.get_by_role("link", name="标准字号").click()
    page.wait_for_url("**/plain.html")


def test_a_reader_goes_from_the_total_down_to_an_indicator_and_to_a_record(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="2025 年部门预算").first.click()
    page.get_by_role("link", name="职责和项目").click()
    page.locator("main h2 a").first.click()
    page.locator("main tbody th a").first.click()
    assert page.get_by_role("columnheader", name="优").is_visible()
    page.locator("main .f").first.click()
    row = page.locator("tr:target")
    assert row.count() == 1
    # Down, as long as the figure follows from others.
    for _ in range(8):
        if "记录" in row.inner_text():
            break
        row.locator("td a").first.click()
        row = page.locator("tr:target")
    assert "记录" in row.inner_text()


def test_the_first_key_reaches_the_way_past_the_head(page: Any, site: Path) -> None:
    page.goto((site / "305/2025/budget/index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
