"""May this much be carried in from the year before? No more, key by key, than its end carried over (预算法 art. 42)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.conditions.before_approval import KEY
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation, YearEnd, YearEndLine
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

RULE = "年终结转"
CarriedKey = tuple[object, ...]


class CarriedLine(NamedTuple):
    """结转的一行: its key (KEY, and the year its money was first given in), how it is called, 分, and beside which field it stands."""

    key: CarriedKey
    title: str
    amount: int
    field: str = "lines"


def was_kept(unit: Unit, year: int) -> bool:
    """Whether that year's money stands in these books. Of a year before the first one kept here the bureau's document alone says."""
    return Appropriation.objects.filter(unit=unit, year=year).exists()


def carried_over(unit: Unit, year: int) -> Counter[CarriedKey]:
    """分 that the end of that year carried over, by key; nothing before it is approved."""
    lines = YearEndLine.objects.filter(
        year_end__unit=unit, year_end__year=year, year_end__state=YearEnd.State.APPROVED, decision=YearEndLine.Decision.CARRY
    ).select_related("appropriation")
    found: Counter[CarriedKey] = Counter()
    for line in lines:
        of = line.appropriation
        found[(*(getattr(of, name) for name in KEY), of.first_given)] += line.left
    return found


def carried_in(unit: Unit, year: int, *, but: int | None = None) -> Counter[CarriedKey]:
    """分 that documents of that year give as carried in, by key, whether they are issued yet or not; `but` is the pk of one left out."""
    lines = AllotmentLine.objects.filter(allotment__unit=unit, allotment__year=year, allotment__source=Allotment.Source.CARRIED)
    standing = lines.exclude(allotment__state=Allotment.State.WITHDRAWN)
    if but is not None:
        standing = standing.exclude(allotment=but)
    sums = standing.order_by().values_list(*KEY, "origin").annotate(Sum("amount"))
    return Counter({tuple(row[:-1]): int(row[-1]) for row in sums})


def carried_faults(allotment: Allotment, lines: list[CarriedLine]) -> Iterator[Refusal]:
    """Each line that is more than was carried over and stands in no other document. The unit's row is held."""
    unit, year = allotment.unit, allotment.year
    if allotment.source != Allotment.Source.CARRIED or not was_kept(unit, year - 1):
        return
    if not YearEnd.objects.filter(unit=unit, year=year - 1, state=YearEnd.State.APPROVED).exists():
        yield Refusal(
            f"{year - 1} 年还没有关账，没有结转下来的钱：年终结转批准以后，系统会生成结转的指标文", field="source", rule=RULE
        )  # fmt: skip
        return
    over, elsewhere = carried_over(unit, year - 1), carried_in(unit, year, but=allotment.pk)
    for line in lines:
        excess = line.amount - (over[line.key] - elsewhere[line.key])
        if excess > 0:
            taken = f"，已列入别的结转指标文 {Money(elsewhere[line.key])} 元" if elsewhere[line.key] else ""
            way = "；要重新录入的，先请区财政局作废原来那一份" if taken else ""
            yield Refusal(
                f"“{line.title}”{year - 1} 年年终结转 {Money(over[line.key])} 元{taken}，这次 {Money(line.amount)} 元，"
                f"超出 {Money(excess)} 元：请改小，或去掉这一行{way}",
                field=line.field, rule=RULE,
            )  # fmt: skip


def carried_within(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """上年结转的，逐项不超过上年年终结转的数。"""
    lines = allotment.lines.select_related("project").order_by("pk")
    told = [
        CarriedLine(
            (*(getattr(line, name) for name in KEY), line.origin),
            carried_title(line.project, line.get_part_display(), line.economic_code), line.amount,
        )
        for line in lines
    ]  # fmt: skip
    yield from carried_faults(allotment, told)


def carried_title(project: Project | None, part: str, economic_code: str) -> str:
    return f"{f'{project.code} {project.name}' if project else part} {economic_code}"
