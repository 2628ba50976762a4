"""What money came in or came back: 收入登记, 退款, 借款结算?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.vocabulary.personal import masked_name
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import asked_unit
from wenxiao.web.people.api.values import Amount, Day, Edition, Fen, Flag, Id, Line, Number, Reference, Text, Told, Typed, Year
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, known_step, require_somewhere, step_told
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.api.asking import Key, asked_payment, sent_once, step_once
from wenxiao.web.spend.api.payments import VoucherTold, VoucherTyped, voucher_told, vouchers_typed
from wenxiao.web.spend.models import Appropriation, Receipt, Refund, Settlement
from wenxiao.web.spend.queries.revenue import both_sides, receipts_visible
from wenxiao.web.spend.queries.settlements import advanced, settlements_visible
from wenxiao.web.spend.services.receipts import receipt_act, receipt_counter, receipt_register
from wenxiao.web.spend.services.refunds import refund_act, refund_register
from wenxiao.web.spend.services.settlements import settlement_act, settlement_edit
from wenxiao.web.spend.workflows.receipt import BY_COUNTER_ENTRY, RECEIPT_WORKFLOW
from wenxiao.web.spend.workflows.refund import REFUND_WORKFLOW
from wenxiao.web.spend.workflows.settlement import SETTLEMENT_WORKFLOW
from wenxiao.web.trail.refusal import Refusal, Refused

router = Router(tags=["收入、退款和借款结算"])
BOOKKEEPING, PAYMENT = "bookkeeping", "payment"


class ReceiptTold(Told):
    """收入登记; a counter-entry has a negative amount."""

    number: str
    unit: str
    year: int
    kind: str
    kind_title: str
    fund: str
    source: str
    amount_fen: Amount
    received_on: date
    payer: str = Field(description="付款人是个人的，列表里只有姓，不经手的岗位也只看得到姓")
    reference: str
    counters: str = Field(description="冲销的是哪一笔；不是冲销的为空")
    remitted_on: date | None
    remitted_document: str
    state: str
    state_title: str


class ReceiptWithSteps(ReceiptTold):
    """收入登记, with what the post could do with it now."""

    steps: list[Step]


class ReceiptTyped(Typed):
    """登记收入."""

    kind: Receipt.Kind
    fund: Fund
    source: Line
    amount_fen: Fen
    received_on: Day
    payer: Line
    reference: Line = Field(description="票据号或银行回单号")
    unplanned: Line = Field("", description="收入项目不在批复的收入预算里的，写明原因")
    private: Flag = False


class CounterTyped(Typed):
    """冲销一笔收入."""

    reference: Line
    reason: Text


class ReceiptStep(StepTyped):
    """办理一步: when and by which paper 非税收入 was handed on, with `remit`."""

    remitted_on: Day | None = None
    remitted_document: Line = ""


class RefundTold(Told):
    """退款."""

    id: int
    payment: str
    appropriation: int
    amount_fen: Amount
    received: date
    reason: str
    bank_reference: str
    state: str
    state_title: str
    steps: list[Step]


class RefundTyped(Typed):
    """登记退款."""

    appropriation: Reference
    amount_fen: Fen
    received: Day
    reason: Text
    bank_reference: Line


class SettlementRow(Told):
    """借款结算 as lists tell it, by the number of its advance."""

    payment: str
    unit: str
    year: int
    due: date | None
    state: str
    state_title: str


class SettlementLine(Told):
    """借出的一行: what was paid out, what was spent of it, what has to come back."""

    charge: int
    title: str
    paid_fen: Amount
    actual_fen: Amount
    left_fen: Amount


class SettlementTold(SettlementRow):
    """借款结算 in full."""

    account: str
    returned_reference: str
    returned_on: date | None
    settled_on: date | None
    edition: int
    lines: list[SettlementLine]
    vouchers: list[VoucherTold]
    steps: list[Step]


class ActualTyped(Typed):
    """结算行."""

    charge: Reference
    actual_fen: Fen


class SettlementTyped(Typed):
    """整份结算."""

    edition: Edition
    account: Text = Field("", description="办理情况：钱用在了什么上")
    returned_reference: Line = ""
    returned_on: Day | None = None
    lines: list[ActualTyped] = Field(max_length=200)
    vouchers: list[VoucherTyped] = Field([], max_length=500)


class SourceTold(Told):
    """一个收入项目."""

    fund: str
    source: str
    planned_fen: Amount
    received_fen: int | None = Field(description="单位：分（整数）；由国库集中支付的不分项目，为空")


class SidesTold(Told):
    """收支两边 of one fund."""

    fund: str
    planned_fen: Amount
    received_fen: Amount
    cap_fen: Amount = Field(description="支出的限额，单位：分（整数）")
    paid_fen: Amount


class BothSidesTold(Told):
    """收入预算和到账，与支出两边."""

    unit: str
    year: int
    funds: list[SidesTold]
    sources: list[SourceTold]


@router.get("/receipts", response=answers(Page[ReceiptTold]), summary="登记的收入，新的在前")
def receipts(request: ApiRequest, unit: Line = "", year: Year | None = None, state: Receipt.State | None = None, page: Number = 1) -> Page[
    ReceiptTold
]:  # fmt: skip
    require_somewhere(request.auth, BOOKKEEPING)
    found = receipts_visible(request.auth).select_related("counters")
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state.value)
    return page_of(found, page, lambda each: ReceiptTold(**_receipt(each, masked=each.private)))


@router.post("/receipts", response=answers(ReceiptWithSteps, 201), summary="登记本单位的一笔收入，等所长复核")
def receipt_new(request: ApiRequest, typed: ReceiptTyped, key: Key = None) -> Status[ReceiptWithSteps]:
    actor = request.auth
    require(actor, BOOKKEEPING, "C", Receipt(unit=actor.unit))

    def register() -> Receipt:
        values = typed.model_dump(exclude={"amount_fen", "kind", "fund"}) | {"kind": typed.kind.value, "fund": typed.fund.value}
        with named(amount="amount_fen"):
            return receipt_register(actor=actor, unit=actor.unit, amount=typed.amount_fen, **values)

    return Status(201, _receipt_told(actor, sent_once(request, key, typed, register, lambda made: made.number)))


@router.get("/receipts/{number}", response=answers(ReceiptWithSteps), summary="一笔收入")
def receipt(request: ApiRequest, number: Line) -> ReceiptWithSteps:
    return _receipt_told(request.auth, number)


@router.post("/receipts/{number}/counter", response=answers(ReceiptWithSteps, 201), summary="冲销一笔复核过的收入，等所长复核")
def receipt_against(request: ApiRequest, number: Line, typed: CounterTyped, key: Key = None) -> Status[ReceiptWithSteps]:
    found = _asked_receipt(request.auth, number)
    require(request.auth, BOOKKEEPING, "C", found)

    def counter() -> Receipt:
        return receipt_counter(actor=request.auth, receipt=found, reference=typed.reference, reason=typed.reason)

    return Status(201, _receipt_told(request.auth, sent_once(request, key, typed, counter, lambda made: made.number)))


@router.post("/receipts/{number}/act/{action}", response=answers(Done), summary="办理收入的一步：复核、登记上缴、不予登记")
def receipt_step(request: ApiRequest, number: Line, action: Line, typed: ReceiptStep, key: Key = None) -> Done:
    found = _asked_receipt(request.auth, number)
    known_step(RECEIPT_WORKFLOW, action, without=BY_COUNTER_ENTRY)
    return step_once(
        request, key, typed, found,
        lambda: receipt_act(
            actor=request.auth, receipt=found, action=action, reason=typed.reason, remitted_on=typed.remitted_on,
            remitted_document=typed.remitted_document,
        ),
    )  # fmt: skip


@router.get("/units/{unit}/revenue/{year}", response=answers(BothSidesTold), summary="收入预算和到账，与支出两边")
def revenue_sides(request: ApiRequest, unit: Line, year: Year) -> BothSidesTold:
    found = both_sides(asked_unit(request.auth, unit, BOOKKEEPING), year)
    spending = {each.fund: each for each in found.spending}
    return BothSidesTold(
        unit=unit, year=year,
        funds=[
            SidesTold(
                fund=each.fund.value, planned_fen=each.planned, received_fen=each.received,
                cap_fen=spending[each.fund].cap if each.fund in spending else 0,
                paid_fen=spending[each.fund].paid if each.fund in spending else 0,
            )
            for each in found.revenue
        ],
        sources=[
            SourceTold(fund=each.fund.value, source=source.source, planned_fen=source.planned, received_fen=source.received)
            for each in found.revenue for source in each.sources
        ],
    )  # fmt: skip


@router.get("/payments/{number}/refunds", response=answers(list[RefundTold]), summary="一笔支付的退款")
def refunds(request: ApiRequest, number: Line) -> list[RefundTold]:
    found = asked_payment(request.auth, number)
    return [_refund(request.auth, each) for each in found.refunds.select_related("unit__supervisor", "office").order_by("pk")]


@router.post("/payments/{number}/refunds", response=answers(RefundTold, 201), summary="登记退款，等会计确认")
def refund_new(request: ApiRequest, number: Line, typed: RefundTyped, key: Key = None) -> Status[RefundTold]:
    found = asked_payment(request.auth, number)
    require(request.auth, PAYMENT, "X", found)

    def register() -> Refund:
        line = Appropriation.objects.filter(pk=typed.appropriation, unit=found.unit).select_related("unit", "project").first()
        if line is None:
            raise Refused(Refusal(f"没有编号 {typed.appropriation} 的支出指标：编号见 /appropriations", field="appropriation"))
        with named(amount="amount_fen"):
            return refund_register(
                actor=request.auth, request=found, appropriation=line, amount=typed.amount_fen, received=typed.received,
                reason=typed.reason, bank_reference=typed.bank_reference,
            )  # fmt: skip

    made = int(sent_once(request, key, typed, register, lambda made: str(made.pk)))
    return Status(201, _refund(request.auth, _asked_refund(request.auth, made)))


@router.post("/refunds/{id}/act/{action}", response=answers(Done), summary="办理退款的一步：会计确认、出纳作废")
def refund_step(request: ApiRequest, id: Id, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = _asked_refund(request.auth, id)
    known_step(REFUND_WORKFLOW, action)
    return step_once(
        request, key, typed, found, lambda: refund_act(actor=request.auth, refund=found, action=action, reason=typed.reason)
    )  # fmt: skip


@router.get("/settlements", response=answers(Page[SettlementRow]), summary="借款结算，新的在前")
def settlements(request: ApiRequest, year: Year | None = None, state: Settlement.State | None = None, page: Number = 1) -> Page[
    SettlementRow
]:  # fmt: skip
    require_somewhere(request.auth, PAYMENT)
    found = settlements_visible(request.auth).order_by("-pk")
    if year:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state.value)
    return page_of(found, page, lambda each: SettlementRow(**_settlement(each)))


@router.get("/settlements/{number}", response=answers(SettlementTold), summary="一笔借款的结算，按借款的申请编号")
def settlement(request: ApiRequest, number: Line) -> SettlementTold:
    return _settlement_told(request.auth, number)


@router.put("/settlements/{number}", response=answers(SettlementTold), summary="整份填写借款结算")
def settlement_put(request: ApiRequest, number: Line, typed: SettlementTyped) -> SettlementTold:
    found = _asked_settlement(request.auth, number, "E")
    with named(actual="actual_fen", amount="amount_fen", serial="number"):
        settlement_edit(
            actor=request.auth, settlement=found, edition=typed.edition, vouchers=vouchers_typed(typed.vouchers), account=typed.account,
            returned_reference=typed.returned_reference, returned_on=typed.returned_on,
            actuals={each.charge: each.actual_fen for each in typed.lines},
        )  # fmt: skip
    return _settlement_told(request.auth, number)


@router.post("/settlements/{number}/act/{action}", response=answers(Done), summary="办理借款结算的一步；结清时没有用的钱退回指标")
def settlement_step(request: ApiRequest, number: Line, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = _asked_settlement(request.auth, number)
    known_step(SETTLEMENT_WORKFLOW, action)
    return step_once(
        request, key, typed, found, lambda: settlement_act(actor=request.auth, settlement=found, action=action, reason=typed.reason)
    )  # fmt: skip


def _asked_receipt(actor: PostActor, number: str) -> Receipt:
    found = get_object_or_404(Receipt.objects.select_related("unit__supervisor", "counters"), number=number)
    require(actor, BOOKKEEPING, "V", found)
    return found


def _asked_refund(actor: PostActor, id: int) -> Refund:
    found = get_object_or_404(Refund.objects.select_related("unit__supervisor", "office", "request"), pk=id)
    require(actor, PAYMENT, "V", found)
    return found


def _asked_settlement(actor: PostActor, number: str, letter: str = "V") -> Settlement:
    found = get_object_or_404(Settlement.objects.select_related("unit__supervisor", "office", "request"), request__number=number)
    require(actor, PAYMENT, letter, found)
    return found


def _receipt(found: Receipt, *, masked: bool) -> dict[str, Any]:
    same = (
        "number", "year", "kind", "fund", "source", "received_on", "reference", "remitted_on", "remitted_document", "state"
    )  # fmt: skip
    return {name: getattr(found, name) for name in same} | {
        "unit": found.unit.code, "kind_title": found.get_kind_display(), "amount_fen": found.amount,
        "payer": masked_name(found.payer) if masked else found.payer, "counters": found.counters.number if found.counters else "",
        "state_title": found.get_state_display(),
    }  # fmt: skip


def _receipt_told(actor: PostActor, number: str) -> ReceiptWithSteps:
    found = _asked_receipt(actor, number)
    works_with_it = any(actor.may(BOOKKEEPING, letter, found) for letter in "CEA")
    ways = RECEIPT_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    return ReceiptWithSteps(
        **_receipt(found, masked=found.private and not works_with_it),
        steps=[step_told(way) for way in ways if way.action not in BY_COUNTER_ENTRY],
    )  # fmt: skip


def _refund(actor: PostActor, found: Refund) -> RefundTold:
    same = ("amount", "received", "reason", "bank_reference", "state")
    values = {name: getattr(found, name) for name in same}
    ways = REFUND_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    return RefundTold(
        id=found.pk, payment=found.request.number, appropriation=found.appropriation_id, amount_fen=values.pop("amount"),
        state_title=found.get_state_display(), steps=[step_told(way) for way in ways], **values,
    )  # fmt: skip


def _settlement(found: Settlement) -> dict[str, Any]:
    return {
        "payment": found.request.number, "unit": found.unit.code, "year": found.year, "due": found.request.due, "state": found.state,
        "state_title": found.get_state_display(),
    }  # fmt: skip


def _settlement_told(actor: PostActor, number: str) -> SettlementTold:
    found = _asked_settlement(actor, number)
    ways = SETTLEMENT_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    same = ("account", "returned_reference", "returned_on", "settled_on", "edition")
    return SettlementTold(
        **_settlement(found), **{name: getattr(found, name) for name in same},
        lines=[
            SettlementLine(
                charge=each.charge.pk, title=str(each.charge.appropriation), paid_fen=each.paid, actual_fen=each.actual, left_fen=each.left
            )
            for each in advanced(found)
        ],
        vouchers=[voucher_told(each) for each in found.vouchers.all()], steps=[step_told(way) for way in ways],
    )  # fmt: skip
