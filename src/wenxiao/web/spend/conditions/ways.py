"""In which way may a request be paid? By card or to the company what the list names; an advance only to who has settled the last one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from wenxiao.catalogue.card_codes import card_codes, card_source
from wenxiao.catalogue.limits import limit
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import PaymentRequest, Settlement
from wenxiao.web.spend.papers import PROVING
from wenxiao.web.spend.queries.advances import overdue_of
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

Kind, Way = PaymentRequest.Kind, PaymentRequest.Way
TO_PERSONS = (Way.PERSON, Way.CASH)
TERM = "借款结清期限"
_TAIL = re.compile("[0-9]{4}")
_LEAST = 5


def on_the_list(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """公务卡强制结算目录里的支出，用公务卡或转账给单位；付给个人或用现金的，写明原因。"""
    if request.way not in TO_PERSONS or len(request.way_reason) >= _LEAST:
        return
    listed = card_codes()
    codes = sorted({charge.appropriation.economic_code for charge in request.charges.select_related("appropriation")} & set(listed))
    if codes:
        named = "、".join(f"{listed[code]}（{code}）" for code in codes)
        yield Refusal(
            f"{named}在公务卡强制结算目录里，不用现金，也不付给个人：请改用公务卡或转账给单位；确实不能的，"
            f"写明不用公务卡的原因，至少 {_LEAST} 个字，由会计审核。依据：{card_source()}",
            field="way_reason", rule="公务卡强制结算",
        )  # fmt: skip


def card_is_told(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """公务卡还款：持卡人、卡号末四位，每张票据的刷卡日期和商户。"""
    if request.kind == Kind.CARD and request.way != Way.CARD:
        yield Refusal("公务卡还款是还到公务卡上的：付款方式请选“公务卡”", field="way", rule="公务卡强制结算")
    if request.way != Way.CARD:
        return
    if not request.card_holder:
        yield Refusal("请写持卡人", field="card_holder")
    if not _TAIL.fullmatch(request.card_tail):
        yield Refusal("请写公务卡号的末四位，四个数字", field="card_tail")
    today = clock.today()
    for paper in request.vouchers.filter(kind__in=PROVING):
        if paper.day is None or not paper.merchant:
            yield Refusal(f"{paper.number} 号票据是刷卡付的：请补上刷卡日期和商户", field="vouchers", rule="公务卡强制结算")
        elif paper.day > today:
            yield Refusal(f"{paper.number} 号票据的刷卡日期 {paper.day} 还没有到：请核对", field="vouchers")


def advance_is_told(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """借款：借给谁，哪天结清；结清日期不超过借款结清期限。"""
    if request.kind != Kind.ADVANCE:
        return
    if request.way not in TO_PERSONS:
        yield Refusal("借款是借给个人的：付款方式请选“转账给个人”或“现金”，付给单位的请用一般支付", field="way", rule="借款")
    today, most = clock.today(), limit(TERM)
    if request.due is None:
        yield Refusal(f"请写借款结清日期，从今天起最多 {most} 日（不晚于 {today + timedelta(days=most)}）", field="due", rule=TERM)
    elif request.due < today:
        yield Refusal(f"借款结清日期 {request.due} 已经过了：请改", field="due", rule=TERM)
    elif (request.due - today).days > most:
        yield Refusal(
            f"借款结清日期 {request.due} 离今天 {(request.due - today).days} 日，最多 {most} 日（不晚于 {today + timedelta(days=most)}），"
            f"长了 {(request.due - today).days - most} 日：请改早",
            field="due", rule=TERM,
        )  # fmt: skip


def nothing_overdue(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """借款：这个人没有过期未结清的借款。"""
    if request.kind != Kind.ADVANCE or not request.payee.strip():
        return
    today = clock.today()
    for late in overdue_of(request.unit, request.payee, today):
        if late.pk != request.pk and late.due:
            yield Refusal(
                f"{request.payee}还有一笔借款没有结清：{late.number}“{late.purpose}” {Money(late.amount)} 元，应在 {late.due} 前结清，"
                f"已经过期 {(today - late.due).days} 日。先结清那一笔，再借",
                field="payee", rule=TERM,
            )  # fmt: skip


def not_being_settled(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """借款没有在结算：结算已经报送或结清的，钱已经到了借款人手里。"""
    if request.kind != Kind.ADVANCE:
        return
    under_way = Settlement.objects.filter(request=request).exclude(state__in=(Settlement.State.DRAFT, Settlement.State.RETURNED)).first()
    if under_way is not None:
        yield Refusal(f"这笔借款的结算是“{under_way.get_state_display()}”，钱已经用了：请先把结算退回，再登记退票", rule="借款")


# What every request is asked about its way of payment when it is sent up.
WAYS = (on_the_list, card_is_told, advance_is_told, nothing_overdue)
