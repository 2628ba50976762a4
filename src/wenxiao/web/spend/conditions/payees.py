"""May a list of many payees be sent up, and sent to the bank?"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import BankLine, Payee, PaymentRequest, Refund
from wenxiao.web.spend.queries.payees import differences, entries_of, latest_lines, repeats, row_faults, uncorrected
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

LEAST = 10
TOLD = 10


def list_is_whole(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """批量发放的名单：逐行无误，逐个支出指标合计相符；同月再次发给同一人的写明理由。"""
    if request.kind != PaymentRequest.Kind.BATCH:
        return
    entries = entries_of(request)
    if not entries:
        yield Refusal("批量发放要有发放名单：请在申请页面点“发放名单”，录入或导入", field="payees", rule="发放名单")
        return
    wrong = list(row_faults(entries, [each.appropriation for each in request.charges.select_related("appropriation")]))
    yield from (told_by_row(each) for each in wrong[:TOLD])
    if len(wrong) > TOLD:
        yield Refusal(f"名单里还有 {len(wrong) - TOLD} 处要改", field="payees", rule="发放名单")
    for line, charged, listed in differences(request):
        more = "多" if listed > charged else "少"
        yield Refusal(
            f"“{line}”：名单合计 {Money(listed)} 元，申请 {Money(charged)} 元，名单{more} {Money(abs(listed - charged))} 元："
            "请改名单，或改申请的金额",
            field="payees", rule="发放名单",
        )  # fmt: skip
    again = repeats(request)
    if again and len(request.payee_list.remark) < LEAST:
        told = "、".join(f"第 {each.number} 行（{each.request}）" for each in again[:TOLD])
        rest = f"等 {len(again)} 人" if len(again) > TOLD else ""
        yield Refusal(
            f"{told}{rest}同月已经从同一支出指标发放过：请核对；确需再发的，在名单里写明理由，至少 {LEAST} 个字",
            field="payees", rule="发放名单重复",
        )  # fmt: skip


def returned_are_corrected(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """银行退回的，账户已经更正并核准。"""
    waiting = list(uncorrected(request).values_list("number", flat=True)[: TOLD + 1])
    if waiting:
        rows = "、".join(str(each) for each in waiting[:TOLD])
        rest = " 等" if len(waiting) > TOLD else ""
        yield Refusal(f"名单第 {rows} 行{rest}被银行退回，账户还没有更正：请先更正并由会计核准，或定为不再支付", rule="银行退票")


def somebody_is_left(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """还有要付的人。"""
    states = set(request.payees.values_list("state", flat=True))
    if states == {Payee.State.GIVEN_UP}:
        yield Refusal("名单上的人都定为不再支付了，没有钱要付：请退回申请", rule="银行退票")


def none_was_paid(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """银行还没有付出任何一笔。"""
    paid = request.bank_lines.filter(state=BankLine.State.PAID).count()
    if paid:
        yield Refusal(f"支付文件里有 {paid} 笔银行已经付出，不能整笔退回：请等其余各笔的回单导入，系统会逐人登记", rule="银行回单")


def no_refund_stands(request: PaymentRequest, _act: Act | None = None) -> Iterator[Refusal]:
    """没有登记过退款：同一笔退回的钱只算一次。"""
    refunds = list(request.refunds.exclude(state=Refund.State.WITHDRAWN))
    if refunds:
        waiting = any(each.state == Refund.State.REGISTERED for each in refunds)
        undo = "；退款登记错了的，先把它作废" if waiting else ""
        yield Refusal(
            f"{request.number} 已经登记退款 {Money(sum(each.amount for each in refunds))} 元，退回的钱回到了支出指标，不能再登记退票，"
            f"也不能由原申请重付：同一笔钱不用再登记{undo}；另外退回的钱，也登记为退款；要再付的，另报申请",
            field="requests", rule="退款",
        )  # fmt: skip


def none_is_being_paid_again(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """没有正在重付的退票。"""
    sent = request.bank_lines.filter(state=BankLine.State.SENT).count()
    if sent:
        yield Refusal(f"有 {sent} 笔退票已经再次提交银行，还没有结果，不能整笔登记退票：请导入银行回单，系统会逐人登记", rule="银行退票")


def all_were_paid(request: PaymentRequest, act: Act) -> Iterator[Refusal]:
    """没有银行退回而没有登记的。"""
    known = {each.pk for each in act.given.get("unpaid", ())}
    lines = latest_lines(request)
    returned = [each for each in lines if each.state == BankLine.State.RETURNED and each.payee_id not in known]
    # Where all came back, they are of a file before: what is at the bank now was sent by hand.
    if returned and len(returned) < len(lines):
        yield Refusal(
            f"支付文件里有 {len(returned)} 笔银行退回，不能登记为全部已付：请等其余各笔的回单导入，系统会逐人登记", rule="银行回单"
        )


def told_by_row(refusal: Refusal) -> Refusal:
    """A fault of one row, said where there is no row to stand beside."""
    _, place, _ = refusal.field.split(".") if refusal.field.count(".") == 2 else ("", "", "")
    return Refusal(f"名单第 {int(place) + 1} 行：{refusal.message}" if place else refusal.message, "payees", refusal.rule or "发放名单")
