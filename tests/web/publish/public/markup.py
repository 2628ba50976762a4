"""Is a page sound HTML? What our own pages can do wrong, held strictly: every element closed, nested as HTML allows, every id once and
every reference to one that is there. The whole standard is more than this: ask vnu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

VOID = re.compile(r"<(meta|link|br|col)\b([^>]*?)/?>")
PHRASING_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "strong", "code", "summary", "dt", "a", "title"}
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "figure", "details", "main", "nav", "header", "footer", "section", "h1", "h2", "h3", "h4"}
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "html": {"head", "body"},
}
REFERENCES = ("aria-labelledby", "aria-describedby")


def faults(page: bytes) -> Iterator[str]:
    text = VOID.sub(r"<\1\2/>", page.decode())
    if not text.startswith('<!DOCTYPE html>\n<html lang="zh-CN"'):
        yield "does not begin as a page does"
    try:
        root = etree.fromstring(text.removeprefix("<!DOCTYPE html>\n").encode())
    except etree.XMLSyntaxError as error:
        yield f"not well nested: {error}"
        return
    ids = [element.get("id") for element in root.iter(etree.Element) if element.get("id")]
    yield from (f"id {each} stands twice" for each in {each for each in ids if ids.count(each) > 1})
    for element in root.iter(etree.Element):
        if "svg" in element.tag:
            continue
        inner = {child.tag for child in element.iterchildren(etree.Element)}
        if element.tag in CHILDREN and inner - CHILDREN[element.tag]:
            yield f"{inner - CHILDREN[element.tag]} in {element.tag}"
        if element.tag in PHRASING_ONLY and (wrong := {each.tag for each in element.iterdescendants(etree.Element)} & BLOCKS):
            yield f"{wrong} in {element.tag}"
        if element.tag == "a" and element.findall(".//a"):
            yield "a link in a link"
        if element.tag == "table":
            yield from _uneven(element)
        for name in REFERENCES:
            yield from (f"{name} {each}: no such id" for each in (element.get(name) or "").split() if each not in ids)
    levels = [int(element.tag[1]) for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    yield from (f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1)
    for name in ("title", "h1", "main"):
        found = root.findall(f".//{name}") if name != "title" else root.findall("./head/title")
        if len(found) != 1 or not etree.tostring(found[0], method="text", encoding="unicode").strip():
            yield f"{len(found)} {name}"
    if not any((each.get("content") or "").strip() for each in root.findall("./head/meta[@name='description']")):
        yield "no description"


def _uneven(table: etree._Element) -> Iterator[str]:
    """Rows of several widths, spans counted; no caption, no heads."""
    if table.find("caption") is None or not table.findall("./thead/tr/th[@scope='col']"):
        yield "a table without a caption or heads"
    widths: set[int] = set()
    for part in ("thead", "tbody"):
        rows = table.findall(f"./{part}/tr")
        filled = [0] * len(rows)
        for at, row in enumerate(rows):
            for cell in row:
                for below in range(int(cell.get("rowspan", "1"))):
                    if at + below >= len(rows):
                        yield "a cell reaches below the table"
                        break
                    filled[at + below] += int(cell.get("colspan", "1"))
        widths.update(filled)
    if len(widths) > 1:
        yield f"rows of {sorted(widths)} columns"
