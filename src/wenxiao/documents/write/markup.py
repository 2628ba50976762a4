"""How does any text stand in XML or HTML without being taken for markup, and without what a file cannot hold?"""

from __future__ import annotations

import re

# XML 1.0 has no way to write these at all; HTML forbids them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escaped(text: str) -> str:
    """The text for an element or a quoted attribute. A character that no file can hold becomes a box: it does not vanish unseen."""
    return _UNWRITABLE.sub("□", text).translate(_SIGNS)


def lines(text: str) -> list[str]:
    """The lines of a text, escaped."""
    return escaped(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
