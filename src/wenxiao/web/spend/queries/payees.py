"""What is wrong with a list of payees, and who on it was paid for the same before?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery

from wenxiao.vocabulary.money import Money
from wenxiao.vocabulary.personal import id_number_fault
from wenxiao.web.spend.book_files import FORMULA_SIGNS
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import AccountCorrection, Appropriation, BankLine, Charge, Payee, PaymentRequest
from wenxiao.web.spend.models.payees import BankAccount
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal

MOST = 3000
_ACCOUNT = re.compile(r"[0-9]{6,32}")


class PayeeEntry(NamedTuple):
    """名单的一行: as entered, `amount` in 分. No `appropriation`: the only one the request is charged to."""

    name: str
    id_number: str
    account: str
    bank: str
    amount: int
    note: str = ""
    appropriation: Appropriation | None = None


class Repeat(NamedTuple):
    """同月又发: a row whose person stands, for the same line and month, in another request that was sent up."""

    number: int
    request: str


def row_faults(entries: Sequence[PayeeEntry], lines: Sequence[Appropriation]) -> Iterator[Refusal]:
    """Each names its row by the place among `entries` (`payees.<n>.<field>`, n from 0). `lines` are what the request is charged to."""
    charged = {line.pk for line in lines}
    people: dict[str, int] = {}
    persons_lines: dict[tuple[str, int | None], int] = {}
    accounts: dict[tuple[str, str, int | None], int] = {}
    if len(entries) > MOST:
        yield Refusal(f"一份名单最多 {MOST} 行，现有 {len(entries)} 行：请分成几笔申请")
    for place, entry in enumerate(entries):
        prefix = f"payees.{place}."
        for field, longest in (("name", 100), ("bank", 100), ("note", 100)):
            text = getattr(entry, field)
            if len(text) > longest:
                yield Refusal(f"最多 {longest} 个字，现有 {len(text)} 个", field=prefix + field)
            if text.startswith(FORMULA_SIGNS):
                yield Refusal("不能以 =、+、-、@ 开头", field=prefix + field)
        if not entry.name:
            yield Refusal("没有写姓名", field=prefix + "name")
        if fault := id_number_fault(entry.id_number, clock.today()):
            yield Refusal(fault, field=prefix + "id_number")
        if not _ACCOUNT.fullmatch(entry.account):
            yield Refusal("账号应当是 6 至 32 位数字", field=prefix + "account")
        if not 0 < entry.amount <= LARGEST:
            yield Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元", field=prefix + "amount")
        line = entry.appropriation.pk if entry.appropriation else None
        if line is None and len(charged) > 1:
            yield Refusal(f"这笔申请有 {len(charged)} 个支出指标：请写明这一行从哪一个付", field=prefix + "appropriation")
        elif line is not None and line not in charged:
            yield Refusal(f"这笔申请没有从“{entry.appropriation}”列支", field=prefix + "appropriation")
        if entry.id_number:
            first = people.setdefault(entry.id_number, place)
            if entries[first].name != entry.name:
                yield Refusal(f"和第 {first + 1} 行的身份证号一样，姓名不一样", field=prefix + "id_number", rule="发放名单重复")
            elif (before := persons_lines.setdefault((entry.id_number, line), place)) != place:
                yield Refusal(f"和第 {before + 1} 行是同一个身份证号", field=prefix + "id_number", rule="发放名单重复")
        other = accounts.setdefault((entry.account, entry.name, line), place)
        if entry.account and entries[other].id_number != entry.id_number:
            yield Refusal(f"和第 {other + 1} 行的账号、姓名都一样", field=prefix + "account", rule="发放名单重复")


def entries_of(request: PaymentRequest) -> list[PayeeEntry]:
    rows = request.payees.select_related("appropriation__project").order_by("number")
    return [PayeeEntry(each.name, each.id_number, each.account, each.bank, each.amount, each.note, each.appropriation) for each in rows]


def repeats(request: PaymentRequest) -> list[Repeat]:
    """Rows whose person was paid, or is about to be, for the same line and month by another request. One question, by row."""
    listed = getattr(request, "payee_list", None)
    if listed is None:
        return []
    own = request.charges.values_list("appropriation_id", flat=True)
    only = own[0] if len(own) == 1 else None
    not_sent_up = (PaymentRequest.State.DRAFT, PaymentRequest.State.RETURNED, PaymentRequest.State.VOID)
    others = (
        Payee.objects.filter(
            id_number__in=request.payees.exclude(id_number="").values("id_number"), request__unit=request.unit_id,
            request__year=request.year, request__payee_list__month=listed.month,
        )
        .exclude(request=request).exclude(request__state__in=not_sent_up).exclude(state=Payee.State.GIVEN_UP)
        .annotate(only=_only_line())
        .values_list("id_number", "appropriation", "only", "request__number").order_by("request__number", "number")
    )  # fmt: skip
    paid: dict[tuple[str, int | None], str] = {}
    for number, line, only_line, name in others:
        paid.setdefault((number, line or only_line), name)
    found = []
    for place, number, line in request.payees.order_by("number").values_list("number", "id_number", "appropriation"):
        if other := paid.get((number, line or only)):
            found.append(Repeat(place, other))
    return found


def _only_line() -> Subquery:
    """The first line that the payee's request is charged to: the only one, where the payee names none."""
    return Subquery(Charge.objects.filter(request=OuterRef("request")).order_by("pk").values("appropriation")[:1])


