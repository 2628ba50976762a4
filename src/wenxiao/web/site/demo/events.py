"""What else happens in the year beside the payments: the cash plan, virements, a supplement, money that comes in, and the end of the year?

Each on its day, by the posts that take it. What a virement moves and what the cash plan gives each month follows from the planned payments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction

from wenxiao.web.plan.models import Project
from wenxiao.web.site.demo.data import FUNDS, YEAR, fen, table
from wenxiao.web.site.demo.people import Staff
from wenxiao.web.site.demo.year import PLACE, Year, needs
from wenxiao.web.spend.models import Allotment, Appropriation, CashPlan, Rhythm, Side, YearEndLine
from wenxiao.web.spend.queries.cash_plans import fund_limits, plan_nodes, unused_before
from wenxiao.web.spend.services.allotments import LineEntry, allotment_act, allotment_create
from wenxiao.web.spend.services.cash_plans import cash_plan_act, cash_plan_carry, cash_plan_create, cash_plan_edit
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.services.freeze_dates import freeze_set
from wenxiao.web.spend.services.receipts import receipt_act, receipt_register
from wenxiao.web.spend.services.restatements import restatement_set
from wenxiao.web.spend.services.supplements import supplement_report
from wenxiao.web.spend.services.virements import virement_act, virement_create
from wenxiao.web.spend.services.year_ends import Decided, year_end_act, year_end_create, year_end_decide, year_end_lapse_rest
from wenxiao.web.trail import clock

Acts = Iterator[Callable[[], object]]
# 分: what a virement moves is a round sum.
ROUND = 10_000


class Event(NamedTuple):
    """一件事: its acts are done one after another within half a minute, between two steps of payments."""

    at: datetime
    acts: Callable[[], Acts]

    def take_place(self) -> None:
        acts, at = self.acts(), self.at
        while True:
            with clock.standing(at), transaction.atomic():
                act = next(acts, None)
                if act is None:
                    return
                act()
            at += timedelta(seconds=2)


def events(staff: Staff, year: Year) -> list[Event]:
    """In the order of time."""
    given = table("year")
    planned = [(given["cash_plan"]["at"], partial(_cash_plan, staff, year))]
    planned += [(at, partial(_carry, staff)) for at in given["cash_plan"]["carry"]]
    planned += [(each["at"], partial(_virement, staff, year, each)) for each in given["virement"]]
    planned += [(each["at"], partial(_supplement, staff, each)) for each in given["supplement"]]
    planned += [(each["reported"], partial(_report, staff, each)) for each in given["supplement"]]
    planned += [(each["at"], partial(_receipt, staff, each)) for each in given["receipt"]]
    planned += [(given["freeze"]["at"], partial(_freeze, staff, given["freeze"]))]
    planned += [(given["year_end"]["at"], partial(_year_end, staff, given["year_end"]))]
    # Steps of payments stand at full minutes.
    return sorted((Event(at.replace(second=30, tzinfo=PLACE), acts) for at, acts in planned), key=lambda event: event.at)


def _cash_plan(staff: Staff, year: Year) -> Acts:
    """What is asked for in each month; what is left over stands with the last month, from where it may be revised."""
    compiler = staff.who("BO")
    made: list[CashPlan] = []
    yield lambda: made.append(cash_plan_create(actor=compiler, unit=staff.unit, year=YEAR, rhythm=Rhythm.MONTH.value))
    plan = made[0]
    asked = needs(year)
    amounts = {(fund, month): asked[fund, month] for fund in fund_limits(staff.unit, YEAR, {}) for month in range(1, 13)}
    for fund, limit in fund_limits(staff.unit, YEAR, {}).items():
        amounts[fund, 12] += limit.most - sum(amount for (of, _), amount in amounts.items() if of == fund)
    yield lambda: cash_plan_edit(actor=compiler, plan=plan, edition=plan.edition, amounts=amounts)
    yield lambda: cash_plan_act(actor=compiler, plan=plan, action="send")
    yield lambda: cash_plan_act(actor=staff.who("FH"), plan=plan, action="approve")


def _carry(staff: Staff) -> Acts:
    """Where the months before have left something."""
    rhythm = Rhythm.MONTH
    nodes = plan_nodes(staff.unit, YEAR, rhythm)
    if unused_before(nodes, rhythm.period_of(clock.today(), YEAR)):
        yield lambda: cash_plan_carry(actor=staff.who("FH"), unit=staff.unit, year=YEAR)


def _virement(staff: Staff, year: Year, given: dict[str, Any]) -> Acts:
    """From the line with the most left to the one that is used most fully: half of what is left, a tenth of what the other has at most."""
    compiler = staff.who("BO")
    spent: Counter[int] = Counter()
    for payment in year.payments:
        if payment.fate != "voided":
            spent[payment.line.key] += payment.amount
    lines = [
        line for line in Appropriation.objects.filter(unit=staff.unit, year=YEAR).select_related("unit", "project", "office", "node")
        if (line.project.name if line.project else "") == given["project"] and (line.project or line.part == "operating")
        and not line.three_public
    ]  # fmt: skip
    left = {line.pk: line.node.balance.cap - spent[line.pk] for line in lines}
    source = max(lines, key=lambda line: left[line.pk])
    target = min((line for line in lines if line != source), key=lambda line: left[line.pk] / line.node.balance.cap)
    amount = min(left[source.pk] // 2, target.node.balance.cap // 10) // ROUND * ROUND
    entries = [ChangeEntry(Side.OUT.value, amount, source), ChangeEntry(Side.IN.value, amount, target)]
    made = virement_create(actor=compiler, unit=staff.unit, year=YEAR, reason=given["reason"], lines=entries)
    if given["project"]:
        project = Project.objects.get(unit=staff.unit, name=given["project"])
        yield lambda: restatement_set(
            actor=compiler, document=made, project=project, edition=project.edition, unchanged=True, reason=given["unchanged"]
        )
    for action, role in (("submit", "BO"), ("approve_finance", "FH"), ("approve_leader", "ML"), ("approve_bureau", "DF")):
        yield partial(virement_act, actor=staff.who(role), virement=made, action=action)


def _supplement(staff: Staff, given: dict[str, Any]) -> Acts:
    line = LineEntry(given["function_code"], given["economic_code"], FUNDS[given["fund"]], fen(given["amount"]), part=given["part"])
    made: list[Allotment] = []
    yield lambda: made.append(
        allotment_create(
            actor=staff.who("BO"), unit=staff.unit, year=YEAR, document=given["document"], dated=given["at"].date(),
            source=Allotment.Source.SUPPLEMENT.value, summary=given["summary"], lines=[line],
        )
    )  # fmt: skip
    yield lambda: allotment_act(actor=staff.who("DF"), allotment=made[0], action="issue")
    yield lambda: allotment_act(actor=staff.who("BO"), allotment=made[0], action="break_down")


def _report(staff: Staff, given: dict[str, Any]) -> Acts:
    made = Allotment.objects.select_related("unit", "unit__supervisor").get(unit=staff.unit, document=given["document"])
    yield lambda: supplement_report(actor=staff.who("BO"), allotment=made, reported_on=given["reported"].date())


def _receipt(staff: Staff, given: dict[str, Any]) -> Acts:
    """Registered by the accountant, checked by the head of finance; what is the treasury's is handed on."""
    accountant, head, day = staff.who("AC"), staff.who("FH"), given["at"].date()
    made = receipt_register(
        actor=accountant, unit=staff.unit, kind=given["kind"], fund=FUNDS[given["fund"]], source=given["source"],
        amount=fen(given["amount"]), received_on=day, payer=given["payer"], reference=f"收{day:%Y%m%d}", unplanned=given["unplanned"],
    )  # fmt: skip
    if given["kind"] != "non_tax":
        yield lambda: receipt_act(actor=head, receipt=made, action="check")
        return
    yield lambda: receipt_act(actor=head, receipt=made, action="check_collected")
    yield lambda: receipt_act(actor=accountant, receipt=made, action="remit", remitted_on=day, remitted_document=given["remitted"])


