"""Does a payment need a contract, and does it stay within it?

民法典 and the 行政事业单位内部控制规范 (财会〔2012〕21 号, art. 54–56) ask for contracts to be controlled by unit; from which amount on,
and for which economic codes, is local: `合同起点` in the limits.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from wenxiao.catalogue.limits import limit
from wenxiao.catalogue.load import load_file
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import Node, PaymentRequest, Voucher
from wenxiao.web.spend.queries.request_standing import standing_together
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

State = PaymentRequest.State
NOT_SENT_UP = (State.DRAFT, State.RETURNED, State.VOID)


def contract_codes() -> frozenset[str]:
    """经济科目 of goods, services and works that are bought by contract."""
    return frozenset(load_file("limits")["合同起点"]["codes"])


def has_contract(request: PaymentRequest, _act: Act) -> Iterator[Refusal]:
    """达到合同起点的货物、服务有合同；同一合同累计不超过合同金额。"""
    least = limit("合同起点") * 100
    bought = sum(
        each.amount for each in request.charges.select_related("appropriation") if each.appropriation.economic_code in contract_codes()
    )
    contracts = [each for each in request.vouchers.all() if each.kind == Voucher.Kind.CONTRACT]
    if bought >= least and not contracts:
        yield Refusal(
            f"货物、服务支出 {Money(bought)} 元，达到 {Money(least)} 元，要有合同：请在票据里加一行“合同”，写合同号和合同金额",
            field="vouchers", rule="合同起点",
        )  # fmt: skip
    if len({each.number for each in contracts}) > 1:
        yield Refusal("一笔申请只能写一个合同号：请按合同分开申请", field="vouchers", rule="合同起点")
        return
    if contracts:
        yield from _within_contract(request, contracts[0], max(each.amount for each in contracts))


def _within_contract(request: PaymentRequest, contract: Voucher, amount: int) -> Iterator[Refusal]:
    if not amount:
        yield Refusal(f"合同 {contract.number} 没有写合同金额：请写在票据的金额栏", field="vouchers", rule="合同起点")
        return
    others = (
        PaymentRequest.objects.filter(unit=request.unit_id, vouchers__kind=Voucher.Kind.CONTRACT, vouchers__number=contract.number)
        .exclude(pk=request.pk).exclude(state__in=NOT_SENT_UP).distinct()
    )  # fmt: skip
    stated = Voucher.objects.filter(request__in=others, kind=Voucher.Kind.CONTRACT, number=contract.number).aggregate(Max("amount"))
    if stated["amount__max"] and stated["amount__max"] != amount:
        yield Refusal(
            f"合同 {contract.number} 以前写的合同金额是 {Money(stated['amount__max'])} 元，这次是 {Money(amount)} 元："
            "请核对；合同变更的，用补充协议的编号",
            field="vouchers", rule="合同起点",
        )  # fmt: skip
        return
    # As the books have it: what came back, was settled back or is no longer to be paid does not count.
    stands = standing_together(others.values_list("pk", flat=True))
    lines = Node.objects.filter(pk__in=list(stands), kind=Node.Kind.LINE).values_list("pk", flat=True)
    before = sum(stands[line].held + stands[line].paid for line in lines)
    over = before + request.amount - amount
    if over > 0:
        yield Refusal(
            f"合同 {contract.number} 金额 {Money(amount)} 元，已经申请 {Money(before)} 元，这次 {Money(request.amount)} 元，"
            f"超出 {Money(over)} 元：请改小，或签补充协议后用它的编号",
            field="vouchers", rule="合同起点",
        )  # fmt: skip
