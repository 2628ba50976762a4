"""Which item is how large: one horizontal bar a name, with its value in words?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.axis import Axis
from wenxiao.pictures.canvas import SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import AXIS, HOLLOW, INK, MAIN, NOTICE

WIDTH = 760
LABEL = 196
ROW = 40
BAR = 18
MARGIN = 8
SHORTEST_AXIS = 160


class Bar(NamedTuple):
    """条: `value` sets the length and may be negative; `text` is what is printed for it, unit included.

    `more` goes on behind it, hollow: what is only expected. A `marked` bar is dotted; its label should say why.
    """

    label: str
    value: int
    text: str
    href: str = ""
    more: int = 0
    marked: bool = False


def bars(title: str, items: Sequence[Bar], *, prefix: str, heads: tuple[str, str] = ("名称", "金额"), as_given: bool = False) -> Picture:
    """`items` as horizontal bars, the largest first, or in their own order. The table has the same rows under `heads`."""
    if not items:
        return nothing(title, f"{title}：没有数据", heads, prefix)
    shown = list(items) if as_given else sorted(items, key=lambda item: -item.value)
    left = LABEL + 2 * MARGIN
    room = max(text_width(item.text, SIZE, bold=True) for item in shown) + 8 + MARGIN
    width = max(WIDTH, left + SHORTEST_AXIS + room)
    canvas = Canvas(prefix, width)
    axis = Axis.over((each for item in shown for each in (item.value, item.value + item.more)), left, width - room)
    for row, item in enumerate(shown):
        top = MARGIN + row * ROW
        middle = top + ROW / 2
        with canvas.part(f"{item.label}：{item.text}", item.href):
            canvas.area(0, top, width, ROW)
            canvas.middle_text(LABEL + MARGIN, middle, wrapped(item.label, SIZE, LABEL), anchor="end")
            start, length = axis.bar(item.value)
            if length:
                canvas.rect(start, middle - BAR / 2, length, BAR, NOTICE if item.marked else MAIN)
            if item.more > 0:
                behind, further = axis.at(item.value), axis.bar(item.more)[1]
                canvas.rect(behind, middle - BAR / 2, further, BAR, HOLLOW)
                start, length = behind, further
            canvas.middle_text(max(start + length, axis.zero) + 8, middle, item.text, INK, bold=True)
    height = 2 * MARGIN + len(shown) * ROW
    canvas.path(f"M{axis.zero:.5g} {MARGIN}V{height - MARGIN}", AXIS)
    table = Table(title, heads, tuple((item.label, item.text) for item in shown), tuple(item.href for item in shown))
    return Picture(canvas.svg(title, _gist(title, shown), height), table)


def _gist(title: str, shown: Sequence[Bar]) -> str:
    most, least = max(shown, key=lambda item: item.value), min(shown, key=lambda item: item.value)
    if len(shown) == 1:
        return f"{title}：只有一项，{most.label} {most.text}。"
    return f"{title}：共 {len(shown)} 项，最大的是{most.label}（{most.text}），最小的是{least.label}（{least.text}）。"
