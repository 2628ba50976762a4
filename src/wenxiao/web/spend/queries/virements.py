"""Which changes to the budget may this post see, and how much of the year's budget was moved?"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Adjustment, Appropriation, Node, Side, Virement, VirementLine

FUNCTION = "virement"


class YearOfVirements(NamedTuple):
    """全年调剂: `number` of them that took effect, what they moved, the unit's budget by the ledger; amounts in 分."""

    number: int
    moved: int
    budget: int

    @property
    def share(self) -> str:
        """Of the budget, in per cent with two decimals, rounded half up."""
        if not self.budget:
            return "—"
        hundredths = (self.moved * 20000 + self.budget) // (2 * self.budget)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    def plus(self, amount: int) -> YearOfVirements:
        """With one more that moves this amount."""
        return self._replace(number=self.number + 1, moved=self.moved + amount)


def virements_visible(actor: PostActor) -> QuerySet[Virement]:
    return Virement.objects.filter(reached(actor, FUNCTION, office="office")).select_related("unit", "office")


def adjustments_visible(actor: PostActor) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(reached(actor, FUNCTION)).select_related("unit")


def virements_listed(actor: PostActor, *, year: int | None = None, state: str = "") -> QuerySet[Virement]:
    """Newest first, with `moved` (what goes out) in 分."""
    found = virements_visible(actor).filter(_asked(year, state))
    return found.annotate(moved=Sum("lines__amount", filter=Q(lines__side=Side.OUT))).order_by("-pk")


def adjustments_listed(actor: PostActor, *, year: int | None = None, state: str = "") -> QuerySet[Adjustment]:
    """Newest first, with `raised` and `lowered` in 分."""
    found = adjustments_visible(actor).filter(_asked(year, state)).annotate(
        raised=Sum("lines__amount", filter=Q(lines__side=Side.IN)), lowered=Sum("lines__amount", filter=Q(lines__side=Side.OUT))
    )  # fmt: skip
    return found.order_by("-pk")


def lines_visible(actor: PostActor, year: int | None = None) -> QuerySet[Appropriation]:
    """The lines whose changes this post may see; an office its own and those that are no office's."""
    found = Appropriation.objects.filter(reached(actor, FUNCTION, office="office", shared=True))
    found = found.select_related("unit", "project", "office", "node")
    return found.filter(year=year) if year else found


def years_changed(actor: PostActor) -> list[int]:
    """The years in which there is a budget to be changed, newest first."""
    return sorted(set(lines_visible(actor).order_by().values_list("year", flat=True)), reverse=True)


def lines_changeable(unit: Unit, year: int, office: Office | None) -> list[Appropriation]:
    """The lines a document may name: of an office, its own; of the unit, all."""
    found = Appropriation.objects.filter(unit=unit, year=year).select_related("unit", "project", "office", "node")
    if office is not None:
        found = found.filter(office=office)
    return list(found.order_by("project__code", "part", "economic_code", "pk"))


def year_of_virements(unit: Unit, year: int) -> YearOfVirements:
    """Two queries."""
    took_effect = VirementLine.objects.filter(
        virement__unit=unit, virement__year=year, virement__state=Virement.State.EFFECTIVE, side=Side.OUT
    )
    told = took_effect.order_by().values_list("virement").annotate(Sum("amount"))
    moved = [int(amount) for _, amount in told]
    whole = Node.objects.filter(unit=unit.code, year=year, kind=Node.Kind.UNIT).first()
    return YearOfVirements(len(moved), sum(moved), whole.balance.cap if whole else 0)


def _asked(year: int | None, state: str) -> Q:
    return (Q(year=year) if year else Q()) & (Q(state=state) if state else Q())
