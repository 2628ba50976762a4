"""Does the budget stay within the control numbers the finance bureau sent down?"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.vocabulary.money import Money
from wenxiao.web.plan.elements import ControlCategory, Fund
from wenxiao.web.plan.models import Compilation, ControlNumber, Version
from wenxiao.web.plan.queries.totals import balances, three_public_by_fund
from wenxiao.web.trail.refusal import Refusal


def control_numbers(compilation: Compilation) -> dict[tuple[str, str], int]:
    """分 by fund and category."""
    rows = ControlNumber.objects.filter(compilation=compilation).values_list("fund", "category", "amount")
    return {(fund, category): amount for fund, category, amount in rows}


def within_control(version: Version) -> Iterator[Refusal]:
    """各项支出不超过控制数。

    By fund: basic and project, and thereby their sum; 三公 where a number was given. Money without a control number is refused.
    """
    allowed = control_numbers(version.compilation)
    for balance in balances(version):
        for category, amount in ((ControlCategory.BASIC, balance.basic), (ControlCategory.PROJECT, balance.project)):
            control = allowed.get((balance.fund.value, category.value))
            yield from _over(balance.fund, category.label, amount, control)
    for fund, amount in three_public_by_fund(version).items():
        control = allowed.get((fund, ControlCategory.THREE_PUBLIC.value))
        if control is not None:
            yield from _over(Fund(fund), ControlCategory.THREE_PUBLIC.label, amount, control)


def _over(fund: Fund, label: str, amount: int, control: int | None) -> Iterator[Refusal]:
    if not amount:
        return
    if control is None:
        yield Refusal(f"{fund.label}{label}列了 {Money(amount)} 元，可是没有下达这一项控制数：请财政部门补下，或不列这笔支出")
    elif amount > control:
        yield Refusal(
            f"{fund.label}{label} {Money(amount)} 元，控制数 {Money(control)} 元，超出 {Money(amount - control)} 元："
            "请按先非刚性、后进先压的顺序压减，可以用“项目支出”页的压减建议"
        )
