"""Where did this yuan go, and where did it come from?

Forwards: from a line of the approved budget by its allotments and changes to every payment. Backwards: from a payment by its request to
the lines it was charged to, the documents that gave them money, the line of the approved budget, and the objective of its project.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Sum

from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.forms import MoneyField
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, Version
from wenxiao.web.plan.queries.derivation import BASIC, PROJECTS, Derived, Total, derived, sources
from wenxiao.web.spend.models import Allotment, Appropriation, BankLine, Command, Entry, PaymentRequest, Refund
from wenxiao.web.spend.queries.requests import appropriations_visible, requests_visible
from wenxiao.web.trail.models import Entry as Act
from wenxiao.web.trail.queries import story

MOST = 25
# What gave a line its money or took it away again: not what was done with it.
_GIVING = tuple(move.id for move in MOVES.values() if move.effect.cap)


class Found(NamedTuple):
    """查到的: payments and lines that fit what was asked, at most MOST each, and whether there are more."""

    requests: list[PaymentRequest]
    lines: list[Appropriation]
    more: bool


class Given(NamedTuple):
    """一笔来源: what gave a line money, or took it away; `document` where a 指标文 stands behind it."""

    entry: Entry
    document: Allotment | None

    @property
    def amount(self) -> int:
        """分, below zero where it was taken away."""
        return MOVES[self.entry.move].effect.cap * self.entry.amount


class Origin(NamedTuple):
    """预算来源 of a line: the version of the approved budget, its lines of the same key, and who entered and approved them."""

    version: Version | None
    lines: list[Derived]
    hidden: bool

    @property
    def amount(self) -> int:
        return sum(line.source.amount for line in self.lines)


class Step(NamedTuple):
    """一段来路 of a payment: one line it was charged to, how much, and where that money came from."""

    line: Appropriation
    amount: int
    given: list[Given]
    origin: Origin


def search(actor: PostActor, text: str, year: int | None = None) -> Found:
    """By number of request, purpose, payee, number of voucher, bank reference or amount; and lines by project, code or document.

    Only what the post may see. Ten queries at most, however much there is.
    """
    asked = " ".join(text.split())
    if not asked:
        return Found([], [], False)
    requests = requests_visible(actor).filter(_of_request(asked)).distinct()
    lines = appropriations_visible(actor).filter(_of_line(asked)).distinct()
    if year is not None:
        requests, lines = requests.filter(year=year), lines.filter(year=year)
    some = list(requests.order_by("-pk")[: MOST + 1])
    totals = dict(
        PaymentRequest.objects.filter(pk__in=[each.pk for each in some]).order_by().values_list("pk").annotate(Sum("charges__amount"))
    )
    for each in some:
        each.total = totals[each.pk] or 0  # type: ignore[attr-defined]
    found = list(lines.select_related("unit", "project", "office", "node").order_by("-year", "project__code", "pk")[: MOST + 1])
    return Found(some[:MOST], found[:MOST], len(some) > MOST or len(found) > MOST)


def _of_request(text: str) -> Q:
    """The trail knows the bank's receipts of single payments, bank lines those of lists."""
    confirmed = Act.objects.filter(subject_kind=PaymentRequest.KIND, action="confirm", details__银行回单=text)
    by_bank = [int(pk) for pk in confirmed.values_list("subject_id", flat=True)[: MOST + 1]]
    by_line = BankLine.objects.filter(Q(reference=text) | Q(code=text)).values_list("request_id", flat=True)[: MOST + 1]
    back = Refund.objects.filter(bank_reference=text).values_list("request_id", flat=True)[: MOST + 1]
    asked = Q(number__icontains=text) | Q(purpose__icontains=text) | Q(payee__icontains=text) | Q(document__icontains=text)
    asked |= Q(vouchers__number=text) | Q(pk__in={*by_bank, *by_line, *back})
    amount = _amount(text)
    if amount is not None:
        asked |= Q(charges__amount=amount)
    return asked


def _amount(text: str) -> int | None:
    try:
        return MoneyField(required=False).clean(text)
    except ValidationError:
        return None


def _of_line(text: str) -> Q:
    asked = Q(project__name__icontains=text) | Q(project__code__iexact=text) | Q(function_code=text) | Q(economic_code=text)
    documents = Allotment.objects.filter(document__icontains=text).values_list("pk", flat=True)[: MOST + 1]
    nodes = Entry.objects.filter(command__subject_kind=Allotment.KIND, command__subject_id__in=[str(pk) for pk in documents]).values_list(
        "node_id", flat=True
    )
    return asked | Q(node__in=list(nodes[:1000]))


def given(line: Appropriation) -> list[Given]:
    """What gave the line its money and took it away, oldest first; two queries."""
    entries = list(line.node.entries.filter(move__in=_GIVING).select_related("command").order_by("sequence"))
    documents = _documents(entries)
    return [Given(entry, documents.get(entry.command.subject_id) if _of_document(entry) else None) for entry in entries]


def _documents(entries: Iterable[Entry]) -> dict[str, Allotment]:
    asked = {int(entry.command.subject_id) for entry in entries if _of_document(entry)}
    return {str(pk): each for pk, each in Allotment.objects.in_bulk(list(asked)).items()}


def _of_document(entry: Entry) -> bool:
    return entry.command.subject_kind == Allotment.KIND


def origin(actor: PostActor, line: Appropriation) -> Origin:
    """The lines of the approved version with the same key; hidden where the post may see neither the budget nor the project."""
    compilation: Compilation | None = line.compilation
    if compilation is None:
        return Origin(None, [], hidden=False)
    project = line.project
    may = actor.may("compilation", "V", compilation) or (project is not None and actor.may("project_library", "V", project))
    if not may:
        return Origin(None, [], hidden=True)
    version = compilation.versions.filter(stage=Stage.APPROVED).order_by("-id").first()
    if version is None:
        return Origin(None, [], hidden=False)
    same = Q(function_code=line.function_code, economic_code=line.economic_code, fund=line.fund)
    total = Total("", (PROJECTS,), same & Q(project=project)) if project else Total("", (BASIC,), same & Q(part=line.part))
    found = sources(version, total)
    return Origin(version, derived(version, found, found), hidden=False)


def backwards(actor: PostActor, request: PaymentRequest) -> list[Step]:
    """Line by line, where the money of a request came from; some five queries a line, and a request has few."""
    charges = request.charges.select_related("appropriation__project__activity__duty", *_CHARGED)
    return [Step(each.appropriation, each.amount, given(each.appropriation), origin(actor, each.appropriation)) for each in charges]


_CHARGED = ("appropriation__unit", "appropriation__office", "appropriation__node", "appropriation__compilation__unit")


def acts_of(request: PaymentRequest) -> QuerySet[Act]:
    """Who did what to it, oldest first."""
    return story(PaymentRequest.KIND, request.pk)


def commands_of(request: PaymentRequest) -> list[Command]:
    """What it did in the ledger, oldest first."""
    return list(Command.objects.filter(subject_kind=PaymentRequest.KIND, subject_id=str(request.pk)).order_by("pk"))
