"""How does money that came in get into the books? The accountant registers, the head of finance checks (会计法 art. 35: no cashier)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wenxiao.web.spend.models import Receipt
from wenxiao.web.spend.queries.revenue import days_late
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow, perform

State = Receipt.State
REASON = 10
DOCUMENT = 60


def is_handed_on(receipt: Receipt, act: Act) -> Iterator[Refusal]:
    """上缴日期和缴款书号；没有正在冲销。"""
    day, document = act.given.get("remitted_on"), str(act.given.get("remitted_document", "")).strip()
    if not isinstance(day, date):
        yield Refusal("请写上缴日期", field="remitted_on", rule="非税收入上缴")
    elif day < receipt.received_on:
        yield Refusal(f"上缴日期 {day} 早于到账日期 {receipt.received_on}：请核对", field="remitted_on", rule="非税收入上缴")
    elif day > clock.today():
        yield Refusal(f"上缴日期 {day} 还没有到：请核对", field="remitted_on", rule="非税收入上缴")
    if not document or len(document) > DOCUMENT:
        yield Refusal(f"请写缴款书号，最多 {DOCUMENT} 个字", field="remitted_document", rule="非税收入上缴")
    if receipt.countered_by.filter(state=State.REGISTERED).exists():
        yield Refusal("这一笔正在冲销，等所长复核冲销以后再看", rule="冲销")


def hand_on(receipt: Receipt, act: Act) -> None:
    receipt.remitted_on, receipt.remitted_document = act.given["remitted_on"], str(act.given["remitted_document"]).strip()
    Receipt.objects.filter(pk=receipt.pk).update(remitted_on=receipt.remitted_on, remitted_document=receipt.remitted_document)
    act.details.update(
        {"上缴日期": f"{receipt.remitted_on}", "缴款书": receipt.remitted_document, "迟缴日数": days_late(receipt, clock.today())}
    )


def take_out(receipt: Receipt, act: Act) -> None:
    """A counter-entry that is checked ends what it is against, and is handed on with it where that had been."""
    if receipt.counters is not None:
        against = receipt.counters
        if against.remitted_on is not None:
            Receipt.objects.filter(pk=receipt.pk).update(
                remitted_on=clock.today(), remitted_document=f"冲销 {against.remitted_document}"[:60]
            )
        perform(RECEIPT_WORKFLOW, against, "counter", actor=act.actor, reason=f"{receipt}")


RECEIPT_WORKFLOW = Workflow(
    kind=Receipt.KIND,
    title="收入登记",
    states=dict(State.choices),
    transitions=(
        Transition(
            "check", "复核入账", (State.REGISTERED,), State.CHECKED, ("FH",), "bookkeeping", "A", effects=(take_out,), not_by=("register",)
        ),
        Transition(
            "check_collected", "复核，等待上缴", (State.COLLECTED,), State.TO_REMIT, ("FH",), "bookkeeping", "A", not_by=("register",)
        ),
        Transition(
            "remit", "登记上缴", (State.TO_REMIT,), State.REMITTED, ("AC",), "bookkeeping", "E", guards=(is_handed_on,), effects=(hand_on,)
        ),
        Transition("reject", "不予登记", (State.REGISTERED, State.COLLECTED), State.REJECTED, ("FH",), "bookkeeping", "A", reason=REASON),
        Transition("counter", "冲销", (State.CHECKED, State.TO_REMIT, State.REMITTED), State.COUNTERED, ("FH",), "bookkeeping", "A"),
    ),
)  # fmt: skip
# What the check of a counter-entry does to what it is against.
BY_COUNTER_ENTRY = frozenset({"counter"})
