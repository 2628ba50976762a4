"""How was each figure made, who approved it, what was checked, which files were published, and what was corrected?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wenxiao.catalogue.rules import rule_of
from wenxiao.checks.structure import CHECKS
from wenxiao.control.chain import digest
from wenxiao.disclosure.figures import Figure, How
from wenxiao.web.publish.public.book import Book, anchor, project_page, text
from wenxiao.web.publish.public.edition import Edition, Publication
from wenxiao.web.publish.public.pages import Page

JOINTS = {How.SUM: "＋", How.DIFFERENCE: "－", How.RATIO: "÷", How.PRODUCT: "×"}
# What was changed is told in so many lines; the data of both editions tell the rest.
MOST_CHANGES = 200


class Derived(NamedTuple):
    """一个数的来历: `parts` joined by `joint`; a record has no parts, and the page of its project where it belongs to one."""

    anchor: str
    label: str
    value: str
    joint: str
    parts: tuple[tuple[str, str, str], ...]
    source: str
    project: str


class Download(NamedTuple):
    """下载: `size` as a person reads it."""

    name: str
    title: str
    size: str
    sha256: str
    sm3: str


def proof_pages(book: Book, publication: Publication) -> Iterator[Page]:
    """Planned last: by now every page has said which figures it states."""
    sheets = book.sheets
    for number, sheet in enumerate(sheets, 1):
        shown = [_derived(book, figure) for figure in sheet]
        yield Page(f"figures/{number}.html", "figures.html", {"derived": shown, "number": number, "count": len(sheets)})
    listed = [(f"figures/{n}.html", sheet[0].label, sheet[-1].label, len(sheet)) for n, sheet in enumerate(sheets, 1)]
    yield Page("figures.html", "figures_index.html", {"sheets": listed, "count": len(book.order)})
    yield Page("downloads.html", "downloads.html", {"downloads": downloads(book.edition)})
    yield Page("notice.html", "notice.html", _notice(book, publication))


def downloads(edition: Edition) -> list[Download]:
    return [
        Download(file.name, file.title, _size(len(file.content)), digest(file.content, "sha256"), digest(file.content, "sm3"))
        for file in edition.files
    ]


def _notice(book: Book, publication: Publication) -> dict[str, Any]:
    changes = book.edition.changes
    others = [(each, publication.address(each)) for each in publication.editions]
    notes = [(note, _rule_title(note.rule)) for note in book.edition.notes]
    return {"notes": notes, "changes": changes[:MOST_CHANGES], "more": max(0, len(changes) - MOST_CHANGES), "editions": others}


def _rule_title(rule: str) -> str:
    """Rules are never taken out, only their time ends; structural checks stand elsewhere."""
    return CHECKS[rule] if rule in CHECKS else rule_of(rule).title


def _derived(book: Book, figure: Figure) -> Derived:
    parts = tuple((book.places[each], book[each].label, text(book[each])) for each in figure.parts)
    project = book.project_of.get(figure.id, "")
    page = project_page(project) if project in book.with_pages else ""
    return Derived(anchor(figure.id), figure.label, text(figure), JOINTS.get(figure.how, ""), parts, figure.source, page)


def _size(size: int) -> str:
    return f"{size} 字节" if size < 1024 else f"{size / 1024:.0f} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"
