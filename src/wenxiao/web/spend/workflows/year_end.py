"""How does a year of spending end? What is left is carried over or lapses, then every cap is closed (预算法 art. 42; 条例 art. 50)."""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.moves import Status
from wenxiao.web.spend.books import ledger_post
from wenxiao.web.spend.conditions.year_ends import is_as_the_books, is_decided, nothing_unfinished, time_has_come
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Allotment, AllotmentLine, Node, YearEnd, YearEndLine
from wenxiao.web.spend.queries.year_ends import lines_of
from wenxiao.web.spend.services.caps import cap_sums
from wenxiao.web.trail import clock
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import Act, Transition, Workflow

State, Decision = YearEnd.State, YearEndLine.Decision
READY = (time_has_come, nothing_unfinished, is_as_the_books, is_decided)


def close_year(year_end: YearEnd, act: Act) -> None:
    """A node is touched once a command, so there is one for each step: contracts set free, carried over, lapsed, closed."""
    lines = list(lines_of(year_end))
    carried = [line for line in lines if line.decision == Decision.CARRY]
    lapsed = [line for line in lines if line.decision == Decision.LAPSE]
    _post(year_end, act, "uncommit", [Leg(node.pk, "uncommit", node.committed) for node in _nodes(year_end) if node.committed])
    _post(year_end, act, "carry_over", _taken_off(year_end, carried, "carry_over"))
    _post(year_end, act, "lapse", _taken_off(year_end, lapsed, "lapse"))
    _post(year_end, act, "close", [Leg(node.pk, "close", 0) for node in _nodes(year_end) if node.status != Status.CLOSED])
    act.details.update({"结转": sum(line.left for line in carried), "收回": sum(line.left for line in lapsed)})
    if carried:
        _carry_in(year_end, carried, act)


def _taken_off(year_end: YearEnd, lines: Sequence[YearEndLine], move: str) -> list[Leg]:
    """Off each line, and off the caps above it as far as they have it."""
    legs = [Leg(line.appropriation.node_id, move, line.left) for line in lines]
    sums = cap_sums((line.appropriation.fund, line.appropriation.economic_code, line.left) for line in lines)
    for node in _nodes(year_end):
        amount = min(sums[node.kind, node.element], node.available)
        if amount > 0:
            legs.append(Leg(node.pk, move, amount))
    return legs


def _nodes(year_end: YearEnd) -> list[Node]:
    return list(Node.objects.filter(unit=year_end.unit.code, year=year_end.year))


def _post(year_end: YearEnd, act: Act, kind: str, legs: Sequence[Leg]) -> None:
    if legs:
        ledger_post(
            actor=act.actor, kind=kind, key=f"{year_end.unit.code}/{year_end.year}/year-end/{kind}", subject=year_end, legs=legs,
            reason=str(year_end), subject_hash=year_end.content_hash(),
        )  # fmt: skip


def _carry_in(year_end: YearEnd, lines: Sequence[YearEndLine], act: Act) -> None:
    """Next year's document, for the bureau to issue: each line keeps the year in which its money was first given."""
    unit, year = year_end.unit, year_end.year + 1
    allotment = Allotment.objects.create(
        unit=unit, year=year, document=f"{year_end.year} 年结转（年终 {year_end.pk} 号）", dated=clock.today(),
        source=Allotment.Source.CARRIED, summary=f"由{year_end}生成", author=act.actor.account, state=Allotment.State.DRAFT,
    )  # fmt: skip
    AllotmentLine.objects.bulk_create(
        AllotmentLine(
            allotment=allotment, office=of.office, project=of.project, part=of.part, function_code=of.function_code,
            economic_code=of.economic_code, fund=of.fund, amount=line.left, cause=Cause.CARRIED, origin=of.first_given,
        )
        for line in lines for of in (line.appropriation,)
    )  # fmt: skip
    YearEnd.objects.filter(pk=year_end.pk).update(carried_to=allotment)
    year_end.carried_to = allotment
    record(
        actor=act.actor, subject=allotment, action="carried", action_title="由年终结转生成", to_state="待下达",
        details={"行数": len(lines), "合计": sum(line.left for line in lines)},
    )  # fmt: skip


YEAR_END_WORKFLOW = Workflow(
    kind=YearEnd.KIND,
    title="年终结转和关账",
    states=dict(State.choices),
    transitions=(
        Transition("send", "送所长核", (State.DRAFT,), State.SENT, ("BO",), "year_end", "E", guards=READY),
        Transition("take_back", "撤回", (State.SENT,), State.DRAFT, ("BO",), "year_end", "E"),
        Transition(
            "check", "核对无误", (State.SENT,), State.CHECKED, ("FH",), "year_end", "A", guards=READY, not_by=("create", "edit", "send")
        ),
        Transition("sign", "签字", (State.CHECKED,), State.SIGNED, ("ML",), "year_end", "S", not_by=("create", "edit", "send", "check")),
        Transition(
            "approve", "批准并关账", (State.SIGNED,), State.APPROVED, ("DF",), "year_end", "A", guards=READY, effects=(close_year,),
            not_by=("create", "edit", "send", "check", "sign"),
        ),
        Transition("return_check", "退回", (State.SENT,), State.DRAFT, ("FH",), "year_end", "A", reason=10),
        Transition("return_sign", "退回", (State.CHECKED,), State.DRAFT, ("ML",), "year_end", "S", reason=10),
        Transition("return_bureau", "退回", (State.SIGNED,), State.DRAFT, ("DF",), "year_end", "A", reason=10),
    ),
)  # fmt: skip
