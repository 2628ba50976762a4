"""How does the office ask the ledger for money: in whose name, on which document, in whose turn?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import transaction

from wenxiao.control.ledger.commands import TOO_MUCH, Command, Leg, plain
from wenxiao.control.ledger.postgresql import PostgresBooks
from wenxiao.control.ledger.posting import Books, KeyTakenError, Receipt, RefusedCommandError, Shortfall, post, shortfalls
from wenxiao.control.ledger.sqlite import SqliteBooks
from wenxiao.control.ledger.turns import Turns
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import Node
from wenxiao.web.spend.together import Apart, Together, current
from wenxiao.web.trail import clock
from wenxiao.web.trail.posted import command_posted
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused
from wenxiao.web.trail.workflow import Actor

Result = TypeVar("Result")

# What a clerk whose request does not fit can do, and who decides on it.
WAYS = {
    Node.Kind.LINE: "可以申请调剂（财政所长、分管领导审，区财政局批）或等追加下达，也可以减少金额",
    Node.Kind.THREE_PUBLIC: "“三公”经费不得超过批复的限额，不能由调剂调入；确需增加的，按预算调整程序报批",
    Node.Kind.CASH_PLAN: "可以请财政所长调整用款计划，或等到下一期",
    Node.Kind.FUND: "要增加须有追加或预算调整的文件",
    Node.Kind.UNIT: "要增加须有追加或预算调整的文件",
}


TURNS = Turns(Together, Apart)


def in_turn(work: Callable[[], Result]) -> Result:
    """Do `work` in a transaction; on SQLite together with whoever else waits to write. It may be done in another thread."""
    ours = current()
    if ours.vendor == "sqlite" and not ours.in_atomic_block:
        return TURNS.take(work)
    with transaction.atomic():
        return work()


def books() -> Books:
    """Of the office's database, within the transaction that is open."""
    ours = current()
    if ours.connection is None:
        ours.ensure_connection()
    return SqliteBooks(ours.connection) if ours.vendor == "sqlite" else PostgresBooks(ours.connection)


def ledger_post(
    *, actor: Actor, kind: str, key: str, subject: Any, legs: Iterable[Leg], reason: str = "", subject_hash: str = "", field: str = "",
    at: str = "",
) -> Receipt:  # fmt: skip
    """Carry out a command in the name of `actor`, on the document `subject`; must run inside the transaction of the act.

    `at` is the moment it stands under where that is not now: that of a payment made before the office had its books here.
    Raises Refused with every cap that does not bear it (beside `field`), OutOfTurn where the key stands for something else.
    """
    asked = tuple(legs)
    if any(leg.amount >= TOO_MUCH for leg in asked):
        raise Refused(*_too_much(asked, field))
    command = Command(
        key=key,
        kind=kind,
        at=at or clock.text(),
        account=actor.account,
        person=plain(actor.person),
        post=plain(actor.post),
        subject_kind=subject.KIND,
        subject_id=str(subject.pk),
        subject_hash=subject_hash,
        reason=plain(reason),
        legs=asked,
    )
    try:
        receipt = post(books(), command)
    except RefusedCommandError as error:
        raise Refused(*(_refusal(each, field) for each in error.shortfalls)) from error
    except KeyTakenError as error:
        raise OutOfTurn(Refusal(f"这一笔刚刚已经办过，内容和现在的不同（{error}）：请刷新后再看")) from error
    if not receipt.again:
        command_posted(current(), receipt.digest)
    return receipt


def would_be_refused(legs: Sequence[Leg], field: str = "") -> list[Refusal]:
    """What the ledger would say now: for the check while typing. Holds nothing, promises nothing."""
    seen = books().nodes([leg.node for leg in legs])
    return [_refusal(each, field) for each in shortfalls(legs, seen)]


def merged(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The same with one leg a node: amounts of one move add up."""
    sums: dict[tuple[int, str], int] = {}
    for leg in legs:
        sums[leg.node, leg.move] = sums.get((leg.node, leg.move), 0) + leg.amount
    return tuple(Leg(node, move, amount) for (node, move), amount in sums.items())


def _too_much(legs: Iterable[Leg], field: str) -> list[Refusal]:
    beyond = {leg.node: leg for leg in legs if leg.amount >= TOO_MUCH}
    return [
        Refusal(
            f"“{node.name}”这一笔要{beyond[node.pk].rule.title} {Money(beyond[node.pk].amount)} 元，"
            f"超过了指标账一笔能记的 {Money(TOO_MUCH - 1)} 元：请核对金额，确实有这么多的，分成几笔办",
            field=field, rule="指标控制",
        )
        for node in Node.objects.filter(pk__in=beyond).order_by("pk")
    ]  # fmt: skip


def _refusal(short: Shortfall, field: str) -> Refusal:
    way = ""
    if short.missing and short.node is not None and short.leg.rule.takes:
        way = f"：{WAYS[Node.Kind(short.node.kind)]}"
    return Refusal(short.sentence + way, field=field, rule="指标控制")
