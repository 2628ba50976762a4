"""What does the accountant enter for a month? 记账清单: 财务会计 beside 预算会计, for all that was paid, came back or came in.

The entries of the ledger say what was paid; the rules (`catalogue/postings.py`) say how it is booked. A voucher that no rule knows has no
entries but the reason: it is listed, never left out and never guessed. Eight queries a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Min, QuerySet
from django.db.models.functions import Substr

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.catalogue.postings import BOOKS, Answer, Undecided, account, advance, payment, receipt, returned, settled
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Profile
from wenxiao.web.spend.models import Appropriation, Entry, PaymentRequest, Receipt, Settlement
from wenxiao.web.spend.queries.flows import PAID_BY, Month, begins, day_of, entries_of, paying
from wenxiao.web.spend.queries.payments import bank_references, payee_shown
from wenxiao.web.spend.queries.revenue import COUNTED


class PostingLine(NamedTuple):
    """分录行, 分: one side is 0. The rest are the auxiliaries (辅助核算)."""

    book: str
    code: str
    name: str
    debit: int
    credit: int
    project: str = ""
    function: str = ""
    economic: str = ""
    fund: str = ""


class Voucher(NamedTuple):
    """记账凭证: `number` counts within the month. `open` has the reasons where it must be decided by the accountant."""

    number: int
    day: date
    kind: str
    summary: str
    source: str
    url: str
    amount: int
    booked: bool
    lines: tuple[PostingLine, ...]
    open: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"记-{self.number:04d}"


class PostingList(NamedTuple):
    """记账清单 of a unit and month."""

    unit: Unit
    year: int
    month: Month
    nature: str
    vouchers: list[Voucher]

    @property
    def open(self) -> list[Voucher]:
        return [voucher for voucher in self.vouchers if voucher.open]

    @property
    def paid(self) -> int:
        """What the vouchers of the ledger come to: as the month's report has it."""
        return sum(voucher.amount for voucher in self.vouchers if voucher.kind in _OF_LEDGER)

    def sums(self) -> dict[str, tuple[int, int]]:
        """By book: debit and credit, 分."""
        return {
            title: (
                sum(line.debit for voucher in self.vouchers for line in voucher.lines if line.book == book),
                sum(line.credit for voucher in self.vouchers for line in voucher.lines if line.book == book),
            )
            for book, title in BOOKS.items()
        }


PAID, BACK, LENT, UNSPENT, SETTLED, RECEIVED, REMITTED = "支付", "退回", "借款", "借款退回", "借款结算", "收入", "上缴"
_OF_LEDGER = (PAID, BACK, LENT, UNSPENT)


class _Part(NamedTuple):
    """Of a voucher: what is booked for one line of the budget, 分 above zero, and the rule's answer."""

    amount: int
    answer: Answer
    line: Appropriation | None
    fund: str


class _Draft(NamedTuple):
    day: date
    order: tuple[int, int]
    kind: str
    summary: str
    source: str
    url: str
    amount: int
    booked: bool
    parts: list[_Part]


def posting_list(unit: Unit, year: int, month: Month) -> PostingList:
    """Of the books of `year` in a month of the calendar."""
    nature = Profile.objects.filter(unit=unit, year=year).values_list("nature", flat=True).first() or ""
    drafts = [*_of_ledger(unit, year, month, nature), *_settled(unit, year, month, nature), *_received(unit, year, month)]
    drafts.sort(key=lambda draft: (draft.day, draft.order))
    return PostingList(unit, year, month, nature, [_voucher(number, draft) for number, draft in enumerate(drafts, 1)])


def months_booked(unit: Unit, year: int) -> list[Month]:
    """The months in which there is something to book, oldest first; three queries."""
    days = {day_of(at) for at in _days(paying(entries_of(unit.code, year)))}
    days |= {day for day in _settlements(unit, year).values_list("settled_on", flat=True) if day is not None}
    for name in ("received_on", "remitted_on"):
        days |= set(_receipts(unit, year).order_by().values_list(name, flat=True).distinct())
    return sorted({Month.of(day) for day in days if day is not None})


