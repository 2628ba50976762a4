"""What does one person, vehicle or square metre cost by standard, in which year and place?

The figures are local; those of the catalogue are a beginning to be confirmed (依据待核). A unit sets its own in their place.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from wenxiao.catalogue.load import load_file
from wenxiao.vocabulary.code import EconomicCode


class CostStandard(NamedTuple):
    """支出标准: a unit price for estimates, `amount` in 分 per `unit` (`元/人·年`).

    `basis` names what drives it (行政在职, 事业在职, 离休, 退休, 公务用车 …), to be counted together; empty where a person states the
    quantity. `region` is written by segment (`河北省/承德市`), "" for everywhere. `mark` V: read in a text; M: professional knowledge;
    U: no source yet. M and U are shown as 依据待核.
    """

    id: str
    title: str
    amount: int
    unit: str
    economic: EconomicCode
    basis: tuple[str, ...]
    region: str
    valid_from: int
    valid_to: int
    clause: str
    mark: str
    note: str

    @property
    def to_be_confirmed(self) -> bool:
        return self.mark != "V"

    def in_force(self, year: int) -> bool:
        return self.valid_from <= year <= self.valid_to

    def applies_in(self, region: str) -> bool:
        """Whether the place lies within the standard's region: 河北省/承德市 within 河北省, not within 河北."""
        own = self.region.split("/") if self.region else []
        return region.split("/")[: len(own)] == own if own else True


class CostStandardFileError(ValueError):
    """An entry that does not say what a cost standard must say."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"支出标准 {name}：{why}")


def cost_standards(year: int, region: str = "") -> tuple[CostStandard, ...]:
    """The catalogue's standards in force for that budget year in that place, one for each id. Raises CostStandardFileError."""
    return applicable(_all(), year, region)


def applicable(standards: Iterable[CostStandard], year: int, region: str = "") -> tuple[CostStandard, ...]:
    """Those of `standards` in force for that year in that place, one for each id: of several, the one for the nearest region, then
    the latest."""
    chosen: dict[str, CostStandard] = {}
    for standard in standards:
        if not standard.in_force(year) or not standard.applies_in(region):
            continue
        known = chosen.get(standard.id)
        if known is None or _nearness(standard) > _nearness(known):
            chosen[standard.id] = standard
    return tuple(chosen.values())


def _nearness(standard: CostStandard) -> tuple[int, int]:
    return len(standard.region.split("/")) if standard.region else 0, standard.valid_from


@cache
def _all() -> tuple[CostStandard, ...]:
    return tuple(standard_from(entry) for entry in load_file("cost_standards")["standards"])


def standard_from(entry: dict[str, Any]) -> CostStandard:
    """One entry of the file. Raises CostStandardFileError."""
    try:
        return CostStandard(
            entry["id"],
            entry["title"],
            entry["amount"],
            entry["unit"],
            EconomicCode.parse(entry["economic"]),
            tuple(entry["basis"]),
            entry.get("region", ""),
            entry["valid_from"],
            entry.get("valid_to", 9999),
            entry["clause"],
            entry["mark"],
            entry.get("note", ""),
        )
    except (KeyError, ValueError) as error:
        raise CostStandardFileError(entry.get("id", "（没有编号）"), f"缺少或写错 {error}") from error
