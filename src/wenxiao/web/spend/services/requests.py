"""How does a request for money come into being, change, and move?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Length

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting, Office
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import Appropriation, Charge, PaymentRequest, Voucher
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Attachment, Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FIELDS = ("kind", "purpose", "payee", "payee_account", "payee_bank", "document")
LARGEST = 10**15


class ChargeEntry(NamedTuple):
    """列支行: as entered, `amount` in 分."""

    appropriation: Appropriation
    amount: int


class VoucherEntry(NamedTuple):
    """票据行: as entered, `amount` in 分."""

    kind: str
    number: str
    amount: int
    code: str = ""
    attachment: Attachment | None = None


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
        require(actor, "payment", "C", request)
        raise_if_any(_faults(request, charges, vouchers))
        request.number = _next_number(office, year)
        request.save(force_insert=True)
        _replace(request, charges, vouchers)
        record(actor=actor, subject=request, action="create", action_title="填写申请", to_state="草稿", details=_told(request))
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
        before = {name: getattr(request, name) for name in FIELDS} | _told(request)
        for name, value in _cleaned(fields).items():
            setattr(request, name, value)
        raise_if_any(_faults(request, charges, vouchers))
        editable = (PaymentRequest.State.DRAFT, PaymentRequest.State.RETURNED)
        claimed = PaymentRequest.objects.filter(pk=request.pk, edition=edition, state__in=editable)
        if not claimed.update(edition=F("edition") + 1, **{name: getattr(request, name) for name in FIELDS}):
            raise OutOfTurn(Refusal(f"“{request.number}”在您打开页面以后被人改过或报送了，没有保存：请刷新后再看"))
        request.edition = edition + 1
        _replace(request, charges, vouchers)
        after = {name: getattr(request, name) for name in FIELDS} | _told(request)
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
        with transaction.atomic():
            return perform(
                REQUEST_WORKFLOW, request, action, actor=actor, reason=reason, minutes=minutes, given=given, details=details
            )  # fmt: skip

    return in_turn(act)


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no field of a request: {', '.join(sorted(unknown))}")
    return {name: " ".join(str(value).split()) for name, value in fields.items()}


def _faults(request: PaymentRequest, charges: Sequence[ChargeEntry], vouchers: Sequence[VoucherEntry]) -> list[Refusal]:
    found = []
    for name in FIELDS:
        field = PaymentRequest._meta.get_field(name)
        longest = getattr(field, "max_length", None)
        if longest and len(getattr(request, name)) > longest:
            found.append(Refusal(f"最多 {longest} 个字，现有 {len(getattr(request, name))} 个", field=name))
    if request.kind not in PaymentRequest.Kind.values:
        found.append(Refusal("请从清单里选种类", field="kind"))
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
    found += _voucher_faults(request, vouchers)
    return found


def _voucher_faults(request: PaymentRequest, vouchers: Sequence[VoucherEntry]) -> list[Refusal]:
    found = []
    once = {Voucher.Kind.INVOICE.value, Voucher.Kind.RECEIPT.value}
    papers = [(each.kind, each.code.strip(), each.number.strip()) for each in vouchers]
    taken = {
        (other.kind, other.code, other.number): other.request
        for other in Voucher.objects.filter(kind__in=once, number__in=[number for _, _, number in papers])
        .exclude(request=request.pk).select_related("request")
    }  # fmt: skip
    for place, (entry, paper) in enumerate(zip(vouchers, papers, strict=True)):
        prefix = f"vouchers.{place}."
        if entry.kind not in Voucher.Kind.values:
            found.append(Refusal("请从清单里选票据种类", field=prefix + "kind"))
        if not paper[2] or len(paper[2]) > 40 or len(paper[1]) > 20:
            found.append(Refusal("请写票据号码，最多 40 个字；发票代码最多 20 个字", field=prefix + "serial"))
        if not 0 <= entry.amount <= LARGEST:
            found.append(Refusal("金额不能是负数，也不能超过一万亿元", field=prefix + "amount"))
        if entry.kind in once and papers.index(paper) != place:
            found.append(Refusal(f"{paper[2]} 号票据写了两次", field=prefix + "serial", rule="票据重复"))
        if entry.kind in once and (other := taken.get(paper)):
            found.append(Refusal(f"{paper[2]} 号票据已经用在 {other.number}（{other.purpose}）", field=prefix + "serial", rule="票据重复"))
    return found


def _replace(request: PaymentRequest, charges: Sequence[ChargeEntry], vouchers: Sequence[VoucherEntry]) -> None:
    request.charges.all().delete()
    request.vouchers.all().delete()
    Charge.objects.bulk_create(Charge(request=request, appropriation=each.appropriation, amount=each.amount) for each in charges)
    papers = [{**each._asdict(), "code": each.code.strip(), "number": each.number.strip()} for each in vouchers]
    try:
        with transaction.atomic():
            Voucher.objects.bulk_create(Voucher(request=request, **each) for each in papers)
    except IntegrityError:
        # Another unit has used a paper since it was looked for: now its request is there to be named.
        raise_if_any(_voucher_faults(request, vouchers))
        raise


def _told(request: PaymentRequest) -> dict[str, Any]:
    return {
        "金额": {str(charge.appropriation): charge.amount for charge in request.charges.select_related("appropriation__project")},
        "票据": [f"{voucher.get_kind_display()} {voucher.code} {voucher.number}" for voucher in request.vouchers.all()],
    }


def _next_number(office: Office, year: int) -> str:
    """`单位编码-年度-Z流水`. The unit is held, so that no two requests get the same."""
    prefix = f"{office.unit.code}-{year}-Z"
    # By length first: 100000 comes after 99999.
    numbers = PaymentRequest.objects.filter(number__startswith=prefix).order_by(Length("number").desc(), "-number")
    last = numbers.values_list("number", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:05d}"