def differences(request: PaymentRequest) -> list[tuple[Appropriation, int, int]]:
    """(line, what the request is charged there, what the list comes to there), 分, where the two differ."""
    charges = list(request.charges.select_related("appropriation__project", "appropriation__unit"))
    only = charges[0].appropriation_id if len(charges) == 1 else None
    sums: Counter[int | None] = Counter()
    for line, amount in request.payees.values_list("appropriation", "amount"):
        sums[line or only] += amount
    return [
        (each.appropriation, each.amount, sums[each.appropriation_id]) for each in charges if each.amount != sums[each.appropriation_id]
    ]


def destinations(request: PaymentRequest, payees: Iterable[Payee]) -> dict[int, BankAccount]:
    """By payee's pk: the account as approved with the list, or as corrected and approved since."""
    payees = list(payees)
    corrected = corrections_of(request).filter(state=AccountCorrection.State.APPROVED).order_by("pk")
    latest = {each.payee_id: BankAccount(each.name, each.account, each.bank) for each in corrected}
    return {each.pk: latest.get(each.pk, BankAccount(each.name, each.account, each.bank)) for each in payees}


def corrections_of(request: PaymentRequest) -> QuerySet[AccountCorrection]:
    """Those that count: of the round in which the request stands."""
    return AccountCorrection.objects.filter(payee__request=request, round=request.round)


def uncorrected(request: PaymentRequest) -> QuerySet[Payee]:
    """Those whom the bank sent back and for whom nobody has approved an account since."""
    approved = corrections_of(request).filter(state=AccountCorrection.State.APPROVED, used=False)
    return request.payees.filter(state=Payee.State.RETURNED).exclude(pk__in=approved.values("payee"))


def shares(request: PaymentRequest, payees: Iterable[Payee]) -> dict[int, int]:
    """分 by appropriation's pk: what these payees take of each line. One who stands for the whole request takes all of it."""
    charges: Mapping[int, int] = dict(request.charges.values_list("appropriation_id", "amount"))
    if request.kind != PaymentRequest.Kind.BATCH:
        return dict(charges) if list(payees) else {}
    only = next(iter(charges)) if len(charges) == 1 else None
    sums: Counter[int] = Counter()
    for each in payees:
        line = each.appropriation_id or only
        assert line is not None
        sums[line] += each.amount
    return dict(sums)


def payees_told(request: PaymentRequest) -> list[tuple[str, int]]:
    """How many of its payees are in which state, in the order of the states; nothing where it has none yet."""
    found = dict(request.payees.order_by().values_list("state").annotate(Count("pk")))
    return [(title, found[state]) for state, title in Payee.State.choices if state in found]


def latest_lines(request: PaymentRequest) -> list[BankLine]:
    """The last line that was sent to the bank for each who is still to be paid."""
    latest: dict[int, BankLine] = {}
    for line in request.bank_lines.exclude(payee=None).select_related("payee").order_by("pk"):
        assert line.payee is not None
        latest[line.payee.pk] = line
    return [line for line in latest.values() if line.payee is not None and line.payee.state != Payee.State.GIVEN_UP]
