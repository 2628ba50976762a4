"""How long is a text in print?"""

from __future__ import annotations

# Half as wide in the standard's fonts, nearly whole in those that stand in for them.
_WIDE = {"%": 0.9, "@": 0.9, "M": 0.9, "W": 0.9}


def characters(text: str, *, narrow: float = 0.55) -> float:
    """How long a line is in Chinese characters. Figures and letters are half as wide in the standard's fonts, a little wider in others."""
    return sum(_WIDE.get(sign, narrow) if sign.isascii() else 1 for sign in text)
