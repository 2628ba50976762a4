"""Which projects lose how much, so that a budget fits its control number exactly?

Not rigid before rigid; within each, what protects people's livelihood and the office's running last; and the project that came last
into the library first (domain notes 4.2: 保工资、保运转、保民生). Nothing here writes anything: a person accepts or changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wenxiao.web.plan.elements import ProjectCategory

# 教育、社会保障和就业、卫生健康: what 保民生 means here is to be confirmed locally (依据待核).
LIVELIHOOD = frozenset({"205", "208", "210"})


class Claim(NamedTuple):
    """申请: what one project has at present of one fund, 分 by 款; `order` grows with the time it came into the library."""

    project: int
    name: str
    fund: str
    rigid: bool
    category: str
    function_code: str
    order: int
    amounts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def protection(self) -> int:
        """0 is cut first."""
        if self.category == ProjectCategory.STAFF:
            return 3
        if self.category == ProjectCategory.OPERATING:
            return 2
        return 1 if self.function_code[:3] in LIVELIHOOD else 0


class Loss(NamedTuple):
    """压减: what one project would lose of one fund, 分 by 款."""

    claim: Claim
    amounts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def whole(self) -> bool:
        return self.total == self.claim.total


def losses(claims: Iterable[Claim], limits: Mapping[str, int]) -> tuple[Loss, ...]:
    """The cuts that bring every fund's projects down to its limit, to the 分; none for a fund that is within it or has no limit."""
    by_fund: dict[str, list[Claim]] = {}
    for claim in claims:
        by_fund.setdefault(claim.fund, []).append(claim)
    found = []
    for fund, rivals in by_fund.items():
        over = sum(claim.total for claim in rivals) - limits.get(fund, sum(claim.total for claim in rivals))
        for claim in sorted(rivals, key=lambda each: (each.rigid, each.protection, -each.order, -each.project)):
            if over <= 0:
                break
            cut = min(over, claim.total)
            if cut:
                found.append(Loss(claim, spread(claim.amounts, cut)))
                over -= cut
    return tuple(found)


def spread(amounts: Mapping[str, int], cut: int) -> dict[str, int]:
    """`cut` 分 taken from a project's 款, from the largest on."""
    taken: dict[str, int] = {}
    for code in sorted(amounts, key=lambda each: (-amounts[each], each)):
        part = min(cut, amounts[code])
        if part > 0:
            taken[code] = part
            cut -= part
    return taken
