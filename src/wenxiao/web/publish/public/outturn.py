"""What do final accounts say at a glance: how much was spent, how it compares, and what came of it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wenxiao.disclosure.outturn import Outturn
from wenxiao.disclosure.records import BASIC, Part
from wenxiao.web.publish.public.book import Book
from wenxiao.web.publish.public.money import spending_pages
from wenxiao.web.publish.public.overview import THREE_PUBLIC, changes_picture
from wenxiao.web.publish.public.pages import Page


def outturn_pages(book: Book, records: Outturn) -> Iterator[Page]:
    """Beside the document, the derivations and the files, which every publication has."""
    shared = {
        "total": book.total,
        "basic": book.spent(*BASIC),
        "project": book.spent(Part.PROJECT),
        "three_public": THREE_PUBLIC if THREE_PUBLIC in book else "",
        "compared": next((each for each in book.open.comparisons if each.figure == book.total), None),
        "comparisons": book.open.comparisons,
        "changes": changes_picture(book),
        "evaluated": len(records.evaluations),
    }
    yield Page("index.html", "outturn.html", shared)
    yield from spending_pages(book)
    yield Page("results.html", "results.html", _results(book))


def _results(book: Book) -> dict[str, Any]:
    return {"evaluations": book.data["evaluations"], "performance": book.data["statements"]["performance"]}
