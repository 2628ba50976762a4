"""The commands a person types."""

from __future__ import annotations


def main(arguments: list[str] | None = None) -> int:
    raise NotImplementedError(arguments)
