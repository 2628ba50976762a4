"""What do the books of a whole year come to, counted in ways that know nothing of each other? Printed as JSON, from inside the office."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenxiao.web.site.settings")
PLACE = ZoneInfo("Asia/Shanghai")


def tallied(year: int) -> dict[str, Any]:
    from django.db import connection

    from wenxiao.web.people.models import Unit
    from wenxiao.web.spend.models import Appropriation, PaymentRequest

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            # PostgreSQL adds whole numbers up to decimals.
            return [tuple(int(each) if isinstance(each, Decimal) else each for each in row) for row in cursor.fetchall()]

    unit = Unit.objects.get(kind=Unit.Kind.BUDGET_UNIT)
    lines = Appropriation.objects.filter(unit=unit, year=year).select_related("node")
    # What was carried over or lapsed at the end was theirs all the year.
    ended = dict(ask("SELECT node, sum(amount) FROM spend_entry WHERE move IN ('carry_over', 'lapse') GROUP BY node"))
    told = list(PaymentRequest.objects.values_list("state", flat=True))
    return {
        "months": [_month(unit, year, month, ask) for month in range(1, 13)],
        "shares": [line.node.paid * 10_000 // (line.node.balance.cap + ended.get(line.node_id, 0)) for line in lines],
        "beyond": ask("SELECT count(*) FROM spend_entry WHERE frozen + held + committed + paid > approved + adjusted")[0][0],
        "held": ask("SELECT coalesce(sum(held), 0) FROM spend_node")[0][0],
        "backwards": _backwards(ask("SELECT chain, at FROM trail_entry ORDER BY chain, sequence")),
        "apart": _apart(ask),
        "states": Counter(told),
        "commands": dict(ask("SELECT kind, count(*) FROM spend_command GROUP BY kind")),
        "entries": ask("SELECT count(*) FROM spend_entry")[0][0],
        "acts": ask("SELECT count(*) FROM trail_entry")[0][0],
    }


def _month(unit: Any, year: int, month: int, ask: Any) -> dict[str, Any]:
    from wenxiao.web.spend.queries.month_end import month_end, total_of

    report = month_end(unit, year, month)
    tables = {name: total_of(getattr(report, name)).paid_in_month for name in ("by_function", "by_project", "by_fund")}
    return {
        "month": month,
        "differences": [f"{tie.title}：{tie.left_title} {tie.left}，{tie.right_title} {tie.right}" for tie in report.differences],
        "tables": tables,
        "paid": total_of(report.by_project).paid,
        "ledger": _by_ledger(unit.code, year, month, ask),
        "papers": _by_papers(year, month, ask),
    }


def _by_ledger(unit: str, year: int, month: int, ask: Any) -> int:
    """What the cap of the whole unit says of itself: its 已支付 after the last entry of the month less that before its first."""
    rows = ask(
        "SELECT c.at, e.paid FROM spend_entry e JOIN spend_node n ON n.id = e.node JOIN spend_command c ON c.id = e.command"
        f" WHERE n.unit = '{unit}' AND n.year = {year} AND n.kind = 'unit' ORDER BY e.sequence"
    )
    paid = {False: 0, True: 0}
    for at, balance in rows:
        local = datetime.fromisoformat(at).astimezone(PLACE)
        if (local.year, local.month) <= (year, month):
            paid[True] = balance
        if (local.year, local.month) < (year, month):
            paid[False] = balance
    return paid[True] - paid[False]


def _by_papers(year: int, month: int, ask: Any) -> int:
    """What went through the bank in that month and stayed out, by the papers and the trail alone: the ledger is not looked at."""

    def within(at: Any) -> bool:
        local = at if isinstance(at, date) else date.fromisoformat(at) if len(at) == 10 else datetime.fromisoformat(at).astimezone(PLACE)
        return bool((local.year, local.month) == (year, month))

    acts = ask("SELECT subject_kind, subject_id, action, at FROM trail_entry WHERE action IN ('confirm', 'bank_bounced', 'settle')")
    amounts = dict(ask("SELECT request_id, sum(amount) FROM spend_charge GROUP BY request_id"))
    by_file = {request for (request,) in ask("SELECT DISTINCT request_id FROM spend_bankline")}
    paid = ask("SELECT amount, settled_on FROM spend_bankline WHERE state = 'paid'")
    refunds = dict(ask("SELECT id, amount FROM spend_refund"))
    left = {
        settlement: amounts[request] - int(used)
        for settlement, request, used in ask(
            "SELECT s.id, s.request_id, sum(l.actual) FROM spend_settlement s JOIN spend_settlementline l ON l.settlement_id = s.id"
            " GROUP BY s.id, s.request_id"
        )
    }
    found = sum(amount for amount, day in paid if within(day))
    for kind, subject, action, at in acts:
        if not within(at):
            continue
        match kind, action:
            case "payment_request", _ if int(subject) not in by_file:
                found += amounts[int(subject)] * (1 if action == "confirm" else -1)
            case "refund", "confirm":
                found -= refunds[int(subject)]
            case "settlement", "settle":
                found -= left[int(subject)]
    return int(found)


def _backwards(rows: Iterable[tuple[str, str]]) -> int:
    """Acts that are dated before the one they come after."""
    last: dict[str, str] = {}
    count = 0
    for chain, at in rows:
        count += at < last.get(chain, "")
        last[chain] = at
    return count


def _apart(ask: Any) -> int:
    """Commands of the ledger that no act of the trail upon the same object was recorded with, at the same moment."""
    acts = set(ask("SELECT subject_kind, subject_id, at FROM trail_entry"))
    return sum(
        row not in acts
        for row in ask("SELECT subject_kind, subject_id, at FROM spend_command WHERE kind IN ('hold', 'pay', 'release', 'bounce')")
    )


if __name__ == "__main__":
    import django

    django.setup()
    from wenxiao.web.site.demo.data import YEAR

    print(json.dumps(tallied(YEAR), ensure_ascii=False))
