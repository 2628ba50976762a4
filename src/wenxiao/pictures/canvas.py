"""How does a picture become SVG text that a screen reader, a keyboard, a printer and a strict browser can use?

A picture has a title and a sentence telling its gist, real text, links a keyboard reaches, and the table behind it. Coordinates are
in units of which 1 is a CSS pixel at natural size. The picture is one image to a screen reader, or, where it holds links, a group:
what is inside an image cannot be reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.pictures.lettering import escaped, text_width
from wenxiao.pictures.palette import GROUND, INK, PATTERNS, SOFT_INK, WHITE, Paint

FONTS = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
SIZE = 13
LEADING = 17
DOWN = f' dy="{LEADING}"'

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# A browser drops blanks and controls from an address before it reads the scheme.
_BLANK = re.compile(r"[\x00-\x20]+")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[/\\]{2}")


class Table(NamedTuple):
    """图后的表: the values of a picture as text; `hrefs` has one address a row, empty where the row links nowhere."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hrefs: tuple[str, ...]


class Picture(NamedTuple):
    """图: SVG text and the table behind it."""

    svg: str
    table: Table


class PrefixError(ValueError):
    """A prefix that cannot begin an id."""

    def __init__(self, prefix: str) -> None:
        super().__init__(f"a picture's prefix must be a letter followed by letters, digits, - or _, not {prefix!r}")


class ForeignLinkError(ValueError):
    """An address outside the site: pictures link to derivations only."""

    def __init__(self, href: str) -> None:
        super().__init__(f"a picture links to addresses of its own site, not to {href!r}")


class _Part:
    """Closes a part of a picture; a class, as a generator would be a tenth of the cost of a picture."""

    __slots__ = ("_end", "_parts")

    def __init__(self, parts: list[str], end: str) -> None:
        self._parts = parts
        self._end = end

    def __enter__(self) -> None:
        """Nothing to do: it is open already."""

    def __exit__(self, *_: object) -> None:
        self._parts.append(self._end)


class Canvas:
    """画布: gathers the shapes of one picture; `prefix` makes its ids unique in a page."""

    def __init__(self, prefix: str, width: float) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise PrefixError(prefix)
        self._prefix = prefix
        self._width = width
        self._parts: list[str] = []
        self._worn: dict[Paint, str] = {}
        self._linked = False

    def rect(self, x: float, y: float, width: float, height: float, paint: Paint, *, radius: float = 0) -> None:
        corner = f' rx="{radius:.5g}"' if radius else ""
        self._parts.append(f'<rect x="{x:.5g}" y="{y:.5g}" width="{width:.5g}" height="{height:.5g}"{corner} {self._wear(paint)}/>')

    def path(self, d: str, paint: Paint) -> None:
        self._parts.append(f'<path d="{d}" {self._wear(paint)}/>')

    def area(self, x: float, y: float, width: float, height: float) -> None:
        """An unseen rectangle that makes a link large enough to hit."""
        self._parts.append(
            f'<rect class="picture-area" x="{x:.5g}" y="{y:.5g}" width="{width:.5g}" height="{height:.5g}" '
            'fill="none" pointer-events="all"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        paint: Paint = INK,
        *,
        size: int = SIZE,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """`lines` with the first baseline at `y`."""
        lines = (lines,) if isinstance(lines, str) else lines
        attributes = f'x="{x:.5g}" y="{y:.5g}" {self._wear(paint)}'
        if size != SIZE:
            attributes += f' font-size="{size}"'
        if anchor != "start":
            attributes += f' text-anchor="{anchor}"'
        if bold:
            attributes += ' font-weight="600"'
        if len(lines) == 1:
            told = escaped(lines[0])
        else:
            told = "".join(f'<tspan x="{x:.5g}"{DOWN if at else ""}>{escaped(line)}</tspan>' for at, line in enumerate(lines))
        self._parts.append(f"<text {attributes}>{told}</text>")

    def middle_text(
        self, x: float, middle: float, lines: str | Sequence[str], paint: Paint = INK, *, anchor: str = "start", bold: bool = False
    ) -> None:
        """`lines` around the height `middle`."""
        count = 1 if isinstance(lines, str) else len(lines)
        self.text(x, middle - (count - 1) * LEADING / 2 + SIZE * 0.36, lines, paint, anchor=anchor, bold=bold)

    def swatch(self, x: float, middle: float, label: str, paint: Paint) -> float:
        """An entry of a legend; returns where the next one begins."""
        self.rect(x, middle - 6, 18, 12, paint)
        self.middle_text(x + 24, middle, label, SOFT_INK)
        return x + 24 + text_width(label, SIZE) + 20

    def part(self, told: str, href: str) -> _Part:
        """`with canvas.part(…):` what is drawn inside is one part of the picture, named `told`, linked to `href` unless that is empty."""
        if href:
            self._linked = True
            self._parts.append(f'<a class="picture-link" href="{escaped(within_site(href))}"><title>{escaped(told)}</title>')
        else:
            self._parts.append(f"<g><title>{escaped(told)}</title>")
        return _Part(self._parts, "</a>" if href else "</g>")

    def svg(self, title: str, gist: str, height: float) -> str:
        """The finished picture; `gist` is its one sentence."""
        prefix, width, tall = self._prefix, f"{self._width:.5g}", f"{height:.5g}"
        patterns = {paint.pattern for paint in self._worn if paint.pattern}
        definitions = "".join(PATTERNS[name].format(id=f"{prefix}-{name}") for name in PATTERNS if name in patterns)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="{"group" if self._linked else "img"}" '
            f'aria-labelledby="{prefix}-title {prefix}-desc" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" '
            f'font-family="{FONTS}" font-size="{SIZE}">\n'
            f'<title id="{prefix}-title">{escaped(title)}</title>\n<desc id="{prefix}-desc">{escaped(gist)}</desc>\n'
            + (f"<defs>{definitions}</defs>\n" if definitions else "")
            + f'<rect class="picture-ground" width="{width}" height="{tall}" fill="{GROUND.fill}"/>\n'
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )

    def _wear(self, paint: Paint) -> str:
        worn = self._worn.get(paint)
        if worn is None:
            fill = f"url(#{self._prefix}-{paint.pattern})" if paint.pattern else paint.fill
            worn = f'class="picture-{paint.name}" fill="{fill}"'
            if paint.stroke:
                worn += f' stroke="{paint.stroke}" stroke-width="{paint.stroke_width:.5g}"'
            if paint.dashes:
                worn += f' stroke-dasharray="{paint.dashes}"'
            if paint.opacity != 1:
                worn += f' fill-opacity="{paint.opacity}"'
            self._worn[paint] = worn
        return worn


def nothing(title: str, words: str, heads: tuple[str, ...], prefix: str) -> Picture:
    """The picture of no values: it says so."""
    canvas = Canvas(prefix, 480)
    canvas.rect(0.5, 0.5, 479, 63, Paint("empty", WHITE, "#6483a3", 1, "4 3"), radius=4)
    canvas.middle_text(240, 32, words, SOFT_INK, anchor="middle")
    return Picture(canvas.svg(title, words, 64), Table(title, heads, (), ()))


def within_site(href: str) -> str:
    """`href` itself. Raises ForeignLinkError where it has a scheme or a host."""
    if _ELSEWHERE.match(_BLANK.sub("", href)):
        raise ForeignLinkError(href)
    return href
