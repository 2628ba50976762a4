"""How is it written down where the money comes from?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import RevenueLine, Version
from wenxiao.web.plan.queries.totals import written_out
from wenxiao.web.plan.services.estimate import LARGEST
from wenxiao.web.plan.services.seen import demand_unchanged
from wenxiao.web.plan.services.versions import editing
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record

# The sources of the revenue table, in its order; a new budget begins with each of them at zero.
EVERY_SOURCE = (
    (Fund.GENERAL, "一般公共预算拨款"),
    (Fund.GOVERNMENT_FUND, "政府性基金预算拨款"),
    (Fund.STATE_CAPITAL, "国有资本经营预算拨款"),
    (Fund.SPECIAL_ACCOUNT, "财政专户管理资金"),
    (Fund.UNIT_MONEY, "单位资金"),
)
# The funds that every budget must name, zero or not, are in `conditions.lines.SOURCES`.


class Revenue(NamedTuple):
    """收入行: 分."""

    fund: str
    source: str
    amount: int
    last_year: int | None = None
    reason: str = ""


def revenue_set(
    *, actor: PostActor, version: Version, lines: Sequence[Revenue], expected: int | None = None, seen: str | None = None
) -> None:
    """Replace the revenue table by `lines`.

    `expected` is the total the clerk counts on, 分: where the lines add up to something else nothing is written. `seen` is the mark of
    the table that was changed. Raises NotPermitted, OutOfTurn (StaleLines), Refused (`expected`, `fund-<n>`, `source-<n>`,
    `amount-<n>`, n from 0).
    """
    lines = [line._replace(source=line.source.strip(), reason=line.reason.strip()) for line in lines]
    raise_if_any(_faults(lines, expected))
    with editing(actor, version) as compilation:
        if [tuple(line) for line in lines] == list(version.revenue.values_list(*Revenue._fields)):
            return
        demand_unchanged(version.revenue.all(), seen, "收入预算")
        before = _told(version.revenue.all())
        version.revenue.all().delete()
        RevenueLine.objects.bulk_create(
            RevenueLine(
                version=version, fund=line.fund, source=line.source, amount=line.amount, last_year=line.last_year, reason=line.reason
            )
            for line in lines
        )
        details = changes(before, _told(lines))
        record(actor=actor, subject=compilation, action="edit_revenue", action_title="编收入预算", details=details)


def unexpected(expected: int | None, parts: dict[str, int], what: str) -> Iterator[Refusal]:
    """The refusal of figures that do not add up to the total the clerk counts on (核对数), with the sum written out."""
    total = sum(parts.values())
    if expected is not None and expected != total:
        yield Refusal(
            f"{what}各行相加：{written_out(parts)}，您填的核对数是 {Money(expected)} 元，相差 {abs(Money(total - expected))} 元。"
            "请核对是哪一行错了，还是核对数错了；现在什么也没有保存",
            field="expected",
        )


def _told(lines: Iterable[Revenue | RevenueLine]) -> dict[str, str | None]:
    """The table as the trail keeps it: amount, last year's and the reason of each source, under names of their own."""
    told: dict[str, str | None] = {}
    for line in lines:
        name = f"{line.fund} {line.source}"
        last_year = None if line.last_year is None else str(Money(line.last_year))
        told |= {name: str(Money(line.amount)), f"{name} 上年数": last_year, f"{name} 说明": line.reason}
    return told


def _faults(lines: Sequence[Revenue], expected: int | None) -> Iterator[Refusal]:
    seen: set[tuple[str, str]] = set()
    for n, line in enumerate(lines):
        if line.fund not in Fund.values:
            yield Refusal("请选择资金性质", field=f"fund-{n}")
        source = line.source
        if not source:
            yield Refusal("请填收入项目的名称", field=f"source-{n}")
        elif len(source) > 60:
            yield Refusal(f"收入项目最多 60 个字，现有 {len(source)} 个", field=f"source-{n}")
        if line.amount < 0:
            yield Refusal("金额不能是负数", field=f"amount-{n}")
        elif line.amount > LARGEST:
            yield Refusal(f"金额超过 {Money(LARGEST)} 元，太大了：请核对单位是不是元", field=f"amount-{n}")
        if (line.last_year or 0) > LARGEST:
            yield Refusal(f"金额超过 {Money(LARGEST)} 元，太大了：请核对单位是不是元", field=f"last_year-{n}")
        if (line.fund, source) in seen:
            yield Refusal(f"“{source}”写了两行：同一资金性质的同一收入项目合成一行", field=f"source-{n}")
        seen.add((line.fund, source))
    yield from unexpected(
        expected,
        {f"{Fund(line.fund).label} {line.source}": line.amount for line in lines if line.amount and line.fund in Fund.values},
        "收入",
    )
