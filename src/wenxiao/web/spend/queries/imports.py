"""What would an import take from each line and each cap, and which of them would be passed?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.spend.models import Appropriation, ImportRow, LedgerImport, Node
from wenxiao.web.spend.queries.caps import AskedOf, caps_asked

State = LedgerImport.State
UNDER_WAY = (State.ASKED, State.TAKING, State.TAKEN)


def imports_visible(actor: PostActor) -> QuerySet[LedgerImport]:
    """By the matrix's row of bookkeeping, newest first; without the problems, which may be long."""
    found = LedgerImport.objects.select_related("unit").filter(reached(actor, "bookkeeping")).defer("problems").order_by("-pk")
    return found.annotate(count=Count("rows"), total=Sum("rows__amount"))


def would_take(found: LedgerImport) -> list[AskedOf]:
    """What it takes of each cap, lines first: each row falls on the caps of its own day."""
    by_month: dict[int, list[tuple[int, int]]] = {}
    sums = found.rows.order_by().annotate(month=ExtractMonth("day")).values_list("month", "appropriation").annotate(Sum("amount"))
    for month, line, amount in sums:
        by_month.setdefault(month, []).append((line, int(amount)))
    lines = Appropriation.objects.select_related("unit").in_bulk({line for asked in by_month.values() for line, _ in asked})
    asked: dict[int, AskedOf] = {}
    for month, charges in sorted(by_month.items()):
        for each in caps_asked([(lines[line], amount) for line, amount in charges], date(found.year, month, 1)):
            before = asked.get(each.node.pk)
            asked[each.node.pk] = AskedOf(each.node, each.amount + (before.amount if before else 0))
    return sorted(asked.values(), key=lambda each: (each.node.kind != Node.Kind.LINE, each.node.pk))


def taken_before(
    unit: Unit, year: int, rows: Iterable[tuple[int, date, int, str]], *, but: int | None = None, states: Sequence[str] = UNDER_WAY
) -> dict[tuple[int, date, int, str], ImportRow]:  # fmt: skip
    """Rows of imports other than `but` with the same line, day, amount and old voucher: (appropriation, day, 分, voucher) → the row."""
    wanted = set(rows)
    found = ImportRow.objects.filter(
        ledger_import__unit=unit, ledger_import__year=year, ledger_import__state__in=states
    ).exclude(ledger_import=but).select_related("ledger_import")  # fmt: skip
    keyed = {_key(row): row for row in found}
    return {key: row for key, row in keyed.items() if key in wanted}


def taken_twice(found: LedgerImport, states: Sequence[str] = UNDER_WAY) -> list[tuple[ImportRow, ImportRow]]:
    """Its rows that stand in another import as well, each with the other."""
    rows = list(found.rows.all())
    before = taken_before(found.unit, found.year, map(_key, rows), but=found.pk, states=states)
    return [(row, before[_key(row)]) for row in rows if _key(row) in before]


def _key(row: ImportRow) -> tuple[int, date, int, str]:
    return (row.appropriation_id, row.day, row.amount, row.voucher)