def _days(entries: QuerySet[Entry]) -> Iterator[str]:
    """One time of each hour in which there was an entry: enough to know the months by."""
    rows = entries.order_by().annotate(hour=Substr("command__at", 1, 13)).values_list("hour").annotate(Min("command__at"))
    return (at for _, at in rows)


def _of_ledger(unit: Unit, year: int, month: Month, nature: str) -> list[_Draft]:
    entries = paying(entries_of(unit.code, year)).select_related("command").order_by("command_id", "node_id")
    asked = list(entries.filter(command__at__gte=begins(month.first_day), command__at__lt=begins(month.following.first_day)))
    nodes = {entry.node_id for entry in asked}
    lines = {line.node_id: line for line in Appropriation.objects.filter(node__in=nodes).select_related("project")}
    subjects = {int(entry.command.subject_id) for entry in asked if entry.command.subject_kind == PaymentRequest.KIND}
    requests = PaymentRequest.objects.in_bulk(subjects)
    references = bank_references(entry.command for entry in asked)
    drafts: dict[tuple[int, str], _Draft] = {}
    for entry in asked:
        command = entry.command
        request = requests.get(int(command.subject_id)) if command.subject_kind == PaymentRequest.KIND else None
        out = PAID_BY[entry.move] > 0
        lent = request is not None and request.kind == PaymentRequest.Kind.ADVANCE
        kind = (LENT if lent else PAID) if out else (UNSPENT if lent else BACK)
        source, url = (request.number, request.get_absolute_url()) if request else (command.key, "")
        draft = drafts.get((command.pk, kind))
        if draft is None:
            draft = drafts[command.pk, kind] = _Draft(
                day_of(command.at), (0, command.pk), kind, _summary(kind, entry, request, references), source, url, 0,
                request is not None and request.state == PaymentRequest.State.BOOKED, [],
            )  # fmt: skip
        line = lines.get(entry.node_id)
        drafts[command.pk, kind] = draft._replace(amount=draft.amount + PAID_BY[entry.move] * entry.amount)
        draft.parts.append(_Part(entry.amount, _answer(kind, nature, line), line, line.fund if line else ""))
    return list(drafts.values())


def _answer(kind: str, nature: str, line: Appropriation | None) -> Answer:
    if line is None:
        return Undecided("找不到这笔钱的支出指标")
    carried = line.origin is not None
    match kind:
        case x if x == LENT:
            return advance(line.fund)
        case x if x == UNSPENT:
            return advance(line.fund, back=True)
        case x if x == PAID:
            return payment(nature, line.fund, line.economic_code, carried=carried)
        case _:
            return returned(nature, line.fund, line.economic_code, carried=carried)


def _summary(kind: str, entry: Entry, request: PaymentRequest | None, references: Mapping[int, str]) -> str:
    if request is None:
        return f"{entry.title} {entry.command.reason}".strip()
    said = {PAID: "付", LENT: "借支", UNSPENT: "借款退回", BACK: entry.title}[kind]
    reference = references.get(entry.command_id, "")
    return f"{said} {payee_shown(request)} {request.purpose}" + (f"（回单 {reference}）" if reference else "")


def _settlements(unit: Unit, year: int) -> QuerySet[Settlement]:
    return Settlement.objects.filter(unit=unit, year=year, state=Settlement.State.SETTLED, settled_on__isnull=False)


def _settled(unit: Unit, year: int, month: Month, nature: str) -> Iterator[_Draft]:
    found = _settlements(unit, year).filter(settled_on__range=(month.first_day, month.last_day)).select_related("request")
    for each in found.prefetch_related("lines__charge__appropriation__project"):
        parts = []
        for line in each.lines.all():
            of = line.charge.appropriation
            if line.actual:
                parts.append(_Part(line.actual, settled(nature, of.fund, of.economic_code), of, of.fund))
        if parts and each.settled_on is not None:
            request = each.request
            yield _Draft(
                each.settled_on, (1, each.pk), SETTLED, f"借款结算 {payee_shown(request)} {request.purpose}", request.number,
                request.get_absolute_url(), sum(part.amount for part in parts), False, parts,
            )  # fmt: skip


