"""How is an advance settled? What was spent is proved and approved; what was not comes back to the lines it was paid from."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import PaymentRequest, Settlement
from wenxiao.web.spend.papers import PROVING
from wenxiao.web.spend.queries.settlements import advanced, legs_back
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State = Settlement.State
OUT = (PaymentRequest.State.PAID, PaymentRequest.State.BOOKED)
REASON = 10


def is_out(settlement: Settlement, _act: Act) -> Iterator[Refusal]:
    """借款已经付出。"""
    request = settlement.request
    if request.state not in OUT:
        yield Refusal(f"借款 {request.number} 现在是“{request.get_state_display()}”：付出以后才能结算", rule="借款")


def is_proved(settlement: Settlement, _act: Act) -> Iterator[Refusal]:
    """实际支出有票据证明，不超过借款；剩下的钱已经退回。"""
    lines = advanced(settlement)
    spent = sum(each.actual for each in lines)
    for place, each in enumerate(lines):
        if each.left < 0:
            yield Refusal(
                f"“{each.charge.appropriation}”借了 {Money(each.paid)} 元，实际支出 {Money(each.actual)} 元，"
                f"超出 {Money(-each.left)} 元：{BEYOND}",
                field=f"lines.{place}.actual", rule="借款结算",
            )  # fmt: skip
    proved = sum(paper.amount for paper in settlement.vouchers.filter(kind__in=PROVING))
    if proved != spent:
        more = "多" if proved > spent else "少"
        yield Refusal(
            f"票据合计 {Money(proved)} 元，实际支出合计 {Money(spent)} 元，票据{more} {Money(abs(proved - spent))} 元："
            f"{'请改实际支出，或拿掉不属于这笔借款的票据' if proved > spent else '请补票据，或改小实际支出'}",
            field="vouchers", rule="借款结算",
        )  # fmt: skip
    left = sum(each.left for each in lines)
    if left > 0 and not (settlement.returned_reference and settlement.returned_on):
        yield Refusal(
            f"还剩 {Money(left)} 元没有用：请先退回单位账户，再写退款的银行回单号和日期", field="returned_reference", rule="借款结算"
        )  # fmt: skip
    if left == 0 and settlement.returned_reference:
        yield Refusal("借款全部用完，没有要退的钱：请去掉退款的银行回单号，或核对实际支出", field="returned_reference", rule="借款结算")
    if settlement.returned_on and settlement.returned_on > clock.today():
        yield Refusal(f"退款日期 {settlement.returned_on} 还没有到：请核对", field="returned_on")
    elif settlement.returned_on and settlement.returned_on.year < settlement.year:
        yield Refusal(f"退款日期 {settlement.returned_on} 早于借款的 {settlement.year} 年：请核对", field="returned_on")


BEYOND = (
    "结算不能超过借款。超出的部分请另填一份用款申请（一般支付）报销，把相应的票据放到那一份里；"
    "一张发票就超过借款的，借款全额退回结清，整张发票另行报销"
)  # fmt: skip


def give_back(settlement: Settlement, act: Act) -> None:
    """退款: what was not spent can be spent again. What came back in a later year does not undo spending, as with any refund (缴回国库):
    the advance is settled, and its line stays as it is.
    """
    assert isinstance(act.actor, PostActor)
    request, lent = settlement.request, sum(each.paid for each in advanced(settlement))
    late = settlement.returned_on is not None and settlement.returned_on.year > settlement.year
    legs = legs_back(settlement)
    if legs and late:
        act.details["以前年度退款"] = "不冲减支出，缴回国库或财政专户"
    elif legs:
        ledger_post(
            actor=act.actor, kind="refund", key=f"{request.key}/settle/{settlement.pk}", subject=request, legs=legs,
            reason=f"借款结算退回，银行回单 {settlement.returned_reference}", subject_hash=request.content_hash(),
        )  # fmt: skip
    Settlement.objects.filter(pk=settlement.pk).update(settled_on=clock.today())
    act.details.update({"借款": lent, "实际支出": settlement.actual, "银行回单": settlement.returned_reference})


def settlement_open(request: PaymentRequest, act: Act) -> None:
    """Laid out when an advance is paid, so that somebody is waited for; once for each advance, also where the bank sent it back between."""
    if request.kind != PaymentRequest.Kind.ADVANCE or Settlement.objects.filter(request=request).exists():
        return
    made = Settlement.objects.create(request=request, unit=request.unit, office=request.office, year=request.year, state=State.DRAFT)
    record(
        actor=act.actor, subject=made, action="open", action_title="借款付出，等待结算", to_state=State.DRAFT.label,
        details={"借款": request.amount, "结清日期": f"{request.due or ''}"},
    )  # fmt: skip


WRITTEN = ("edit", "submit")

SETTLEMENT_WORKFLOW = Workflow(
    kind=Settlement.KIND,
    title="借款结算",
    states=dict(State.choices),
    transitions=(
        Transition(
            "submit", "报送", (State.DRAFT, State.RETURNED), State.OFFICE, ("HD",), "payment", "E", guards=(is_out, is_proved)
        ),
        Transition("take_back", "撤回", (State.OFFICE,), State.DRAFT, ("HD",), "payment", "E"),
        Transition("approve_office", "所审通过", (State.OFFICE,), State.ACCOUNTANT, ("HL",), "payment", "A", not_by=WRITTEN),
        Transition(
            "settle", "会计审通过，结清", (State.ACCOUNTANT,), State.SETTLED, ("AC",), "payment", "A",
            guards=(is_out, is_proved), effects=(give_back,), not_by=(*WRITTEN, "approve_office"),
        ),
        Transition("return_office", "退回", (State.OFFICE,), State.RETURNED, ("HL",), "payment", "A", reason=REASON),
        Transition("return_accountant", "退回", (State.ACCOUNTANT,), State.RETURNED, ("AC",), "payment", "A", reason=REASON),
    ),
)  # fmt: skip
