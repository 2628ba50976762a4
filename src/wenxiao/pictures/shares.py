"""How do the items of each row divide into grades: one stacked bar a row, with its counts under the legend's heads?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.canvas import SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import RAIL, SOFT_INK, WRONG, WRONG_INK, Paint

LABEL = 170
BAR_WIDTH = 320
ROW = 40
BAR = 18
MARGIN = 8
HEAD = 34
TOTAL = 56
# A share that is not zero is seen, however small.
THINNEST = 5.0


class Category(NamedTuple):
    """类别: a grade or severity and its paint of the palette; neighbours should differ in pattern."""

    label: str
    paint: Paint


class Row(NamedTuple):
    """行: counts in the order of the categories."""

    label: str
    counts: tuple[int, ...]
    href: str = ""


class CountsError(ValueError):
    """A row whose counts do not match the categories."""

    def __init__(self, row: Row, categories: int) -> None:
        super().__init__(f"row {row.label!r} needs {categories} counts of 0 or more, not {row.counts}")


def shares(title: str, categories: Sequence[Category], rows: Sequence[Row], *, prefix: str, counter: str = "个") -> Picture:
    """Each row's bar is as long as every other's: it shows shares; the counts stand beside it. Raises CountsError."""
    heads = ("名称", "合计", *(category.label for category in categories))
    for row in rows:
        if len(row.counts) != len(categories) or min(row.counts, default=0) < 0:
            raise CountsError(row, len(categories))
    if not rows or not categories:
        return nothing(title, f"{title}：没有数据", heads, prefix)
    left = LABEL + 2 * MARGIN
    ends = _columns(categories, left + BAR_WIDTH + TOTAL)
    width = ends[-1] + 2 * MARGIN
    canvas = Canvas(prefix, width)
    canvas.middle_text(left + BAR_WIDTH + TOTAL, MARGIN + 12, heads[1], SOFT_INK, anchor="end")
    for category, end in zip(categories, ends, strict=True):
        canvas.swatch(end - text_width(category.label, SIZE) - 24, MARGIN + 12, category.label, category.paint)
    for at, row in enumerate(rows):
        top = HEAD + MARGIN + at * ROW
        middle = top + ROW / 2
        told = "，".join(f"{category.label} {count}" for category, count in zip(categories, row.counts, strict=True))
        with canvas.part(f"{row.label}：共 {sum(row.counts)} {counter}，{told}", row.href):
            canvas.area(0, top, width, ROW)
            canvas.middle_text(LABEL + MARGIN, middle, wrapped(row.label, SIZE, LABEL), anchor="end")
            _stack(canvas, left, middle, categories, row.counts)
            canvas.middle_text(left + BAR_WIDTH + TOTAL, middle, str(sum(row.counts)), anchor="end", bold=True)
            for category, count, end in zip(categories, row.counts, ends, strict=True):
                wrong = category.paint == WRONG and count > 0
                canvas.middle_text(end, middle, str(count), WRONG_INK if wrong else SOFT_INK, anchor="end", bold=wrong)
    height = HEAD + 2 * MARGIN + len(rows) * ROW
    lines = tuple((row.label, str(sum(row.counts)), *map(str, row.counts)) for row in rows)
    table = Table(title, heads, lines, tuple(row.href for row in rows))
    return Picture(canvas.svg(title, _gist(title, categories, rows, counter), height), table)


def lengths(counts: Sequence[int], width: float) -> list[float]:
    """`width` divided as `counts`; what is not zero gets THINNEST at least, at the others' cost in proportion."""
    total = sum(counts)
    if not total:
        return [0.0] * len(counts)
    thin = [0 < count * width < THINNEST * total for count in counts]
    rest = sum(count for count, small in zip(counts, thin, strict=True) if not small)
    room = width - THINNEST * sum(thin)
    return [THINNEST if small else count * room / rest if rest else 0.0 for count, small in zip(counts, thin, strict=True)]


def _columns(categories: Sequence[Category], left: float) -> list[float]:
    """The right ends of the columns of counts."""
    ends = []
    for category in categories:
        left += max(text_width(category.label, SIZE) + 24 + 24, 60)
        ends.append(left)
    return ends


def _stack(canvas: Canvas, left: float, middle: float, categories: Sequence[Category], counts: Sequence[int]) -> None:
    if not sum(counts):
        canvas.rect(left, middle - BAR / 2, BAR_WIDTH, BAR, RAIL)
        canvas.middle_text(left + BAR_WIDTH / 2, middle, "没有数据", SOFT_INK, anchor="middle")
        return
    for category, length in zip(categories, lengths(counts, BAR_WIDTH), strict=True):
        if length:
            canvas.rect(left + 1, middle - BAR / 2, length - 2, BAR, category.paint)
        left += length


def _gist(title: str, categories: Sequence[Category], rows: Sequence[Row], counter: str) -> str:
    sums = [sum(row.counts[at] for row in rows) for at in range(len(categories))]
    told = "，".join(f"{category.label} {count} {counter}" for category, count in zip(categories, sums, strict=True))
    return f"{title}：{len(rows)} 行共 {sum(sums)} {counter}，其中{told}。"
