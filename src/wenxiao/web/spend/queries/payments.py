"""Which payments were made, and which came back? One row an entry on a line, with the request it rests on.

Six queries for a page of them, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from wenxiao.vocabulary.personal import masked_account, masked_name
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.models import Appropriation, Command, Entry, PaymentRequest, Refund, ResultLine, Settlement
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
    """Whether the payee is one person. That of a list is the group it is for; the persons stand in the list, masked there."""
    return request.way in _PRIVATE_WAYS and request.kind != PaymentRequest.Kind.BATCH


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
    references = bank_references(entry.command for entry in shown)
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
                references.get(entry.command_id, "") if request else "",
            )
        )
    return found


def bank_references(commands: Iterable[Command]) -> Mapping[int, str]:
    """By command: the number of the bank's receipt for this very money. A request whose money came back or was paid anew has several."""
    made = [_Made.read(command) for command in dict.fromkeys(commands) if command.subject_kind == PaymentRequest.KIND]
    refunded, settled = [one for one in made if one.move == "refund"], [one for one in made if one.move == "settle"]
    moved = [one for one in made if one.move in ("pay", "bounce")]
    found = _confirmed([one.command for one in moved if one.move == "pay" and not one.told_by])
    found |= _told_by_the_bank([one for one in moved if one.told_by])
    for ones, refunds in ((refunded, Refund.objects.values_list("pk", "bank_reference")),
                          (settled, Settlement.objects.values_list("pk", "returned_reference"))):  # fmt: skip
        told = dict(refunds.filter(pk__in=[one.of for one in ones])) if ones else {}
        found |= {one.command.pk: told.get(one.of, "") for one in ones}
    return found


class _Made(NamedTuple):
    """What the key of a command tells: `<request>/pay/2`, `<request>/refund/<refund>`, `<request>/pay/result-<the bank's file>`."""

    command: Command
    move: str
    told_by: str
    of: int

    @classmethod
    def read(cls, command: Command) -> _Made:
        *_, move, which = ("", "", *command.key.split("/"))
        told_by, _, number = which.rpartition("-")
        return cls(command, move, told_by, int(number) if number.isdecimal() else 0)


def _confirmed(commands: Sequence[Command]) -> dict[int, str]:
    """As the cashier gave it when confirming: by the act that made this command; where it does not say which, by the request's last."""
    ids = {command.subject_id for command in commands}
    acts = Act.objects.filter(subject_kind=PaymentRequest.KIND, subject_id__in=ids, action="confirm").order_by("sequence")
    by_digest: dict[str, str] = {}
    last: dict[str, str] = {}
    for act in acts.only("subject_id", "details"):
        last[act.subject_id] = reference = str(act.details.get("银行回单", ""))
        by_digest |= dict.fromkeys(act.details.get("指令", ()), reference)
    return {command.pk: by_digest.get(command.digest, last.get(command.subject_id, "")) for command in commands}


def _told_by_the_bank(made: Sequence[_Made]) -> dict[int, str]:
    """What the rows of the bank's file said: of a whole file (`result`), or of a row on which the cashier decided (`decision`)."""
    if not made:
        return {}
    rows = ResultLine.objects.filter(
        Q(result__in=[one.of for one in made if one.told_by == "result"]) | Q(pk__in=[one.of for one in made if one.told_by == "decision"]),
        line__request__in=[one.command.subject_id for one in made],
    )
    told: dict[tuple[str, str, str, int], list[str]] = {}
    for pk, result, request, outcome, reference in rows.order_by("pk").values_list("pk", "result", "line__request", "outcome", "reference"):
        move = "pay" if outcome == ResultLine.Outcome.PAID else "bounce"
        told.setdefault((str(request), move, "result", result), []).append(reference)
        told[str(request), move, "decision", pk] = [reference]
    return {one.command.pk: listed(told.get((one.command.subject_id, one.move, one.told_by, one.of), ())) for one in made}


def listed(references: Iterable[str]) -> str:
    """The first three, each once."""
    different = list(dict.fromkeys(each for each in references if each))
    return "、".join(different[:3]) + ("等" if len(different) > 3 else "")


def refunds_of(request: PaymentRequest) -> list[Refund]:
    return list(request.refunds.filter(state=Refund.State.CONFIRMED).order_by("pk"))


def amounts_of(requests: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """With `total` in 分."""
    return requests.annotate(total=Sum("charges__amount")).order_by(F("pk").desc())
