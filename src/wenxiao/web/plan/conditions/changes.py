"""Is every figure that must have a reason explained: large changes from last year, and every 三公 item that changed? (R060, R085, R088)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import Fund, Part, ThreePublic
from wenxiao.web.plan.models import Compilation, Explanation, RevenueLine, Version
from wenxiao.web.plan.queries.compilation import last_year
from wenxiao.web.plan.queries.totals import PROJECT, spending, three_public, written_out
from wenxiao.web.trail.refusal import Refusal

# The concepts of the catalogue that last year's figures stand under.
THREE_PUBLIC_CONCEPTS = {
    ThreePublic.ABROAD: "因公出国境费",
    ThreePublic.VEHICLE_PURCHASE: "公务用车购置费",
    ThreePublic.VEHICLE_RUNNING: "公务用车运行费",
    ThreePublic.RECEPTION: "公务接待费",
}
THREE_PUBLIC_TOTAL = "三公经费"
WHOLE, BASIC, PROJECTS = "支出总计", "基本支出", "项目支出"
_ALSO_WHOLE = "支出合计"


class Change(NamedTuple):
    """增减: this year beside last year (None where no figure was confirmed), 分, and the reason that was given."""

    key: str
    label: str
    now: int
    before: int | None
    reason: str
    needs_reason: bool

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.now - self.before


def prior_whole(prior: Mapping[str, int]) -> int | None:
    """Last year's spending as a whole: documents call it 总计 or 合计."""
    return prior.get(WHOLE, prior.get(_ALSO_WHOLE))


def large(now: int, before: int) -> bool:
    """Whether the change is so large that it needs a reason; from nothing, any amount is."""
    if not before:
        return bool(now)
    return abs(now - before) * 100 >= limit("重大增减") * abs(before)


def year_on_year(version: Version) -> tuple[Change, ...]:
    """The whole, its two parts, beside last year's confirmed figures."""
    spent = spending(version, "part")
    project = spent[(PROJECT,)]
    basic = sum(spent[(part.value,)] for part in Part)
    prior = last_year(version.compilation)
    reasons = _reasons(version.compilation, Explanation.About.YEAR_ON_YEAR)
    figures = (
        (WHOLE, "支出总计", basic + project, prior_whole(prior)),
        (BASIC, "基本支出", basic, prior.get(BASIC)),
        (PROJECTS, "项目支出", project, prior.get(PROJECTS)),
    )
    return tuple(
        Change(key, label, now, before, reasons.get(key, ""), before is not None and large(now, before))
        for key, label, now, before in figures
    )


def three_public_changes(version: Version) -> tuple[Change, ...]:
    """The four items; each that changed, or that nothing can be compared with, needs a reason (R085)."""
    prior = last_year(version.compilation)
    reasons = _reasons(version.compilation, Explanation.About.THREE_PUBLIC)
    found = []
    for item, now in three_public(version).items():
        before = prior.get(THREE_PUBLIC_CONCEPTS[item])
        needs = now != before if before is not None else now != 0
        found.append(Change(item.value, item.label, now, before, reasons.get(item.value, ""), needs))
    return tuple(found)


def changes_explained(version: Version) -> Iterator[Refusal]:
    """比上年增减大的都写了原因。"""
    for change in year_on_year(version):
        if change.needs_reason and not change.reason:
            yield Refusal(f"{_told(change)}，达到 {limit('重大增减')}%，请写明原因", rule="R085")
    for line in RevenueLine.objects.filter(version=version, last_year__isnull=False, reason=""):
        if line.last_year is not None and large(line.amount, line.last_year):
            told = _told(Change("", f"收入“{Fund(line.fund).label}·{line.source}”", line.amount, line.last_year, "", True))
            yield Refusal(f"{told}，达到 {limit('重大增减')}%，请在收入页写明原因", rule="R085")


def three_public_explained(version: Version) -> Iterator[Refusal]:
    """“三公”经费各项的增减都写了原因。"""
    for change in three_public_changes(version):
        if change.needs_reason and not change.reason:
            yield Refusal(f"“三公”经费：{_told(change)}，请写明原因", rule="R085")


def three_public_not_above_last_year(version: Version) -> Iterator[Refusal]:
    """“三公”经费不超过上年。

    只减不增 (R088). Where last year's figure was not confirmed there is nothing to hold it against: `not_compared` says so.
    """
    before = last_year(version.compilation).get(THREE_PUBLIC_TOTAL)
    items = three_public(version)
    now = sum(items.values())
    if before is not None and now > before:
        parts = {item.label: amount for item, amount in items.items() if amount}
        yield Refusal(
            f"“三公”经费只减不增：本年 {written_out(parts)}，上年 {Money(before)} 元，超出 {Money(now - before)} 元，请压减", rule="R088"
        )


def prior_agrees(version: Version) -> Iterator[Refusal]:
    """上年数自身对得上。

    Last year's figures add up themselves: a sum copied with two digits swapped is found here (R060, R083).
    """
    prior = last_year(version.compilation)
    whole, parts = prior_whole(prior), {name: prior[name] for name in (BASIC, PROJECTS) if name in prior}
    if whole is not None and len(parts) == 2:
        yield from _disagree("支出总计", whole, parts, "R083")
    items = {item.label: prior[concept] for item, concept in THREE_PUBLIC_CONCEPTS.items() if concept in prior}
    if THREE_PUBLIC_TOTAL in prior and len(items) == len(ThreePublic):
        yield from _disagree("“三公”经费", prior[THREE_PUBLIC_TOTAL], items, "R060")


def not_compared(version: Version) -> tuple[str, ...]:
    """What could not be held against last year because no figure of that year was confirmed: told, never passed over."""
    prior = last_year(version.compilation)
    missing = [
        label for key, label in ((BASIC, "基本支出"), (PROJECTS, "项目支出"), (THREE_PUBLIC_TOTAL, "“三公”经费")) if key not in prior
    ]
    if prior_whole(prior) is None:
        missing.insert(0, "支出总计")
    year = version.compilation.year - 1
    return tuple(f"没有确认 {year} 年的{label}，增减没有核对" for label in missing)


def _disagree(label: str, whole: int, parts: Mapping[str, int], rule: str) -> Iterator[Refusal]:
    difference = whole - sum(parts.values())
    if difference:
        yield Refusal(
            f"上年数自相矛盾：{label}写的是 {Money(whole)} 元，各项相加 {written_out(parts)}，相差 {abs(Money(difference))} 元。"
            "请在“上年数”页核对原文件，改用相互一致的数",
            rule=rule,
        )


def _told(change: Change) -> str:
    if change.before is None:
        return f"{change.label}本年 {Money(change.now)} 元，没有上年数可比"
    difference = change.now - change.before
    way = "增加" if difference > 0 else "减少"
    return f"{change.label}本年 {Money(change.now)} 元，上年 {Money(change.before)} 元，{way} {abs(Money(difference))} 元"


def _reasons(compilation: Compilation, about: Explanation.About) -> dict[str, str]:
    return dict(Explanation.objects.filter(compilation=compilation, about=about).values_list("key", "text"))
