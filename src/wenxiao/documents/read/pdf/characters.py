"""Which characters stand on a page, and which of them touch each other?

A `Run` is what touches: characters on one baseline without a gap. Coordinates are turned so that the page's text is upright,
whether the page carries a rotation or its content is drawn sideways.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from math import degrees

from wenxiao.documents.pdfium import Box, PdfPage

# What has no width on paper: joiners, directional marks, soft hyphen, byte order mark, variation selectors, unassigned markers.
_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb\ufffe\uffff"
) | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFE00, 0xFE10), *range(0x7F, 0xA0))}
_WHITE = frozenset(
    " \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_DOUBTFUL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ud800-\udfff]")
_FARTHEST = 1e5  # points; a page is at most 14,400 wide, and what is not a number compares false


@dataclass(slots=True, eq=False)
class Run:
    """Characters that touch. `indexes` are PDFium's; `after_space` tells that white space was printed before the first one."""

    text: str
    indexes: list[int]
    lefts: list[float]
    left: float
    right: float
    base: float
    height: float
    after_space: bool

    @property
    def middle(self) -> float:
        """Where the ink of an ordinary character has its middle, whatever heights its font declares."""
        return self.base + 0.3 * self.height


def turn_of(page: PdfPage) -> int:
    """Quarter turns (0 to 3, counter-clockwise) of most of the page's text."""
    count = page.character_count
    if not count:
        return 0
    sample = range(0, count, max(1, count // 24))
    return Counter(round(-degrees(page.angle(index)) / 90) % 4 for index in sample).most_common(1)[0][0]


def upright(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of the page in coordinates in which text of this turn runs to the right."""
    if turn == 1:
        return y, -x
    if turn == 2:
        return -x, -y
    if turn == 3:
        return -y, x
    return x, y


def upright_box(box: Box, turn: int) -> Box:
    """A rectangle of the page in coordinates in which text of this turn runs to the right."""
    if not turn:
        return box
    (x1, y1), (x2, y2) = upright(box.left, box.bottom, turn), upright(box.right, box.top, turn)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def page_box(box: Box, turn: int) -> Box:
    """The way back from `upright_box`."""
    return upright_box(box, -turn % 4)


def runs_of(page: PdfPage, turn: int) -> list[Run]:
    """All visible characters, in the order in which the page draws them."""
    characters = page.characters()
    boxes = page.loose_boxes()
    points = page.origins()
    lefts, tops, rights, bottoms, bases = _turned(turn, boxes, points) if turn else (*(boxes[at::4] for at in range(4)), points[1::2])
    runs: list[Run] = []
    run_text: list[str] = []
    run: Run | None = None
    white = False
    last_left = last_right = 0.0
    last_character = ""
    index = -1
    for character, left, top, right, bottom, base in zip(characters, lefts, tops, rights, bottoms, bases, strict=True):
        index += 1
        if character <= " " or character in _WHITE:
            if character == "\x02" and page.is_line_end_hyphen(index):
                character = "-"
            elif character == "\0":
                character = "\ufffd"  # a glyph whose font does not say which character it is: shown, so that no figure loses a digit
            else:
                white = white or character in _WHITE
                continue
        elif character in _INVISIBLE:
            if character == "\ufffe" and page.is_line_end_hyphen(index):
                character = "-"
            else:
                continue
        if not (-_FARTHEST < left <= right < _FARTHEST and -_FARTHEST < bottom <= top < _FARTHEST and -_FARTHEST < base < _FARTHEST):
            continue
        height = top - bottom
        if run is not None:
            higher = height if height > run.height else run.height
            if -0.15 * higher < base - run.base < 0.15 * higher:
                width = right - left
                if character == last_character and -0.3 * width < left - last_left < 0.3 * width:
                    continue  # drawn twice to look bold
                if not white and -0.3 * higher < left - last_right < 0.12 * higher and left > last_left:
                    run_text.append(character)
                    run.indexes.append(index)
                    run.lefts.append(left)
                    if right > run.right:
                        run.right = right
                    run.height = higher
                    last_left, last_right, last_character = left, right, character
                    continue
            run.text = "".join(run_text)
        run_text = [character]
        run = Run("", [index], [left], left, right, base, height, white)
        runs.append(run)
        white = False
        last_left, last_right, last_character = left, right, character
    if run is not None:
        run.text = "".join(run_text)
    return _in_standard_characters(_on_page(runs, upright_box(page.bounds(), turn)), characters)


def split_slanted(page: PdfPage, runs: list[Run]) -> tuple[list[Run], list[Run]]:
    """(text along or square to the page's text, slanted text such as a watermark, which would get into the figures it crosses).

    Slanted characters never share a baseline, so only very short runs need to be asked for their angle.
    """
    straight: list[Run] = []
    slanted: list[Run] = []
    for run in runs:
        if len(run.indexes) <= 2:
            off = degrees(page.angle(run.indexes[0])) % 90
            if 8 < off < 82:
                slanted.append(run)
                continue
        straight.append(run)
    return straight, slanted


def split_turned(page: PdfPage, runs: list[Run], turn: int) -> tuple[list[Run], list[Run]]:
    """(text that runs as the page's does, text turned against it by quarters). Outside tables that is the page number of a lying page
    (GB/T 9704-2012 §10), whose characters would get into the lines at their heights."""
    along: list[Run] = []
    turned: list[Run] = []
    for run in runs:
        off = len(run.indexes) <= 2 and round(-degrees(page.angle(run.indexes[0])) / 90) % 4 != turn
        (turned if off else along).append(run)
    return along, turned


def _turned(turn: int, boxes: array[float], points: array[float]) -> tuple[list[float], ...]:
    turned = [upright_box(Box(*edges), turn) for edges in zip(boxes[0::4], boxes[3::4], boxes[2::4], boxes[1::4], strict=True)]
    bases = [upright(x, y, turn)[1] for x, y in zip(points[0::2], points[1::2], strict=True)]
    return [b.left for b in turned], [b.top for b in turned], [b.right for b in turned], [b.bottom for b in turned], bases


def _on_page(runs: list[Run], bounds: Box) -> list[Run]:
    """Without what lies wholly beside the visible page."""
    return [
        run
        for run in runs
        if run.right > bounds.left and run.left < bounds.right and run.base + run.height > bounds.bottom and run.base < bounds.top
    ]


def _in_standard_characters(runs: list[Run], characters: str | list[str]) -> list[Run]:
    """Radicals and compatibility forms, which some fonts name instead of the ideograph that is printed, replaced by it, and halves
    of characters, which are no text, by the sign for an unreadable one."""
    if _DOUBTFUL.search(characters if isinstance(characters, str) else "".join(characters)):
        for run in runs:
            run.text = _DOUBTFUL.sub(_standard_character, run.text)
    return runs


def _standard_character(match: re.Match[str]) -> str:
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    from unicodedata import normalize

    standard = normalize("NFKC", character)
    return standard if len(standard) == 1 else character
