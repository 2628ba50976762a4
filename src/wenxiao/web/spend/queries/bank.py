"""What can be given to the bank, and which of our lines does the bank mean?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import AccountCorrection, BankFile, BankLine, BankResult, Payee, PaymentRequest, ResultLine
from wenxiao.web.spend.tables.bank import Told

State = PaymentRequest.State


class Match(NamedTuple):
    """对账: the line that a row of the bank's is about; or why nobody can tell. `again`: what it says is known already."""

    line: BankLine | None
    doubt: str = ""
    again: bool = False


def files_visible(actor: PostActor) -> QuerySet[BankFile]:
    """Newest first. With `waiting`: how many of its lines the bank has not spoken of."""
    found = BankFile.objects.filter(reached(actor, "payment")).select_related("unit")
    return found.annotate(waiting=Count("lines", filter=Q(lines__state=BankLine.State.SENT))).order_by("-pk")


def results_visible(actor: PostActor) -> QuerySet[BankResult]:
    """Newest first. With `open`: how many of its rows somebody must still decide on."""
    found = BankResult.objects.filter(reached(actor, "payment")).select_related("unit")
    return found.annotate(open=Count("lines", filter=Q(lines__state=ResultLine.State.OPEN))).order_by("-pk")


class BankWaits(NamedTuple):
    """等我办理的退票和回单: what waits of what the bank has said, how many, and where it is done."""

    words: str
    size: int
    url: str


_SENT_BACK = (State.TO_PAY, State.PAID, State.BOOKED)
_NAMED = 8


def bank_waits(actor: PostActor) -> list[BankWaits]:
    """The clerk's: who must get another account. The cashier's: who can be paid again, and which rows nobody could tell. No step of a
    workflow waits for these."""
    if actor.hindrance:
        return []
    found = []
    if actor.permission("payment").allows("E"):
        own = reached(actor, "payment", unit="request__unit", office="request__office")
        lost = Payee.objects.filter(own, ~Exists(_corrections()), state=Payee.State.RETURNED, request__state__in=_SENT_BACK)
        by_request = lost.order_by().values_list("request__number", "request__purpose").annotate(Count("pk"))
        for number, purpose, persons in by_request.order_by("request__number")[:_NAMED]:
            words = f"{number} {purpose}：{persons} 人的钱被银行退回，请更正账户"
            found.append(BankWaits(words, 1, reverse("spend:payees", args=(number,))))
    if actor.permission("payment").allows("X"):
        again = payable(actor).exclude(state=State.TO_PAY).count()
        unknown = ResultLine.objects.filter(reached(actor, "payment"), state=ResultLine.State.OPEN).count()
        told = ((f"{again} 笔申请的退票已经更正账户，可以再付", again), (f"银行回单有 {unknown} 行分不出是哪一笔，请认定", unknown))
        found += [BankWaits(words, count, reverse("spend:bank")) for words, count in told if count]
    return found


def _corrections() -> QuerySet[AccountCorrection]:
    """Of the payee of the outer query: proposed or approved in this round, and not yet paid by."""
    standing = (AccountCorrection.State.PROPOSED, AccountCorrection.State.APPROVED)
    return AccountCorrection.objects.filter(payee=OuterRef("pk"), state__in=standing, used=False, round=OuterRef("request__round"))


def payable(actor: PostActor) -> QuerySet[PaymentRequest]:
    """Requests that a payment file may take up: to be paid, or with returned money whose new account is approved.

    With `total` and, of the returned money, `again`, 分.
    """
    corrected = AccountCorrection.objects.filter(
        payee=OuterRef("pk"), state=AccountCorrection.State.APPROVED, used=False, round=OuterRef("request__round")
    )
    again = Payee.objects.filter(Exists(corrected), request=OuterRef("pk"), state=Payee.State.RETURNED)
    found = PaymentRequest.objects.filter(reached(actor, "payment", office="office")).select_related("unit", "office")
    found = found.filter(Q(state=State.TO_PAY) | Q(Exists(again), state__in=(State.PAID, State.BOOKED)))
    back = again.order_by().values("request").annotate(whole=Sum("amount")).values("whole")
    return found.annotate(total=Sum("charges__amount"), again=Subquery(back)).order_by("pk")


def match(told: Told, lines: dict[str, BankLine], by_account: dict[tuple[str, int], list[BankLine]]) -> Match:
    """By our number; else by account and amount, if one line only can be meant that was sent on or before the bank's day.

    `lines` are the unit's by code, `by_account` by account and amount, with their states as earlier rows of the same file left them.
    """
    if told.code:
        line = lines.get(told.code)
        if line is None:
            return Match(None, f"没有支付编号 {told.code}")
        if line.amount != told.amount:
            return Match(None, f"{told.code} 的金额和支付文件不一致")
        if told.account and told.account != line.account:
            return Match(None, f"{told.code} 的账号和支付文件不一致")
        if told.day < _sent_on(line):
            return Match(None, f"{told.code} 是 {_sent_on(line)} 提交银行的，回单的日期 {told.day} 还在这以前")
        return _following(told, line)
    candidates = [line for line in by_account.get((told.account, told.amount), ()) if _sent_on(line) <= told.day]
    fitting = [line for line in candidates if line.state in _MAY_FOLLOW[told.outcome]]
    if len(fitting) == 1:
        return Match(fitting[0])
    if len(fitting) > 1:
        return Match(None, f"有 {len(fitting)} 笔支付的账号和金额都一样，分不出是哪一笔")
    known = [line for line in candidates if _says_the_same(told, line)]
    if known:
        return Match(known[0], again=True)
    return Match(None, "没有账号和金额都相符、还没有这个结果的支付")


_MAY_FOLLOW = {
    ResultLine.Outcome.PAID: (BankLine.State.SENT,),
    ResultLine.Outcome.RETURNED: (BankLine.State.SENT, BankLine.State.PAID),
}


def _following(told: Told, line: BankLine) -> Match:
    if line.state in _MAY_FOLLOW[told.outcome]:
        return Match(line)
    if _says_the_same(told, line):
        return Match(line, again=True)
    return Match(None, f"{line.code} 已经登记为“{line.get_state_display()}”（流水号 {line.reference or '没有写'}），和这一行不一致")


def _says_the_same(told: Told, line: BankLine) -> bool:
    if line.state != told.outcome.value:
        return False
    return told.outcome is ResultLine.Outcome.RETURNED or not told.reference or not line.reference or told.reference == line.reference


def _sent_on(line: BankLine) -> date:
    return timezone.localdate(line.file.created)


def lines_of(unit_id: int, told: Iterable[Told]) -> list[BankLine]:
    """Our lines that the rows could mean: of these numbers, or of these accounts."""
    told = list(told)
    codes, accounts = {each.code for each in told if each.code}, {each.account for each in told if not each.code}
    found = BankLine.objects.filter(Q(code__in=codes) | Q(account__in=accounts), file__unit=unit_id)
    return list(found.select_related("file", "payee").order_by("pk"))
