"""What is drawn in a picture: its parts as a program that reads XML sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from hypothesis import strategies as st

from wenxiao.pictures.canvas import LEADING, SIZE, Picture
from wenxiao.pictures.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"

# Names as offices write them and as an enemy would.
HOSTILE = "</text><script>alert(1)</script>&amp;\"'\x00\x1b\ud800\u202e]]><!--"
names = st.text(st.sampled_from("农村公益事业 建设（）、“”一二三abcXYZ019.%&<>\"'\x00\n\u202e\ud800\U0001f600"), min_size=0, max_size=60)
prefixes = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


class Box(NamedTuple):
    """The place of one line of letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether letters touch; a hundredth is lost where coordinates are written."""
        return (
            self.left + 0.1 < other.right
            and other.left + 0.1 < self.right
            and self.top + 0.1 < other.bottom
            and other.top + 0.1 < self.bottom
        )


def drawing(picture: Picture) -> Element:
    return ElementTree.fromstring(picture.svg.encode("utf-8"))


def boxes(picture: Picture) -> Iterator[Box]:
    """Every line of letters with what it covers, from the top of a capital to its foot."""
    for element in drawing(picture).iter(f"{SVG}text"):
        size = float(element.get("font-size", SIZE))
        lines = [line.text or "" for line in element.iter(f"{SVG}tspan")] or [element.text or ""]
        for at, line in enumerate(lines):
            width = text_width(line, size, bold=element.get("font-weight") == "600")
            x, baseline = float(element.get("x", 0)), float(element.get("y", 0)) + at * LEADING
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
            yield Box(line, left, baseline - size * 0.88, left + width, baseline + size * 0.12)


def meetings(picture: Picture) -> list[tuple[Box, Box]]:
    """The pairs of lines that cover each other."""
    return [(one, other) for one, other in combinations([box for box in boxes(picture) if box.text.strip()], 2) if one.meets(other)]


def outside(picture: Picture) -> list[Box]:
    """The lines that leave the picture."""
    width, height = (float(size) for size in drawing(picture).attrib["viewBox"].split()[2:])
    return [box for box in boxes(picture) if box.left < -0.1 or box.top < -0.1 or box.right > width + 0.1 or box.bottom > height + 0.1]


def shapes(picture: Picture, name: str) -> list[Element]:
    """All shapes of one paint, those of patterns left out."""
    root = drawing(picture)
    hidden = {id(shape) for pattern in root.iter(f"{SVG}pattern") for shape in pattern.iter()}
    return [shape for shape in root.iter() if shape.get("class") == f"picture-{name}" and id(shape) not in hidden]


def words(picture: Picture) -> str:
    return "\n".join(box.text for box in boxes(picture))


def gist(picture: Picture) -> str:
    return drawing(picture).findtext(f"{SVG}desc") or ""


def faults(picture: Picture) -> list[str]:
    """What would break a page: active content, inline styles, ids twice, references to nowhere, letters too small, a table out of step."""
    svg, root = picture.svg, drawing(picture)
    found = [f"<{tag}>" for tag in ("script", "style", "foreignObject", "image", "use") if root.find(f".//{SVG}{tag}") is not None]
    found += [name for element in root.iter() for name in element.attrib if name == "style" or name.startswith("on")]
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    found += [name for name in set(ids) if ids.count(name) > 1]
    found += [name for name in [*re.findall(r"url\(#([^)]*)\)", svg), *root.attrib["aria-labelledby"].split()] if name not in ids]
    found += [size for size in re.findall(r'font-size="([\d.]+)"', svg) if float(size) < 12]
    has_links = root.find(f".//{SVG}a") is not None
    found += [] if root.attrib["role"] == ("group" if has_links else "img") else ["role"]
    found += [link.attrib["href"] for link in root.iter(f"{SVG}a") if not link.findtext(f"{SVG}title")]
    table = picture.table
    found += [str(row) for row in table.rows if len(row) != len(table.heads)]
    return found if len(table.hrefs) == len(table.rows) else [*found, "hrefs"]
