"""Which row does an address ask for? What is no row number asks for none."""

from __future__ import annotations


def row_number(text: str) -> int | None:
    """ASCII digits only (`²` is a digit to Python, and no number), and no more of them than a database's numbers have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
