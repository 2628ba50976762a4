"""How does a page look, so coarse that a text file can hold it and a person can read it?

A page is a map of its ink: each sign stands for a field of the paper, darker signs for more ink. Lines of text, rules of tables,
columns, margins and page numbers stand out; a letter does not.
"""

from __future__ import annotations

import pypdfium2

# From paper to black: how much of a field is inked, in per cent, where the next sign begins.
_SIGNS = " .:+#"
_FROM = (1.0, 8.0, 20.0, 38.0)
_FIELDS_A_POINT = 1 / 9  # fields are 9 pt wide and twice as high, as signs are in a text
_PIXELS = 6  # of a field's width


def pages(pdf: bytes) -> list[list[str]]:
    """The map of each page, line by line, without blanks at the end."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> list[str]:
    bitmap = page.render(scale=_PIXELS * _FIELDS_A_POINT, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    grey = bytes(bitmap.buffer)
    # Whole numbers down each column of a field first: a page has half a million points.
    lines = []
    for top in range(0, height, 2 * _PIXELS):
        rows = [grey[row * stride : row * stride + width] for row in range(top, min(top + 2 * _PIXELS, height))]
        ink = [255 * len(rows) - sum(points) for points in zip(*rows, strict=True)]
        fields = (ink[left : left + _PIXELS] for left in range(0, width, _PIXELS))
        lines.append("".join(_sign(100 * sum(field) / (255 * len(rows) * len(field))) for field in fields).rstrip())
    return lines


def _sign(inked: float) -> str:
    return _SIGNS[sum(inked >= least for least in _FROM)]


def unlike(first: list[str], second: list[str]) -> int:
    """How many fields of two maps differ by more than one sign, which is what the edge of a letter can do."""
    height = max(len(first), len(second))
    found = 0
    for one, other in zip(_filled(first, height), _filled(second, height), strict=True):
        width = max(len(one), len(other))
        pairs = zip(one.ljust(width), other.ljust(width), strict=True)
        found += sum(abs(_SIGNS.index(before) - _SIGNS.index(after)) > 1 for before, after in pairs)
    return found


def _filled(lines: list[str], height: int) -> list[str]:
    return lines + [""] * (height - len(lines))
