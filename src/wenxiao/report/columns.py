"""How many columns does a text take on a terminal, where may it be cut, and what in it must not reach the terminal?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ELLIPSIS = "…"

# Columns of text that each marked figure needs around it to be understood.
CONTEXT = 12

# Escape sequences, and the marks that turn the direction of reading, could make a document's text say something else on screen.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：？！）》】”’…%％,.;:?!)]}〉」』")
_NOT_LAST = frozenset("（《【“‘([{〈「『")


def visible(text: str) -> str:
    """`text` with every control character made harmless, one character for one, so that offsets stay true."""
    return _UNSAFE.sub(lambda found: " " if found[0] in "\t\n\r\x0b\x0c\u2028\u2029" else "□", text)


def columns(text: str) -> int:
    """Terminal columns of `text`: wide and full-width characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_column, text))


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with blanks, or cut, to exactly `width` columns."""
    text = clipped(text, width)
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def clipped(text: str, width: int) -> str:
    """`text`, cut with … at its end where it is wider than `width`."""
    if columns(text) <= width:
        return text
    taken, used = 0, 1
    while taken < len(text) and used + _column(text[taken]) <= width:
        used += _column(text[taken])
        taken += 1
    return text[:taken] + ELLIPSIS


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; no line opens with closing punctuation, no figure is cut if it fits a line."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _WORD.findall(text):
        wide = columns(piece)
        if line and used + wide > width:
            kept, line = _parted(line, piece)
            lines.append(kept.rstrip())
            line = line.lstrip()
            used = columns(line)
        if not line:
            piece = piece.lstrip()
            wide = columns(piece)
        line += piece
        used += wide
        while used > width:
            cut = len(clipped(line, width + 1)) - 1 or 1
            lines.append(line[:cut])
            line = line[cut:]
            used = columns(line)
    if line or not lines:
        lines.append(line)
    return lines


def hung(text: str, width: int, hang: int) -> list[str]:
    """`text` in lines, the first of at most `width` columns, the later ones narrower by `hang`, to be indented by that."""
    text = text.strip()
    first, *later = wrapped(text, width)
    return [first, *wrapped(text[len(first) :].lstrip(), width - hang)] if later else [first]


def _parted(line: str, piece: str) -> tuple[str, str]:
    """What stays of a full `line`, and what goes down with `piece` so that punctuation is not torn from its words."""
    if piece[0] not in _NOT_FIRST and line[-1] not in _NOT_LAST:
        return line, ""
    body = line.rstrip("".join(_NOT_FIRST | _NOT_LAST)) or line
    last = _WORD.findall(body)[-1]
    cut = len(body) - len(last)
    return (line[:cut], line[cut:]) if cut else (line, "")


def windows(text: str, spans: Sequence[tuple[int, int]], width: int) -> list[list[tuple[int, int]]]:
    """Which parts of `text` to show so that every span is seen within `width` columns.

    Gives lines; each line is a list of (start, end) parts in order, to be joined by …; the spans must be in order. Spans that do
    not fit on one line together get a line each.
    """
    if columns(text) <= width:
        return [[(0, len(text))]]
    lines: list[list[tuple[int, int]]] = []
    group: list[tuple[int, int]] = []
    shown = 0
    for span in spans or [(0, 0)]:
        if group and _width(text, _merged([*group, span])) + CONTEXT * (len(group) + 1) > width:
            lines.append(_grown(text, group, width, shown))
            shown = group[-1][1]
            group = []
        group.append(span)
    lines.append(_grown(text, group, width, shown))
    return lines


def _grown(text: str, spans: Sequence[tuple[int, int]], width: int, least: int) -> list[tuple[int, int]]:
    """`spans` with as much around them as `width` allows, a character at a time, evenly, but nothing before `least`."""
    parts = _merged(spans)
    if _width(text, parts) > width:
        start = parts[0][0]
        end = start
        while end < len(text) and _width(text, [(start, end + 1)]) <= width:
            end += 1
        return [(start, end)]
    grew = True
    while grew:
        grew = False
        for side in (0, 1):
            for index in range(len(parts)):
                if index >= len(parts):
                    break
                start, end = parts[index]
                wider = (start - 1, end) if side == 0 else (start, end + 1)
                if wider[0] < least or wider[1] > len(text):
                    continue
                trial = _merged([*parts[:index], wider, *parts[index + 1 :]])
                if _width(text, trial) <= width:
                    parts, grew = trial, True
    return parts


def _merged(parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _width(text: str, parts: Sequence[tuple[int, int]]) -> int:
    ellipses = len(parts) - 1 + (parts[0][0] > 0) + (parts[-1][1] < len(text))
    return sum(columns(text[start:end]) for start, end in parts) + ellipses


@lru_cache(maxsize=4096)
def _column(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
