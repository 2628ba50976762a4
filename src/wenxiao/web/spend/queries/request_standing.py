"""What do a request's commands come to on each cap: what does it still hold there, and what has it paid?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import MOVES, Balance
from wenxiao.vocabulary.money import Money
from wenxiao.web.spend.models import Appropriation, Command, Node, PaymentRequest
from wenxiao.web.trail.refusal import Refusal, Refused


def standing(request: PaymentRequest) -> dict[int, Balance]:
    """By node, 分: the sum of what every command about this request has done there, in whichever round."""
    return standing_together([request.pk])


def standing_together(requests: Iterable[int]) -> dict[int, Balance]:
    """The same of several requests, by their pk, added up."""
    found: dict[int, Balance] = {}
    commands = Command.objects.filter(subject_kind=PaymentRequest.KIND, subject_id__in=[str(pk) for pk in requests]).order_by("pk")
    for legs in commands.values_list("legs", flat=True):
        for leg in legs.split():
            node, move, amount = leg.split(":")
            found[int(node)] = found.get(int(node), Balance()).plus(MOVES[move].effect.times(int(amount)))
    return found


def legs_standing(request: PaymentRequest, move: str, *, but: Iterable[Leg] = ()) -> tuple[Leg, ...]:
    """`move` for all that it can take back: what is held, or what is paid. Less the legs `but`."""
    column = _column(move)
    kept = {leg.node: leg.amount for leg in but}
    amounts = {node: getattr(balance, column) - kept.get(node, 0) for node, balance in standing(request).items()}
    return tuple(Leg(node, move, amount) for node, amount in sorted(amounts.items()) if amount > 0)


def legs_part(request: PaymentRequest, amounts: Mapping[int, int], move: str, *, field: str = "amount") -> tuple[Leg, ...]:
    """`move` for part of what stands: `amounts` (分) by appropriation's pk, on those of the request's own nodes under which each falls.

    The nodes are those that were held when it was sent up, whatever the plan says today. Raises Refused where more is asked than stands.
    """
    column = _column(move)
    # A cap of an earlier round, such as last month's cash plan, has nothing of it any more.
    stands = {node: balance for node, balance in standing(request).items() if getattr(balance, column) > 0}
    nodes = Node.objects.in_bulk(list(stands))
    sums: dict[int, int] = {}
    for appropriation in Appropriation.objects.filter(pk__in=list(amounts)).select_related("unit"):
        for node in nodes.values():
            if _falls_under(appropriation, node):
                sums[node.pk] = sums.get(node.pk, 0) + amounts[appropriation.pk]
    short = [
        Refusal(
            f"“{nodes[pk].name}”上这笔申请可{MOVES[move].title} {Money(getattr(stands[pk], column))} 元，"
            f"要{MOVES[move].title} {Money(amount)} 元，多 {Money(amount - getattr(stands[pk], column))} 元：请核对金额",
            field=field, rule="指标控制",
        )
        for pk, amount in sums.items() if amount > getattr(stands[pk], column)
    ]  # fmt: skip
    if short or not sums:
        raise Refused(*short or [Refusal("这笔申请没有占用过资金，不能这样办", field=field)])
    return tuple(Leg(node, move, amount) for node, amount in sorted(sums.items()))


def _column(move: str) -> str:
    """The column that a move empties."""
    return next(name for name in ("held", "paid") if getattr(MOVES[move].effect, name) < 0)


def _falls_under(appropriation: Appropriation, node: Node) -> bool:
    match node.kind:
        case Node.Kind.LINE:
            return node.pk == appropriation.node_id
        case Node.Kind.THREE_PUBLIC:
            return appropriation.three_public is not None and node.element == appropriation.three_public.value
        case Node.Kind.CASH_PLAN:
            return node.element.startswith(f"{appropriation.fund}/")
        case Node.Kind.FUND:
            return node.element == appropriation.fund
        case _:
            return True
