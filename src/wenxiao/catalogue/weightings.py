"""How many marks do the first-level kinds of indicators share in a year, and by which document?"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from wenxiao.catalogue.load import load_file


class Weighting(NamedTuple):
    """分值分配: marks by first-level kind at budget time; they add up to `total`. `execution` are the marks that the execution rate
    gets on top in a self-evaluation. `instead` names the kind that inherits the marks of one a project does not have.
    `mark` V: read in a text; M: professional knowledge, shown as 依据待核."""

    id: str
    title: str
    kinds: dict[str, int]
    instead: dict[str, str]
    with_cost: bool
    execution: int
    total: int
    clause: str
    mark: str
    valid_from: int
    valid_to: int

    def in_force(self, year: int | None) -> bool:
        """Whether it applies to budgets of that fiscal year. Without a year: whether it still does."""
        return self.valid_to == 9999 if year is None else self.valid_from <= year <= self.valid_to


class NoWeightingError(LookupError):
    """A year for which no distribution of marks is known. The message is one Chinese sentence."""

    def __init__(self, year: int | None) -> None:
        super().__init__(f"没有 {year} 年的分值分配办法，请先在参数中补上依据")
        self.year = year


@cache
def weightings() -> tuple[Weighting, ...]:
    """Every known distribution, newest first."""
    return tuple(
        Weighting(
            name,
            entry["title"],
            dict(entry["kinds"]),
            dict(entry["instead"]),
            entry["with_cost"],
            entry["execution"],
            entry["total"],
            entry["clause"],
            entry["mark"],
            entry["valid_from"],
            entry.get("valid_to", 9999),
        )
        for name, entry in load_file("weightings").items()
    )


def weighting(kinds: Collection[str], year: int | None = None) -> Weighting:
    """The distribution for indicators of these first-level kinds (`成本`, `产出`, `效益`, `满意度`) in that budget year, else today's.

    Raises NoWeightingError.
    """
    found = [each for each in weightings() if each.in_force(year)]
    if not found:
        raise NoWeightingError(year)
    return next((each for each in found if each.with_cost == ("成本" in kinds)), found[0])
