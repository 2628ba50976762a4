"""What may be given and spent before the budget is approved? (预算法 art. 54, LAW13 of the domain notes)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.models import Compilation
from wenxiao.web.plan.queries.totals import spending
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Allotment, AllotmentLine, Appropriation, PaymentRequest
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

RULE = "LAW13"
# What comes on top of the budget lifts its caps, those of 三公 only by an adjustment: given early, it would lift these as well.
EARLY_IS_INITIAL = "只有年初预算的指标可以提前下达：追加的等预算批复以后再下达，上年结转的不必勾选，批复前也可以下达"
APPROVED = (Compilation.State.APPROVED, Compilation.State.ALLOCATED, Compilation.State.CLOSED)
GIVEN = (Allotment.State.ISSUED, Allotment.State.BROKEN_DOWN)
KEY = ("project_id", "part", "function_code", "economic_code", "fund")
LineKey = tuple[int | None, str, str, str, str]


def is_approved(unit: Unit, year: int) -> bool:
    return Compilation.objects.filter(unit=unit, year=year, state__in=APPROVED).exists()


def early_lines(unit: Unit, year: int) -> dict[LineKey, int]:
    """分 that were given before the approval out of the budget to come, by key; carried money is not part of it."""
    found = AllotmentLine.objects.filter(
        allotment__unit=unit, allotment__year=year, allotment__early=True, allotment__source=Allotment.Source.INITIAL,
        allotment__state__in=GIVEN,
    )  # fmt: skip
    return {tuple(row[:5]): int(row[5]) for row in found.order_by().values_list(*KEY).annotate(Sum("amount"))}


def early_is_lawful(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """提前下达的：是年初预算的指标，预算还没有批复，每行有批复前支出的依据。"""
    if not allotment.early:
        return
    if allotment.source != Allotment.Source.INITIAL:
        yield Refusal(f"{EARLY_IS_INITIAL}；这份已经录入，请作废以后重新录入", rule=RULE)
    if is_approved(allotment.unit, allotment.year):
        yield Refusal(f"{allotment.year} 年的预算已经批复，不能再提前下达：请作废这份，按批复的预算录入", rule=RULE)
    without = allotment.lines.filter(cause="").count()
    if without:
        yield Refusal(f"有 {without} 行没有写批复前支出的依据：预算批复前只能下达{causes()}", field="lines", rule=RULE)


def early_within_approval(allotment: Allotment, _act: Act) -> Iterator[Refusal]:
    """提前下达的钱，逐项不超过批复数。"""
    unit, year = allotment.unit, allotment.year
    compilation = Compilation.objects.filter(unit=unit, year=year, state__in=APPROVED).first()
    if allotment.early or allotment.source != Allotment.Source.INITIAL or compilation is None:
        return
    early = early_lines(unit, year)
    # Asked until the approved budget is first broken down: from then on what a line has may change by 调剂.
    of_budget = Allotment.objects.filter(unit=unit, year=year, source=Allotment.Source.INITIAL, early=False)
    if not early or of_budget.filter(state=Allotment.State.BROKEN_DOWN).exists():
        return
    approved = spending(compilation.approval.version, "project", "part", "item", "economic", "fund")
    lines = {tuple(getattr(line, name) for name in KEY): line for line in _lines(unit, year)}
    for key, given in early.items():
        project, part, item, economic, fund = key
        cap = approved[project or 0, part or "project", item, economic, fund]
        # What was taken out of the line by 调剂 meanwhile is not over.
        over = given + min(0, lines[key].node.adjusted if key in lines else 0) - cap
        if over > 0:
            title = str(lines[key]) if key in lines else f"{Part(part).label if part else '项目'} {economic}"
            yield Refusal(
                f"{title}（{item}，{Fund(fund).label}）提前下达了 {Money(given)} 元，批复只有 {Money(cap)} 元，多 {Money(over)} 元："
                "没有用的请先调剂出去；已经用了的，按预算调整程序报批以后再下达",
                field="lines", rule="指标下达",
            )  # fmt: skip


def _lines(unit: Unit, year: int) -> Iterable[Appropriation]:
    return Appropriation.objects.filter(unit=unit, year=year, origin=None).select_related("node", "project")


def early_caps(unit: Unit, year: int) -> Counter[tuple[str, str]]:
    """What was given early, 分, by (fund, economic code): of it the caps above the lines were opened with."""
    found: Counter[tuple[str, str]] = Counter()
    broken_down = AllotmentLine.objects.filter(
        allotment__unit=unit, allotment__year=year, allotment__early=True, allotment__source=Allotment.Source.INITIAL,
        allotment__state=Allotment.State.BROKEN_DOWN,
    )  # fmt: skip
    for fund, economic, amount in broken_down.order_by().values_list("fund", "economic_code").annotate(Sum("amount")):
        found[fund, economic] += int(amount)
    return found


def lawful_before_approval(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """预算批复前，写明批复前支出的依据，而且列支的指标是按这个依据下达的。"""
    if is_approved(request.unit, request.year):
        return
    if not request.before_approval:
        yield Refusal(
            f"{request.year} 年的预算还没有批复，没有写“批复前支出的依据”：批复前只能支付{causes()}。不属于这些的，请等预算批复以后再报",
            field="before_approval", rule=RULE,
        )  # fmt: skip
        return
    charges = list(request.charges.select_related("appropriation__project"))
    given = AllotmentLine.objects.filter(
        allotment__unit=request.unit_id, allotment__year=request.year, allotment__state=Allotment.State.BROKEN_DOWN
    ).exclude(cause="")  # fmt: skip
    lawful: dict[tuple[object, ...], set[str]] = {}
    for *key, cause in given.values_list(*KEY, "origin", "cause"):
        lawful.setdefault(tuple(key), set()).add(cause)
    for charge in charges:
        line = charge.appropriation
        causes_of_line = lawful.get((*(getattr(line, name) for name in KEY), line.origin), set())
        if request.before_approval not in causes_of_line:
            said = "、".join(Cause(each).label for each in sorted(causes_of_line)) or "没有提前下达"
            yield Refusal(
                f"“{line}”不是按“{request.get_before_approval_display()}”下达的（{said}）：请改选依据，或换一个支出指标",
                field="before_approval", rule=RULE,
            )  # fmt: skip


def causes() -> str:
    """All of them, in words."""
    return "、".join(f"“{label}”" for label in Cause.labels)
