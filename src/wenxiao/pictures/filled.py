"""How much of each is used: a box as long as what was planned, filled as far as it was used?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.axis import Axis
from wenxiao.pictures.canvas import SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import AXIS, CALM, INK, MAIN

WIDTH = 760
LABEL = 150
ROW = 36
BAR = 18
MARGIN = 8
HEAD = 30
SHORTEST_AXIS = 160


class Filled(NamedTuple):
    """一格: `whole` and what of it is `used`, in base units; `text` is what is printed for the two."""

    label: str
    whole: int
    used: int
    text: str
    href: str = ""


def filled(
    title: str,
    items: Sequence[Filled],
    *,
    prefix: str,
    words: tuple[str, str] = ("计划", "已用"),
    heads: tuple[str, str] = ("名称", "数额"),
) -> Picture:
    """`items` in their order. `words` name the box and what fills it; the table has the same rows under `heads`."""
    if not items:
        return nothing(title, f"{title}：没有数据", heads, prefix)
    left = LABEL + 2 * MARGIN
    room = max(text_width(item.text, SIZE) for item in items) + 8 + MARGIN
    width = max(WIDTH, left + SHORTEST_AXIS + room)
    axis = Axis.over((value for item in items for value in (item.whole, item.used)), left, width - room)
    canvas = Canvas(prefix, width)
    at = canvas.swatch(left, MARGIN + 10, words[0], CALM)
    canvas.swatch(at, MARGIN + 10, words[1], MAIN)
    for row, item in enumerate(items):
        top = HEAD + MARGIN + row * ROW
        middle = top + ROW / 2
        with canvas.part(f"{item.label}：{item.text}", item.href):
            canvas.area(0, top, width, ROW)
            canvas.middle_text(LABEL + MARGIN, middle, wrapped(item.label, SIZE, LABEL), anchor="end")
            start, length = axis.bar(item.whole)
            inner, part = axis.bar(item.used)
            if length:
                canvas.rect(start, middle - BAR / 2, length, BAR, CALM)
            if part:
                canvas.rect(inner, middle - BAR / 2 + 3, part, BAR - 6, MAIN)
            canvas.middle_text(max(start + length, inner + part, axis.zero) + 8, middle, item.text, INK)
    height = HEAD + 2 * MARGIN + len(items) * ROW
    canvas.path(f"M{axis.zero:.5g} {HEAD + MARGIN}V{height - MARGIN}", AXIS)
    table = Table(title, heads, tuple((item.label, item.text) for item in items), tuple(item.href for item in items))
    return Picture(canvas.svg(title, _gist(title, items, words), height), table)


def _gist(title: str, items: Sequence[Filled], words: tuple[str, str]) -> str:
    full = sum(1 for item in items if item.whole and item.used >= item.whole)
    fullest = max(items, key=lambda item: (item.used, item.whole))
    most = f"；{words[1]}最多的是{fullest.label}，{fullest.text}" if fullest.used else ""
    return f"{title}：共 {len(items)} 项，{full} 项用完{most}。"
