"""Where in a document is something said? Every passage of words, outside tables and in their cells, in searchable form."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenxiao.documents.blocks import Document, Table
from wenxiao.facts.stitch import Paragraph
from wenxiao.vocabulary.source import Source
from wenxiao.vocabulary.wording import Folded, fold


@dataclass(slots=True)
class Passage:
    """一段文字: a mended paragraph, or one cell of a table. `text` is folded: half-width digits, no quotes, no printer's gaps."""

    text: str
    at: Sequence[int]
    origin: Paragraph | Source

    @property
    def in_table(self) -> bool:
        return isinstance(self.origin, Source)

    @property
    def block(self) -> int:
        """The index of the document block it begins in."""
        if isinstance(self.origin, Source):
            return self.origin.block or 0
        return self.origin.pieces[0][1]

    def lines(self) -> Iterator[tuple[str, Source]]:
        """Each printed line it was mended from, folded, with its place: what stands on a line of its own."""
        if isinstance(self.origin, Source):
            yield self.text, self.origin
            return
        for (offset, _), block in zip(self.origin.pieces, self.origin.blocks, strict=True):
            if block.text:
                yield fold(block.text), self.origin.source(offset, offset + len(block.text))

    def place(self, start: int = 0, end: int | None = None, label: str = "") -> Source:
        """Where characters `start` to `end` of `text` are printed; the whole passage without them."""
        end = len(self.text) if end is None else end
        first, last = self.at[start], (self.at[end - 1] + 1 if end > start else self.at[start])
        if isinstance(self.origin, Paragraph):
            return self.origin.source(first, last, label)
        return dataclasses.replace(self.origin, label=label, start=first, end=last, at=first)


def passages(document: Document, paragraphs: list[Paragraph]) -> list[Passage]:
    """The paragraphs in their order, then the worded cells in theirs."""
    found = [_passage(paragraph.text, paragraph) for paragraph in paragraphs]
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        for index, cell in enumerate(block.cells):
            if cell.text and not cell.text.isascii():
                page = cell.page or block.page
                place = (cell.line, page, block.number, cell.row, cell.column, 0, len(cell.text), number, index, 0)
                found.append(_passage(cell.text, Source(cell.text, "", *place)))
    return found


def _passage(printed: str, origin: Paragraph | Source) -> Passage:
    folded = Folded(printed)
    return Passage(folded.text, folded.at, origin)
