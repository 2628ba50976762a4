"""Which colours and patterns does a picture wear, and what does each of them mean?

Each paint is a class that a stylesheet may override, with presentation attributes to fall back on (no style attribute: a strict
Content-Security-Policy forbids it). Red stands only for what is wrong. Neighbours differ in pattern or in darkness, so that a black
and white print reads. Contrast with white: texts 4.5 : 1 at least, outlines and dark fills 3 : 1 at least.
"""

from __future__ import annotations

from typing import NamedTuple

MAIN_BLUE, MIDDLE_BLUE, PALE_BLUE, OUTLINE, RED, OCHRE = "#1f4e79", "#4a749c", "#c9d7e6", "#6483a3", "#a31919", "#7a5c12"
WHITE, BLACK, GREY = "#ffffff", "#1b2430", "#55606e"


class Paint(NamedTuple):
    """颜料: how a shape is filled and outlined. `pattern` names one of PATTERNS, which then fills in place of `fill`."""

    name: str
    fill: str = "none"
    stroke: str = ""
    stroke_width: float = 0
    dashes: str = ""
    pattern: str = ""
    opacity: float = 1


# Letters.
INK = Paint("ink", BLACK)
SOFT_INK = Paint("soft-ink", GREY)
WRONG_INK = Paint("wrong-ink", RED)
WHITE_INK = Paint("white-ink", WHITE)

# Grounds and lines.
PLATE = Paint("ground", WHITE)
VEIL = Paint("veil", WHITE, opacity=0.8)
GROUND = Paint("ground", WHITE)
AXIS = Paint("axis", stroke=OUTLINE, stroke_width=1)
RAIL = Paint("rail", "#eef1f5")
LEADER = Paint("leader", stroke=GREY, stroke_width=1)

# Shapes.
MAIN = Paint("main", MAIN_BLUE)
PAST = Paint("past", WHITE, OUTLINE, 1, pattern="stripes")
STREAM = Paint("stream", PALE_BLUE, OUTLINE, 0.75, opacity=0.75)
HOLLOW = Paint("hollow", "none", MAIN_BLUE, 1.5, "4 3")
OUTLINED = Paint("outlined", WHITE, MAIN_BLUE, 1.5)
CALM = Paint("calm", PALE_BLUE, OUTLINE, 1)
NOTICE = Paint("notice", WHITE, OCHRE, 1, pattern="dots")
WRONG = Paint("wrong", WHITE, RED, 1, pattern="hatch")
TWICE = Paint("twice", WHITE, RED, 1, pattern="cross")
FORWARD = Paint("forward", stroke=MAIN_BLUE, stroke_width=1.5)
BACKWARD = Paint("backward", stroke=GREY, stroke_width=1.5, dashes="6 3")
FORWARD_HEAD = Paint("forward-head", MAIN_BLUE)
BACKWARD_HEAD = Paint("backward-head", GREY)
GREY_HEAD = Paint("pointer", GREY)

# Courses over the months: told apart by how they are dashed.
COURSE = Paint("course", stroke=MAIN_BLUE, stroke_width=2.5)
EXPECTED = Paint("course-expected", stroke=MAIN_BLUE, stroke_width=2, dashes="2 4")
EVEN = Paint("course-even", stroke=GREY, stroke_width=1.5, dashes="8 4")
PLANNED = Paint("course-planned", stroke=OCHRE, stroke_width=1.5, dashes="10 3 2 3")

# Grades 优良中差, from dark to light.
BEST = Paint("best", MAIN_BLUE)
GOOD = Paint("good", MIDDLE_BLUE, pattern="pinstripes")
GOOD_UNDER_LETTERS = Paint("good", MIDDLE_BLUE)
FAIR = Paint("fair", PALE_BLUE, OUTLINE, 1)
POOR = Paint("poor", WHITE, OUTLINE, 1)


def _tile(size: int, ground: str, mark: str, degrees: int = 0) -> str:
    """A pattern of square tiles; `{id}` is filled in by the canvas."""
    turned = f' patternTransform="rotate({degrees})"' if degrees else ""
    return f'<pattern id="{{id}}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turned}>{ground}{mark}</pattern>'


def _ground(size: int, name: str = "ground", fill: str = WHITE) -> str:
    return f'<rect class="picture-{name}" width="{size}" height="{size}" fill="{fill}"/>'


PATTERNS = {
    "hatch": _tile(6, _ground(6), f'<rect class="picture-wrong-line" width="2.5" height="6" fill="{RED}"/>', 45),
    "cross": _tile(7, _ground(7), f'<path class="picture-wrong-line" d="M0 0h7v1.5h-5.5v5.5h-1.5z" fill="{RED}"/>', 45),
    "stripes": _tile(5, _ground(5), f'<rect class="picture-past-line" width="1.75" height="5" fill="{OUTLINE}"/>', -45),
    "pinstripes": _tile(
        8, _ground(8, "good", MIDDLE_BLUE), f'<rect class="picture-good-line" width="1" height="8" fill="{PALE_BLUE}"/>', 45
    ),
    "dots": _tile(6, _ground(6), f'<circle class="picture-notice-dot" cx="3" cy="3" r="1.75" fill="{OCHRE}"/>'),
}
