"""How does a document look on a page, with every figure of it leading to where it comes from?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wenxiao.disclosure.open_manuscript import Spans
from wenxiao.documents.manuscript import Cell, Heading, Kind, Manuscript, Table


class Run(NamedTuple):
    """一截文字, and the id of the figure it is, "" where it is none."""

    text: str
    figure: str


class Block(NamedTuple):
    """一段: `kind` is heading, paragraph or table; a heading has a `level`, a table its `table`."""

    kind: str
    level: int
    runs: tuple[Run, ...]
    table: Table | None


def blocks(manuscript: Manuscript, spans: Spans) -> Iterator[Block]:
    for place, part in enumerate(manuscript.parts):
        if isinstance(part, Table):
            yield Block("table", 0, (), part)
        elif isinstance(part, Heading):
            # The page's own heading is the first level, the document's title the second.
            yield Block("heading", part.level + 2, (Run(part.text, ""),), None)
        else:
            yield Block("paragraph", 0, tuple(_runs(part.text, spans, place)), None)


def is_number(cell: Cell) -> bool:
    return cell.kind in (Kind.AMOUNT, Kind.COUNT)


def _runs(text: str, spans: Spans, place: int) -> Iterator[Run]:
    at = 0
    for span in spans.get(place, ()):
        if span.start > at:
            yield Run(text[at : span.start], "")
        yield Run(text[span.start : span.end], span.figure)
        at = span.end
    if at < len(text):
        yield Run(text[at:], "")
