"""Where does the money come from and where does it go: columns of nodes, and bands between them as wide as what flows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wenxiao.pictures.canvas import LEADING, SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import MAIN, SOFT_INK, STREAM, VEIL
from wenxiao.vocabulary.shown import WAN, Unit, format_base

WIDTH = 960
LABEL = 156
NODE = 14
MARGIN = 8
BESIDE = 8
BETWEEN = 12
SHORTEST_BAND = 60
HEAD = 30
AMOUNT_BESIDE = 8
WIDEST_SPREAD = 120
# Every node and every band is seen, however small.
SHORTEST_NODE = 3.0
THINNEST_BAND = 1.0

HEADS = ("来源", "去向", "金额")


class Node(NamedTuple):
    """节点: `amount` is its amount as printed, `column` its place from left to right."""

    id: str
    label: str
    amount: str
    column: int
    href: str = ""


class Link(NamedTuple):
    """流: `value` in base units (分 for money) from one node to a node further right."""

    source: str
    target: str
    value: int
    href: str = ""


class UnknownNodeError(ValueError):
    """A link from or to a node that is not there."""

    def __init__(self, node: str) -> None:
        super().__init__(f"a link names the node {node!r}, which is not among the nodes")


class LinkDirectionError(ValueError):
    """A link that does not lead to a column further right, or whose value is negative."""

    def __init__(self, link: Link) -> None:
        super().__init__(f"the link {link.source!r} → {link.target!r} of {link.value} must lead to the right and not be negative")


class RepeatedNodeError(ValueError):
    """Two nodes of one id."""

    def __init__(self, node: str) -> None:
        super().__init__(f"the node {node!r} stands twice")


class _Label(NamedTuple):
    """The lines of a name, whether the amount stands behind the last of them or below it, and the widths of last line, amount and all."""

    lines: tuple[str, ...]
    is_beside: bool
    last: float
    amount: float
    width: float

    @property
    def height(self) -> float:
        return LEADING * (len(self.lines) + (not self.is_beside))


class _Bar(NamedTuple):
    """Where a node's bar stands."""

    x: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def flow(
    title: str, nodes: Sequence[Node], links: Sequence[Link], *, prefix: str, unit: Unit = WAN, headings: Sequence[str] = ()
) -> Picture:
    """Nodes in their order within each column; heights and bands in proportion to the values.

    The values of links are printed in `unit`. `headings` stand over the columns. A link of zero is in the table only.
    Raises RepeatedNodeError, UnknownNodeError and LinkDirectionError.
    """
    if not nodes:
        return nothing(title, f"{title}：没有收支数据", HEADS, prefix)
    by_id = _by_id(nodes, links)
    columns = [[node for node in nodes if node.column == column] for column in sorted({node.column for node in nodes})]
    amounts = [_amount(link, unit) for link in links]
    table = _table(title, columns, links, amounts, by_id)
    flowing = [link for link in links if link.value]
    told = [amount for link, amount in zip(links, amounts, strict=True) if link.value]
    scale = _scale(columns, flowing)
    widths = [max(link.value * scale, THINNEST_BAND) for link in flowing]
    labels = {node.id: _label(node) for node in nodes}
    room = max(LABEL, *(label.width for label in labels.values()))
    places, width = _places(len(columns), room)
    bars, height = _bars(columns, _heights(nodes, flowing, widths), labels, places, MARGIN + (HEAD if headings else 0))
    starts, stops = _edges(flowing, widths, bars)

    canvas = Canvas(prefix, width)
    for heading, column in zip(headings, columns, strict=False):
        _heading(canvas, heading, bars[column[0].id].x, width)
    for link, amount, band, start, stop in zip(flowing, told, widths, starts, stops, strict=True):
        with canvas.part(f"{by_id[link.source].label} → {by_id[link.target].label}：{amount}", link.href):
            canvas.path(_band(bars[link.source].x + NODE, start, bars[link.target].x, stop, band), STREAM)
    for at, column in enumerate(columns):
        for node in column:
            _node(canvas, node, labels[node.id], bars[node.id], is_first=at == 0 and len(columns) > 1, is_last=at == len(columns) - 1)
    return Picture(canvas.svg(title, _gist(title, columns, flowing, by_id, unit), height + MARGIN), table)


