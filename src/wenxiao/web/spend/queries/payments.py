"""Which payments were made, and which came back? One row an entry on a line, with the request it rests on.

Six queries for a page of them, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum

from wenxiao.vocabulary.personal import masked_account, masked_name
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.models import Appropriation, Entry, PaymentRequest, Refund
from wenxiao.web.spend.queries.flows import PAID_BY, Month, begins, day_of, paying
from wenxiao.web.spend.queries.requests import requests_visible
from wenxiao.web.trail.models import Entry as Act

_PRIVATE_WAYS = (PaymentRequest.Way.PERSON, PaymentRequest.Way.CASH, PaymentRequest.Way.CARD)


class Paid(NamedTuple):
    """支付明细: `amount` in 分, below zero where money came back. `request` is None where the post may not see it."""

    day: date
    title: str
    amount: int
    line: Appropriation
    request: PaymentRequest | None
    person: str
    reference: str

    @property
    def payee(self) -> str:
        return payee_shown(self.request) if self.request else ""


def payee_shown(request: PaymentRequest) -> str:
    """The payee, a private person's name masked (王*明)."""
    if not is_private(request):
        return request.payee
    holder = request.card_holder
    if holder and request.payee.startswith(holder):
        return masked_name(holder) + request.payee.removeprefix(holder)
    return masked_name(request.payee)


class PayeeTold(NamedTuple):
    """付给谁, as a post may see it."""

    name: str
    account: str
    card_holder: str


def payee_told(actor: PostActor, request: PaymentRequest) -> PayeeTold:
    """A company as it is; a private person whole only for whoever writes, approves or pays this request."""
    if not is_private(request) or any(actor.may("payment", letter, request) for letter in "EAX"):
        return PayeeTold(request.payee, request.payee_account, request.card_holder)
    return PayeeTold(payee_shown(request), account_shown(request), masked_name(request.card_holder))


def account_shown(request: PaymentRequest) -> str:
    """The account, all but its last four figures masked: whoever must have it whole sees it on the request."""
    return masked_account(request.payee_account)


def is_private(request: PaymentRequest) -> bool:
    return request.way in _PRIVATE_WAYS


def paid_entries(lines: Sequence[Appropriation], month: Month | None = None) -> QuerySet[Entry]:
    """Of these lines, of one month or of all, newest first."""
    found = paying(Entry.objects.filter(node__in=[line.node_id for line in lines]))
    if month is not None:
        found = found.filter(command__at__gte=begins(month.first_day), command__at__lt=begins(month.following.first_day))
    return found.select_related("command").order_by("-command__at", "-command_id", "node_id")


def payments(actor: PostActor, entries: Iterable[Entry], lines: Sequence[Appropriation]) -> list[Paid]:
    """The entries as rows; of requests that the post may not see only what was paid from which line, and when."""
    shown = list(entries)
    by_node = {line.node_id: line for line in lines}
    asked = [int(entry.command.subject_id) for entry in shown if entry.command.subject_kind == PaymentRequest.KIND]
    requests = requests_visible(actor).in_bulk(asked)
    references = bank_references(requests.values())
    found = []
    for entry in shown:
        own = entry.command.subject_kind == PaymentRequest.KIND
        request = requests.get(int(entry.command.subject_id)) if own else None
        found.append(
            Paid(
                day_of(entry.command.at),
                entry.title,
                PAID_BY[entry.move] * entry.amount,
                by_node[entry.node_id],
                request,
                entry.command.person,
                references.get(request.pk, "") if request else "",
            )
        )
    return found


def bank_references(requests: Iterable[PaymentRequest]) -> Mapping[int, str]:
    """By request: the number of the bank's receipt, as the cashier gave it when confirming; the last where there are several."""
    ids = [str(request.pk) for request in requests]
    acts = Act.objects.filter(subject_kind=PaymentRequest.KIND, subject_id__in=ids, action="confirm").order_by("sequence")
    return {int(act.subject_id): str(act.details.get("银行回单", "")) for act in acts.only("subject_id", "details")}


def refunds_of(request: PaymentRequest) -> list[Refund]:
    return list(request.refunds.filter(state=Refund.State.CONFIRMED).order_by("pk"))


def amounts_of(requests: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """With `total` in 分."""
    return requests.annotate(total=Sum("charges__amount")).order_by(F("pk").desc())
