"""What does the month-end report say, and does it tie to the 分? 月报: budget, paid this month, paid to date, rate.

Every table of it is added up by the database by itself, so that the ties compare what was really counted twice: by function, by project,
by fund, from the entries, and in the balances that the ledger keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, F, Sum, When

from wenxiao.catalogue.codes import function_name
from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, Part
from wenxiao.web.spend.models import Appropriation, Node
from wenxiao.web.spend.queries.flows import GONE, PAID_BY, Month, begins, entries_of, paid_between

_FEN = BigIntegerField()
_BUDGET_BY = {move.id: each for move in MOVES.values() if (each := move.effect.cap) and move.id not in GONE}
_PAID = Case(*(When(move=move, then=F("amount") * sign) for move, sign in PAID_BY.items()), default=0, output_field=_FEN)
_BUDGET = Case(*(When(move=move, then=F("amount") * sign) for move, sign in _BUDGET_BY.items()), default=0, output_field=_FEN)
_LINE = "node__appropriation__"


class MonthEndRow(NamedTuple):
    """月报的一行, 分: the budget at the end of the month, paid in it, paid up to its end."""

    key: str
    title: str
    budget: int
    paid_in_month: int
    paid: int

    @property
    def share(self) -> int:
        """Per cent, rounded down."""
        return self.paid * 100 // self.budget if self.budget else 0


class Tie(NamedTuple):
    """勾稽: two sums (分) that must be the same."""

    title: str
    left_title: str
    left: int
    right_title: str
    right: int

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return self.left == self.right


class MonthEnd(NamedTuple):
    """月报 of a unit and month."""

    unit: Unit
    year: int
    month: Month
    by_function: list[MonthEndRow]
    by_project: list[MonthEndRow]
    by_fund: list[MonthEndRow]
    ties: list[Tie]

    @property
    def total(self) -> MonthEndRow:
        return total_of(self.by_project)

    @property
    def differences(self) -> list[Tie]:
        return [tie for tie in self.ties if not tie.holds]


def month_end(unit: Unit, year: int, month: int) -> MonthEnd:
    """Of the books of `year`, at the end of that month of the same year; fourteen queries at most, however many payments there were."""
    asked = Month(year, month)
    by_function = [
        row._replace(title=f"{row.key} {function_name(row.key) or '（科目表里没有）'}") for row in _rows(unit, asked, "function_code")
    ]
    by_fund = [row._replace(title=str(Fund(row.key).label)) for row in _rows(unit, asked, "fund")]
    by_project = [
        row._replace(title=f"{row.key} {row.title}" if row.title else str(Part(row.key).label)) for row in _project_rows(unit, asked)
    ]
    return MonthEnd(unit, year, asked, by_function, by_project, by_fund, _ties(unit, asked, by_function, by_project, by_fund))


def total_of(rows: Sequence[MonthEndRow]) -> MonthEndRow:
    return MonthEndRow("", "合计", sum(row.budget for row in rows), sum(row.paid_in_month for row in rows), sum(row.paid for row in rows))


def _summed(unit: Unit, month: Month, *names: str) -> list[tuple[object, ...]]:
    """The values of `names`, then budget, paid in the month and paid to its end, by the entries."""
    until, since = begins(month.following.first_day), begins(month.first_day)
    in_month = Case(When(command__at__gte=since, then=_PAID), default=0, output_field=_FEN)
    entries = entries_of(unit.code, month.year).filter(command__at__lt=until)
    rows = entries.order_by().values_list(*names).annotate(budget=Sum(_BUDGET), now=Sum(in_month), paid=Sum(_PAID))
    return [tuple(row) for row in rows]


def _rows(unit: Unit, month: Month, name: str) -> list[MonthEndRow]:
    found = [MonthEndRow(str(key or ""), str(key or ""), *_whole(sums)) for key, *sums in _summed(unit, month, _LINE + name)]
    return sorted(row for row in found if row.key)


def _project_rows(unit: Unit, month: Month) -> list[MonthEndRow]:
    names = (_LINE + "project__code", _LINE + "project__name", _LINE + "part")
    found = [
        MonthEndRow(str(code or part or ""), str(name or ""), *_whole(sums)) for code, name, part, *sums in _summed(unit, month, *names)
    ]
    order = {part.value: place for place, part in enumerate(Part)}
    return sorted((row for row in found if row.key), key=lambda row: (order.get(row.key, len(order)), row.key))


def _whole(sums: Sequence[object]) -> tuple[int, int, int]:
    budget, now, paid = (int(each or 0) for each in sums)  # type: ignore[call-overload]
    return budget, now, paid


def _ties(unit: Unit, month: Month, by_function: list[MonthEndRow], by_project: list[MonthEndRow], by_fund: list[MonthEndRow]) -> list[Tie]:
    entries = entries_of(unit.code, month.year)
    end = month.following.first_day
    now, paid, later = paid_between(entries, month.first_day, end), paid_between(entries, None, end), paid_between(entries, end)
    said = "支付减退票、退款（逐笔相加）"
    tables = (("按功能科目", total_of(by_function)), ("按项目", total_of(by_project)), ("按资金性质", total_of(by_fund)))
    found = [Tie(f"{title}：本月支付", f"{title}合计", row.paid_in_month, said, now) for title, row in tables]
    found += [Tie(f"{title}：累计支付", f"{title}合计", row.paid, said, paid) for title, row in tables]
    found.append(Tie("各表的预算数", "按功能科目合计", tables[0][1].budget, "按项目合计", tables[1][1].budget))
    found.append(Tie("各表的预算数", "按功能科目合计", tables[0][1].budget, "按资金性质合计", tables[2][1].budget))
    kept = Node.objects.filter(unit=unit.code, year=month.year)
    nodes = {(node.kind, node.element): node for node in kept.exclude(kind__in=(Node.Kind.LINE, Node.Kind.CASH_PLAN))}
    lines = int(kept.filter(kind=Node.Kind.LINE).aggregate(sum=Sum("paid"))["sum"] or 0)
    found.append(Tie("逐笔与余额", "月末累计加以后各月（逐笔相加）", paid + later, "各支出指标账上的已支付", lines))
    if whole := nodes.get((Node.Kind.UNIT.value, "")):
        found.append(Tie("支出指标与单位总额", "各支出指标账上的已支付", lines, f"“{whole.name}”账上的已支付", whole.paid))
    found += _caps(unit, month.year, nodes)
    return found


def _caps(unit: Unit, year: int, nodes: dict[tuple[str, str], Node]) -> list[Tie]:
    """Each cap of a fund or of a kind of 三公 against the lines below it."""
    sums = Appropriation.objects.filter(unit=unit, year=year).order_by().values_list("fund", "economic_code").annotate(Sum("node__paid"))
    rows = [(fund, THREE_PUBLIC_CODES.get(code), int(paid)) for fund, code, paid in sums]
    found = []
    for (kind, element), node in sorted(nodes.items()):
        if kind == Node.Kind.FUND:
            below = sum(paid for fund, _, paid in rows if fund == element)
        elif kind == Node.Kind.THREE_PUBLIC:
            below = sum(paid for _, item, paid in rows if item == element)
        else:
            continue
        found.append(Tie(f"支出指标与{node.get_kind_display()}", f"“{node.name}”下各指标的已支付", below, "限额账上的已支付", node.paid))
    return found