def _receipts(unit: Unit, year: int) -> QuerySet[Receipt]:
    # One that was taken out again stays on its own day, its counter-entry on the other: what was booked in a month stays booked.
    return Receipt.objects.filter(unit=unit, year=year, state__in=COUNTED)


def _received(unit: Unit, year: int, month: Month) -> Iterator[_Draft]:
    days = (month.first_day, month.last_day)
    for each in _receipts(unit, year).filter(received_on__range=days):
        yield _receipt_draft(each, each.received_on, RECEIVED, receipt(each.kind, each.fund))
    for each in _receipts(unit, year).filter(remitted_on__range=days):
        if each.remitted_on is not None:
            yield _receipt_draft(each, each.remitted_on, REMITTED, receipt(each.kind, each.fund, remitted=True))


def _receipt_draft(each: Receipt, day: date, kind: str, answer: Answer) -> _Draft:
    said = f"{'上缴' if kind == REMITTED else '收'} {each.source}" + (f"（缴款书 {each.remitted_document}）" if kind == REMITTED else "")
    order = (2 if kind == RECEIVED else 3, each.pk)
    return _Draft(
        day, order, kind, said, each.number, each.get_absolute_url(), each.amount, False, [_Part(each.amount, answer, None, each.fund)]
    )


def _voucher(number: int, draft: _Draft) -> Voucher:
    reasons = tuple(dict.fromkeys(part.answer.why for part in draft.parts if isinstance(part.answer, Undecided)))
    lines: list[PostingLine] = []
    notes: list[str] = []
    for part in draft.parts:
        if isinstance(part.answer, Undecided) or reasons:
            continue
        notes += part.answer.notes
        for pair in part.answer.pairs:
            # What is taken out again (a counter-entry of a receipt) is booked the other way round, not below zero.
            debit, credit = (pair.debit, pair.credit) if part.amount >= 0 else (pair.credit, pair.debit)
            lines += [_line(debit.code, part, debit=abs(part.amount)), _line(credit.code, part, credit=abs(part.amount))]
    return Voucher(
        number, draft.day, draft.kind, draft.summary, draft.source, draft.url, draft.amount, draft.booked, tuple(lines), reasons,
        tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _line(code: str, part: _Part, *, debit: int = 0, credit: int = 0) -> PostingLine:
    of, entry = part.line, account(code)
    fund = str(Fund(part.fund).label) if part.fund else ""
    if of is None:
        return PostingLine(entry.book, code, entry.name, debit, credit, fund=fund)
    project = f"{of.project.code} {of.project.name}" if of.project else of.get_part_display()
    return PostingLine(
        entry.book, code, entry.name, debit, credit, project,
        f"{of.function_code} {function_name(of.function_code) or ''}".strip(),
        f"{of.economic_code} {economic_name(of.economic_code) or ''}".strip(), fund,
    )  # fmt: skip


def lines_of(vouchers: Iterable[Voucher]) -> Iterator[tuple[Voucher, PostingLine]]:
    """Every line with its voucher."""
    for voucher in vouchers:
        for line in voucher.lines:
            yield voucher, line


def by_account(vouchers: Sequence[Voucher]) -> list[tuple[str, str, str, int, int]]:
    """科目汇总: book, code, name, debit and credit, in the order of books and codes."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for _, line in lines_of(vouchers):
        key = (line.book, line.code, line.name)
        debit, credit = sums.get(key, (0, 0))
        sums[key] = (debit + line.debit, credit + line.credit)
    books = list(BOOKS)
    return [
        (BOOKS[book], code, name, *both)
        for (book, code, name), both in sorted(sums.items(), key=lambda each: (books.index(each[0][0]), each[0]))
    ]
