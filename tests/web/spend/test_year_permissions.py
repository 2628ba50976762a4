"""Does every page and step of the cash plan, the year's end, the freeze date and a project's standing ask the matrix?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from web.permission_cases import Ask, Case, every, hold
from web.plan.compiling import GENERAL
from web.plan.making import YEAR, made_project
from web.spend.test_spend_permissions import appropriation
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Appropriation, CashPlan, CashPlanLine, Node, YearEnd
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Transition

pytestmark = pytest.mark.django_db
UNITS = ("unit", "other_unit", "foreign_unit")
OFFICES = ("own_office", "other_office", "other_unit")
REASON = "数字有误，请核对以后再送"


def with_fund(unit: Unit) -> Appropriation:
    """A line and the cap of its fund, 100 元 each."""
    line = appropriation(unit, None)
    cap = Node.objects.create(unit=unit.code, year=YEAR, kind=Node.Kind.FUND, element=GENERAL, name="一般公共预算")
    ledger_post(actor=Machine(), kind="allot", key=f"{unit.code} fund", subject=line, legs=[Leg(cap.pk, "allot", 10_000)])
    return line


def plan_in(state: str) -> Callable[[Township, Unit, Office | None], CashPlan]:
    def make(_township: Township, unit: Unit, _office: Office | None) -> CashPlan:
        with_fund(unit)
        made = CashPlan.objects.create(unit=unit, year=YEAR, rhythm="quarter", state=state, author="x")
        CashPlanLine.objects.create(plan=made, fund=GENERAL, period=4, amount=100)
        if state == CashPlan.State.APPROVED:
            for period, amount in ((1, 100), (4, 1)):
                node = Node.objects.create(unit=unit.code, year=YEAR, kind=Node.Kind.CASH_PLAN, element=f"{GENERAL}/q{period}", name="季")
                legs = [Leg(node.pk, "allot", amount)]
                ledger_post(actor=Machine(), kind="cash_plan", key=f"{unit.code} q{period}", subject=made, legs=legs)
        return made

    return make


def end_in(state: str) -> Callable[[Township, Unit, Office | None], YearEnd]:
    def make(_township: Township, unit: Unit, _office: Office | None) -> YearEnd:
        line = with_fund(unit)
        made = YearEnd.objects.create(unit=unit, year=YEAR, state=state, author="x")
        made.lines.create(appropriation=line, left=10_000, decision="lapse")
        return made

    return make


def funded_project(township: Township, unit: Unit, office: Office | None) -> Project:
    """A project of that office with 100 元."""
    made = made_project(township)
    assert office is not None or unit != township.unit
    office = office or Office.objects.create(unit=unit, code="09", name="别处的站所")
    Project.objects.filter(pk=made.pk).update(unit=unit, office=office)
    line = appropriation(unit, office)
    Appropriation.objects.filter(pk=line.pk).update(project=made, part="")
    made.refresh_from_db()
    return made


def step(action: str) -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}/act/{action}", {"reason": REASON})


def page(of: str = "") -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{of}")


def sent(of: str, **data: str) -> Callable[[Any], Ask]:
    return lambda made: Ask(f"{made.get_absolute_url()}{of}", data)


def decision(made: Any) -> Ask:
    line = made.lines.get()
    return Ask(f"{made.get_absolute_url()}/edit", {f"decision_{line.pk}": "carry", f"reason_{line.pk}": "下年继续实施"})


def _places(way: Transition) -> tuple[str, ...]:
    """Sending back asks as the step forward of the same post does: it is tried at home."""
    return ("unit",) if way.reason else ("unit", "other_unit")


CASES = (
    *(
        Case(
            f"用款计划{way.title}", way.function, way.letter, make=plan_in(way.sources[0]), ask=step(way.action), roles=way.roles,
            places=_places(way),
        )
        for way in CASH_PLAN_WORKFLOW.transitions
    ),
    Case("看用款计划", "allotment", "V", make=plan_in("draft"), ask=page(), places=UNITS),
    Case(
        "改用款计划", "allotment", "E", make=plan_in("draft"), places=UNITS, roles=("BO",),
        ask=sent("/edit", edition="1", **{f"{GENERAL}_{period}": "0.50" for period in range(1, 5)}),
    ),
    Case("修订用款计划", "allotment", "C", make=plan_in("approved"), ask=sent("/revise"), places=UNITS),
    Case("没有用完的转到本期", "allotment", "A", make=plan_in("approved"), ask=sent("/carry"), places=UNITS, roles=("FH",)),
    *(
        Case(
            f"年终{way.title}", way.function, way.letter, make=end_in(way.sources[0]), ask=step(way.action), roles=way.roles,
            places=_places(way),
        )
        for way in YEAR_END_WORKFLOW.transitions
    ),
    Case("看年终结转", "year_end", "V", make=end_in("draft"), ask=page(), places=UNITS),
    Case("定结转", "year_end", "E", make=end_in("draft"), ask=decision, places=UNITS),
    Case("重新取数", "year_end", "E", make=end_in("draft"), ask=sent("/refresh"), places=UNITS),
    Case("其余的收回", "year_end", "E", make=end_in("draft"), ask=sent("/rest"), places=UNITS),
    Case(
        "看项目用款状态", "allotment", "V", make=funded_project, places=OFFICES, ask=lambda made: Ask(f"/spend/projects/{made.code}/{YEAR}")
    ),
    Case(
        "暂缓项目", "monitoring", "A", make=funded_project, places=OFFICES, roles=("ML", "PS", "PL"),
        ask=lambda made: Ask(f"/spend/projects/{made.code}/{YEAR}/suspend", {"reason": REASON}),
    ),
    Case(
        "定封账日", "year_end", "A", make=lambda *_: None, places=("unit",), roles=("FH",),
        ask=lambda _: Ask(f"/spend/freeze-dates/{clock.today().year}", {"day": f"{clock.today()}", "reason": "年终结算", "do": "set"}),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES))
def test_the_year_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
