"""Which states does a document pass, by whose action, and where can it be sent back: a flow chart of a workflow?

One state a row, in the order given, so that the way forward reads from top to bottom. A step to the next state is an arrow between the
two boxes; a step that skips states runs down the right side; a step back runs up the left side, dashed. Steps on one side with the same
end share one line, and a dot tells where they join it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.canvas import LEADING, SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import text_width, wrapped
from wenxiao.pictures.palette import (
    BACKWARD,
    BACKWARD_HEAD,
    CALM,
    FORWARD,
    FORWARD_HEAD,
    INK,
    MAIN,
    OUTLINED,
    WHITE_INK,
    Paint,
)

BOX = 176
LABEL = 168
LANE = 18
MARGIN = 12
BESIDE = 10
LOWEST_BOX = 44
SHORTEST_ARROW = 34
ENTRY = 20
HEADS = ("从", "动作", "到", "由谁")


class State(NamedTuple):
    """状态: `label` is what the box says."""

    id: str
    label: str


class Transition(NamedTuple):
    """动作: `action` leads from `source` to `target`; `roles` says who may do it."""

    action: str
    source: str
    target: str
    roles: str = ""

    @property
    def label(self) -> tuple[str, ...]:
        """Its lines: all in one where that fits, else the roles below the action."""
        roles = f"（{self.roles}）" if self.roles else ""
        if not roles or text_width(self.action + roles, SIZE) <= LABEL:
            return wrapped(self.action + roles, SIZE, LABEL)
        return (*wrapped(self.action, SIZE, LABEL), *wrapped(roles, SIZE, LABEL))


class UnknownStateError(ValueError):
    """A transition from or to a state that is not there, or a mark on one."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the state {state!r} is not among the states")


