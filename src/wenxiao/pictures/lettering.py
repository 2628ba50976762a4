"""How wide is a text, where does it break, and which characters of it may stand in a picture?

Widths are those of Noto Sans CJK in thousandths of the font size; the other fonts a picture names are no wider but for single letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape

ELLIPSIS = "…"
BOLDER = 1.06

# Widths of U+0020 to U+007E.
_PRINTED = (
    *(224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392),
    *(555, 555, 555, 555, 555, 555, 555, 555, 555, 555, 278, 278, 555, 555, 555, 474),
    *(946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812, 723, 742),
    *(633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338, 555, 559),
    *(606, 563, 618, 510, 620, 554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606),
    *(620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338, 270, 338, 555),
)

# A figure or a word is one piece; closing marks stay with what they close, opening ones with what they open.
_PIECE = re.compile(
    r"""[（《〈【〔“‘「『(\[]*                         # opening marks
        (?:[!-'*-Z\\^-~]+|[^\s])                        # a run of Latin letters and digits, or one character
        [，。、；：！？）》〉】〕”’」』%‰…,.)\]]*         # closing marks
        |\s+""",
    re.VERBOSE,
)

# What XML forbids or a reader cannot see: controls and lone halves of pairs become visible or blank, direction marks vanish.
_SAFE: dict[int, str | None] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " "),
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "□"),
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF), None),
}


class _Advances(dict[str, int]):
    """Widths of single characters, reckoned once each."""

    def __missing__(self, character: str) -> int:
        if unicodedata.combining(character):
            width = 0
        elif unicodedata.east_asian_width(character) in "WFA":
            width = 1000
        else:
            width = 620
        self[character] = width
        return width


_ADVANCES = _Advances(zip(map(chr, range(0x20, 0x7F)), _PRINTED, strict=True))


def visible(text: str) -> str:
    """`text` as a person sees it: one line, without controls, direction marks and lone halves of pairs."""
    return text if text.isprintable() else text.translate(_SAFE)


def escaped(text: str) -> str:
    """`text` for the content of an XML element or a quoted attribute."""
    return escape(visible(text))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of `text`, as it is shown, in the picture's units; `size` is the font size in the same units."""
    return sum(map(_ADVANCES.__getitem__, visible(text))) * size / 1000 * (BOLDER if bold else 1)


@lru_cache(maxsize=4096)
def wrapped(text: str, size: float, width: float, lines: int = 2) -> tuple[str, ...]:
    """`text` broken into at most `lines` lines of about one length, none wider than `width`; what does not fit is cut with an ellipsis."""
    text = " ".join(visible(text).split())
    whole = text_width(text, size)
    if whole <= width:
        return (text,)
    pieces = _PIECE.findall(text)
    filled = _filled(pieces, size, width, lines)
    narrower = whole / len(filled) + size
    if narrower < width and not filled[-1].endswith(ELLIPSIS):
        even = _filled(pieces, size, narrower, lines)
        return filled if even[-1].endswith(ELLIPSIS) else even
    return filled


def _filled(pieces: Sequence[str], size: float, width: float, lines: int) -> tuple[str, ...]:
    """`pieces` in lines, each as full as it can be."""
    done: list[str] = []
    line = ""
    for piece in pieces:
        if text_width(line + piece, size) <= width:
            line += piece
            continue
        if line.strip() and len(done) + 1 < lines:
            done.append(line.strip())
            line = ""
        line += piece.lstrip() if not line else piece
        while text_width(line, size) > width and len(done) + 1 < lines:
            head = _head(line, size, width)
            done.append(head)
            line = line[len(head) :]
        if text_width(line, size) > width:
            break
    done.append(line.strip() if text_width(line, size) <= width else _head(line, size, width - text_width(ELLIPSIS, size)) + ELLIPSIS)
    return tuple(done)


def _head(line: str, size: float, width: float) -> str:
    """The longest beginning of `line` no wider than `width`; one character at least."""
    end = len(line)
    while end > 1 and text_width(line[:end], size) > width:
        end -= 1
    return line[:end]
