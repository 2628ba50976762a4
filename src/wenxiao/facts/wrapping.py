"""Did a printer break this line because it was full, so that the next one goes on with its sentence?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wenxiao.documents.blocks import Text

_WORD = re.compile(r"[（“《‘]*(?:[!-~]+|.)[，。、；：？！）”》’]*", re.S)
_PAGE_NUMBER = re.compile(r"\s*[-—–]*\s*(?:第?\s*\d{1,4}\s*页?|\d+\s*/\s*\d+)\s*[-—–]*\s*")
_WIDE = frozenset("“”‘’—…≥≤×℃")
# Half characters: what is shorter says nothing of where the margins are, and is not broken.
_SHORTEST = 30
_FULL, _CERTAIN = 0.85, 0.95
# Characters: a paragraph's first line stands this much further in than the others; what stands in more than that is set in the middle.
_INDENT, _MIDDLE = 1.2, 4.5
_CLOSES = ("。", "！", "？")
_HANGING = ("，", "。", "、", "；", "：", "！", "？", "）", "”", "》")
_FEW = 3


def printed_width(text: str) -> int:
    """How wide a line prints: a Chinese character or sign takes two places."""
    return len(text) + sum(1 for character in text if character > "\u2e7f" or character in _WIDE)


def first_word(text: str) -> str:
    """What a printer does not break: a Latin word or one Chinese character, with the signs behind it."""
    word = _WORD.match(text)
    return word.group() if word is not None else ""


def is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text))


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the lines of a page begin and the long ones end, in points; `lines` tells how many long ones there are."""

    left: float
    right: float
    lines: int


class PrintedLines:
    """印出的行 of one document, by whose places on the pages one can tell which were broken."""

    def __init__(self, lines: Iterable[Text]) -> None:
        self._margins: dict[int | None, _Margins] = {}
        for line in lines:
            if line.left is None or line.right is None or is_page_number(line.text):
                continue
            known = self._margins.get(line.page, _Margins(line.left, 0.0, 0))
            left, right, count = min(known.left, line.left), known.right, known.lines
            if printed_width(line.text) >= _SHORTEST:
                # Signs at the end of a line may hang over the margin.
                right, count = right if line.text.rstrip().endswith(_HANGING) else max(right, line.right), count + 1
            self._margins[line.page] = _Margins(left, right, count)

    def goes_on(self, line: Text, after: Text) -> bool:
        """A line goes on in the next if it is nearly full, or that one's first word would not have fitted into it; unless it closes a
        sentence with room to spare, is set in the middle, or the next one opens a paragraph by standing further in than its page's lines.

        Widths that differ from sign to sign, and gaps beside figures, leave the room uncertain by a few per cent.
        """
        if line.left is None or line.right is None or printed_width(line.text) < _SHORTEST:
            return False
        own = self._margins[line.page]
        character = 2 * (line.right - line.left) / printed_width(line.text)
        whole, reached = self._right(line, character) - own.left, line.right - own.left
        word = printed_width(first_word(after.text.lstrip())) * character / 2
        if line.left > own.left + _MIDDLE * character or self._is_indented(after, character):
            return False
        if line.text.rstrip().endswith(_CLOSES):
            return reached + word > _CERTAIN * whole
        return reached >= _FULL * whole or reached + word > whole

    def _right(self, line: Text, character: float) -> float:
        """The right margin. A page of few lines may have none that is full: then pages whose lines begin at the same place tell it."""
        own = self._margins[line.page]
        if own.lines >= _FEW:
            return own.right
        return max(other.right for other in self._margins.values() if abs(other.left - own.left) <= character)

    def _is_indented(self, line: Text, character: float) -> bool:
        own = self._margins.get(line.page)
        return own is not None and line.left is not None and line.left > own.left + _INDENT * character