def _by_id(nodes: Sequence[Node], links: Sequence[Link]) -> dict[str, Node]:
    by_id: dict[str, Node] = {}
    for node in nodes:
        if node.id in by_id:
            raise RepeatedNodeError(node.id)
        by_id[node.id] = node
    for link in links:
        for end in (link.source, link.target):
            if end not in by_id:
                raise UnknownNodeError(end)
        if by_id[link.source].column >= by_id[link.target].column or link.value < 0:
            raise LinkDirectionError(link)
    return by_id


def _scale(columns: Sequence[Sequence[Node]], flowing: Sequence[Link]) -> float:
    """Picture units for one base unit: the largest column's bars are together 250 to 460 high, the more nodes the higher."""
    into: Counter[str] = Counter()
    out: Counter[str] = Counter()
    for link in flowing:
        out[link.source] += link.value
        into[link.target] += link.value
    largest = max(sum(max(into[node.id], out[node.id]) for node in column) for column in columns)
    return min(240 + 12 * max(map(len, columns)), 460) / largest if largest else 0.0


def _heights(nodes: Sequence[Node], flowing: Sequence[Link], widths: Sequence[float]) -> dict[str, float]:
    into = dict.fromkeys((node.id for node in nodes), 0.0)
    out = dict(into)
    for link, width in zip(flowing, widths, strict=True):
        out[link.source] += width
        into[link.target] += width
    return {node: max(into[node], out[node], SHORTEST_NODE) for node in into}


def _places(columns: int, room: float) -> tuple[list[float], float]:
    """The left edge of each column's bars, and the width of the picture. A label, `room` wide, stands left of the first column and
    right of every other."""
    if columns < 2:
        return [float(MARGIN)], NODE + BESIDE + room + 2 * MARGIN
    beside = room + BESIDE + MARGIN
    free = (WIDTH - 2 * beside - columns * NODE) / (columns - 1)
    step = NODE + max(free, SHORTEST_BAND + (room + BESIDE if columns > 2 else 0))
    places = [beside + column * step for column in range(columns)]
    return places, places[-1] + NODE + beside


def _bars(
    columns: Sequence[Sequence[Node]], heights: Mapping[str, float], labels: Mapping[str, _Label], places: Sequence[float], top: float
) -> tuple[dict[str, _Bar], float]:
    """Where each node's bar stands, and where the longest column ends. A node's slot holds its label, so that no two labels meet."""
    slots = [[max(heights[node.id], labels[node.id].height) for node in column] for column in columns]
    lengths = [sum(column) + BETWEEN * (len(column) - 1) for column in slots]
    longest = max(lengths)
    bars = {}
    for column, x, slot_heights, length in zip(columns, places, slots, lengths, strict=True):
        # A shorter column is spread a little, then put in the middle.
        wider = min((longest - length) / (len(column) + 1), WIDEST_SPREAD)
        y = top + (longest - length - wider * (len(column) - 1)) / 2
        for node, slot in zip(column, slot_heights, strict=True):
            bars[node.id] = _Bar(x, y + (slot - heights[node.id]) / 2, heights[node.id])
            y += slot + BETWEEN + wider
    return bars, top + longest


def _edges(flowing: Sequence[Link], widths: Sequence[float], bars: Mapping[str, _Bar]) -> tuple[list[float], list[float]]:
    """The upper edge of each band at its source and at its target; at a node, bands stand in the order of their other ends."""
    starts, stops = [0.0] * len(flowing), [0.0] * len(flowing)
    used_out: dict[str, float] = {}
    for at in sorted(range(len(flowing)), key=lambda at: bars[flowing[at].target].middle):
        source = flowing[at].source
        starts[at] = used_out.get(source, bars[source].top)
        used_out[source] = starts[at] + widths[at]
    used_in: dict[str, float] = {}
    for at in sorted(range(len(flowing)), key=lambda at: bars[flowing[at].source].middle):
        target = flowing[at].target
        stops[at] = used_in.get(target, bars[target].top)
        used_in[target] = stops[at] + widths[at]
    return starts, stops


