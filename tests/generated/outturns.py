"""A unit's records of what came of its year, of any shape, in which everything agrees: what final accounts are derived from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from generated.unit_years import Shape, unit_year
from wenxiao.disclosure.outturn import (
    FUND_OF,
    Contract,
    Departure,
    Evaluation,
    Grade,
    Income,
    Limit,
    Opening,
    Outturn,
    Planned,
    Procured,
    Property,
    Received,
    Receptions,
    Supplier,
    VehicleUse,
)
from wenxiao.disclosure.records import APPROPRIATED, Approval, Fund, Journeys, Line, Part, Prior, Reason, Statement, Subject, Vehicles
from wenxiao.disclosure.year_totals import THREE_PUBLIC

_INCOME_OF = {fund: income for income, fund in FUND_OF.items()}


@dataclass(frozen=True, slots=True)
class Spent:
    """How the year of a shape went: `left` tells whether money remains at its end, `thrift` that no 三公 was spent at all."""

    budget: Shape
    left: bool = True
    unplanned: bool = True
    thrift: bool = False
    own_money: bool = True
    procurement: bool = True
    evaluated: bool = True


def outturn(spent: Spent) -> Outturn:
    """The same records for the same shape."""
    random = Random(repr(spent))
    budget = unit_year(spent.budget)
    grain = spent.budget.grain * spent.budget.times
    lines = [_paid(line, spent, grain, random) for line in budget.lines]
    if spent.unplanned:
        first = next(line for line in budget.lines if line.part is Part.PROJECT)
        more = replace(first, function_code="2240799", fund=Fund.GENERAL, carried=False, amount=7 * grain, source="追加/1")
        lines.append(more)
    if spent.own_money:
        base = budget.lines[0]
        lines.append(replace(base, fund=Fund.UNIT_MONEY, amount=3 * grain, source="自有/1"))
    paid = tuple(line for line in lines if line.amount)
    project_names = tuple((code, project.name) for code, project in budget.projects().items())
    three_public = {subject: _of(paid, subject) for subject in THREE_PUBLIC}
    planned: Counter[tuple[str, Fund]] = Counter()
    for line in budget.lines:
        if not line.carried:
            planned[line.function_code, line.fund] += line.amount
    reasons = tuple(Reason(subject, f"{subject.value}按实际工作安排变化", "王一", f"原因/{subject.name}") for subject in Subject)
    everything = {*(code for code, _ in planned), *(line.function_code for line in paid), *(subject.value for subject in THREE_PUBLIC)}
    return Outturn(
        year=spent.budget.year,
        unit=budget.unit,
        received=tuple(_received(budget.lines, paid, spent, grain)),
        openings=tuple(_openings(budget.lines)),
        lines=paid,
        planned=tuple(Planned(code, fund, amount, f"年初预算/{code}") for (code, fund), amount in sorted(planned.items())),
        limits=tuple(
            Limit(subject, amount + (2 * grain if subject is Subject.RECEPTION else 0), f"三公预算/{subject.name}")
            for subject, amount in three_public.items()
        ),
        vehicles=Vehicles(budget.vehicles.held, int(bool(three_public[Subject.VEHICLE_PURCHASE])), "车辆/1"),
        journeys=Journeys(*((1, 3) if three_public[Subject.ABROAD] else (0, 0)), "出国/1"),
        receptions=Receptions(*((12, 96) if three_public[Subject.RECEPTION] else (0, 0)), "接待/1"),
        contracts=tuple(_contracts(grain)) if spent.procurement else (),
        property=Property(((VehicleUse.EMERGENCY, budget.vehicles.held), (VehicleUse.OTHER, 1)), 2, "资产/1"),
        evaluations=tuple(_evaluations(paid, project_names, random)) if spent.evaluated else (),
        projects=project_names,
        prior=tuple(_prior(paid, three_public, spent, grain, random)),
        reasons=reasons,
        departures=tuple(Departure(of, "按实际需要支出", "王一", f"差异/{of}") for of in sorted(everything)),
        performance=(Statement("", "本部门按季度跟踪绩效目标，年末逐项自评。", "绩效/1"),),
        approval=Approval("县财政局", f"松财决〔{spent.budget.year + 1}〕8号", date(spent.budget.year + 1, 8, 10), "批复/1"),
        people=budget.people,
    )


def _paid(line: Line, spent: Spent, grain: int, random: Random) -> Line:
    public = any(line.economic_code in codes for codes in THREE_PUBLIC.values())
    if spent.thrift and public:
        return replace(line, amount=0)
    # Some lines are paid out wholly, some in part, some not at all.
    percent = random.choice((100, 100, 97, 80, 0)) if spent.left else 100
    return replace(line, amount=line.amount * percent // 100 // grain * grain if percent < 100 else line.amount)


def _of(lines: tuple[Line, ...], subject: Subject) -> int:
    return sum(line.amount for line in lines if line.economic_code in THREE_PUBLIC[subject] and line.fund in APPROPRIATED)


def _received(given: tuple[Line, ...], paid: tuple[Line, ...], spent: Spent, grain: int) -> list[Received]:
    """Appropriations come as they were given, or, under 国库集中支付, as they are paid; of own money more comes than is paid."""
    amounts: Counter[tuple[Income, str]] = Counter()
    for line in given if spent.left else paid:
        if not line.carried and line.fund in _INCOME_OF:
            amounts[_INCOME_OF[line.fund], line.function_code] += line.amount
    if spent.left and spent.unplanned:
        amounts[Income.GENERAL, "2240799"] += 7 * grain
    for line in paid:
        if line.fund not in _INCOME_OF and not line.carried:
            amounts[Income.SERVICE, line.function_code] += line.amount
    if spent.own_money:
        amounts[Income.OTHER, paid[0].function_code] += 5 * grain
    return [Received(income, code, amount, f"收入/{income.value}/{code}") for (income, code), amount in sorted(amounts.items()) if amount]


def _openings(given: tuple[Line, ...]) -> list[Opening]:
    amounts: Counter[tuple[Fund, str]] = Counter()
    for line in given:
        if line.carried:
            amounts[line.fund, line.function_code] += line.amount
    return [Opening(fund, code, amount, f"结转/{fund.value}/{code}") for (fund, code), amount in sorted(amounts.items())]


def _contracts(grain: int) -> list[Contract]:
    return [
        Contract("办公电脑", Procured.GOODS, Supplier.SMALL, 4 * grain, "合同/1"),
        Contract("道路维修", Procured.WORKS, Supplier.LARGE, 9 * grain, "合同/2"),
        Contract("保洁服务", Procured.SERVICES, Supplier.MICRO, 2 * grain, "合同/3"),
    ]


def _evaluations(paid: tuple[Line, ...], names: tuple[tuple[str, str], ...], random: Random) -> list[Evaluation]:
    found = []
    known = dict(names)
    for code in sorted({line.project for line in paid if line.part is Part.PROJECT}):
        budget = sum(line.amount for line in paid if line.project == code)
        score = random.choice((98_50, 91_00, 86_25, 72_00))
        grade = Grade.EXCELLENT if score >= 90_00 else Grade.GOOD if score >= 80_00 else Grade.FAIR
        found.append(Evaluation(code, known[code], budget, score, grade, f"自评/{code}"))
    return found


def _prior(paid: tuple[Line, ...], public: dict[Subject, int], spent: Spent, grain: int, random: Random) -> list[Prior]:
    general = sum(line.amount for line in paid if line.fund is Fund.GENERAL)
    amounts = {
        Subject.TOTAL: general + 40 * grain,
        Subject.APPROPRIATED: general + 30 * grain,
        Subject.GENERAL: general - 10 * grain if general > 20 * grain else 0,
        Subject.OPERATING: sum(line.amount for line in paid if line.fund is Fund.GENERAL and line.part is Part.OPERATING) + 2 * grain,
    }
    amounts |= {subject: amount + random.choice((0, 1, 2)) * grain if amount else 0 for subject, amount in public.items()}
    if not spent.budget.last_year:
        amounts = dict.fromkeys(amounts, 0)
    return [Prior(subject, amount, f"上年/{subject.name}") for subject, amount in amounts.items()]
