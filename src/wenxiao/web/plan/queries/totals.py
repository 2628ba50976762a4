"""What does a version add up to, by fund, part, code, duty, activity, office or project?

Every total is summed by the database over the lines, in whole 分. A question costs two aggregate queries, however many lines there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import CharField, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Substr

from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, Part, ThreePublic
from wenxiao.web.plan.models import BasicLine, ProcurementLine, ProjectLine, RevenueLine, Version

PROJECT = "project"
PARTS = {Part.PERSONNEL.value: "人员经费", Part.OPERATING.value: "日常公用经费", PROJECT: "项目支出"}

# Each dimension: how it is found on a basic line and on a project line. Basic money belongs to no activity.
_NOWHERE = Value(0, output_field=IntegerField())
_DIMENSIONS = {
    "fund": (F("fund"), F("fund")),
    "part": (F("part"), Value(PROJECT, output_field=CharField())),
    "category": (Substr("function_code", 1, 3), Substr("function_code", 1, 3)),
    "section": (Substr("function_code", 1, 5), Substr("function_code", 1, 5)),
    "item": (F("function_code"), F("function_code")),
    "economic_category": (Substr("economic_code", 1, 3), Substr("economic_code", 1, 3)),
    "economic": (F("economic_code"), F("economic_code")),
    "duty": (_NOWHERE, F("project__activity__duty_id")),
    "activity": (_NOWHERE, F("project__activity_id")),
    "office": (_NOWHERE, F("project__office_id")),
    "project": (_NOWHERE, F("project_id")),
}
DIMENSIONS = tuple(_DIMENSIONS)


class Balance(NamedTuple):
    """收支: revenue and spending of one fund, 分."""

    fund: Fund
    revenue: int
    basic: int
    project: int

    @property
    def spending(self) -> int:
        return self.basic + self.project

    @property
    def difference(self) -> int:
        return self.revenue - self.spending


def revenue(version: Version) -> dict[Fund, int]:
    """分 by fund, the funds that have a line, in the order of tables."""
    rows = dict(RevenueLine.objects.filter(version=version).order_by().values_list("fund").annotate(Sum("amount")))
    return {fund: int(rows[fund]) for fund in Fund if fund in rows}


def spending(version: Version, *dimensions: str, requested: bool = False) -> Counter[tuple[str | int, ...]]:
    """分 by the values of the dimensions (DIMENSIONS), in that order; `()` for the whole. `requested` takes what projects asked for.

    Where a dimension says nothing about basic money (duty, activity, office, project), its value is 0.
    """
    total: Counter[tuple[str | int, ...]] = Counter()
    lines: tuple[tuple[QuerySet[BasicLine] | QuerySet[ProjectLine], int, str], ...] = (
        (BasicLine.objects.filter(version=version), 0, "amount"),
        (ProjectLine.objects.filter(version=version), 1, "requested" if requested else "amount"),
    )
    for queryset, which, field in lines:
        if not dimensions:
            whole = queryset.aggregate(sum=Sum(field))["sum"]
            total[()] += int(whole or 0)
            continue
        names = {f"by_{name}": _DIMENSIONS[name][which] for name in dimensions}
        for *values, amount in queryset.order_by().annotate(**names).values_list(*names).annotate(Sum(field)):
            # A dimension that is one word for all lines groups nothing: without a line the database answers one row with no sum.
            if amount is not None:
                total[tuple(values)] += int(amount)
    return total


def spending_of_each(versions: Sequence[Version]) -> dict[int, int]:
    """分 of the whole of each version, by its number in the database; two queries."""
    found = {version.pk: 0 for version in versions}
    for model in (BasicLine, ProjectLine):
        rows = model._default_manager.filter(version__in=versions).order_by().values_list("version").annotate(Sum("amount"))
        for version, amount in rows:
            found[version] += int(amount)
    return found


def balances(version: Version) -> tuple[Balance, ...]:
    """Revenue against spending, fund by fund; funds without any line are left out."""
    return balances_of(revenue(version), spending(version, "fund", "part"))


def balances_of(received: Mapping[Fund, int], spent: Mapping[tuple[str | int, ...], int]) -> tuple[Balance, ...]:
    """`spent` by fund and part."""
    found = []
    for fund in Fund:
        project = spent.get((fund.value, PROJECT), 0)
        basic = sum(spent.get((fund.value, part.value), 0) for part in Part)
        if fund in received or basic or project:
            found.append(Balance(fund, received.get(fund, 0), basic, project))
    return tuple(found)


def three_public(version: Version) -> dict[ThreePublic, int]:
    """“三公”经费 from the economic codes of basic and project money alike (30212, 31013, 30913, 30231, 30217)."""
    return three_public_of(spending(version, "economic"))


def three_public_of(spent: Mapping[tuple[str | int, ...], int]) -> dict[ThreePublic, int]:
    """`spent` by economic code."""
    found = dict.fromkeys(ThreePublic, 0)
    for code, item in THREE_PUBLIC_CODES.items():
        found[item] += spent.get((code,), 0)
    return found


def three_public_by_fund(version: Version) -> Counter[str]:
    found: Counter[str] = Counter()
    for (fund, code), amount in spending(version, "fund", "economic").items():
        if code in THREE_PUBLIC_CODES:
            found[str(fund)] += amount
    return found


def procured(version: Version) -> Counter[tuple[int, str, str]]:
    """采购 分 by (project or 0, economic code, fund)."""
    rows = (
        ProcurementLine.objects.filter(version=version)
        .order_by()
        .values_list("project_id", "economic_code", "fund")
        .annotate(Sum("amount"))
    )
    return Counter({(project or 0, code, fund): int(amount) for project, code, fund, amount in rows})


def procurement_cover(version: Version) -> Counter[tuple[int, str, str]]:
    """The money that procurement may use, by (project or 0 for operating money, economic code, fund)."""
    cover: Counter[tuple[int, str, str]] = Counter()
    operating = BasicLine.objects.filter(version=version, part=Part.OPERATING).order_by()
    for code, fund, amount in operating.values_list("economic_code", "fund").annotate(Sum("amount")):
        cover[(0, code, fund)] += int(amount)
    lines = ProjectLine.objects.filter(version=version).order_by()
    for project, code, fund, amount in lines.values_list("project_id", "economic_code", "fund").annotate(Sum("amount")):
        cover[(project, code, fund)] += int(amount)
    return cover


def written_out(parts: Mapping[str, int]) -> str:
    """`一般公共预算 1.00＋政府性基金 2.00＝3.00 元`: a sum with what it is the sum of."""
    whole = Money(sum(parts.values()))
    if len(parts) < 2:
        return f"{whole} 元"
    return f"{'＋'.join(f'{name} {Money(amount)}' for name, amount in parts.items())}＝{whole} 元"