def _band(left: float, start: float, right: float, stop: float, width: float) -> str:
    middle, start_below, stop_below = (left + right) / 2, start + width, stop + width
    return (
        f"M{left:.5g} {start:.5g}C{middle:.5g} {start:.5g} {middle:.5g} {stop:.5g} {right:.5g} {stop:.5g}V{stop_below:.5g}"
        f"C{middle:.5g} {stop_below:.5g} {middle:.5g} {start_below:.5g} {left:.5g} {start_below:.5g}z"
    )


def _heading(canvas: Canvas, heading: str, x: float, width: float) -> None:
    told = wrapped(heading, SIZE, LABEL, 1)
    half = text_width(told[0], SIZE) / 2
    canvas.text(min(max(x + NODE / 2, half + MARGIN), width - half - MARGIN), MARGIN + 14, told, SOFT_INK, anchor="middle")


def _label(node: Node) -> _Label:
    lines = wrapped(node.label, SIZE, LABEL)
    name = max(text_width(line, SIZE) for line in lines)
    last, amount = text_width(lines[-1], SIZE), text_width(node.amount, SIZE, bold=True)
    is_beside = last + AMOUNT_BESIDE + amount <= LABEL
    return _Label(lines, is_beside, last, amount, max(name, last + AMOUNT_BESIDE + amount if is_beside else amount))


def _node(canvas: Canvas, node: Node, label: _Label, bar: _Bar, *, is_first: bool, is_last: bool) -> None:
    """A bar and its label: left of it in the first column, right of it in the others, veiled where bands run below it."""
    x, anchor = (bar.x - BESIDE, "end") if is_first else (bar.x + NODE + BESIDE, "start")
    top = bar.middle - label.height / 2
    baseline = top + LEADING - 4
    last = baseline + (len(label.lines) - 1) * LEADING
    with canvas.part(f"{node.label}：{node.amount}", node.href):
        canvas.area(x - LABEL if is_first else x, min(bar.top, top), LABEL, max(bar.height, label.height))
        canvas.rect(bar.x, bar.top, NODE, bar.height, MAIN)
        if not is_first and not is_last:
            canvas.rect(x - 4, top - 1, label.width + 8, label.height + 2, VEIL, radius=3)
        if not label.is_beside:
            canvas.text(x, baseline, label.lines, anchor=anchor)
            canvas.text(x, last + LEADING, node.amount, anchor=anchor, bold=True)
        elif is_first:
            if len(label.lines) > 1:
                canvas.text(x, baseline, label.lines[:-1], anchor=anchor)
            canvas.text(x - label.amount - AMOUNT_BESIDE, last, label.lines[-1], anchor=anchor)
            canvas.text(x, last, node.amount, anchor=anchor, bold=True)
        else:
            canvas.text(x, baseline, label.lines, anchor=anchor)
            canvas.text(x + label.last + AMOUNT_BESIDE, last, node.amount, anchor=anchor, bold=True)


def _amount(link: Link, unit: Unit) -> str:
    figure = format_base(link.value, unit, 2, grouped=True)
    return f"{figure} {unit.name}" if unit.name else figure


def _table(
    title: str, columns: Sequence[Sequence[Node]], links: Sequence[Link], amounts: Sequence[str], by_id: Mapping[str, Node]
) -> Table:
    """Each node with its own amount, then what flows out of it."""
    out: dict[str, list[tuple[Link, str]]] = {}
    for link, amount in zip(links, amounts, strict=True):
        out.setdefault(link.source, []).append((link, amount))
    rows: list[tuple[str, str, str]] = []
    hrefs: list[str] = []
    for column in columns:
        for node in column:
            rows.append((node.label, "（合计）", node.amount))
            hrefs.append(node.href)
            for link, amount in out.get(node.id, ()):
                rows.append((node.label, by_id[link.target].label, amount))
                hrefs.append(link.href)
    return Table(title, HEADS, tuple(rows), tuple(hrefs))


def _gist(title: str, columns: Sequence[Sequence[Node]], flowing: Sequence[Link], by_id: Mapping[str, Node], unit: Unit) -> str:
    told = f"{title}：从 {len(columns[0])} 项来源到 {len(columns[-1])} 项去向" if len(columns) > 1 else f"{title}：{len(columns[0])} 项"
    if not flowing:
        return f"{told}，没有资金流动。"
    most = max(flowing, key=lambda link: link.value)
    return f"{told}；最大的一笔从{by_id[most.source].label}到{by_id[most.target].label}，{_amount(most, unit)}。"
