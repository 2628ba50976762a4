"""How is money that came in written down, taken out again where it was wrong, and handed on?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS, Fund
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.year_ends import year_is_open
from wenxiao.web.spend.elements import LARGEST
from wenxiao.web.spend.models import Receipt
from wenxiao.web.spend.queries.revenue import COUNTED, TREASURY, sources_planned
from wenxiao.web.spend.services.numbering import numbers_after_last
from wenxiao.web.spend.workflows.receipt import RECEIPT_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import perform

Kind, State = Receipt.Kind, Receipt.State
REASON = 5
# Which money each kind can be: what the treasury pays directly is never received, and 非税收入 belongs to a fund of the treasury.
FUNDS = {
    Kind.APPROPRIATION: (Fund.SPECIAL_ACCOUNT,),
    Kind.NON_TAX: (*TREASURY, Fund.SPECIAL_ACCOUNT),
    Kind.SUPERIOR: (Fund.UNIT_MONEY,),
    Kind.UNIT_MONEY: (Fund.UNIT_MONEY,),
    Kind.OTHER: (Fund.UNIT_MONEY, Fund.SPECIAL_ACCOUNT),
}


def receipt_register(
    *, actor: PostActor, unit: Unit, kind: str, fund: str, source: str, amount: int, received_on: date, payer: str, reference: str,
    unplanned: str = "", private: bool = False,
) -> Receipt:  # fmt: skip
    """Money that came in, of the year it came in, waiting to be checked. `amount` in 分; `private`: the payer is a private person.

    Raises NotPermitted, Refused (beside the fields).
    """
    texts = {"source": source, "payer": payer, "reference": reference, "unplanned": unplanned}

    def register() -> Receipt:
        # One after another: the next number, and whether the reference is used already, still hold at the end.
        hold(unit)
        made = Receipt(
            unit=unit, year=received_on.year, kind=kind, fund=fund, amount=amount, received_on=received_on, private=private,
            author=actor.account, state=State.COLLECTED if kind == Kind.NON_TAX else State.REGISTERED,
            **{name: " ".join(text.split()) for name, text in texts.items()},
        )  # fmt: skip
        require(actor, "bookkeeping", "C", made)
        raise_if_any(_faults(made))
        made.number = next(_numbers(unit, made.year))
        made.save(force_insert=True)
        record(
            actor=actor, subject=made, action="register", action_title="登记收入", to_state=made.get_state_display(),
            details={"金额": amount, "收入项目": made.source, "票据": made.reference},
        )  # fmt: skip
        return made

    return in_turn(register)


def receipt_counter(*, actor: PostActor, receipt: Receipt, reference: str, reason: str) -> Receipt:
    """The counter-entry of one that was wrong: its negative amount, waiting to be checked; then both together come to nothing.

    Raises NotPermitted, OutOfTurn, Refused (`reference`, `reason`).
    """

    def counter() -> Receipt:
        hold(receipt.unit)
        hold(receipt)
        require(actor, "bookkeeping", "C", receipt)
        if receipt.counters_id or receipt.state not in COUNTED or receipt.state == State.COUNTERED:
            raise OutOfTurn(Refusal(f"“{receipt}”现在是“{receipt.get_state_display()}”，不能冲销：只冲销复核过、没有冲销过的收入"))
        if other := receipt.countered_by.exclude(state=State.REJECTED).first():
            raise OutOfTurn(Refusal(f"“{receipt}”已经有冲销 {other.number}，等所长复核"))
        raise_if_any(_year_is_open(receipt, ""))
        papers, why = " ".join(reference.split()), " ".join(reason.split())
        found = []
        if not 0 < len(papers) <= 60:
            found.append(Refusal("请写冲销的凭证号，最多 60 个字", field="reference"))
        if not 10 <= len(why) <= 200:
            found.append(Refusal(f"请写明冲销的理由，10 到 200 个字（现有 {len(why)} 个）", field="reason"))
        raise_if_any(found)
        made = Receipt.objects.create(
            unit=receipt.unit, year=receipt.year, number=next(_numbers(receipt.unit, receipt.year)), kind=receipt.kind, fund=receipt.fund,
            source=receipt.source, amount=-receipt.amount, received_on=clock.today(), payer=receipt.payer, private=receipt.private,
            reference=papers, counters=receipt, author=actor.account, state=State.REGISTERED,
        )  # fmt: skip
        record(
            actor=actor, subject=made, action="register", action_title="登记冲销", to_state=made.get_state_display(), reason=why,
            details={"金额": made.amount, "冲销": receipt.number},
        )  # fmt: skip
        return made

    return in_turn(counter)


def receipt_act(
    *, actor: PostActor, receipt: Receipt, action: str, reason: str = "", remitted_on: date | None = None, remitted_document: str = ""
) -> Entry:
    """Move it along one transition of RECEIPT_WORKFLOW. Raises NotPermitted, OutOfTurn, Refused, KeyError for an unknown action.

    `counter` is not taken by hand: it is done by the check of the counter-entry.
    """
    if action == "counter":
        raise KeyError(action)
    given = {"remitted_on": remitted_on, "remitted_document": remitted_document}

    def act() -> Entry:
        if receipt.counters is not None:
            hold(receipt.counters)
        return perform(RECEIPT_WORKFLOW, receipt, action, actor=actor, reason=reason, given=given)

    return in_turn(act)


def _faults(receipt: Receipt) -> list[Refusal]:
    found = list(_year_is_open(receipt, "received_on"))
    if receipt.kind not in Kind.values:
        found.append(Refusal("请从清单里选种类", field="kind"))
    elif receipt.fund not in Fund.values:
        found.append(Refusal("请选资金性质", field="fund"))
    elif receipt.fund not in FUNDS[Kind(receipt.kind)]:
        found.append(_wrong_fund(Kind(receipt.kind), Fund(receipt.fund)))
    planned = [source for fund, source, _ in sources_planned(receipt.unit, receipt.year) if fund == receipt.fund]
    if not 0 < len(receipt.source) <= 60:
        found.append(Refusal("请写收入项目，最多 60 个字", field="source"))
    elif receipt.source not in planned and len(receipt.unplanned) < REASON:
        listed = f"（预算里有：{'、'.join(planned)}）" if planned else ""
        found.append(
            Refusal(
                f"“{receipt.source}”不在 {receipt.year} 年批复的收入预算里{listed}：请选预算里的收入项目，"
                f"或写明不在预算里的原因，至少 {REASON} 个字",
                field="unplanned", rule="收入预算",
            )
        )  # fmt: skip
    if len(receipt.unplanned) > 200:
        found.append(Refusal(f"最多 200 个字，现有 {len(receipt.unplanned)} 个", field="unplanned"))
    if not 0 < receipt.amount <= LARGEST:
        found.append(Refusal(f"金额应当大于零，不超过 {Money(LARGEST)} 元；登记错了的用冲销", field="amount"))
    if receipt.year not in YEARS:
        found.append(Refusal(f"到账日期 {receipt.received_on} 的年份不对：请核对", field="received_on"))
    elif receipt.received_on > clock.today():
        found.append(Refusal(f"到账日期 {receipt.received_on} 还没有到：钱到了再登记", field="received_on"))
    if not 0 < len(receipt.payer) <= 100:
        found.append(Refusal("请写付款人，最多 100 个字", field="payer"))
    if not 0 < len(receipt.reference) <= 60:
        found.append(Refusal("请写票据号或银行回单号，最多 60 个字", field="reference"))
    same = Receipt.objects.filter(unit=receipt.unit, reference=receipt.reference, counters=None).exclude(state=State.REJECTED)
    if receipt.reference and (other := same.first()):
        found.append(
            Refusal(f"{receipt.reference} 号已经登记在 {other.number}（{Money(other.amount)} 元）：请核对，不要重复登记", field="reference")
        )  # fmt: skip
    return found


def _year_is_open(receipt: Receipt, field: str) -> Iterator[Refusal]:
    if any(year_is_open(receipt.unit, receipt.year)):
        yield Refusal(
            f"{receipt.unit.name} {receipt.year} 年已经关账，这一年的收入不能再登记、冲销：请按会计差错更正，由会计记入现在的年度",
            field=field, rule="年终关账",
        )  # fmt: skip


def _wrong_fund(kind: Receipt.Kind, fund: Fund) -> Refusal:
    fitting = "、".join(each.label for each in FUNDS[kind])
    if fund in TREASURY:
        return Refusal(
            f"{fund.label}由国库集中支付，钱不到单位账户，收入按支付数自动计算，不用登记；代收的非税收入，种类请选“非税收入”",
            field="fund", rule="国库集中支付",
        )  # fmt: skip
    return Refusal(f"{kind.label}的资金性质应当是{fitting}", field="fund")


def _numbers(unit: Unit, year: int) -> Iterator[str]:
    return numbers_after_last(Receipt, f"{unit.code}-{year}-S", 5)
