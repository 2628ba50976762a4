"""How is the year's money spread over its months, and what becomes of what is left? 用款计划, 月报, 年终结转."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import asked_unit
from wenxiao.web.people.api.values import Amount, Edition, Fen, Flag, Id, Line, Number, Reference, Text, Told, Typed, Year, YearTyped
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, known_step, require_somewhere, step_told
from wenxiao.web.plan.elements import Fund
from wenxiao.web.spend.api.asking import Key, sent_once, step_once
from wenxiao.web.spend.models import CashPlan, Rhythm, YearEnd
from wenxiao.web.spend.queries.cash_plans import amounts_of, cash_plans_visible
from wenxiao.web.spend.queries.month_end import MonthEndRow, month_end
from wenxiao.web.spend.queries.year_ends import lines_of, year_ends_visible
from wenxiao.web.spend.services.cash_plans import cash_plan_act, cash_plan_create, cash_plan_edit
from wenxiao.web.spend.services.year_ends import Decided, year_end_act, year_end_create, year_end_decide
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW

router = Router(tags=["用款计划、月报和年终"])
ALLOTMENT, YEAR_END = "allotment", "year_end"
Month = Annotated[int, Field(ge=1, le=12)]


class CashPlanRow(Told):
    """用款计划 as lists tell it; the last that was approved is in force."""

    id: int
    unit: str
    year: int
    rhythm: str
    number: int = Field(description="第几次；2 起是修订")
    state: str
    state_title: str


class CellTold(Told):
    """用款计划的一格."""

    fund: str
    period: int
    title: str
    amount_fen: Amount


class CashPlanTold(CashPlanRow):
    """用款计划 in full."""

    edition: int
    cells: list[CellTold]
    steps: list[Step]


class CashPlanTyped(Typed):
    """编用款计划: a proposal, or a revision of the plan in force."""

    year: YearTyped
    rhythm: Rhythm
    as_last_year: Flag = Field(False, description="按上年各期的支付分摊；不写的平均分摊")


class CellTyped(Typed):
    """用款计划的一格."""

    fund: Fund
    period: int = Field(strict=True, ge=1, le=12)
    amount_fen: Fen


class CellsTyped(Typed):
    """整张用款计划."""

    edition: Edition
    cells: list[CellTyped] = Field(max_length=100)


class MonthRow(Told):
    """月报的一行."""

    key: str
    title: str
    budget_fen: Amount
    paid_in_month_fen: Amount
    paid_fen: Amount


class TieTold(Told):
    """勾稽: two sums that must be the same."""

    title: str
    left_fen: Amount
    right_fen: Amount
    difference_fen: Amount


class MonthTold(Told):
    """月报."""

    unit: str
    year: int
    month: int
    total: MonthRow
    by_function: list[MonthRow]
    by_project: list[MonthRow]
    by_fund: list[MonthRow]
    ties: list[TieTold]


class YearEndRow(Told):
    """年终结转 as lists tell it."""

    id: int
    unit: str
    year: int
    state: str
    state_title: str


class LeftTold(Told):
    """一条有余额的支出指标."""

    id: int
    appropriation: int
    title: str
    left_fen: Amount
    committed_fen: Amount
    age: int = Field(description="第几年：当年的为 1")
    decision: str
    reason: str


class YearEndTold(YearEndRow):
    """年终结转 in full."""

    carried_to: int | None = Field(description="结转到下年的指标文的编号；还没有的为空")
    lines: list[LeftTold]
    steps: list[Step]


class YearEndTyped(Typed):
    """编年终结转."""

    year: YearTyped


class DecisionTyped(Typed):
    """对一条的决定."""

    line: Reference
    decision: Literal["carry", "lapse", ""] = Field(description="carry 结转下年，lapse 结余收回，空的撤销决定")
    reason: Text = ""


class DecisionsTyped(Typed):
    """几条的决定."""

    decisions: list[DecisionTyped] = Field(min_length=1, max_length=1000)


@router.get("/cash-plans", response=answers(Page[CashPlanRow]), summary="用款计划，新的在前")
def cash_plans(request: ApiRequest, unit: Line = "", year: Year | None = None, page: Number = 1) -> Page[CashPlanRow]:
    require_somewhere(request.auth, ALLOTMENT)
    found = cash_plans_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    return page_of(found, page, lambda each: CashPlanRow(**_plan(each)))


@router.post("/cash-plans", response=answers(CashPlanTold, 201), summary="编本单位的用款计划，或修订正在执行的")
def cash_plan_new(request: ApiRequest, typed: CashPlanTyped, key: Key = None) -> Status[CashPlanTold]:
    actor = request.auth
    require(actor, ALLOTMENT, "C", CashPlan(unit=actor.unit))

    def create() -> CashPlan:
        return cash_plan_create(
            actor=actor, unit=actor.unit, year=typed.year, rhythm=typed.rhythm.value, as_last_year=typed.as_last_year
        )  # fmt: skip

    return Status(201, _plan_told(actor, int(sent_once(request, key, typed, create, lambda made: str(made.pk)))))


@router.get("/cash-plans/{id}", response=answers(CashPlanTold), summary="一份用款计划")
def cash_plan(request: ApiRequest, id: Id) -> CashPlanTold:
    return _plan_told(request.auth, id)


@router.put("/cash-plans/{id}", response=answers(CashPlanTold), summary="整张修改编制中的用款计划")
def cash_plan_put(request: ApiRequest, id: Id, typed: CellsTyped) -> CashPlanTold:
    found = _asked_plan(request.auth, id)
    require(request.auth, ALLOTMENT, "E", found)
    places = {f"{each.fund.value}_{each.period}": f"cells.{n}.amount_fen" for n, each in enumerate(typed.cells)}
    with named(**places):
        amounts = {(each.fund.value, each.period): each.amount_fen for each in typed.cells}
        cash_plan_edit(actor=request.auth, plan=found, edition=typed.edition, amounts=amounts)
    return _plan_told(request.auth, id)


@router.post("/cash-plans/{id}/act/{action}", response=answers(Done), summary="办理用款计划的一步：送批、批准、退回")
def cash_plan_step(request: ApiRequest, id: Id, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = _asked_plan(request.auth, id)
    known_step(CASH_PLAN_WORKFLOW, action)
    return step_once(
        request, key, typed, found, lambda: cash_plan_act(actor=request.auth, plan=found, action=action, reason=typed.reason)
    )  # fmt: skip


@router.get("/units/{unit}/months/{year}/{month}", response=answers(MonthTold), summary="月报：按科目、项目、资金的预算和支付，及其勾稽")
def month_report(request: ApiRequest, unit: Line, year: Year, month: Month) -> MonthTold:
    found = month_end(asked_unit(request.auth, unit, ALLOTMENT), year, month)
    return MonthTold(
        unit=unit, year=year, month=month, total=_month_row(found.total), by_function=[_month_row(each) for each in found.by_function],
        by_project=[_month_row(each) for each in found.by_project], by_fund=[_month_row(each) for each in found.by_fund],
        ties=[TieTold(title=each.title, left_fen=each.left, right_fen=each.right, difference_fen=each.difference) for each in found.ties],
    )  # fmt: skip


@router.get("/year-ends", response=answers(Page[YearEndRow]), summary="年终结转和关账，新的在前")
def year_ends(request: ApiRequest, page: Number = 1) -> Page[YearEndRow]:
    require_somewhere(request.auth, YEAR_END)
    return page_of(year_ends_visible(request.auth), page, lambda each: YearEndRow(**_year_end(each)))


@router.post("/year-ends", response=answers(YearEndTold, 201), summary="编本单位一年的年终结转，列出全部有余额的指标")
def year_end_new(request: ApiRequest, typed: YearEndTyped, key: Key = None) -> Status[YearEndTold]:
    actor = request.auth
    require(actor, YEAR_END, "C", YearEnd(unit=actor.unit))
    made = sent_once(
        request, key, typed, lambda: year_end_create(actor=actor, unit=actor.unit, year=typed.year), lambda made: str(made.pk)
    )  # fmt: skip
    return Status(201, _year_end_told(actor, int(made)))


@router.get("/year-ends/{id}", response=answers(YearEndTold), summary="一份年终结转")
def year_end(request: ApiRequest, id: Id) -> YearEndTold:
    return _year_end_told(request.auth, id)


@router.put("/year-ends/{id}/decisions", response=answers(YearEndTold), summary="定哪些结转、哪些收回")
def year_end_decisions(request: ApiRequest, id: Id, typed: DecisionsTyped) -> YearEndTold:
    found = _asked_year_end(request.auth, id)
    require(request.auth, YEAR_END, "E", found)
    places = {
        f"{name}_{each.line}": f"decisions.{n}.{name}" for n, each in enumerate(typed.decisions) for name in ("decision", "reason")
    }  # fmt: skip
    with named(**places):
        decisions = {each.line: Decided(each.decision, each.reason) for each in typed.decisions}
        year_end_decide(actor=request.auth, year_end=found, decisions=decisions)
    return _year_end_told(request.auth, id)


@router.post("/year-ends/{id}/act/{action}", response=answers(Done), summary="办理年终结转的一步；批准即关账")
def year_end_step(request: ApiRequest, id: Id, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = _asked_year_end(request.auth, id)
    known_step(YEAR_END_WORKFLOW, action)
    return step_once(
        request, key, typed, found, lambda: year_end_act(actor=request.auth, year_end=found, action=action, reason=typed.reason)
    )  # fmt: skip


def _asked_plan(actor: PostActor, id: int) -> CashPlan:
    found = get_object_or_404(CashPlan.objects.select_related("unit__supervisor"), pk=id)
    require(actor, ALLOTMENT, "V", found)
    return found


def _asked_year_end(actor: PostActor, id: int) -> YearEnd:
    found = get_object_or_404(YearEnd.objects.select_related("unit__supervisor"), pk=id)
    require(actor, YEAR_END, "V", found)
    return found


def _plan(found: CashPlan) -> dict[str, Any]:
    return {
        "id": found.pk, "unit": found.unit.code, "year": found.year, "rhythm": found.rhythm, "number": found.number, "state": found.state,
        "state_title": found.get_state_display(),
    }  # fmt: skip


def _plan_told(actor: PostActor, id: int) -> CashPlanTold:
    found = _asked_plan(actor, id)
    ways = CASH_PLAN_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    return CashPlanTold(
        **_plan(found), edition=found.edition, steps=[step_told(way) for way in ways],
        cells=[
            CellTold(fund=fund, period=period, title=found.rule.period_title(period), amount_fen=amount)
            for (fund, period), amount in sorted(amounts_of(found).items())
        ],
    )  # fmt: skip


def _month_row(row: MonthEndRow) -> MonthRow:
    return MonthRow(key=row.key, title=row.title, budget_fen=row.budget, paid_in_month_fen=row.paid_in_month, paid_fen=row.paid)


def _year_end(found: YearEnd) -> dict[str, Any]:
    return {"id": found.pk, "unit": found.unit.code, "year": found.year, "state": found.state, "state_title": found.get_state_display()}


def _year_end_told(actor: PostActor, id: int) -> YearEndTold:
    found = _asked_year_end(actor, id)
    ways = YEAR_END_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    return YearEndTold(
        **_year_end(found), carried_to=found.carried_to_id, steps=[step_told(way) for way in ways],
        lines=[
            LeftTold(
                id=line.pk, appropriation=line.appropriation_id, title=str(line.appropriation), left_fen=line.left,
                committed_fen=line.committed, age=line.age, decision=line.decision, reason=line.reason,
            )
            for line in lines_of(found)
        ],
    )  # fmt: skip
