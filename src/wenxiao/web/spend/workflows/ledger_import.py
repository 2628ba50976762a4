"""How do payments of the old books come in? Checked whole, asked for by the accountant, approved by the head of finance, then posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import LedgerImport
from wenxiao.web.spend.queries.imports import UNDER_WAY, taken_twice, would_take
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = LedgerImport.State
REASON = 10
NAMED = 3


def fits(found: LedgerImport, _act: Act) -> Iterator[Refusal]:
    """每个支出指标和它上面的限额都够。"""
    for each in would_take(found):
        if each.missing:
            yield Refusal(
                f"{each.node.get_kind_display()}“{each.node.name}”可用 {Money(each.node.available)} 元，"
                f"这份旧账要用 {Money(each.amount)} 元，超出 {Money(each.missing)} 元：请核对旧账和指标；少下达了指标的，先补下达，再送审",
                rule="指标控制",
            )  # fmt: skip


def twice_refused(found: LedgerImport, states: Sequence[str] = UNDER_WAY) -> Iterator[Refusal]:
    twice = taken_twice(found, states)
    if twice:
        named = "；".join(
            f"第 {row.row} 行 {row.voucher} 号凭证 {Money(row.amount)} 元已经在《{other.ledger_import.name}》"
            f"（{other.ledger_import.get_state_display()}）第 {other.row} 行"
            for row, other in twice[:NAMED]
        )
        yield Refusal(
            f"有 {len(twice)} 笔会入账两次：{named}{'等' if len(twice) > NAMED else ''}。这份不采用，从文件里删去这些行再上传",
            rule="重复导入",
        )  # fmt: skip


def not_taken_before(found: LedgerImport, _act: Act) -> Iterator[Refusal]:
    """没有一笔已经在别的导入里。"""
    return twice_refused(found)


def have_taken(found: LedgerImport, _act: Act) -> None:
    # The queue is in the same database: the approval is kept together with the order to carry it out, or not at all.
    from wenxiao.web.spend.tasks import take_import

    take_import.enqueue(found.pk)


IMPORT_WORKFLOW = Workflow(
    kind=LedgerImport.KIND,
    title="旧账导入",
    states=dict(State.choices),
    transitions=(
        Transition(
            "ask", "送所长审批", (State.CHECKED, State.RETURNED, State.FAILED), State.ASKED, ("AC",), "bookkeeping", "E",
            guards=(not_taken_before, fits),
        ),
        Transition("take_back", "撤回", (State.ASKED,), State.CHECKED, ("AC",), "bookkeeping", "E"),
        Transition(
            "approve", "批准入账", (State.ASKED,), State.TAKING, ("FH",), "bookkeeping", "A",
            guards=(not_taken_before, fits), effects=(have_taken,), not_by=("upload", "ask"),
        ),
        Transition("return", "退回", (State.ASKED,), State.RETURNED, ("FH",), "bookkeeping", "A", reason=REASON),
        Transition(
            "discard", "不采用", (State.CHECKED, State.WRONG, State.RETURNED, State.FAILED), State.DISCARDED, ("AC",), "bookkeeping", "E",
            reason=REASON,
        ),
    ),
)  # fmt: skip
