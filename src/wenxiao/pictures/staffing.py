"""How many people are there for how many approved posts, kind by kind, and where are there too many?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.axis import Axis
from wenxiao.pictures.canvas import SIZE, Canvas, Picture, Table, nothing
from wenxiao.pictures.lettering import wrapped
from wenxiao.pictures.palette import AXIS, HOLLOW, INK, MAIN, SOFT_INK, WRONG, WRONG_INK

WIDTH = 760
LABEL = 150
ROW = 44
BAR = 20
MARGIN = 8
HEAD = 34
HEADS = ("人员类别", "编制", "实有", "情况")


class Staff(NamedTuple):
    """人员类别: approved posts (`quota`, None for a kind that has none by its nature, such as contract staff) and people."""

    label: str
    quota: int | None
    people: int
    href: str = ""

    @property
    def over(self) -> int:
        """How many people are above the quota; 0 where none is."""
        return max(self.people - self.quota, 0) if self.quota is not None else 0

    @property
    def verdict(self) -> str:
        if self.quota is None:
            return "不占编制"
        if self.over:
            return f"超编 {self.over} 人"
        if self.people < self.quota:
            return f"空编 {self.quota - self.people} 人"
        return "满编" if self.quota else "无编制、无人员"


def staffing(title: str, kinds: Sequence[Staff], *, prefix: str) -> Picture:
    """Quota (dashed outline) against head-count (solid); what is above the quota is hatched and told in words."""
    if not kinds:
        return nothing(title, f"{title}：没有数据", HEADS, prefix)
    canvas = Canvas(prefix, WIDTH)
    left, right = LABEL + 2 * MARGIN, WIDTH - 256
    quota_at, count_at, verdict_at = right + 60, right + 120, right + 140
    _heads(canvas, left, quota_at, count_at, verdict_at, any(kind.over for kind in kinds))
    axis = Axis.over((value for kind in kinds for value in (kind.quota or 0, kind.people)), left, right)
    for row, kind in enumerate(kinds):
        top = HEAD + MARGIN + row * ROW
        middle = top + ROW / 2
        quota = "—" if kind.quota is None else str(kind.quota)
        with canvas.part(f"{kind.label}：编制 {quota}，实有 {kind.people}，{kind.verdict}", kind.href):
            canvas.area(0, top, WIDTH, ROW)
            canvas.middle_text(LABEL + MARGIN, middle, wrapped(kind.label, SIZE, LABEL), anchor="end")
            within = kind.people - kind.over
            if within:
                canvas.rect(*_box(axis, 0, within, middle, BAR), MAIN)
            if kind.over:
                canvas.rect(*_box(axis, within, kind.people, middle, BAR), WRONG)
            if kind.quota:
                canvas.rect(*_box(axis, 0, kind.quota, middle, BAR + 10), HOLLOW)
            canvas.middle_text(quota_at, middle, quota, anchor="end")
            canvas.middle_text(count_at, middle, str(kind.people), anchor="end", bold=True)
            canvas.middle_text(verdict_at, middle, kind.verdict, WRONG_INK if kind.over else INK, bold=bool(kind.over))
    height = HEAD + 2 * MARGIN + len(kinds) * ROW
    canvas.path(f"M{axis.zero:.5g} {HEAD + MARGIN}V{height - MARGIN:.5g}", AXIS)
    rows = tuple((kind.label, "—" if kind.quota is None else str(kind.quota), str(kind.people), kind.verdict) for kind in kinds)
    return Picture(canvas.svg(title, _gist(title, kinds), height), Table(title, HEADS, rows, tuple(kind.href for kind in kinds)))


def _heads(canvas: Canvas, left: float, quota_at: float, count_at: float, verdict_at: float, with_over: bool) -> None:
    at = canvas.swatch(canvas.swatch(left, MARGIN + 12, "编制", HOLLOW), MARGIN + 12, "实有", MAIN)
    if with_over:
        canvas.swatch(at, MARGIN + 12, "超编", WRONG)
    canvas.middle_text(quota_at, MARGIN + 12, HEADS[1], SOFT_INK, anchor="end")
    canvas.middle_text(count_at, MARGIN + 12, HEADS[2], SOFT_INK, anchor="end")
    canvas.middle_text(verdict_at, MARGIN + 12, HEADS[3], SOFT_INK)


def _box(axis: Axis, low: int, high: int, middle: float, height: float) -> tuple[float, float, float, float]:
    return axis.at(low), middle - height / 2, axis.at(high) - axis.at(low), height


def _gist(title: str, kinds: Sequence[Staff]) -> str:
    people = sum(kind.people for kind in kinds)
    posts = sum(kind.quota or 0 for kind in kinds)
    over = "，".join(f"{kind.label}{kind.verdict}" for kind in kinds if kind.over)
    return f"{title}：编制共 {posts}，实有共 {people} 人；{over or '没有超编'}。"
