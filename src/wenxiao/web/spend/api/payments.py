"""Who asks for money, would it be given, and how does a program write a request and move it on?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import Reason, answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import OfficeTold, office_told
from wenxiao.web.people.api.values import Amount, Day, Edition, Fen, Id, Line, Number, Reference, Text, Told, Typed, Year, YearTyped
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, asked_minutes, known_step, require_somewhere, step_told
from wenxiao.web.spend.api.asking import Key, applying_office, asked_payment, sent_once, step_once
from wenxiao.web.spend.api.books import ColumnsTold, balance_told
from wenxiao.web.spend.conditions.in_time import advice
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import PaymentRequest, Voucher
from wenxiao.web.spend.queries.caps import caps_asked
from wenxiao.web.spend.queries.payments import payee_shown, payee_told
from wenxiao.web.spend.queries.requests import chargeable, requests_listed
from wenxiao.web.spend.services import requests as services
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.spend.workflows.request import REQUEST_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal, raise_if_any

router = Router(tags=["用款申请和支付"])
FUNCTION = "payment"


class PaymentRow(Told):
    """用款申请 as lists tell it."""

    number: str
    unit: str
    office: OfficeTold
    year: int
    kind: str
    kind_title: str
    purpose: str
    payee: str = Field(description="付给个人的，清单里隐去姓名的一部分；一份申请里，不经手这一件的岗位也只看得到一部分")
    state: str
    state_title: str
    total_fen: Amount


class ChargeTold(Told):
    """列支行."""

    appropriation: int = Field(description="支出指标的编号（id），见 /appropriations")
    title: str
    amount_fen: Amount


class VoucherTold(Told):
    """票据行."""

    kind: str
    code: str
    number: str
    amount_fen: Amount
    day: date | None
    merchant: str


class PaymentTold(PaymentRow):
    """用款申请 in full, with what the post could do with it now."""

    id: int
    payee_account: str = Field(description="付给个人的，不经手这一件的岗位只看得到末四位")
    payee_bank: str
    document: str
    way: str
    way_reason: str
    due: date | None = Field(description="借款最迟哪一天结清；不是借款的为空")
    card_holder: str
    card_tail: str
    before_approval: str
    author: str
    edition: int = Field(description="第几版：修改时要带上，别人先改过的就不覆盖")
    editable: bool
    charges: list[ChargeTold]
    vouchers: list[VoucherTold]
    steps: list[Step]


class ChargeTyped(Typed):
    """列支行: which line, how much."""

    appropriation: Reference
    amount_fen: Fen


class VoucherTyped(Typed):
    """票据行."""

    kind: Voucher.Kind
    number: Line
    amount_fen: Fen = 0
    code: Line = ""
    day: Day | None = Field(None, description="刷公务卡的日期")
    merchant: Line = Field("", description="刷公务卡的商户")


class PaymentContent(Typed):
    """用款申请的内容."""

    kind: PaymentRequest.Kind = PaymentRequest.Kind.ORDINARY
    purpose: Text
    payee: Text
    payee_account: Line = ""
    payee_bank: Line = ""
    document: Line = Field("", description="合同号、公函号、出差审批单号")
    way: PaymentRequest.Way = PaymentRequest.Way.COMPANY
    way_reason: Text = Field("", description="不用公务卡的原因")
    due: Day | None = Field(None, description="借款要：最迟哪一天结清")
    card_holder: Line = ""
    card_tail: Line = Field("", description="公务卡号末四位")
    before_approval: Cause | None = Field(None, description="预算批复前支出的依据（预算法第五十四条）；批复后不写")
    charges: list[ChargeTyped] = Field(max_length=200)
    vouchers: list[VoucherTyped] = Field([], max_length=500)


class PaymentTyped(PaymentContent):
    """填写用款申请."""

    year: YearTyped


class PaymentChanged(PaymentContent):
    """整份修改用款申请: what is left out is emptied."""

    edition: Edition


class CheckTyped(Typed):
    """问一问够不够: nothing is written and nothing held."""

    year: YearTyped
    charges: list[ChargeTyped] = Field(min_length=1, max_length=200)


class CapTold(Told):
    """一道控制: what is asked of it and how it would stand afterwards."""

    node: int
    kind: str
    kind_title: str
    name: str
    balance: ColumnsTold
    asked_fen: Amount
    left_fen: Amount = Field(description="以后剩多少，单位：分（整数）；不够的为负")
    missing_fen: Amount


class CheckTold(Told):
    """现在看够不够. Promises nothing: what is sent up is asked again."""

    enough: bool
    caps: list[CapTold]
    reasons: list[Reason]


class PaymentStep(StepTyped):
    """办理一步."""

    bank_reference: Line = Field("", description="confirm 要：银行回单号")


@router.get("/payments", response=answers(Page[PaymentRow]), summary="本岗位能看的用款申请，新的在前")
def payments(
    request: ApiRequest,
    unit: Line = "",
    year: Year | None = None,
    state: PaymentRequest.State | None = None,
    office: Id | None = None,
    text: Line = "",
    page: Number = 1,
) -> Page[PaymentRow]:
    require_somewhere(request.auth, FUNCTION)
    found = requests_listed(request.auth, year=year, state=state.value if state else "", text=text)
    if unit:
        found = found.filter(unit=get_object_or_404(Unit, code=unit))
    if office:
        found = found.filter(office=office)

    # Any: what an annotation puts on a row is not in its type.
    def told(each: Any) -> PaymentRow:
        return PaymentRow(**_row(each, each.total or 0))

    return page_of(found, page, told)


@router.post("/payments", response=answers(PaymentTold, 201), summary="填写用款申请，归本岗位的站所；还不占用资金")
def payment_create(request: ApiRequest, typed: PaymentTyped, key: Key = None) -> Status[PaymentTold]:
    actor = request.auth
    office = applying_office(actor)
    blank = PaymentRequest(unit=actor.unit, office=office, year=typed.year)
    require(actor, FUNCTION, "C", blank)

    def create() -> PaymentRequest:
        return _written(
            blank, typed,
            lambda charges, vouchers, fields: services.request_create(
                actor=actor, office=office, year=typed.year, charges=charges, vouchers=vouchers, **fields
            ),
        )  # fmt: skip

    return Status(201, _told(request, sent_once(request, key, typed, create, lambda made: made.number)))


@router.post("/payments/check", response=answers(CheckTold), summary="填写时先问：够不够，差多少，谁能增加")
def payment_check(request: ApiRequest, typed: CheckTyped) -> CheckTold:
    office = applying_office(request.auth)
    blank = PaymentRequest(unit=request.auth.unit, office=office, year=typed.year)
    require(request.auth, FUNCTION, "C", blank)
    asked = [(each.appropriation, each.amount) for each in _charges(blank, typed.charges)]
    today = clock.today()
    short = [each._replace(field=each.field or "charges") for each in advice(office.unit, typed.year, [each for each in asked if each[1]])]
    return CheckTold(
        enough=not short,
        caps=[
            CapTold(
                node=each.node.pk, kind=each.node.kind, kind_title=each.node.get_kind_display(), name=each.node.name,
                balance=balance_told(each.node.balance), asked_fen=each.amount, left_fen=each.left, missing_fen=each.missing,
            )
            for each in caps_asked(asked, today)
        ],
        reasons=[Reason(message=each.message, field=each.field, rule=each.rule) for each in short],
    )  # fmt: skip


@router.get("/payments/{number}", response=answers(PaymentTold), summary="一份用款申请，连同列支和票据")
def payment(request: ApiRequest, number: Line) -> PaymentTold:
    return _told(request, number)


@router.put("/payments/{number}", response=answers(PaymentTold), summary="整份修改草稿或退回的用款申请")
def payment_edit(request: ApiRequest, number: Line, typed: PaymentChanged) -> PaymentTold:
    found = asked_payment(request.auth, number, "E")
    _written(
        found, typed,
        lambda charges, vouchers, fields: services.request_edit(
            actor=request.auth, request=found, edition=typed.edition, charges=charges, vouchers=vouchers, **fields
        ),
    )  # fmt: skip
    return _told(request, number)


@router.post("/payments/{number}/act/{action}", response=answers(Done), summary="办理用款申请的一步：报送、审核、提交银行、入账……")
def payment_act(request: ApiRequest, number: Line, action: Line, typed: PaymentStep, key: Key = None) -> Done:
    found = asked_payment(request.auth, number)
    known_step(REQUEST_WORKFLOW, action)
    minutes = asked_minutes(found.unit, typed.minutes)
    return step_once(
        request, key, typed, found,
        lambda: services.request_act(
            actor=request.auth, request=found, action=action, reason=typed.reason, minutes=minutes, bank_reference=typed.bank_reference
        ),
    )  # fmt: skip


def vouchers_typed(typed: Iterable[VoucherTyped]) -> list[VoucherEntry]:
    return [VoucherEntry(each.kind.value, each.number, each.amount_fen, each.code, day=each.day, merchant=each.merchant) for each in typed]


def voucher_told(voucher: Voucher) -> VoucherTold:
    return VoucherTold(
        kind=voucher.kind, code=voucher.code, number=voucher.number, amount_fen=voucher.amount, day=voucher.day, merchant=voucher.merchant
    )


Save = Callable[[list[ChargeEntry], list[VoucherEntry], dict[str, Any]], PaymentRequest]


def _written(found: PaymentRequest, typed: PaymentContent, save: Save) -> PaymentRequest:
    fields: dict[str, Any] = {name: value for name, value in typed.model_dump(mode="json").items() if name in services.FIELDS}
    fields |= {"due": typed.due, "before_approval": fields["before_approval"] or ""}
    with named(amount="amount_fen", serial="number"):
        return save(_charges(found, typed.charges), vouchers_typed(typed.vouchers), fields)


def _charges(found: PaymentRequest, typed: list[ChargeTyped]) -> list[ChargeEntry]:
    """Raises Refused (`charges.<n>.appropriation`) for what this office cannot charge."""
    lines = chargeable(found.office, found.year).in_bulk([each.appropriation for each in typed])
    raise_if_any(
        Refusal(
            f"{found.office}在 {found.year} 年没有编号 {each.appropriation} 的支出指标：编号见 /appropriations",
            field=f"charges.{n}.appropriation",
        )
        for n, each in enumerate(typed)
        if each.appropriation not in lines
    )  # fmt: skip
    return [ChargeEntry(lines[each.appropriation], each.amount_fen) for each in typed]


def _told(request: ApiRequest, number: str) -> PaymentTold:
    """As it now stands in the database."""
    found = asked_payment(request.auth, number)
    charges = list(found.charges.select_related("appropriation__project", "appropriation__unit"))
    ways = REQUEST_WORKFLOW.open_to(request.auth, found) if not request.auth.hindrance else ()
    same = (
        "payee_bank", "document", "way", "way_reason", "due", "card_tail", "before_approval", "author", "edition", "editable"
    )  # fmt: skip
    payee = payee_told(request.auth, found)
    return PaymentTold(
        **{**_row(found, sum(charge.amount for charge in charges)), "payee": payee.name},
        **{name: getattr(found, name) for name in same},
        id=found.pk,
        payee_account=payee.account,
        card_holder=payee.card_holder,
        charges=[
            ChargeTold(appropriation=charge.appropriation_id, title=str(charge.appropriation), amount_fen=charge.amount)
            for charge in charges
        ],
        vouchers=[voucher_told(each) for each in found.vouchers.all()],
        steps=[step_told(way) for way in ways],
    )


def _row(found: PaymentRequest, total: int) -> dict[str, Any]:
    same = ("number", "year", "kind", "purpose", "state")
    return {name: getattr(found, name) for name in same} | {
        "unit": found.unit.code, "office": office_told(found.office), "kind_title": found.get_kind_display(),
        "payee": payee_shown(found), "state_title": found.get_state_display(), "total_fen": total,
    }  # fmt: skip
