"""How does an amount grow over the months, beside the course it was meant to take?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.canvas import SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import AXIS, COURSE, EVEN, EXPECTED, LEADER, MAIN, PLANNED, SOFT_INK, Paint

WIDTH = 860
HEIGHT = 300
MARGIN = 8
FOOT = 26
TICKS = 4
LEGEND = 24
SAMPLE = 30
MARKER = 6
PAINTS = {"actual": COURSE, "expected": EXPECTED, "even": EVEN, "planned": PLANNED}


class Course(NamedTuple):
    """进程: one line. `style` is a key of PAINTS; a value is None where the line does not stand; `texts` are the values as printed."""

    name: str
    style: str
    values: Sequence[int | None]
    texts: Sequence[str]


class Line(NamedTuple):
    """标线: a height to compare with, as printed: the whole budget."""

    name: str
    value: int
    text: str


def course(
    title: str,
    steps: Sequence[str],
    courses: Sequence[Course],
    *,
    prefix: str,
    gist: str,
    whole: Line,
    heads: str = "月份",
    ticks: str = "",
) -> Picture:
    """`courses` over `steps` (the months), one value a step, none below zero, under the height of `whole`.

    `ticks` says what the unit of the scale is; the scale has no figures of its own but zero and `whole`. The table has every value.
    """
    table_heads = (heads, *(each.name for each in courses))
    if not steps or not courses:
        return nothing(title, f"{title}：没有数据", table_heads, prefix)
    canvas = Canvas(prefix, WIDTH)
    highest = max([whole.value, 1, *(value for each in courses for value in each.values if value is not None)])
    foot = HEIGHT - FOOT
    head = MARGIN + SIZE + 10
    left, right = MARGIN, WIDTH - MARGIN

    def across(at: int) -> float:
        return left + (at + 0.5) * (right - left) / len(steps)

    def height(value: int) -> float:
        return foot - value * (foot - head) / highest

    for tick in range(TICKS + 1):
        y = foot - tick * (foot - head) / TICKS
        canvas.path(f"M{left} {y:.5g}H{right}", AXIS)
    beside = WIDTH - 2 * MARGIN - text_width(ticks, SIZE) - 20
    canvas.text(left, head - 8, wrapped(f"{whole.name} {whole.text}", SIZE, beside, 1), SOFT_INK)
    if ticks:
        canvas.text(right, head - 8, ticks, SOFT_INK, anchor="end")
    canvas.path(f"M{left} {height(whole.value):.5g}H{right}", LEADER)
    room = (right - left) / len(steps) - 4
    for at, step in enumerate(steps):
        canvas.middle_text(across(at), foot + FOOT / 2, wrapped(step, SIZE, room, 1), SOFT_INK, anchor="middle")
    for each in courses:
        with canvas.part(_told(each, steps), ""):
            _draw(canvas, each, [(across(at), height(value)) if value is not None else None for at, value in enumerate(each.values)])
    y = HEIGHT + LEGEND / 2
    for each in courses:
        canvas.path(f"M{left} {y:.5g}h{SAMPLE}", PAINTS[each.style])
        last = next((text for value, text in zip(reversed(each.values), reversed(each.texts), strict=True) if value is not None), "")
        canvas.middle_text(left + SAMPLE + 8, y, wrapped(f"{each.name}：{last}", SIZE, WIDTH - SAMPLE - 4 * MARGIN, 1))
        y += LEGEND
    rows = tuple((step, *(each.texts[at] for each in courses)) for at, step in enumerate(steps))
    return Picture(canvas.svg(title, gist, y - LEGEND / 2 + MARGIN), Table(title, table_heads, rows, ("",) * len(rows)))


def _draw(canvas: Canvas, each: Course, points: Sequence[tuple[float, float] | None]) -> None:
    paint: Paint = PAINTS[each.style]
    d, drawn = "", False
    for point in points:
        if point is None:
            drawn = False
            continue
        d += f"{'L' if drawn else 'M'}{point[0]:.5g} {point[1]:.5g}"
        drawn = True
    if d:
        canvas.path(d, paint)
    if each.style == "actual":
        for point in points:
            if point is not None:
                canvas.rect(point[0] - MARKER / 2, point[1] - MARKER / 2, MARKER, MARKER, MAIN)


def _told(each: Course, steps: Sequence[str]) -> str:
    return f"{each.name}：" + "，".join(
        f"{step} {text}" for step, value, text in zip(steps, each.values, each.texts, strict=True) if value is not None
    )
