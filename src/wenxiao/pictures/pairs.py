"""What changed against last year: two bars an item, and the change in words, exact to the last digit?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.axis import Axis
from wenxiao.pictures.canvas import LEADING, SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import AXIS, INK, MAIN, PAST, SOFT_INK, Paint
from wenxiao.vocabulary.shown import WAN, Unit, format_base

WIDTH = 860
LABEL = 190
ROW = 50
BAR = 14
MARGIN = 8
SHORTEST_AXIS = 160
YEAR = 200
HEAD = 30


class Pair(NamedTuple):
    """对比项: last year's and this year's value in base units (分 for money)."""

    label: str
    last: int
    this: int
    href: str = ""


class Change(NamedTuple):
    """变动: the difference and the rate in words; `rate` says why where there is none."""

    difference: str
    rate: str

    def __str__(self) -> str:
        return f"{self.difference}，{self.rate}" if self.rate else self.difference


def pairs(
    title: str,
    items: Sequence[Pair],
    *,
    prefix: str,
    years: tuple[str, str] = ("上年", "本年"),
    unit: Unit = WAN,
    decimals: int = 2,
) -> Picture:
    """`items` in their order, values printed in `unit` with at least `decimals` decimals and more where they need them."""
    heads = ("名称", *years, "变动", "幅度")
    if not items:
        return nothing(title, f"{title}：没有数据", heads, prefix)

    told = [(_figure(item.last, unit, decimals), _figure(item.this, unit, decimals)) for item in items]
    changes = [change(item.last, item.this, unit, decimals) for item in items]
    left = LABEL + 2 * MARGIN
    figures = max(text_width(figure, SIZE) for both in told for figure in both)
    words = max(text_width(word, SIZE, bold=True) for one in changes for word in one)
    width = max(WIDTH, left + SHORTEST_AXIS + figures + words + 40)
    axis = Axis.over((value for item in items for value in (item.last, item.this)), left, width - words - figures - 40)
    canvas = Canvas(prefix, width)
    at = canvas.swatch(left, MARGIN + 10, wrapped(years[0], SIZE, YEAR, 1)[0], PAST)
    canvas.swatch(at, MARGIN + 10, wrapped(years[1], SIZE, YEAR, 1)[0], MAIN)
    if unit.name:
        canvas.middle_text(width - MARGIN, MARGIN + 10, f"单位：{unit.name}", SOFT_INK, anchor="end")
    for row, (item, (last, this), one) in enumerate(zip(items, told, changes, strict=True)):
        top = HEAD + MARGIN + row * ROW
        middle = top + ROW / 2
        with canvas.part(f"{item.label}：{years[0]} {last}，{years[1]} {this}，{one}", item.href):
            canvas.area(0, top, width, ROW)
            canvas.middle_text(LABEL + MARGIN, middle, wrapped(item.label, SIZE, LABEL), anchor="end")
            _value(canvas, axis, item.last, last, middle - 9, PAST, SOFT_INK)
            _value(canvas, axis, item.this, this, middle + 9, MAIN, INK)
            canvas.text(width - MARGIN, middle - (3 if one.rate else -4), one.difference, bold=True, anchor="end")
            if one.rate:
                canvas.text(width - MARGIN, middle - 3 + LEADING, one.rate, SOFT_INK, anchor="end")
    height = HEAD + 2 * MARGIN + len(items) * ROW
    canvas.path(f"M{axis.zero:.5g} {HEAD + MARGIN}V{height - MARGIN}", AXIS)
    rows = tuple((item.label, *both, *one) for item, both, one in zip(items, told, changes, strict=True))
    table = Table(f"{title}（{unit.name}）" if unit.name else title, heads, rows, tuple(item.href for item in items))
    return Picture(canvas.svg(title, _gist(title, items, changes), height), table)


def change(last: int, this: int, unit: Unit = WAN, decimals: int = 2) -> Change:
    """The change from `last` to `this` (base units of `unit`): direction, difference, and the rate to a hundredth of a per cent.

    The rate is reckoned on integers and rounded half away from zero. There is none on a base that is zero or negative.
    """
    difference = this - last
    if not difference:
        return Change("持平", "" if last else "两年均为零")
    words = f"{'增加' if difference > 0 else '减少'} {_figure(abs(difference), unit, decimals)}{_spaced(unit)}"
    if last == 0:
        return Change(words, "上年为零，不计幅度")
    if last < 0:
        return Change(words, "上年为负，不计幅度")
    hundredths = (2 * 10_000 * abs(difference) + last) // (2 * last)
    rate = f" {hundredths // 100}.{hundredths % 100:02d}%" if hundredths else "不足 0.01%"
    return Change(words, f"{'增长' if difference > 0 else '下降'}{rate}")


def _value(canvas: Canvas, axis: Axis, value: int, told: str, middle: float, paint: Paint, ink: Paint) -> None:
    start, length = axis.bar(value)
    if length:
        canvas.rect(start, middle - BAR / 2, length, BAR, paint)
    canvas.middle_text(max(start + length, axis.zero) + 8, middle, told, ink)


def _figure(value: int, unit: Unit, decimals: int) -> str:
    return format_base(value, unit, decimals, grouped=True)


def _spaced(unit: Unit) -> str:
    return f" {unit.name}" if unit.name else ""


def _gist(title: str, items: Sequence[Pair], changes: Sequence[Change]) -> str:
    grown = sum(item.this > item.last for item in items)
    shrunk = sum(item.this < item.last for item in items)
    most = max(range(len(items)), key=lambda at: abs(items[at].this - items[at].last))
    told = f"{title}：共 {len(items)} 项，增加 {grown} 项，减少 {shrunk} 项，持平 {len(items) - grown - shrunk} 项"
    return f"{told}；变动最大的是{items[most].label}，{changes[most]}。" if grown or shrunk else f"{told}。"
