"""Does every page and step of 调剂, 调整 and 追加 ask the matrix, in every post, of one's own office and unit and of others?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from web.permission_cases import Ask, Case, every, hold, hold_gathering, once
from web.plan.making import YEAR
from web.spend.test_spend_permissions import appropriation
from web.township import Township
from wenxiao.control.ledger.commands import Leg
from wenxiao.web.people.acting import Machine
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Activity, Approval, Compilation, Duty, Project, Version
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.models import Adjustment, AdjustmentLine, Allotment, AllotmentLine, Appropriation, Node, Side, Virement, VirementLine
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW

pytestmark = pytest.mark.django_db
Make = Callable[[Township, Unit, Office | None], Any]
OFFICES = ("own_office", "other_office", "other_unit")
UNITS = ("unit", "other_unit", "foreign_unit")
REASON = "年中压缩，改用于汛期应急物资"
OWN = ("resolve", "decline")


def second(first: Appropriation) -> Appropriation:
    """Another line beside the first, with 100 元."""
    unit = first.unit
    node = Node.objects.create(unit=unit.code, year=YEAR, kind=Node.Kind.LINE, element="second", name="日常公用经费")
    ledger_post(actor=Machine(), kind="allot", key=f"{unit.code} allot 2", subject=first, legs=[Leg(node.pk, "allot", 10_000)])
    return Appropriation.objects.create(
        unit=unit, year=YEAR, compilation=first.compilation, office=first.office, part="operating", function_code="2010301",
        economic_code="30202", fund="general", node=node,
    )  # fmt: skip


def line(kind: type[Any], document: Any, of: Appropriation, side: str) -> None:
    kind.objects.create(
        **{document.KIND: document}, side=side, appropriation=of, office=of.office, part=of.part, function_code=of.function_code,
        economic_code=of.economic_code, fund=of.fund, amount=100,
    )  # fmt: skip


def virement_in(state: str) -> Make:
    def make(township: Township, unit: Unit, office: Office | None) -> Virement:  # noqa: ARG001
        office = office or Office.objects.create(unit=unit, code="09", name="别处的站所")
        first = appropriation(unit, office)
        made = Virement.objects.create(
            unit=unit, office=office, year=YEAR, number=f"{unit.code}-{YEAR}-T0001", reason=REASON, state=state, author="x"
        )
        line(VirementLine, made, first, Side.OUT)
        line(VirementLine, made, second(first), Side.IN)
        return made

    return make


def adjustment_in(state: str, *, own: bool = False) -> Make:
    def make(township: Township, unit: Unit, office: Office | None) -> Adjustment:  # noqa: ARG001
        if own:
            Unit.objects.filter(pk=unit.pk).update(mode=Unit.Mode.OWN_BUDGET)
        approval = {"approved_on": date(YEAR, 7, 1), "document": "某 1 号"} if state in ("approved", "reported") else {}
        made = Adjustment.objects.create(
            unit=unit, year=YEAR, number=f"{unit.code}-{YEAR}-B0001", cause=Adjustment.Cause.TOTAL, reason=REASON, financing="区级财力安排",
            state=state, author="x", **approval,
        )  # fmt: skip
        first = appropriation(unit, None)
        line(AdjustmentLine, made, first, Side.IN)
        assert first.compilation is not None
        version = Version.objects.create(compilation=first.compilation, stage=Stage.APPROVED)
        Approval.objects.create(
            compilation=first.compilation, version=version, authority="某财政局", document="某 2 号", approved_on=date(YEAR, 2, 1),
            publish_by=date(YEAR, 2, 21),
        )  # fmt: skip
        kind = Meeting.Kind.CONGRESS if own else Meeting.Kind.PARTY_COMMITTEE
        held = {"held": date(YEAR, 6, 20), "chair": "某", "attendees": "某", "topics": "调整", "conclusions": "同意"}
        made.minutes = Meeting.objects.create(unit=unit, kind=kind, number="9", **held).pk  # type: ignore[attr-defined]
        return made

    return make


def with_project(make: Make) -> Make:
    """What `make` makes, with a line of a project besides."""

    def made(township: Township, unit: Unit, office: Office | None) -> Any:
        document = make(township, unit, office)
        office = getattr(document, "office", None) or Office.objects.create(unit=unit, code="08", name="某站所")
        duty = Duty.objects.create(unit=unit, number=1, name="职责", description="某", objective="某", since=2020)
        activity = Activity.objects.create(duty=duty, number=1, name="活动", content="某", objective="某")
        project = Project.objects.create(
            unit=unit, office=office, activity=activity, code=f"{unit.code}-P", name="项目", start_year=YEAR, end_year=YEAR,
            function_code="2010301", state=Project.State.BUDGETED, author="x",
        )  # fmt: skip
        key = {"project": project, "function_code": "2010301", "economic_code": "30213", "fund": "general", "amount": 100}
        kind = {"virement": VirementLine, "adjustment": AdjustmentLine, "allotment": AllotmentLine}[document.KIND]
        kind.objects.create(**{document.KIND: document}, **key, **({} if kind is AllotmentLine else {"side": Side.IN}))
        return document

    return made


def supplement(township: Township, unit: Unit, office: Office | None) -> Allotment:  # noqa: ARG001
    Compilation.objects.create(unit=unit, year=YEAR, state=Compilation.State.ALLOCATED)
    return Allotment.objects.create(
        unit=unit, year=YEAR, document="追 1 号", dated=date(YEAR, 2, 1), source=Allotment.Source.SUPPLEMENT, state="issued", author="x"
    )


def sent(action: str) -> Callable[[Any], Ask]:
    def ask(made: Any) -> Ask:
        approval = {"document": f"某财发〔{YEAR}〕15号", "approved_on": f"{YEAR}-07-01"}
        filing = {"reported_to": "区财政局", "reported_on": f"{YEAR}-07-08"}
        minutes = {"minutes": str(made.minutes)} if hasattr(made, "minutes") else {}
        return Ask(f"{made.get_absolute_url()}/act/{action}", {"reason": REASON, **approval, **filing, **minutes})

    return ask


def restated(made: Any) -> Ask:
    data = {"unchanged": "yes", "reason": "工作量没有变化，目标不变", "edition": "1", "do": "save"}
    return Ask(f"{made.get_absolute_url()}/projects/{made.unit.code}-P", data)


def edited(made: Any) -> Ask:
    first, other = made.lines.order_by("pk").first(), Appropriation.objects.filter(unit=made.unit).order_by("pk").last()
    data = {"reason": f"{REASON}，再加", "edition": "1", "do": "save", "cause": "total", "financing": "区级财力安排"}
    rows = {"out-0-appropriation": str(first.appropriation_id), "out-0-amount": "2"} if isinstance(made, Virement) else {}
    return Ask(f"{made.get_absolute_url()}/edit", {**data, **rows, "in-0-appropriation": str(other.pk), "in-0-amount": "2"})


# Where the post's reach differs from step to step; the others stop at the same border by the same lines.
EVERYWHERE = ("submit", "approve_bureau", "approve", "take_effect")


def places(action: str, all_of_them: tuple[str, ...]) -> tuple[str, ...]:
    return all_of_them if action in EVERYWHERE else all_of_them[:1]


STEPS = (
    *(
        Case(
            f"调剂{way.title}", way.function, way.letter, virement_in(way.sources[0]), sent(way.action), roles=way.roles,
            places=places(way.action, OFFICES),
        )
        for way in VIREMENT_WORKFLOW.transitions
    ),
    *(
        Case(
            f"调整{way.title}", way.function, way.letter, adjustment_in(way.sources[0], own=way.action in OWN), sent(way.action),
            roles=way.roles, places=places(way.action, UNITS),
        )
        for way in ADJUSTMENT_WORKFLOW.transitions
    ),
)  # fmt: skip
PAGES = (
    Case("看调剂", "virement", "V", virement_in("draft"), lambda made: Ask(made.get_absolute_url()), places=OFFICES),
    Case("改调剂", "virement", "C", virement_in("draft"), edited, places=OFFICES),
    Case("调剂重述目标", "virement", "C", with_project(virement_in("draft")), restated, places=OFFICES),
    Case("看调整", "virement", "V", adjustment_in("draft"), lambda made: Ask(made.get_absolute_url()), places=UNITS),
    Case("改调整", "virement", "C", adjustment_in("draft"), edited, places=UNITS),
    Case("调整重述目标", "virement", "C", with_project(adjustment_in("draft")), restated, places=UNITS),
    Case("追加重述目标", "allotment", "C", with_project(supplement), restated, places=UNITS),
    Case(
        "登记追加的报告", "allotment", "E", supplement, places=UNITS,
        ask=lambda made: Ask(f"{made.get_absolute_url()}/report", {"reported_on": f"{YEAR}-03-01"}),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every((*STEPS, *PAGES)))
def test_pages_and_steps_of_changes_ask_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in OFFICES])
def test_the_list_of_virements_shows_what_the_matrix_lets_one_see(place: str, township: Township) -> None:
    case = Case("调剂表", "virement", "V", virement_in("draft"), lambda _made: Ask("/spend/virements"))
    hold_gathering(case, place, township, shown=f"{'T02' if place == 'other_unit' else 'T01'}-{YEAR}-T0001")


@pytest.mark.parametrize("place", [pytest.param(place, marks=once(place)) for place in UNITS])
def test_the_list_of_adjustments_shows_what_the_matrix_lets_one_see(place: str, township: Township) -> None:
    case = Case("调整表", "virement", "V", adjustment_in("draft"), lambda _made: Ask("/spend/adjustments"))
    code = {"other_unit": "T02", "foreign_unit": "T09"}.get(place, "T01")
    hold_gathering(case, place, township, shown=f"{code}-{YEAR}-B0001")
