"""Where in a document is something said? Every passage of words, outside tables and in their cells, in searchable form."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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

    def coded_lines(self) -> Iterator[tuple[str, Source]]:
        """The printed lines it was mended from that open with a number, folded, with their places."""
        if isinstance(self.origin, Source):
            return
        for (offset, _), block in zip(self.origin.pieces, self.origin.blocks, strict=True):
            if block.text.lstrip()[:3].isdigit():
                yield fold(block.text), self.origin.source(offset, offset + len(block.text))

    def place(self, start: int = 0, end: int | None = None, label: str = "") -> Source:
        """Where characters `start` to `end` of `text` are printed; the whole passage without them."""
        end = len(self.text) if end is None else end
        first, last = self.at[start], (self.at[end - 1] + 1 if end > start else self.at[start])
        if isinstance(self.origin, Paragraph):
            return self.origin.source(first, last, label)
        return self.origin._replace(label=label, start=first, end=last, at=first)

    def offset(self, place: Source) -> int | None:
        """Where in `text` a figure of a sentence stands, None where it stands in another passage."""
        if isinstance(self.origin, Source):
            return None
        begin = next((offset for offset, block in self.origin.pieces if block == place.block), None)
        return None if begin is None else min(bisect_left(self.at, begin + (place.start or 0)), len(self.at) - 1)


class Searchable:
    """All passages as one text, a line for each: one search over it is much cheaper than one a passage."""

    __slots__ = ("_passages", "_starts", "text")

    def __init__(self, passages: list[Passage]) -> None:
        self._passages = passages
        self._starts: list[int] = []
        at = 0
        for passage in passages:
            self._starts.append(at)
            at += len(passage.text) + 1
        self.text = "\n".join(passage.text for passage in passages)

    def at(self, position: int) -> tuple[Passage, int]:
        """The passage that holds a character, and where in it."""
        number = bisect_right(self._starts, position) - 1
        return self._passages[number], position - self._starts[number]

    def place(self, start: int, end: int) -> Source:
        """Where a stretch of the text is printed; it lies within one passage."""
        passage, begin = self.at(start)
        return passage.place(begin, begin + end - start)

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Source]]:
        """Every match with its place. The pattern may not match a line break."""
        for match in pattern.finditer(self.text):
            yield match, self.place(*match.span())

    def find_word(self, word: str) -> Iterator[int]:
        """Where a word stands."""
        at = self.text.find(word)
        while at >= 0:
            yield at
            at = self.text.find(word, at + len(word))


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
