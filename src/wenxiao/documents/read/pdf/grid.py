"""Which tables do the ruled lines of a page draw, and where is each of their cells?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from wenxiao.documents.pdfium import Box
from wenxiao.documents.read.pdf.rules import Line, Rules

_MOST_PLACES = 200_000
_MOST_TABLES = 200  # on a page: beyond that the lines are a drawing
_TOUCH = 2.5  # points: borders that end this near to each other meet
_SAME_BORDER = 3.0  # points: nearer lines are the two edges of one border; no printed row or column is as narrow
_SMALLEST = 6.5  # points: rows or columns that are narrower on average are a hatched area
_BEYOND = 5.0  # points: a border that reaches this far over the last crossing line shows that the outer border is left out


@dataclass(slots=True, frozen=True)
class Place:
    """One cell of a drawn grid: 0-based row and column, spans, and how many of its four sides are drawn."""

    row: int
    column: int
    row_span: int
    column_span: int
    sides: int


@dataclass(slots=True)
class Grid:
    """A drawn table in upright coordinates. `xs` run to the right, `ys` run down; `owner[row][column]` is an index into `places`,
    or -1 where the lines enclose nothing."""

    xs: list[float]
    ys: list[float]
    places: list[Place]
    owner: list[list[int]]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[0] - self.ys[-1])

    def row_at(self, y: float) -> int | None:
        """The row in which a height lies, None above and below the table."""
        if not self.ys[-1] <= y <= self.ys[0]:
            return None
        return min(bisect_right(self.ys, -y, key=lambda edge: -edge), len(self.ys) - 1) - 1

    def column_at(self, x: float) -> int:
        """The column at x; the nearest one for what lies outside."""
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def box(self, index: int) -> Box:
        """The rectangle of one place."""
        place = self.places[index]
        return Box(
            self.xs[place.column],
            self.ys[place.row + place.row_span],
            self.xs[place.column + place.column_span],
            self.ys[place.row],
        )


def grids_of(rules: Rules) -> list[Grid]:
    """The tables that the lines draw, the smallest first, so that a table inside another's cell is found before it.

    None on a page with more tables than a printed page can hold."""
    grids = [grid for group in _groups(rules) if (grid := _grid(*group)) is not None]
    return sorted(grids, key=lambda grid: grid.area) if len(grids) <= _MOST_TABLES else []


def _groups(rules: Rules) -> list[tuple[list[Line], list[Line]]]:
    """Lines that touch, directly or through others."""
    across, down = rules.horizontal, rules.vertical
    leader = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    heights = [line.at for line in across]
    crossed = [False] * len(leader)
    for index, (x, bottom, top) in enumerate(down, start=len(across)):
        for other in range(bisect_left(heights, bottom - _TOUCH), bisect_right(heights, top + _TOUCH)):
            if across[other].start - _TOUCH <= x <= across[other].end + _TOUCH:
                crossed[index] = crossed[other] = True
                leader[find(index)] = find(other)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for index in range(len(leader)):
        if crossed[index]:
            group = groups.setdefault(find(index), ([], []))
            if index < len(across):
                group[0].append(across[index])
            else:
                group[1].append(down[index - len(across)])
    return list(groups.values())


def _grid(across: list[Line], down: list[Line]) -> Grid | None:
    """The table of lines that belong together, None where they enclose fewer than two cells."""
    xs = _borders([line.at for line in down])
    ys = _borders([line.at for line in across])
    open_left, open_right = _open_ends(across, xs[0], xs[-1])
    open_bottom, open_top = _open_ends(down, ys[0], ys[-1])
    xs = [*([open_left] if open_left is not None else []), *xs, *([open_right] if open_right is not None else [])]
    ys = [*([open_bottom] if open_bottom is not None else []), *ys, *([open_top] if open_top is not None else [])][::-1]
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2 or width * height > _MOST_PLACES:
        return None
    if (xs[-1] - xs[0]) / width < _SMALLEST or (ys[0] - ys[-1]) / height < _SMALLEST:
        return None

    # A border is drawn along a place when its line passes the place's middle.
    above = [[False] * width for _ in range(height + 1)]
    before = [[False] * height for _ in range(width + 1)]
    middles_x = [(left + right) / 2 for left, right in pairwise(xs)]
    middles_y = [-(top + bottom) / 2 for top, bottom in pairwise(ys)]
    drop = [-y for y in ys]
    for y, left, right in across:
        row = above[_nearest(drop, -y)]
        first, last = bisect_left(middles_x, left), bisect_right(middles_x, right)
        row[first:last] = [True] * (last - first)
    for x, bottom, top in down:
        column = before[_nearest(xs, x)]
        first, last = bisect_left(middles_y, -top), bisect_right(middles_y, -bottom)
        column[first:last] = [True] * (last - first)
    if open_left is not None:
        before[0] = [True] * height
    if open_right is not None:
        before[width] = [True] * height
    if open_top is not None:
        above[0] = [True] * width
    if open_bottom is not None:
        above[height] = [True] * width
    places, owner = _places(above, before, width, height)
    return _compact(xs, ys, places, owner)


def _places(above: list[list[bool]], before: list[list[bool]], width: int, height: int) -> tuple[list[Place], list[list[int]]]:
    """Grid squares without a border between them, joined to rectangles."""
    owner = [[-1] * width for _ in range(height)]
    places: list[Place] = []
    for row in range(height):
        for column in range(width):
            if owner[row][column] != -1:
                continue
            right = column + 1
            while right < width and not before[right][row] and owner[row][right] == -1:
                right += 1
            bottom = row + 1
            while (
                bottom < height
                and not any(above[bottom][column:right])
                and all(owner[bottom][at] == -1 for at in range(column, right))
                and not any(before[at][bottom] for at in range(column + 1, right))
            ):
                bottom += 1
            sides = (
                all(above[row][column:right])
                + all(above[bottom][column:right])
                + all(before[column][row:bottom])
                + all(before[right][row:bottom])
            )
            for at in range(row, bottom):
                owner[at][column:right] = [len(places)] * (right - column)
            places.append(Place(row, column, bottom - row, right - column, sides))
    return places, owner


def _compact(xs: list[float], ys: list[float], places: list[Place], owner: list[list[int]]) -> Grid | None:
    """Without borders at which no cell begins, and without places that the lines leave open to the outside."""
    height, width = len(owner), len(owner[0])
    real = [place.sides >= 2 for place in places]
    rows = sorted({place.row for place in places} | {0})
    columns = sorted({place.column for place in places} | {0})
    row_number = {row: number for number, row in enumerate([*rows, height])}
    column_number = {column: number for number, column in enumerate([*columns, width])}
    kept: list[Place] = []
    new_index = [-1] * len(places)
    for index, place in enumerate(places):
        if not real[index]:
            continue
        new_index[index] = len(kept)
        row, column = row_number[place.row], column_number[place.column]
        kept.append(
            Place(
                row,
                column,
                row_number[place.row + place.row_span] - row,  # where a place ends, another begins
                column_number[place.column + place.column_span] - column,
                place.sides,
            )
        )
    if len(kept) < 2:
        return None
    new_owner = [[-1 if (at := owner[row][column]) < 0 else new_index[at] for column in columns] for row in rows]
    return Grid([xs[c] for c in [*columns, width]], [ys[r] for r in [*rows, height]], kept, new_owner)


def _borders(positions: list[float]) -> list[float]:
    """Positions of lines as borders, ascending: what lies nearer than a border is thick counts once."""
    borders: list[float] = []
    group: list[float] = []
    for position in sorted(positions):
        if group and position - group[0] > _SAME_BORDER:
            borders.append(sum(group) / len(group))
            group = []
        group.append(position)
    borders.append(sum(group) / len(group))
    return borders


def _open_ends(lines: list[Line], first: float, last: float) -> tuple[float | None, float | None]:
    """Where the crossing lines end together beyond the outermost border: there the table has a side without one."""
    starts = [line.start for line in lines if line.start < first - _BEYOND]
    ends = [line.end for line in lines if line.end > last + _BEYOND]
    enough = max(2, len(lines) / 4)
    return (min(starts) if len(starts) >= enough else None), (max(ends) if len(ends) >= enough else None)


def _nearest(ascending: list[float], value: float) -> int:
    index = bisect_left(ascending, value)
    if index == 0:
        return 0
    if index == len(ascending):
        return index - 1
    return index if ascending[index] - value < value - ascending[index - 1] else index - 1
