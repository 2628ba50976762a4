"""How does a request for money come into being, change, and move?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.spend.book_files import FORMULA_SIGNS
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.before_approval import causes
from wenxiao.web.spend.elements import LARGEST, Cause
from wenxiao.web.spend.models import Appropriation, Charge, PaymentRequest, Voucher
from wenxiao.web.spend.services.edition import claim
from wenxiao.web.spend.services.numbering import numbers_after_last
from wenxiao.web.spend.services.payees import payees_follow
from wenxiao.web.spend.services.scans import voucher_kept
from wenxiao.web.spend.services.vouchers import VoucherEntry, papers_told, voucher_faults
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FIELDS = (
    "kind",
    "purpose",
    "payee",
    "payee_account",
    "payee_bank",
    "document",
    "way",
    "way_reason",
    "due",
    "card_holder",
    "card_tail",
    "before_approval",
)

__all__ = ["FIELDS", "ChargeEntry", "VoucherEntry", "request_act", "request_create", "request_edit"]


class ChargeEntry(NamedTuple):
    """列支行: as entered, `amount` in 分."""

    appropriation: Appropriation
    amount: int


def request_create(
    *, actor: PostActor, office: Office, year: int, charges: Sequence[ChargeEntry], vouchers: Sequence[VoucherEntry] = (), **fields: Any
) -> PaymentRequest:
    """A draft with a number of its own; `fields` are FIELDS. Nothing is held yet.

    Raises NotPermitted; Refused beside the fields, `charges.<n>.<name>` and `vouchers.<n>.<name>` (n from 0).
    """

    def create() -> PaymentRequest:
        # Requests of one unit are written one after another: the next number, and whether a paper is used already, still hold at the end.
        hold(office.unit)
        request = PaymentRequest(
            unit=office.unit, office=office, year=year, author=actor.account, state=PaymentRequest.State.DRAFT, **_cleaned(fields)
        )
        _settled_fields(request)
        require(actor, "payment", "C", request)
        raise_if_any(_faults(request, charges, vouchers))
        request.number = next(request_numbers(office.unit, year))
        request.save(force_insert=True)
        _replace(request, charges, vouchers)
        record(actor=actor, subject=request, action="create", action_title="填写申请", to_state="草稿", details=_papers(request))
        return request

    return in_turn(create)


def request_edit(
    *,
    actor: PostActor,
    request: PaymentRequest,
    edition: int,
    charges: Sequence[ChargeEntry],
    vouchers: Sequence[VoucherEntry] = (),
    **fields: Any,
) -> PaymentRequest:
    """The whole draft anew. Raises NotPermitted, OutOfTurn (sent up, or changed by a colleague meanwhile), Refused."""

    def edit() -> PaymentRequest:
        hold(request.unit)
        require(actor, "payment", "E", request)
        before = _told(request)
        for name, value in _cleaned(fields).items():
            setattr(request, name, value)
        _settled_fields(request)
        raise_if_any(_faults(request, charges, vouchers))
        editable = (PaymentRequest.State.DRAFT, PaymentRequest.State.RETURNED)
        claim(request, edition, editable, FIELDS)
        _replace(request, charges, vouchers)
        after = _told(request)
        record(actor=actor, subject=request, action="edit", action_title="修改申请", details=changes(before, after))
        return request

    return in_turn(edit)


def request_act(
    *, actor: PostActor, request: PaymentRequest, action: str, reason: str = "", minutes: Meeting | None = None, bank_reference: str = ""
) -> Entry:
    """Move it along one transition of REQUEST_WORKFLOW; its money moves with it, or neither does.

    Raises NotPermitted, OutOfTurn, Refused (`charges` names every cap that would be passed), KeyError for an unknown action.
    """
    given = {"bank_reference": bank_reference}
    details = {"银行回单": bank_reference.strip()} if bank_reference.strip() else {}

    def act() -> Entry:
        if action == "submit" and _weighed_with_others(request):
            hold(request.unit)
        return perform(
            REQUEST_WORKFLOW, request, action, actor=actor, reason=reason, minutes=minutes, given=given, details=details
        )  # fmt: skip

    return in_turn(act)


def _weighed_with_others(request: PaymentRequest) -> bool:
    """Whether it is asked what other requests have of the same contract, person or month: no cap of the ledger stands behind that."""
    of_kind = Q(kind__in=(PaymentRequest.Kind.BATCH, PaymentRequest.Kind.ADVANCE)) | Q(vouchers__kind=Voucher.Kind.CONTRACT)
    return PaymentRequest.objects.filter(of_kind, pk=request.pk).exists()


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no field of a request: {', '.join(sorted(unknown))}")
    return {name: value if isinstance(value, date | None) else " ".join(str(value).split()) for name, value in fields.items()}


def _settled_fields(request: PaymentRequest) -> None:
    """What follows from the rest: what is paid to a card is paid to nobody else, and only an advance has a day to be settled by."""
    if request.way == PaymentRequest.Way.CARD and request.card_holder and request.card_tail:
        request.payee = f"{request.card_holder}（公务卡尾号 {request.card_tail}）"
    if request.kind != PaymentRequest.Kind.ADVANCE:
        request.due = None


def _faults(request: PaymentRequest, charges: Sequence[ChargeEntry], vouchers: Sequence[VoucherEntry]) -> list[Refusal]:
    found = []
    for name in FIELDS:
        field = PaymentRequest._meta.get_field(name)
        longest = getattr(field, "max_length", None)
        if longest and len(getattr(request, name)) > longest:
            found.append(Refusal(f"最多 {longest} 个字，现有 {len(getattr(request, name))} 个", field=name))
    for name in ("payee", "payee_bank"):
        # They go into the bank's file, which is opened with a spreadsheet.
        if getattr(request, name).startswith(FORMULA_SIGNS):
            found.append(Refusal("不能以 =、+、-、@ 开头", field=name))
    if request.kind not in PaymentRequest.Kind.values:
        found.append(Refusal("请从清单里选种类", field="kind"))
    if request.way not in PaymentRequest.Way.values:
        found.append(Refusal("请从清单里选付款方式", field="way"))
    if request.before_approval and request.before_approval not in Cause.values:
        found.append(Refusal(f"请从清单里选：批复前只能支付{causes()}", field="before_approval", rule="LAW13"))
    seen: set[int] = set()
    for place, (appropriation, amount) in enumerate(charges):
        prefix = f"charges.{place}."
        if (appropriation.unit_id, appropriation.year) != (request.unit_id, request.year):
            found.append(Refusal("这个支出指标不是本单位这一年的", field=prefix + "appropriation"))
        elif appropriation.office_id is not None and appropriation.office_id != request.office_id:
            found.append(Refusal(f"“{appropriation}”是{appropriation.office}的指标，不能列支别的站所的钱", field=prefix + "appropriation"))
        if appropriation.pk in seen:
            found.append(Refusal("同一个支出指标写了两次：请合成一行", field=prefix + "appropriation"))
        seen.add(appropriation.pk)
        if not 0 < amount <= LARGEST:
            found.append(Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元", field=prefix + "amount"))
    found += voucher_faults(vouchers, request=request)
    return found


def _replace(request: PaymentRequest, charges: Sequence[ChargeEntry], vouchers: Sequence[VoucherEntry]) -> None:
    scans = {(each.kind, each.code, each.number): each.attachment_id for each in request.vouchers.all()}
    request.charges.all().delete()
    request.vouchers.all().delete()
    payees_follow(request)
    Charge.objects.bulk_create(Charge(request=request, appropriation=each.appropriation, amount=each.amount) for each in charges)
    try:
        with transaction.atomic():
            Voucher.objects.bulk_create(voucher_kept(request, each, scans) for each in vouchers)
    except IntegrityError:
        # Another unit has used a paper since it was looked for: now its request is there to be named.
        raise_if_any(voucher_faults(vouchers, request=request))
        raise


def _told(request: PaymentRequest) -> dict[str, Any]:
    """What an edit may change, as the trail tells it."""
    return {name: f"{getattr(request, name) or ''}" for name in FIELDS} | _papers(request)


def _papers(request: PaymentRequest) -> dict[str, Any]:
    return {
        "金额": {str(charge.appropriation): charge.amount for charge in request.charges.select_related("appropriation__project")},
        "票据": papers_told(request.vouchers.all()),
    }


def request_numbers(unit: Unit, year: int) -> Iterator[str]:
    """`单位编码-年度-Z流水`. The unit is held."""
    return numbers_after_last(PaymentRequest, f"{unit.code}-{year}-Z", 5)
