"""Which cost standards fit this year's budget, counted with the unit's own people and vehicles, and what do they come to?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wenxiao.catalogue.cost_standards import CostStandard, cost_standards
from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import Part, StaffKind
from wenxiao.web.plan.models import LocalStandard, StaffingLine, Version
from wenxiao.web.plan.queries.compilation import profile_of
from wenxiao.web.plan.queries.local_standards import counting
from wenxiao.web.plan.services.basic import CATEGORIES, Basic

# What the catalogue counts by, in the words of the profile.
STAFF = {
    "行政在职": StaffKind.ADMINISTRATIVE, "事业在职": StaffKind.INSTITUTION, "离休": StaffKind.CADRE_RETIRED, "退休": StaffKind.RETIRED,
    "退职": StaffKind.RESIGNED,
}  # fmt: skip
VEHICLES = "公务用车"


class Offer(NamedTuple):
    """可用的支出标准: `price` 分 per `unit`; `quantity` None where the profile does not know it. `staff_kind` "" for no people."""

    standard: str
    part: str
    economic_code: str
    staff_kind: str
    counted: str
    quantity: int | None
    price: int
    unit: str
    rests_on: str
    stands: bool

    def line(self, function_code: str) -> Basic:
        """The line of basic spending it comes to, where it can be counted."""
        if not self.staff_kind:
            return Basic(self.part, function_code, self.economic_code, self.explanation, amount=self.amount)
        return Basic(
            self.part, function_code, self.economic_code, self.explanation,
            staff_kind=self.staff_kind, headcount=self.quantity, standard=self.price,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """What a link says to choose it."""
        return f"{self.standard}-{self.staff_kind}" if self.staff_kind else self.standard

    @property
    def amount(self) -> int | None:
        return None if self.quantity is None else self.quantity * self.price

    @property
    def explanation(self) -> str:
        """What the line then rests on."""
        price = f"{Money(self.price)} {self.unit}"
        if self.quantity is None or self.staff_kind:
            return f"{self.standard} {price}，{self.rests_on}"
        measure = self.unit.partition("/")[2].partition("·")[0]
        return f"{self.counted} {self.quantity} {measure}×{price}，{self.rests_on}"


def offers(version: Version) -> tuple[Offer, ...]:
    """Those for the codes of basic spending; first what can be counted. The unit's own standard takes the catalogue's place."""
    compilation = version.compilation
    profile = profile_of(compilation)
    people = dict(StaffingLine.objects.filter(profile=profile).values_list("kind", "headcount")) if profile else {}
    own = counting(compilation.unit_id, compilation.year)
    stand = set(version.basic.values_list("economic_code", "staff_kind"))
    found = [
        offer
        for standard in cost_standards(compilation.year)
        for offer in _of(standard, own.get(standard.id), people, profile.vehicles_held if profile else 0, stand)
    ]
    return tuple(sorted(found, key=lambda offer: (offer.quantity is None, offer.economic_code)))


def _of(
    standard: CostStandard, own: LocalStandard | None, people: Mapping[str, int], vehicles: int, stand: set[tuple[str, str]]
) -> Iterator[Offer]:
    code = str(standard.economic)
    part = next((part for part in Part if code[:3] in CATEGORIES[part]), None)
    if part is None:
        return
    price = own.amount if own else standard.amount
    rests_on = own.document if own else f"{standard.clause}{'（依据待核）' if standard.to_be_confirmed else ''}"

    def offer(kind: str, counted: str, count: int | None) -> Offer:
        return Offer(
            standard.id, part.value, code, kind, counted, count, price, standard.unit, rests_on, bool(stand & {(code, kind), (code, "")})
        )  # fmt: skip

    kinds = [STAFF[each] for each in standard.basis if each in STAFF]
    if kinds and standard.unit == "元/人·年":
        for kind in kinds:
            if people.get(kind.value):
                yield offer(kind.value, f"{kind.label}人员", people[kind.value])
    elif standard.basis == (VEHICLES,):
        if vehicles:
            yield offer("", VEHICLES, vehicles)
    else:
        yield offer("", "、".join(standard.basis), None)
