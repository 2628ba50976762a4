"""Which ruled lines are drawn on a page?

Lines are strokes, thin filled rectangles, the edges of stroked rectangles or rows of dashes, drawn by the page or by forms on it.
Slanted and curved lines divide no table and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from wenxiao.documents.pdfium import PdfPage
from wenxiao.documents.read.pdf.characters import upright

_MOST_OBJECTS = 100_000
_MOST_LINES = 3_000
_MOST_CROSSINGS = 1_000_000
_MOST_SEGMENTS = 20_000
_DEEPEST_FORM = 6
_THIN = 3.0  # points: the widest border that is a line and no area
_SHORTEST = 4.0  # points: shorter pieces that join no others are no rule but part of a drawing
_SAME_LINE = 1.2
_DASH_GAP = 3.0
_FARTHEST = 1e5
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_Matrix = tuple[float, float, float, float, float, float]


class Line(NamedTuple):
    """A horizontal line at y = `at` from x = `start` to `end`, or a vertical one at x = `at` from y = `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rules:
    """The lines of a page in upright coordinates, merged; `images` counts the pictures beside them."""

    horizontal: list[Line]
    vertical: list[Line]
    images: int


def rules_of(page: PdfPage, turn: int) -> Rules:
    """The page's ruled lines; none where there are more of them than a readable table has."""
    pieces, images = _pieces(page)
    horizontal: list[Line] = []
    vertical: list[Line] = []
    for x1, y1, x2, y2 in pieces:
        if turn:
            (x1, y1), (x2, y2) = upright(x1, y1, turn), upright(x2, y2, turn)
        left, right = (x1, x2) if x1 <= x2 else (x2, x1)
        bottom, top = (y1, y2) if y1 <= y2 else (y2, y1)
        width, height = right - left, top - bottom
        if not (-_FARTHEST < left <= right < _FARTHEST and -_FARTHEST < bottom <= top < _FARTHEST):
            continue
        if height <= _THIN and width >= height:
            horizontal.append(Line((bottom + top) / 2, left, right))
        if width <= _THIN and height >= width:
            vertical.append(Line((left + right) / 2, bottom, top))
    horizontal, vertical = _merged(horizontal), _merged(vertical)
    count = len(horizontal), len(vertical)
    if max(count) > _MOST_LINES or count[0] * count[1] > _MOST_CROSSINGS:
        return Rules([], [], images)
    return Rules(horizontal, vertical, images)


def _pieces(page: PdfPage) -> tuple[list[tuple[float, float, float, float]], int]:
    """The straight thin pieces of all paths as (x1, y1, x2, y2) on the page, and the number of images."""
    pieces: list[tuple[float, float, float, float]] = []
    images = 0
    objects_left = _MOST_OBJECTS
    segments_left = _MOST_SEGMENTS
    waiting = [(page.objects(objects_left), _IDENTITY, 0)]
    while waiting and objects_left > 0:
        objects, outer, depth = waiting.pop()
        images += objects.images
        objects_left -= len(objects.paths) + len(objects.forms) + 1
        bounds, modes = objects.path_bounds(), objects.path_modes()
        for index, path in enumerate(objects.paths):
            filled, stroked = modes[2 * index], modes[2 * index + 1]
            if not filled and not stroked:
                continue
            left, bottom, right, top = bounds[4 * index : 4 * index + 4]
            if right - left <= _THIN or top - bottom <= _THIN:
                if not stroked and _unseen(objects.fill_color(path)):
                    continue
                pieces.append((*_moved(left, bottom, outer), *_moved(right, top, outer)))
            elif segments_left > 0 and (stroked or objects.segment_count(path) > 5):
                if not stroked and _unseen(objects.fill_color(path)):
                    continue
                inner = _product(objects.matrix(path), outer)
                before = len(pieces)
                pieces += _straight(objects.segments(path, segments_left), inner, stroked=bool(stroked))
                segments_left -= max(8, len(pieces) - before, objects.segment_count(path))
        if depth < _DEEPEST_FORM:
            for form in objects.forms:
                inside = objects.inside(form, objects_left)
                objects_left -= len(inside.paths) + 1
                waiting.append((inside, _product(objects.matrix(form), outer), depth + 1))
                if objects_left <= 0:
                    break
    return pieces, images


def _straight(
    segments: Iterable[tuple[int, float, float, bool]], matrix: _Matrix, *, stroked: bool
) -> list[tuple[float, float, float, float]]:
    """Of a stroked path its straight segments, of a filled one each part that is as thin as a line."""
    found: list[tuple[float, float, float, float]] = []
    part: list[tuple[float, float]] = []
    curved = False

    def finish() -> None:
        if len(part) > 1 and not curved:
            if stroked:
                found.extend((*one, *other) for one, other in pairwise(part))
            else:
                xs, ys = [x for x, _ in part], [y for _, y in part]
                found.append((min(xs), min(ys), max(xs), max(ys)))

    for kind, x, y, closes in segments:
        point = _moved(x, y, matrix)
        if kind == 2:
            finish()
            part, curved = [point], False
        else:
            part.append(point)
            curved = curved or kind == 1
        if closes and part:
            part.append(part[0])
    finish()
    # A slanted piece must not pass for a line because it is short.
    return [piece for piece in found if abs(piece[0] - piece[2]) <= _THIN or abs(piece[1] - piece[3]) <= _THIN]


def _unseen(color: tuple[int, int, int, int]) -> bool:
    """White or transparent: on paper there is no line."""
    red, green, blue, alpha = color
    return alpha == 0 or min(red, green, blue) >= 254


def _moved(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    if matrix is _IDENTITY:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _merged(lines: list[Line]) -> list[Line]:
    """Pieces on one line that meet or nearly meet as one, without what stays too short to be a rule."""
    lines.sort()
    merged: list[Line] = []
    first = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and lines[index].at - lines[first].at <= _SAME_LINE:
            continue
        group = sorted(lines[first:index], key=lambda line: line.start)
        first = index
        at = sum(line.at for line in group) / len(group)
        start, end = group[0].start, group[0].end
        for line in group:
            if line.start - end > _DASH_GAP:
                if end - start > _SHORTEST:
                    merged.append(Line(at, start, end))
                start = line.start
            end = max(end, line.end)
        if end - start > _SHORTEST:
            merged.append(Line(at, start, end))
    return merged
