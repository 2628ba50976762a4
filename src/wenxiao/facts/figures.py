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
    try:
        shown = Shown.parse(text.strip(), unit)
    except NotAFigureError:
        return State.UNREADABLE, None
    return (State.STATED if shown.value else State.ZERO), shown


def is_figure(label: str) -> bool:
    """Is a folded label a figure (and no code like 201 or 30101, which callers tell by its column)?"""
    body = label[:-1] if label.endswith("%") else label
    body = body.lstrip("+-(").rstrip(")")
    return bool(body) and body.isascii() and body.replace(",", "").replace(".", "", 1).isdigit()
