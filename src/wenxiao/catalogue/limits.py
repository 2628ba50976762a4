"""From which size on is a figure asked about?"""

from __future__ import annotations

from wenxiao.catalogue.load import load_file


def limit(name: str) -> int:
    """The limit of that name, in the unit `catalogue/data/limits.toml` gives beside it."""
    value: int = load_file("limits")[name]["value"]
    return value
