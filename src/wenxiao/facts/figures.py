"""What does one cell say: a figure, a dash, nothing, or something that is no figure where one should stand?"""

from __future__ import annotations

from wenxiao.facts.model import State
from wenxiao.vocabulary.shown import NotAFigureError, Shown, Unit
from wenxiao.vocabulary.wording import fold

_NILS = frozenset(("-", "--", "---", "—", "——", "─", "/", "无", "\\"))


def figure(text: str, unit: Unit) -> tuple[State, Shown | None]:
    """The state of a cell's text and, where it is a figure, the figure. Blank, dash and zero stay apart."""
    label = fold(text)
    if not label:
        return State.BLANK, None
    if label in _NILS:
        return State.NIL, None
    shown = shown_figure(text.strip(), unit)
    if shown is None:
        return State.UNREADABLE, None
    return (State.STATED if shown.value else State.ZERO), shown


def shown_figure(text: str, unit: Unit) -> Shown | None:
    """The figure that a text shows, None where it is none.

    One with more decimals than base units can hold (a spreadsheet's 12.3456789 万元, a point moved to the left) is taken to the
    nearest base unit.
    """
    try:
        return Shown.parse(text, unit)
    except NotAFigureError:
        return _to_nearest(text, unit)


def _to_nearest(text: str, unit: Unit) -> Shown | None:
    whole, point, fraction = text.partition(".")
    most = len(str(unit.base)) - 1
    if not point or len(fraction) <= most or not (fraction.isascii() and fraction.isdigit()):
        return None
    try:
        cut = Shown.parse(f"{whole}.{fraction[:most]}", unit)
    except NotAFigureError:
        return None
    up = 1 if fraction[most] >= "5" else 0
    return Shown(text, cut.value - up if whole.startswith("-") else cut.value + up, unit, len(fraction))


def is_figure(label: str) -> bool:
    """Is a folded label a figure (and no code like 201 or 30101, which callers tell by its column)?"""
    body = label[:-1] if label.endswith("%") else label
    body = body.lstrip("+-(").rstrip(")")
    return bool(body) and body.isascii() and body.replace(",", "").replace(".", "", 1).isdigit()