def _freeze(staff: Staff, given: dict[str, Any]) -> Acts:
    yield lambda: freeze_set(actor=staff.who("FH"), unit=staff.unit, year=YEAR, day=given["day"], reason=given["reason"])


def _year_end(staff: Staff, given: dict[str, Any]) -> Acts:
    """What is left is carried over for the works under way and lapses for the rest; the year is closed, next year's document issued."""
    compiler = staff.who("BO")
    made = year_end_create(actor=compiler, unit=staff.unit, year=YEAR)
    going_on = made.lines.filter(appropriation__project__name__in=given["carry"])
    decisions = {line.pk: Decided(YearEndLine.Decision.CARRY.value, given["reason"]) for line in going_on}
    yield lambda: year_end_decide(actor=compiler, year_end=made, decisions=decisions)
    yield lambda: year_end_lapse_rest(actor=compiler, year_end=made)
    for action, role in (("send", "BO"), ("check", "FH"), ("sign", "ML"), ("approve", "DF")):
        yield partial(year_end_act, actor=staff.who(role), year_end=made, action=action)
    carried = Allotment.objects.select_related("unit", "unit__supervisor").get(unit=staff.unit, source=Allotment.Source.CARRIED)
    yield lambda: allotment_act(actor=staff.who("DF"), allotment=carried, action="issue")
    yield lambda: allotment_act(actor=compiler, allotment=carried, action="break_down")
