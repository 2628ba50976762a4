"""How does a request for money become a payment? (domain notes, workflows, 4.5) Its money is held from the first step to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wenxiao.control.ledger.commands import Leg
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.contracts import has_contract
from wenxiao.web.spend.conditions.in_time import TO_SEND, TO_SUBMIT
from wenxiao.web.spend.conditions.payees import (
    all_were_paid,
    list_is_whole,
    no_refund_stands,
    none_is_being_paid_again,
    none_was_paid,
    returned_are_corrected,
    somebody_is_left,
)
from wenxiao.web.spend.conditions.ways import WAYS, not_being_settled
from wenxiao.web.spend.models import Command, PaymentRequest, Voucher
from wenxiao.web.spend.papers import PROVING
from wenxiao.web.spend.queries.caps import legs_for
from wenxiao.web.spend.queries.request_standing import legs_standing
from wenxiao.web.spend.workflows.payees import payees_afresh, payees_paid, payees_returned, payees_sent, unpaid_legs
from wenxiao.web.spend.workflows.settlement import settlement_open
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Effect, Guard, Transition, Workflow

State, Kind = PaymentRequest.State, PaymentRequest.Kind
REASON = 10
# What each kind of business must be proved by, beside the invoice (党政机关国内公务接待管理规定 art. 8, 13; 差旅费管理办法).
PAPERS = {
    Kind.ORDINARY: (),
    Kind.RECEPTION: (Voucher.Kind.LETTER, Voucher.Kind.GUESTS),
    Kind.TRAVEL: (Voucher.Kind.TRAVEL,),
    Kind.BATCH: (Voucher.Kind.PAYROLL,),
    Kind.ADVANCE: (),
    Kind.CARD: (),
}
# An advance is proved when it is settled.
UNPROVED = (Kind.ADVANCE,)


def is_complete(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """用途、收款人、支出指标和票据齐全；票据合计够申请金额。"""
    if not request.purpose.strip():
        yield Refusal("请写明用途", field="purpose")
    if not request.payee.strip() and request.way != PaymentRequest.Way.CARD:
        yield Refusal("请写明收款人", field="payee")
    charges = list(request.charges.all())
    if not charges:
        yield Refusal("请选支出指标，写上金额", field="charges")
    vouchers = list(request.vouchers.all())
    proved = sum(each.amount for each in vouchers if each.kind in PROVING)
    if proved < request.amount and request.kind not in UNPROVED:
        yield Refusal(
            f"票据合计 {Money(proved)} 元，不够申请的 {Money(request.amount)} 元，差 {Money(request.amount - proved)} 元："
            "请补票据，或改小金额",
            field="vouchers",
        )  # fmt: skip
    have = {each.kind for each in vouchers}
    for kind in PAPERS[Kind(request.kind)]:
        if kind not in have:
            yield Refusal(f"{request.get_kind_display()}要附{kind.label}", field="vouchers", rule="报销凭证")


def fits_the_code(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """公务接待只在公务接待费列支，公务接待费也只用于公务接待。"""
    codes = {charge.appropriation.economic_code for charge in request.charges.select_related("appropriation")}
    reception = {"30217"}
    if request.kind == Kind.RECEPTION and codes - reception:
        yield Refusal("公务接待只能在公务接待费（30217）列支", field="charges", rule="三公经费")
    if request.kind != Kind.RECEPTION and codes & reception:
        yield Refusal("公务接待费（30217）只用于公务接待：请把种类改为公务接待，附公函和接待清单", field="kind", rule="三公经费")


def hold(request: PaymentRequest, act: Act) -> None:
    """占用: on its lines and on every cap above them, or not at all."""
    PaymentRequest.objects.filter(pk=request.pk).update(round=request.round + 1)
    request.round += 1
    charges = [(charge.appropriation, charge.amount) for charge in request.charges.select_related("appropriation__unit")]
    _post(request, act, "hold", request.key, legs_for(charges, "hold", clock.today()))


def _settle(move: str) -> Callable[[PaymentRequest, Act], None]:
    def settle(request: PaymentRequest, act: Act) -> None:
        """On the very nodes that the request holds, whatever the plan says today."""
        # What the bank sent back is paid a second time: another act, under another key.
        times = Command.objects.filter(subject_kind=request.KIND, subject_id=str(request.pk), kind=move).count()
        legs = legs_standing(request, move, but=unpaid_legs(request, act, move))
        if legs:
            _post(request, act, move, f"{request.key}/{move}/{times + 1}", legs)

    return settle


def _post(request: PaymentRequest, act: Act, kind: str, key: str, legs: Iterable[Leg]) -> None:
    assert isinstance(act.actor, PostActor)
    ledger_post(
        actor=act.actor, kind=kind, key=key, subject=request, legs=legs, reason=act.reason, subject_hash=request.content_hash(),
        field="charges",
    )  # fmt: skip
    act.details.setdefault("金额", request.amount)


release, pay, bounce = _settle("release"), _settle("pay"), _settle("bounce")


def within_vice(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """金额不到单位设置里的分管领导审批上限。"""
    if request.amount >= request.unit.leader_limit:
        yield _above(request, request.unit.leader_limit, "镇长", "分管领导审批上限")


def within_mayor(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """金额不到单位设置里的镇长审批上限。"""
    if request.amount >= request.unit.mayor_limit:
        yield _above(request, request.unit.mayor_limit, "集体研究（附会议记录）", "镇长审批上限")


def _above(request: PaymentRequest, most: int, by: str, name: str) -> Refusal:
    return Refusal(f"申请 {Money(request.amount)} 元，达到单位设置里的{name} {Money(most)} 元，由{by}批准", rule=name)


def by_meeting(request: PaymentRequest, act: Act) -> Iterator[Refusal]:
    """本单位领导小组或党委会的会议记录。"""
    deciding = (Meeting.Kind.LEADING_GROUP, Meeting.Kind.PARTY_COMMITTEE)
    if act.minutes is not None and (act.minutes.unit_id != request.unit_id or act.minutes.kind not in deciding):
        yield Refusal("请选本单位领导小组会议或党委会议的记录", field="minutes", rule="三重一大")


def told_by_bank(_request: PaymentRequest, act: Act) -> Iterator[Refusal]:
    """银行回单号。"""
    if not str(act.given.get("bank_reference", "")).strip():
        yield Refusal("请写银行回单号", field="bank_reference")


# Whoever has written it, or passed it in an office, does not decide on it as a leader.
BEFORE_LEADER = ("create", "edit", "submit", "approve_office", "approve_accountant", "approve_finance")
STEPS = ("submit", "approve_office", "approve_accountant", "approve_finance", "approve_vice", "approve_mayor", "approve_collective")


def _return(
    action: str, state: str, *roles: str, letter: str = "A", guards: tuple[Guard, ...] = (), before: tuple[Effect, ...] = ()
) -> Transition:
    effects = (*before, release)
    return Transition(action, "退回", (state,), State.RETURNED, roles, "payment", letter, guards=guards, effects=effects, reason=REASON)


REQUEST_WORKFLOW = Workflow(
    kind=PaymentRequest.KIND,
    title="用款申请和支付",
    states=dict(State.choices),
    transitions=(
        Transition(
            "submit", "报送", (State.DRAFT, State.RETURNED), State.OFFICE, ("HD",), "payment", "E",
            guards=(is_complete, fits_the_code, list_is_whole, has_contract, *WAYS, *TO_SUBMIT), effects=(payees_afresh, hold),
        ),
        Transition("take_back", "撤回", (State.OFFICE,), State.DRAFT, ("HD",), "payment", "E", effects=(release,)),
        Transition(
            "approve_office", "所审通过", (State.OFFICE,), State.ACCOUNTANT, ("HL",), "payment", "A", not_by=("create", "edit", "submit")
        ),
        Transition(
            "approve_accountant", "会计审通过", (State.ACCOUNTANT,), State.FINANCE, ("AC",), "payment", "A",
            not_by=("create", "edit", "submit", "approve_office"),
        ),
        Transition(
            "approve_finance", "所长审通过", (State.FINANCE,), State.LEADER, ("FH",), "payment", "A",
            not_by=("create", "edit", "submit", "approve_office", "approve_accountant"),
        ),
        Transition(
            "approve_vice", "分管领导批准", (State.LEADER,), State.TO_PAY, ("VL",), "payment", "A",
            guards=(within_vice,), not_by=BEFORE_LEADER,
        ),
        Transition(
            "approve_mayor", "镇长批准", (State.LEADER,), State.TO_PAY, ("ML",), "payment", "A",
            guards=(within_mayor,), not_by=BEFORE_LEADER,
        ),
        Transition(
            "approve_collective", "集体研究批准", (State.LEADER,), State.TO_PAY, ("PS",), "payment", "A",
            guards=(by_meeting,), minutes=True, not_by=BEFORE_LEADER,
        ),
        _return("return_office", State.OFFICE, "HL"),
        _return("return_accountant", State.ACCOUNTANT, "AC"),
        _return("return_finance", State.FINANCE, "FH"),
        _return("return_leader", State.LEADER, "VL", "ML", "PS"),
        _return("return_cashier", State.TO_PAY, "CA", letter="X"),
        Transition(
            "send", "提交银行", (State.TO_PAY,), State.AT_BANK, ("CA",), "payment", "X",
            guards=(*TO_SEND, somebody_is_left, returned_are_corrected), effects=(payees_sent,), not_by=STEPS,
        ),
        Transition(
            "confirm", "银行已付", (State.AT_BANK,), State.PAID, ("CA",), "payment", "X",
            guards=(told_by_bank, all_were_paid,), effects=(pay, payees_paid, settlement_open), not_by=STEPS,
        ),
        Transition(
            "bank_failed", "银行未付，更正后再付", (State.AT_BANK,), State.TO_PAY, ("CA",), "payment", "X",
            guards=(none_was_paid,), effects=(payees_returned,), reason=REASON, not_by=STEPS,
        ),
        _return("bank_refused", State.AT_BANK, "CA", letter="X", guards=(none_was_paid,), before=(payees_returned,)),
        Transition(
            "bank_bounced", "银行退票", (State.PAID,), State.TO_PAY, ("CA",), "payment", "X",
            guards=(not_being_settled, no_refund_stands, none_is_being_paid_again), effects=(bounce, payees_returned),
            reason=REASON, not_by=STEPS,
        ),
        Transition(
            "book", "入账", (State.PAID,), State.BOOKED, ("AC",), "bookkeeping", "C",
            not_by=("send", "confirm", "send_again", "pay_again"),
        ),
        Transition("void", "作废", (State.DRAFT, State.RETURNED), State.VOID, ("HD",), "payment", "E", reason=REASON),
    ),
)  # fmt: skip
