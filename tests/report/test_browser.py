"""Does the page work for a person with a keyboard, at 200 %, and with the network watched?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import chromium
from report import sample
from wenxiao.documents.blocks import Cell, Table
from wenxiao.report.html import check_html


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    document = sample.document()
    report = sample.check(document)
    wide = [Cell(f"很宽的第 {column} 列", 1, column, line=16) for column in range(1, 31)]
    document.blocks.append(Table(wide, 3, 1, 30, line=16, name="很宽的表"))
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(check_html(report, document), encoding="utf-8")
    return path.as_uri()


def test_the_keyboard_moves_from_a_finding_to_its_figure_and_back(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("第 5 行“38.15”"):
            break
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('mark:target')")
    assert page.evaluate("document.activeElement.textContent") == "38.15"
    seen = page.evaluate("(r => r.top >= 0 && r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())")
    assert seen
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'finding-1'")
    page.close()


def test_the_first_tab_offers_to_skip_and_is_seen(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到问题清单"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'findings'")
    page.close()


def test_nothing_is_asked_for_outside_and_the_console_stays_silent(browser: Any, address: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="networkidle")
    assert requests == [address]
    assert said == []
    page.close()


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_only_tables_scroll_sideways_at_1280_pixels_and_at_200_and_400_per_cent(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overflowing = page.evaluate("[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.tabIndex)")
    assert overflowing
    assert set(overflowing) == {0}
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_told_from_its_ground_by_at_least_4_5_to_1(browser: Any, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(address)
    assert page.evaluate(FAINT_TEXT) == []
    page.close()


FAINT_TEXT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => channels(colour).slice(0, 3).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.body.querySelectorAll('*')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    return [e.tagName + '.' + e.className, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)];
  }).filter(([, ratio]) => ratio < 4.5);
}"""
