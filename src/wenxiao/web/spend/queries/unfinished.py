"""What must be settled before a year can be closed, and who can settle it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.spend.models import (
    Allotment,
    Appropriation,
    BankLine,
    BankResult,
    LedgerImport,
    Node,
    PaymentRequest,
    Receipt,
    ResultLine,
)
from wenxiao.web.spend.queries.advances import unsettled_advances

State = PaymentRequest.State
# Whom to ask about a request that stands there.
WHOM = {
    State.OFFICE: "站所负责人", State.ACCOUNTANT: "会计", State.FINANCE: "财政所长", State.LEADER: "分管领导、镇长或集体研究",
    State.TO_PAY: "出纳", State.AT_BANK: "出纳（等银行结果）", State.PAID: "会计（登记入账）",
}  # fmt: skip


class Unfinished(NamedTuple):
    """没有办完的一件: what it is, 分, where it stands, whom to ask."""

    what: str
    amount: int
    url: str
    whom: str


def unfinished(unit: Unit, year: int) -> list[Unfinished]:
    """Everything of a unit and year that is held, at the bank, paid and not booked, frozen, lent and not settled, not broken down, or
    told by the bank and not decided."""
    return [each for source in UNFINISHED for each in source(unit, year)]


def _requests(unit: Unit, year: int) -> Iterator[Unfinished]:
    found = (
        PaymentRequest.objects.filter(unit=unit, year=year, state__in=WHOM).select_related("office").annotate(total=Sum("charges__amount"))
    )
    for each in found.order_by("number"):
        state = State(each.state)
        whom = f"{each.office.name}{WHOM[state]}" if state == State.OFFICE else WHOM[state]
        yield Unfinished(f"{each.number} {each.purpose}（{state.label}）", each.total or 0, each.get_absolute_url(), whom)


def _advances(unit: Unit, year: int) -> Iterator[Unfinished]:
    for each in unsettled_advances(unit, year).annotate(lent=Sum("charges__amount")):
        due = f"，应在 {each.due:%Y-%m-%d} 前结清" if each.due else ""
        what = f"借款 {each.number} {each.purpose}（{each.payee}{due}）"
        yield Unfinished(what, each.lent or 0, each.get_absolute_url(), f"{each.office.name}经办人")


def _lines(unit: Unit, year: int) -> Iterator[Unfinished]:
    """Money that stands held or frozen, and by no request that is listed."""
    listed = PaymentRequest.objects.filter(unit=unit, year=year, state__in=WHOM).values("charges__appropriation")
    lines = Appropriation.objects.filter(unit=unit, year=year).select_related("project", "node").order_by("pk")
    for line in lines.filter(node__held__gt=0).exclude(pk__in=listed):
        yield Unfinished(f"“{line}”有在途", line.node.held, reverse("spend:line", args=(line.pk,)), "出纳（退回的收款人重付或放开）")
    for line in lines.filter(node__frozen__gt=0):
        yield Unfinished(f"“{line}”有冻结", line.node.frozen, reverse("spend:line", args=(line.pk,)), "预算员")


def _allotments(unit: Unit, year: int) -> Iterator[Unfinished]:
    states = Q(state=Allotment.State.DRAFT) | Q(state=Allotment.State.ISSUED)
    for each in Allotment.objects.filter(states, unit=unit, year=year).annotate(total=Sum("lines__amount")).order_by("pk"):
        whom = "区财政局（下达或作废）" if each.state == Allotment.State.DRAFT else "预算员（分解）"
        yield Unfinished(f"{each}（{each.get_state_display()}）", each.total or 0, each.get_absolute_url(), whom)


def _receipts(unit: Unit, year: int) -> Iterator[Unfinished]:
    states = {
        Receipt.State.REGISTERED: "财政所长（复核）",
        Receipt.State.COLLECTED: "财政所长（复核）",
        Receipt.State.TO_REMIT: "会计（上缴）",
    }
    for each in Receipt.objects.filter(unit=unit, year=year, state__in=states).order_by("pk"):
        yield Unfinished(
            f"{each} {each.source}（{each.get_state_display()}）", each.amount, each.get_absolute_url(), states[Receipt.State(each.state)]
        )  # fmt: skip


def _imports(unit: Unit, year: int) -> Iterator[Unfinished]:
    states = (LedgerImport.State.ASKED, LedgerImport.State.TAKING)
    for each in LedgerImport.objects.filter(unit=unit, year=year, state__in=states).annotate(total=Sum("rows__amount")).order_by("pk"):
        yield Unfinished(f"{each}（{each.get_state_display()}）", each.total or 0, each.get_absolute_url(), "财政所长（批准或退回）")


def _bank_rows(unit: Unit, year: int) -> Iterator[Unfinished]:
    """What the bank told in that year, or later of its payments, and nobody has decided on."""
    lines = BankLine.objects.filter(file__unit=unit, request__year=year, code=OuterRef("lines__code"))
    waiting = Q(lines__state=ResultLine.State.OPEN) & (Q(lines__day__year=year) | Exists(lines))
    found = BankResult.objects.filter(waiting, unit=unit).annotate(rows=Count("lines"), total=Sum("lines__amount"))
    for each in found.order_by("pk"):
        yield Unfinished(f"{each}有 {each.rows} 行待认定", each.total, each.get_absolute_url(), "出纳（认定回单）")


# What else can stand open is added by the file that knows of it.
UNFINISHED: list[Callable[[Unit, int], Iterable[Unfinished]]] = [_requests, _advances, _lines, _allotments, _receipts, _imports, _bank_rows]


def held_anywhere(unit: Unit, year: int) -> bool:
    """Whether any cap of the year, of whichever kind, still holds or freezes money."""
    return Node.objects.filter(Q(held__gt=0) | Q(frozen__gt=0), unit=unit.code, year=year).exists()
