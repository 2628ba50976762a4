"""What has become of the approved budget, line by line: 年初批复, 追加, 调剂, 调整, 现行?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Sum

from wenxiao.control.ledger.moves import MOVES
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.spend.models import Adjustment, Allotment, Appropriation, Entry, Virement
from wenxiao.web.spend.queries.allotments import allotments_visible
from wenxiao.web.spend.queries.virements import adjustments_listed, virements_listed


class Changed(NamedTuple):
    """预算变动 of a line or of a sum of lines, 分. `current` is what the ledger holds it to; the other columns add up to it.

    `carried` is what came over from the year before or went on to the next, and whatever else no document of the other kinds did.
    """

    initial: int = 0
    carried: int = 0
    supplement: int = 0
    virement: int = 0
    adjustment: int = 0

    @property
    def current(self) -> int:
        return sum(self)

    def plus(self, other: Changed) -> Changed:
        return Changed(*(mine + its for mine, its in zip(self, other, strict=True)))


_BY_MOVE = {"allot": "initial", "supplement": "supplement"}
_BY_KIND = {Virement.KIND: "virement", Adjustment.KIND: "adjustment"}
_LIFTING = tuple(move.id for move in MOVES.values() if move.effect.cap)


def changes_of(lines: Iterable[Appropriation]) -> Mapping[int, Changed]:
    """By node: what the entries say of each line. One query."""
    sums: dict[int, dict[str, int]] = {line.node_id: {} for line in lines}
    entries = Entry.objects.filter(node__in=list(sums), move__in=_LIFTING).order_by()
    for node, move, kind, amount in entries.values_list("node", "move", "command__kind").annotate(Sum("amount")):
        column = _BY_MOVE.get(move) or _BY_KIND.get(kind, "carried")
        sums[node][column] = sums[node].get(column, 0) + int(amount) * MOVES[move].effect.cap
    return {node: Changed(**columns) for node, columns in sums.items()}


def total(changes: Iterable[Changed]) -> Changed:
    found = Changed()
    for each in changes:
        found = found.plus(each)
    return found


class DocumentShown(NamedTuple):
    """生效的文件: `amount` is what it adds to the budget, 分; of a virement what it moves."""

    kind: str
    title: str
    url: str
    on: date | None
    amount: int


def documents_of(actor: PostActor, unit: Unit, year: int) -> list[DocumentShown]:
    """The documents of the year that took effect and the post may see, by day. Three queries."""
    # Any: what an annotation puts on a row is not in its type.
    given: Any = allotments_visible(actor).filter(
        unit=unit, year=year, state=Allotment.State.BROKEN_DOWN, source=Allotment.Source.SUPPLEMENT
    )
    moved: Any = virements_listed(actor, year=year, state=Virement.State.EFFECTIVE).filter(unit=unit)
    decided: Any = adjustments_listed(actor, year=year, state=Adjustment.State.EFFECTIVE).filter(unit=unit)
    found = [
        *(DocumentShown("追加", each.document, each.get_absolute_url(), each.dated, int(each.total or 0)) for each in given),
        *(DocumentShown("调剂", each.number, each.get_absolute_url(), each.effective_on, int(each.moved or 0)) for each in moved),
        *(
            DocumentShown(
                "调整", f"{each.number} {each.document}", each.get_absolute_url(), each.effective_on,
                int(each.raised or 0) - int(each.lowered or 0),
            )
            for each in decided
        ),
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.on or date.max, each.title))
