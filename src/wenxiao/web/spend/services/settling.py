"""What does the bank's word on some lines of a request change: its state, its payees, its money?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.payees import no_refund_stands
from wenxiao.web.spend.conditions.ways import not_being_settled
from wenxiao.web.spend.models import BankLine, Payee, PaymentRequest
from wenxiao.web.spend.queries.payees import latest_lines, shares
from wenxiao.web.spend.queries.request_standing import legs_part
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail.refusal import raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import Act, perform

State, Line = PaymentRequest.State, BankLine.State
WITH_MONEY = (Payee.State.PAID, Payee.State.REPAID)
_TOLD = 5


def request_settle(*, actor: PostActor, request: PaymentRequest, lines: Sequence[BankLine], key: str) -> None:
    """`lines` have just been told by the bank and are written. Within the transaction of an act that holds the request.

    A request at the bank is settled when all its lines have been told: paid for those whom the bank paid, the others' money stays held.
    One that was paid takes each word by itself. `key` makes its commands this act's, so that the same word twice is one.
    """
    if request.state == State.AT_BANK:
        if not request.bank_lines.filter(state=Line.SENT).exists():
            _first_word(actor, request)
        return
    _later_word(actor, request, lines, key)


def _first_word(actor: PostActor, request: PaymentRequest) -> None:
    sent = latest_lines(request)
    returned = [line for line in sent if line.state == Line.RETURNED]
    if len(returned) == len(sent):
        perform(REQUEST_WORKFLOW, request, "bank_failed", actor=actor, reason=_reason(returned))
        _mark_returned(returned)
        return
    references = dict.fromkeys(line.reference for line in sent if line.state == Line.PAID and line.reference)
    reference = "、".join(list(references)[:3]) + ("等" if len(references) > 3 else "")
    unpaid = [line.payee for line in returned]
    given = {"bank_reference": reference or "见银行回单文件", "unpaid": unpaid}
    details = {"银行回单": given["bank_reference"], **({"银行未付人数": len(unpaid)} if unpaid else {})}
    perform(REQUEST_WORKFLOW, request, "confirm", actor=actor, given=given, details=details)
    _mark_returned(returned)


def _later_word(actor: PostActor, request: PaymentRequest, lines: Sequence[BankLine], key: str) -> None:
    told = [(line, line.payee) for line in lines if line.payee is not None]
    paid = [payee for line, payee in told if line.state == Line.PAID and payee.state == Payee.State.RETURNED]
    returned = [line for line, _ in told if line.state == Line.RETURNED]
    back = [line.payee for line in returned if line.payee is not None and line.payee.state in WITH_MONEY]
    if paid:
        _post(actor, request, "pay", f"{request.key}/pay/{key}", legs_part(request, shares(request, paid), "pay"))
        Payee.objects.filter(pk__in=[each.pk for each in paid]).update(state=Payee.State.REPAID, returned_reason="", returned_on=None)
        record(
            actor=actor, subject=request, action="pay_again", action_title="退票已重付",
            details={"人数": len(paid), "金额": sum(each.amount for each in paid)},
        )  # fmt: skip
    if back:
        others = request.payees.filter(state__in=WITH_MONEY).exclude(pk__in=[each.pk for each in back])
        # While the bank pays somebody again the request has not come back, whoever else has no money any more.
        remaining = others.exists() or request.bank_lines.filter(state=Line.SENT).exists()
        if request.state == State.PAID and not remaining:
            perform(REQUEST_WORKFLOW, request, "bank_bounced", actor=actor, reason=_reason(returned))
        else:
            act = Act(actor)
            raise_if_any([*not_being_settled(request, act), *no_refund_stands(request, act)])
            legs = legs_part(request, shares(request, back), "bounce")
            _post(actor, request, "bounce", f"{request.key}/bounce/{key}", legs, _reason(returned))
            record(
                actor=actor, subject=request, action="bounce_part", action_title="银行退回部分款项", reason=_reason(returned),
                details={"人数": len(back), "金额": sum(each.amount for each in back)},
            )  # fmt: skip
    _mark_returned(returned)


def _post(actor: PostActor, request: PaymentRequest, kind: str, key: str, legs: Sequence[Leg], reason: str = "") -> None:
    ledger_post(
        actor=actor, kind=kind, key=key, subject=request, legs=legs, reason=reason, subject_hash=request.content_hash(), field="file"
    )


def _mark_returned(lines: Sequence[BankLine]) -> None:
    """Each with the bank's own reason and day."""
    alike: dict[tuple[str, date | None], list[int]] = {}
    for line in lines:
        if line.payee is not None:
            line.payee.state = Payee.State.RETURNED
            alike.setdefault((line.reason, line.settled_on), []).append(line.payee.pk)
    for (reason, day), payees in alike.items():
        told = {"returned_reason": reason, "returned_on": day}
        Payee.objects.filter(pk__in=payees).update(state=Payee.State.RETURNED, **told)


def _reason(lines: Sequence[BankLine]) -> str:
    """Our numbers only: the bank writes names and accounts into its reasons, and this is read by many, and for ever."""
    return f"银行退回 {len(lines)} 笔：{'；'.join(line.code for line in lines[:_TOLD])}{'等' if len(lines) > _TOLD else ''}"
