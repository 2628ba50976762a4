"""Which caps does an approved budget set above its lines?"""

from __future__ import annotations

from collections import Counter

from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, ThreePublic
from wenxiao.web.plan.models import Compilation
from wenxiao.web.plan.queries.totals import spending
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Node
from wenxiao.web.trail.workflow import Actor


def caps_open(*, actor: Actor, compilation: Compilation) -> list[Node]:
    """The caps of the unit, of each fund and of each kind of 三公经费, by the approved version's own sums: set once a year.

    They come from the approval and not from the allotments, so that the two hold each other. Runs within the transaction of an act.
    """
    unit, year, version = compilation.unit, compilation.year, compilation.approval.version
    by_fund = spending(version, "fund", "economic")
    funds: Counter[str] = Counter()
    public: Counter[str] = Counter()
    for (fund, code), amount in by_fund.items():
        funds[str(fund)] += amount
        if category := THREE_PUBLIC_CODES.get(str(code)):
            public[category.value] += amount
    made = [(node_of(unit, year, Node.Kind.UNIT, "", f"{unit.name} {year} 年总额"), sum(funds.values()))]
    made += [(node_of(unit, year, Node.Kind.FUND, fund, f"{year} 年{Fund(fund).label}"), amount) for fund, amount in sorted(funds.items())]
    # Also those for which nothing was approved: what is not in the budget has a cap of zero.
    made += [
        (node_of(unit, year, Node.Kind.THREE_PUBLIC, each.value, f"{year} 年{each.label}限额"), public[each.value]) for each in ThreePublic
    ]
    legs = [Leg(node.pk, "allot", amount) for node, amount in made if amount and not node.sequence]
    if legs:
        ledger_post(
            actor=actor, kind="caps", key=f"{unit.code}/{year}/caps", subject=compilation, subject_hash=version.hash, legs=legs,
            reason=compilation.approval.document,
        )  # fmt: skip
    return [node for node, _ in made]


def node_of(unit: Unit, year: int, kind: Node.Kind, element: str, name: str) -> Node:
    """The node of that key, laid out empty where it is new."""
    node, _ = Node.objects.get_or_create(unit=unit.code, year=year, kind=kind, element=element, defaults={"name": name[:300]})
    return node
