"""Which caps stand above the lines: those of the approved budget, and before its approval those of what was given early?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from wenxiao.control.ledger.commands import Leg
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, ThreePublic
from wenxiao.web.plan.models import Compilation
from wenxiao.web.plan.queries.totals import spending
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.before_approval import early_caps
from wenxiao.web.spend.models import Command, Node
from wenxiao.web.trail.refusal import Refusal, Refused
from wenxiao.web.trail.workflow import Actor

CapKey = tuple[str, str]


def caps_open(*, actor: Actor, compilation: Compilation) -> dict[CapKey, Node]:
    """The caps of the unit, of each fund and of each kind of 三公经费, by (kind, element), at the approved version's own sums: set once.

    They come from the approval and not from the allotments, so that the two hold each other. What was given before the approval stands on
    them already and counts towards it. Runs within the transaction of an act that holds the unit's row. Raises Refused where more was
    given early than was approved.
    """
    unit, year, version = compilation.unit, compilation.year, compilation.approval.version
    approved = cap_sums((str(fund), str(code), amount) for (fund, code), amount in spending(version, "fund", "economic").items())
    nodes = cap_nodes(unit, year, approved)
    key = caps_key(unit, year)
    if Command.objects.filter(key=key).exists():
        return nodes
    early = cap_sums((fund, code, amount) for (fund, code), amount in early_caps(unit, year).items())
    short = [
        Refusal(
            f"“{node.name}”提前下达了 {Money(early[each])} 元，批复只有 {Money(approved[each])} 元，"
            f"多 {Money(early[each] - approved[each])} 元：请按预算调整程序报批，再下达批复的预算",
            field="lines", rule="指标下达",
        )
        for each, node in nodes.items() if early[each] > approved[each]
    ]  # fmt: skip
    if short:
        raise Refused(*short)
    legs = [Leg(node.pk, "allot", approved[each] - early[each]) for each, node in nodes.items() if approved[each] > early[each]]
    if legs:
        ledger_post(
            actor=actor, kind="caps", key=key, subject=compilation, subject_hash=version.hash, legs=legs,
            reason=compilation.approval.document,
        )  # fmt: skip
    return nodes


def cap_nodes(unit: Unit, year: int, sums: Mapping[CapKey, int]) -> dict[CapKey, Node]:
    """The nodes of these caps, laid out empty where they are new, and those of every kind of 三公经费: what is given nothing has a cap of
    zero."""
    nodes = {(Node.Kind.UNIT.value, ""): node_of(unit, year, Node.Kind.UNIT, "", f"{unit.name} {year} 年总额")}
    for kind, element in sorted(sums):
        if kind == Node.Kind.FUND:
            nodes[kind, element] = node_of(unit, year, Node.Kind.FUND, element, f"{year} 年{Fund(element).label}")
    for each in ThreePublic:
        nodes[Node.Kind.THREE_PUBLIC.value, each.value] = node_of(
            unit, year, Node.Kind.THREE_PUBLIC, each.value, f"{year} 年{each.label}限额"
        )
    return nodes


def cap_sums(amounts: Iterable[tuple[str, str, int]], *, three_public: bool = True) -> Counter[CapKey]:
    """分 by (kind, element) of the caps above lines of (fund, economic code, 分)."""
    found: Counter[CapKey] = Counter()
    for fund, code, amount in amounts:
        found[Node.Kind.UNIT.value, ""] += amount
        found[Node.Kind.FUND.value, fund] += amount
        if three_public and (category := THREE_PUBLIC_CODES.get(code)):
            found[Node.Kind.THREE_PUBLIC.value, category.value] += amount
    return found


def caps_key(unit: Unit, year: int) -> str:
    return f"{unit.code}/{year}/caps"


def node_of(unit: Unit, year: int, kind: Node.Kind, element: str, name: str) -> Node:
    """The node of that key, laid out empty where it is new."""
    node, _ = Node.objects.get_or_create(unit=unit.code, year=year, kind=kind, element=element, defaults={"name": name[:300]})
    return node
