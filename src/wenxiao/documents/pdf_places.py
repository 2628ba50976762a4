"""Where on a PDF's page do given characters stand?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenxiao.documents.pdfium import Box, PdfFile


def char_boxes(data: bytes, places: Sequence[tuple[int, Iterable[int]]]) -> list[list[Box]]:
    """For each (1-based page, character indexes as in a block's `origin`) the rectangles that cover the characters, one a printed
    line, in the page's own coordinates. Indexes below 0 stand for characters that are not on the page and have no place.

    Raises PdfOpenError and PdfPageError.
    """
    found: list[list[Box]] = [[] for _ in places]
    by_page: dict[int, list[int]] = {}
    for place, (number, _) in enumerate(places):
        by_page.setdefault(number, []).append(place)
    with PdfFile(data) as pdf:
        for number, wanted in by_page.items():
            with pdf.page(number) as page:
                for place in wanted:
                    boxes = (page.loose_box(index) for index in places[place][1] if index >= 0)
                    found[place] = _joined(box for box in boxes if box is not None)
    return found


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Neighbours on a line, whichever way the line runs, as one rectangle."""
    joined: list[Box] = []
    before: Box | None = None
    for box in boxes:
        if before is not None and _neighbours(before, box):
            last = joined[-1]
            joined[-1] = Box(min(last.left, box.left), min(last.bottom, box.bottom), max(last.right, box.right), max(last.top, box.top))
        else:
            joined.append(box)
        before = box
    return joined


def _neighbours(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.top, other.top) - max(one.bottom, other.bottom)
    size = max(other.right - other.left, other.top - other.bottom)
    low, narrow = min(one.top - one.bottom, other.top - other.bottom), min(one.right - one.left, other.right - other.left)
    return (along > 0.5 * low and across > -3 * size) or (across > 0.5 * narrow and along > -0.5 * size)
