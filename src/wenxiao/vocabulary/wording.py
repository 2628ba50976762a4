"""When are two printed words the same word, and how is printed text brought to one form without losing where it stood?"""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD = str.maketrans("０１２３４５６７８９（）％：；．－﹣−–＋［］，　", "0123456789()%:;.----+[], ")
_DROP = str.maketrans("", "", " \t\r\n\u00a0\u2002\u2003\u3000\u200b“”\"'‘’《》〈〉「」*")
_GAPS = re.compile(r"[\s“”\"‘’]+")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A label in its comparable form: half-width digits and brackets, no spaces, no quotes, no book-title marks."""
    return text.translate(_FOLD).translate(_DROP)


class Folded:
    """A printed text with half-width digits, without quotes and the spaces inside words; `at[i]` is where character i stood in it."""

    __slots__ = ("at", "text")

    def __init__(self, printed: str) -> None:
        text = printed.translate(_FOLD)
        if not _GAPS.search(text):
            self.text = text
            self.at: list[int] | range = range(len(text) + 1)
            return
        pieces: list[str] = []
        at: list[int] = []
        end = 0
        for space in _GAPS.finditer(text):
            start, stop = space.span()
            pieces.append(text[end:start])
            at.extend(range(end, start))
            # A space keeps two words or two figures apart; between Chinese characters it is only a printer's gap.
            if start and stop < len(text) and _apart(text[start - 1]) and _apart(text[stop]):
                pieces.append(" ")
                at.append(start)
            end = stop
        pieces.append(text[end:])
        at.extend(range(end, len(text) + 1))
        self.text = "".join(pieces)
        self.at = at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the printed text of characters `start` to `end` (end excluded) of the folded one."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def _apart(character: str) -> bool:
    return character.isascii() and character.isalnum()
