"""Which year is meant?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """预算年度: 1 January to 31 December (预算法 art. 18)."""

    year: int

    def __post_init__(self) -> None:
        if not 1949 < self.year < 2200:
            raise ValueError(f"“{self.year}”不是预算年度")

    @property
    def previous(self) -> FiscalYear:
        return FiscalYear(self.year - 1)

    def __str__(self) -> str:
        return str(self.year)