class RepeatedStateError(ValueError):
    """Two states of one id."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the state {state!r} stands twice")


class _Side(NamedTuple):
    """One side of the boxes: what leaves them there, and the lane of each row that something enters."""

    leaving: dict[int, list[tuple[int, tuple[str, ...]]]]
    lanes: dict[int, int]

    def height(self, row: int) -> float:
        """The room that row needs on this side."""
        stubs = sum(_stub(lines) for _, lines in self.leaving.get(row, ()))
        return stubs + (ENTRY if row in self.lanes else 0) + 8

    @property
    def width(self) -> float:
        if not self.lanes:
            return 0.0
        widest = max(text_width(line, SIZE) for stubs in self.leaving.values() for _, lines in stubs for line in lines)
        return BESIDE + widest + 8 + LANE * (max(self.lanes.values()) + 1)


def steps(
    title: str,
    states: Sequence[State],
    transitions: Sequence[Transition],
    *,
    prefix: str,
    current: str = "",
    passed: Sequence[str] = (),
) -> Picture:
    """The flow chart; `current` and `passed` are ids of states, told in the boxes in words too.

    Raises RepeatedStateError and UnknownStateError.
    """
    if not states:
        return nothing(title, f"{title}：没有定义状态", HEADS, prefix)
    rows = _rows(states, transitions, current, passed)
    ahead, skipping, back = _sorted(rows, transitions)
    left, right = _side(back), _side(skipping)
    tops, heights, bottom = _heights(len(states), ahead, left, right)
    arrow_labels = max((text_width(line, SIZE) for labels in ahead.values() for lines in labels for line in lines), default=0)
    box = MARGIN + left.width
    width = box + BOX + max(right.width, BESIDE + arrow_labels - BOX / 2) + MARGIN

    canvas = Canvas(prefix, width)
    for side, facing in ((left, -1), (right, 1)):
        _lanes(canvas, side, tops, box if facing < 0 else box + BOX, facing)
    for row, labels in ahead.items():
        start, stop = tops[row] + heights[row], tops[row + 1]
        _arrow(canvas, box + BOX / 2, start, stop)
        lines = [line for label in labels for line in label]
        canvas.middle_text(box + BOX / 2 + BESIDE, (start + stop) / 2 - 2, lines)
    for row, state in enumerate(states):
        _box(canvas, state, box, tops[row], heights[row], is_current=state.id == current, is_passed=state.id in passed)
    named = {state.id: state.label for state in states}
    lines_of_table = tuple((named[one.source], one.action, named[one.target], one.roles) for one in transitions)
    table = Table(title, HEADS, lines_of_table, ("",) * len(transitions))
    return Picture(canvas.svg(title, _gist(title, states, transitions, len(back), named.get(current, "")), bottom + MARGIN), table)


def _rows(states: Sequence[State], transitions: Sequence[Transition], current: str, passed: Sequence[str]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for row, state in enumerate(states):
        if state.id in rows:
            raise RepeatedStateError(state.id)
        rows[state.id] = row
    for name in (*(end for one in transitions for end in (one.source, one.target)), *([current] if current else ()), *passed):
        if name not in rows:
            raise UnknownStateError(name)
    return rows


_Step = tuple[int, int, tuple[str, ...]]


def _sorted(rows: dict[str, int], transitions: Sequence[Transition]) -> tuple[dict[int, list[tuple[str, ...]]], list[_Step], list[_Step]]:
    """Steps to the next row (labels by row), steps that skip rows or stay, steps back."""
    ahead: dict[int, list[tuple[str, ...]]] = {}
    skipping: list[_Step] = []
    back: list[_Step] = []
    for one in transitions:
        source, target = rows[one.source], rows[one.target]
        lines = one.label
        if target == source + 1:
            ahead.setdefault(source, []).append(lines)
        else:
            (back if target < source else skipping).append((source, target, lines))
    return ahead, skipping, back


def _side(steps: Sequence[_Step]) -> _Side:
    """Each end has its own lane; shorter lanes stand nearer to the boxes, and lanes that do not meet share a place."""
    leaving: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    spans: dict[int, tuple[int, int]] = {}
    for source, target, lines in steps:
        leaving.setdefault(source, []).append((target, lines))
        low, high = spans.get(target, (target, target))
        spans[target] = (min(low, source), max(high, source))
    for stubs in leaving.values():
        stubs.sort(key=lambda stub: stub[0])
    lanes: dict[int, int] = {}
    for target in sorted(spans, key=lambda row: (spans[row][1] - spans[row][0], row)):
        low, high = spans[target]
        taken = {lanes[other] for other in lanes if spans[other][0] <= high and low <= spans[other][1]}
        lanes[target] = next(lane for lane in range(len(spans)) if lane not in taken)
    return _Side(leaving, lanes)


def _heights(count: int, ahead: dict[int, list[tuple[str, ...]]], left: _Side, right: _Side) -> tuple[list[float], list[float], float]:
    """Tops and heights of the boxes, and where the last one ends."""
    tops, heights = [], []
    y = float(MARGIN)
    for row in range(count):
        tops.append(y)
        heights.append(max(LOWEST_BOX, left.height(row), right.height(row)))
        lines = sum(map(len, ahead.get(row, ())))
        y += heights[-1]
        if row + 1 < count:
            y += max(SHORTEST_ARROW, lines * LEADING + 18)
    return tops, heights, y


def _stub(lines: Sequence[str]) -> float:
    """The height of a line that leaves a box, with its label above it."""
    return len(lines) * LEADING + 6


def _lanes(canvas: Canvas, side: _Side, tops: Sequence[float], edge: float, facing: int) -> None:
    """The lanes of one side with all that leaves and enters; `facing` is -1 on the left, 1 on the right."""
    paint, head = (BACKWARD, BACKWARD_HEAD) if facing < 0 else (FORWARD, FORWARD_HEAD)
    outermost = max(side.lanes.values(), default=0)
    reach = {row: edge + facing * (side.width - LANE * (outermost - lane + 0.5)) for row, lane in side.lanes.items()}
    joins: dict[int, list[float]] = {row: [] for row in side.lanes}
    entries = {row: tops[row] + 4 + ENTRY / 2 for row in side.lanes}
    for row, stubs in side.leaving.items():
        y = tops[row] + 4 + (ENTRY if row in side.lanes else 0)
        for target, lines in stubs:
            y += _stub(lines)
            joins[target].append(y - 3)
            canvas.text(edge + facing * BESIDE, y - 3 - 5 - (len(lines) - 1) * LEADING, lines, anchor="end" if facing < 0 else "start")
            canvas.path(f"M{edge:.5g} {y - 3:.5g}H{reach[target]:.5g}", paint)
    for row, ys in joins.items():
        ends = sorted((*ys, entries[row]))
        x = reach[row]
        canvas.path(f"M{x:.5g} {ends[0]:.5g}V{ends[-1]:.5g}", paint)
        canvas.path(f"M{x:.5g} {entries[row]:.5g}H{edge + facing * 7:.5g}", paint)
        for y in ends[1:-1]:
            canvas.path(f"M{reach[row] - 3:.5g} {y:.5g}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", head)
        y = entries[row]
        canvas.path(f"M{edge:.5g} {y:.5g}l{facing * 9} -4.5v9z", head)


def _arrow(canvas: Canvas, x: float, start: float, stop: float) -> None:
    canvas.path(f"M{x:.5g} {start:.5g}V{stop - 7:.5g}", FORWARD)
    canvas.path(f"M{x:.5g} {stop:.5g}l-4.5 -9h9z", FORWARD_HEAD)


def _box(canvas: Canvas, state: State, x: float, top: float, height: float, *, is_current: bool, is_passed: bool) -> None:
    paint, ink = _looks(is_current, is_passed)
    note = "（当前）" if is_current else "（已过）" if is_passed else ""
    lines = wrapped(state.label, SIZE, BOX - 20)
    if note:
        lines = (*lines[:-1], lines[-1] + note) if text_width(lines[-1] + note, SIZE) <= BOX - 16 else (*lines, note)
    with canvas.part(f"{state.label}{note}", ""):
        canvas.rect(x, top, BOX, height, paint, radius=4)
        canvas.middle_text(x + BOX / 2, top + height / 2, lines, ink, anchor="middle", bold=is_current)


def _looks(is_current: bool, is_passed: bool) -> tuple[Paint, Paint]:
    if is_current:
        return MAIN, WHITE_INK
    return (CALM, INK) if is_passed else (OUTLINED, INK)


def _gist(title: str, states: Sequence[State], transitions: Sequence[Transition], back: int, current: str) -> str:
    told = f"{title}：{len(states)} 个状态，从“{states[0].label}”到“{states[-1].label}”；{len(transitions)} 个动作，其中 {back} 个往回"
    return f"{told}；现在处于“{current}”。" if current else f"{told}。"
