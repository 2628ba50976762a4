"""How wide are a table's columns, where the shares asked for would break a figure or waste room that a name needs?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wenxiao.documents.manuscript import Kind, Table, placed

# What is set without a place to break it: letters, figures and signs that are not Chinese. A longer one must be broken all the same.
WORD = re.compile(r"[!-\u02af]+")
LONGEST_WORD = 16
_NARROWEST = 2.0

# On paper, in points: sizes of table type from 五号 down to what can be read, and what is left free beside a cell's text.
LARGEST = 10.5
_SIZES = (LARGEST, 9.0, 8.0, 7.0, 6.0, 5.0)
_INSETS = (4.0, 3.0, 2.0)
# So many characters of a name are on a line at the least, down to this size of type; fewer, before it is set smaller still.
_FEWEST = ((8.0, 9.0), (6.0, 8.0), (4.0, 5.0))
_DIGIT, _STOP, _LETTER, _CAPITAL, _WIDE, _SLACK = 0.63, 0.5, 0.58, 0.75, frozenset("%@mwMW&"), 1.02

_FIGURES = (Kind.AMOUNT, Kind.COUNT)
_RUNNING = 1.6  # times its width: a column whose texts are longer is running text, of lines
_LENT = 0.2  # of its width: as much may be taken from it


@dataclass(frozen=True, slots=True)
class Setting:
    """排法 of a table on paper: size of its type, free room on both sides of a text, widths of its columns, all in points."""

    size: float
    inset: float
    widths: list[float]


def set_on_paper(table: Table, room: float) -> Setting:
    """The shares asked for, but no figure broken, at the largest type that allows it: one decision for every format that is printed."""
    for fewest, smallest in _FEWEST:
        least, ample = needed(table, length_in_type, fewest)
        for inset in _INSETS:
            for size in _SIZES[:3] if inset != _INSETS[-1] else _SIZES:
                low, most = ([width * size + 2 * inset for width in widths] for widths in (least, ample))
                if sum(low) <= room and size >= smallest:
                    return Setting(size, inset, divided(room, table.widths, low, most))
    # Wider than any page: smaller than can be read on paper, but every figure is in its cell.
    inset = _INSETS[-1]
    size = max(1.0, (room - 2 * inset * len(least)) / sum(least))
    return Setting(size, inset, [width * size + 2 * inset for width in least])


def length_in_type(text: str) -> float:
    """How wide a text is in sizes of its type, in the widest of the fonts it may be set in: no figure may run over its border."""
    return sum(map(_width_of, text)) * _SLACK


def _width_of(sign: str) -> float:
    if sign > "\u2000" or sign in _WIDE:
        return 1.0
    if sign.isdigit():
        return _DIGIT
    return _STOP if sign in ",." else _CAPITAL if sign.isupper() else _LETTER


def needed(table: Table, length: Callable[[str], float], fewest: float) -> tuple[list[float], list[float]]:
    """For each column, in the measure of `length`: what it cannot do without, and with what nothing in it is broken.

    A figure or code is never broken, a text has at least `fewest` and its longest word on a line. Columns of figures count alike: they
    stand side by side; one without any gives its room away.
    """
    least = [min(_NARROWEST, fewest)] * len(table.widths)
    ample = list(least)
    for rows in (table.head, table.body):
        # Cells over several columns last: they ask only for what their columns do not have by then.
        for _, column, cell in sorted(placed(rows, len(table.widths)), key=lambda place: place[2].column_span):
            longest = max(map(length, cell.text.split("\n")))
            low = longest
            if cell.kind is Kind.TEXT:
                word = max((length(word) for word in WORD.findall(cell.text) if len(word) <= LONGEST_WORD), default=0.0)
                low = max(min(longest, fewest), word)
            _widen(least, column, cell.column_span, low)
            _widen(ample, column, cell.column_span, longest if cell.column_span == 1 else low)
    of_figures = {column for _, column, cell in placed(table.body, len(table.widths)) if cell.kind in _FIGURES and cell.text}
    widest = max((ample[column] for column in of_figures), default=0.0)
    return least, [widest if column in of_figures else most for column, most in enumerate(ample)]


def _widen(widths: list[float], first: int, count: int, wanted: float) -> None:
    """The columns together as wide as asked for, each getting the same."""
    lacking = wanted - sum(widths[first : first + count])
    for column in range(first, first + count):
        widths[column] += max(0.0, lacking / count)


def divided(room: float, shares: tuple[int, ...], least: list[float], ample: list[float]) -> list[float]:
    """Widths that fill `room` by the shares, mended: room that a column does not use goes to those that lack it, and none gets less
    than `least`; where all that is more than there is, `least` itself. Shares and `least` are more than 0."""
    wanted = [room * share / sum(shares) for share in shares]
    return _fitted(_lent(wanted, [max(low, most) for low, most in zip(least, ample, strict=True)]), least)


def _lent(wanted: list[float], ample: list[float]) -> list[float]:
    """First the columns that lack little get it, from room that is unused and then from columns of running text, which are broken into
    lines anyhow; what unused room is left goes to the running text."""
    running = [enough > _RUNNING * width for width, enough in zip(wanted, ample, strict=True)]
    spare = [max(0.0, width - enough) for width, enough in zip(wanted, ample, strict=True)]
    lacking = [0.0 if runs else max(0.0, enough - width) for width, enough, runs in zip(wanted, ample, running, strict=True)]
    text = [width if runs else 0.0 for width, runs in zip(wanted, running, strict=True)]
    unused = min(sum(lacking), sum(spare))
    lent = min(sum(lacking) - unused, _LENT * sum(text))
    wants = sum(enough - width for width, enough, runs in zip(wanted, ample, running, strict=True) if runs)
    left = min(sum(spare) - unused, wants)
    changes = zip(_parts(unused + lent, lacking), _parts(unused + left, spare), _parts(left, text), _parts(lent, text), strict=True)
    return [width + got - given + more - less for width, (got, given, more, less) in zip(wanted, changes, strict=True)]


def _parts(whole: float, by: list[float]) -> list[float]:
    return [whole * one / sum(by) if one else 0.0 for one in by]


def _fitted(wanted: list[float], least: list[float]) -> list[float]:
    """Columns that are too narrow get what they need, from the others in proportion."""
    fixed = [False] * len(wanted)
    while not all(fixed):
        room = sum(wanted) - sum(width for width, held in zip(least, fixed, strict=True) if held)
        free = sum(width for width, held in zip(wanted, fixed, strict=True) if not held)
        widths = [low if held else width * room / free for width, low, held in zip(wanted, least, fixed, strict=True)]
        short = [not held and width < low - 0.01 for width, low, held in zip(widths, least, fixed, strict=True)]
        if not any(short):
            return [round(width, 3) for width in widths]
        fixed = [held or lacks for held, lacks in zip(fixed, short, strict=True)]
    return least
