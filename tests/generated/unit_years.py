"""A unit's records of a year, of any shape, in which everything agrees: what a disclosure is derived from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from generated.budget import Budget, draw
from wenxiao.catalogue.load import load_file
from wenxiao.disclosure.records import (
    Activity,
    Approval,
    Asset,
    AssetKind,
    Duty,
    Fund,
    Indicator,
    Journeys,
    Line,
    Part,
    Prior,
    Project,
    Purchase,
    Reason,
    Revenue,
    Staffing,
    Statement,
    Subject,
    Unit,
    UnitYear,
    Vehicles,
)

_FUNDS = {"general": Fund.GENERAL, "fund": Fund.GOVERNMENT_FUND, "unit": Fund.UNIT_MONEY}
_FUND_CODES = tuple(load_file("obligations")["funds"]["codes"])
_GRADES = ("≥95%", "≥90%且<95%", "≥80%且<90%", "<80%")


@dataclass(frozen=True, slots=True)
class Shape:
    """`grain` 分 is what every amount is a multiple of; `times` makes a unit that many times as rich."""

    seed: int = 0
    year: int = 2025
    grain: int = 10_000
    times: int = 1
    funds: bool = True
    capital: bool = False
    procurement: bool = True
    vehicles: bool = True
    one_duty: bool = False
    last_year: bool = True


def unit_year(shape: Shape) -> UnitYear:
    """The same records for the same shape."""
    random = Random(repr(shape))
    budget = draw(random, year=shape.year, grain=shape.grain, funds=shape.funds)
    duties, codes = _duties(budget, shape.one_duty)
    lines = [*_basic(budget, shape.vehicles), *_projects(budget, codes, shape.capital)]
    lines = [replace(line, amount=line.amount * shape.times) for line in lines]
    prior = tuple(Prior(subject, amount * shape.times, f"上年/{subject.name}") for subject, amount in _prior(budget, shape))
    return UnitYear(
        year=shape.year,
        unit=Unit(
            budget.unit,
            "305",
            "行政",
            "正科级",
            "财政拨款",
            ("执行本级人民代表大会的决议，编制并实施本镇发展规划。", "管理本镇的民政、文化、农业和生态环境事务。"),
            "本部门为一级预算单位，没有下属单位，部门预算即本级预算。",
            "单位/1",
        ),
        staffing=_staffing(budget),
        vehicles=_vehicles(budget, shape),
        journeys=Journeys(*((1, 3) if budget.abroad else (0, 0)), "出国/1"),
        revenue=tuple(_revenue(lines)),
        lines=tuple(lines),
        duties=tuple(duties),
        purchases=tuple(_purchases(lines, random)) if shape.procurement else (),
        assets=_assets(budget, shape),
        prior=prior,
        reasons=tuple(Reason(subject, f"{subject.value}按实际工作安排调整", "王一", f"原因/{subject.name}") for subject in Subject),
        objectives=(Statement("", f"{shape.year}年，保障机关运转，按期完成各项任务。", "目标/1"),),
        safeguards=(Statement("加强组织领导", "按季度听取绩效运行汇报。", "措施/1"),),
        approval=Approval("县财政局", f"松财预〔{shape.year}〕8号", date(shape.year, 2, 10), "批复/1"),
        people=(("财务负责人", "王一"),),
    )


def _staffing(budget: Budget) -> Staffing:
    staff = budget.staff
    return Staffing(
        administrative_quota=staff["行政编制"],
        institution_quota=staff["事业编制"],
        administrative=staff["行政在职"],
        institution=staff["事业在职"],
        cadre_retired=staff["离休"],
        retired=staff["退休"],
        resigned=staff["退职"],
        source="人员/1",
    )


def _vehicles(budget: Budget, shape: Shape) -> Vehicles:
    return Vehicles(budget.vehicles, int(bool(budget.purchase)), "车辆/1") if shape.vehicles else Vehicles(0, 0, "车辆/1")


def _basic(budget: Budget, vehicles: bool) -> list[Line]:
    """项 × 款 that add up to both: what is left of one is paid to the next."""
    left = {each.code: each.amount for each in budget.economic}
    found: list[Line] = []
    codes = iter(sorted(left))
    code = next(codes)
    for item in budget.items:
        open_ = item.basic
        while open_:
            while not left[code]:
                code = next(codes)
            paid = min(open_, left[code])
            left[code] -= paid
            open_ -= paid
            # A unit without vehicles runs none: the money is for travel.
            known = "30211" if not vehicles and code in ("30231", "31013") else code
            part = Part.PERSONNEL if code[:3] in ("301", "303") else Part.OPERATING
            found.append(Line(item.code, known, Fund.GENERAL, part, paid, f"基本/{len(found) + 1}"))
    return found


def _projects(budget: Budget, codes: dict[int, str], capital: bool) -> list[Line]:
    found: list[Line] = []
    for item in budget.items:
        if not item.project:
            continue
        # Under these codes there is no other money (R069).
        is_fund = item.code.startswith(_FUND_CODES)
        fund, project = Fund.GOVERNMENT_FUND if is_fund else _FUNDS[item.source], codes[id(item)]
        for amount, carried in ((item.project - item.carried, False), (item.carried, True)):
            if amount:
                found.append(Line(item.code, "30227", fund, Part.PROJECT, amount, f"项目/{len(found) + 1}", project, carried))
    if capital:
        found.append(Line("2239999", "30227", Fund.STATE_CAPITAL, Part.PROJECT, found[0].amount, "项目/国资", found[0].project))
    return found


def _revenue(lines: list[Line]) -> list[Revenue]:
    funds = {fund: sum(line.amount for line in lines if line.fund is fund and not line.carried) for fund in Fund}
    return [Revenue(fund, amount, f"收入/{fund.value}") for fund, amount in funds.items() if amount]


def _duties(budget: Budget, one: bool) -> tuple[list[Duty], dict[int, str]]:
    codes = {id(item): f"P{number:03}" for number, item in enumerate(budget.items, 1)}
    duties = []
    for number, (name, below) in enumerate(budget.duties, 1):
        activities = tuple(_activity(budget.year, name, codes[id(item)]) for name, item in below)
        duties.append(Duty(name, "履行职责。", "按年度计划完成。", activities, f"职责/{number}"))
    if one:
        activities = tuple(activity for duty in duties for activity in duty.activities)
        duties = [replace(duties[0], activities=activities)]
    return duties, codes


def _activity(year: int, name: str, code: str) -> Activity:
    # Two 项 of one name make two projects of one name: their codes tell them apart.
    called, objective = f"{name}（{code}）", f"{year}年12月底前，{name}{code}完成{len(name) * 7}项。"
    project = Project(code, called, "完成年度任务。", objective, tuple(_indicators(code, name)), f"库/{code}")
    return Activity(f"{name}工作", "完成年度任务。", objective, (project,), f"活动/{code}")


def _indicators(code: str, project: str) -> Iterator[Indicator]:
    kinds = (
        ("产出—数量", "完成率", "40"),
        ("成本—经济成本", "成本节约率", "20"),
        ("效益—社会效益", "覆盖率", "20"),
        ("满意度", "群众满意度", "10"),
    )
    for kind, word, weight in kinds:
        yield Indicator(f"{project}{word}", *_GRADES, f"指标/{code}/{word}", kind, weight, "94%", "工作台账")


def _prior(budget: Budget, shape: Shape) -> list[tuple[Subject, int]]:
    if not shape.last_year:
        return [(subject, 0) for subject in Subject]
    names = {
        Subject.BASIC: "basic",
        Subject.PROJECT: "project",
        Subject.OPERATING: "public",
        Subject.ABROAD: "abroad",
        Subject.VEHICLE_PURCHASE: "purchase",
        Subject.VEHICLE_RUNNING: "running",
        Subject.RECEPTION: "reception",
    }
    return [(subject, budget.last[name]) for subject, name in names.items()]


def _purchases(lines: list[Line], random: Random) -> list[Purchase]:
    office = sum(line.amount for line in lines if line.economic_code == "31002")
    found = []
    if office:
        found.append(Purchase("", "台式计算机", "A02010105", "台", 10_000, office, Fund.GENERAL, "采购/1"))
    project = random.choice([line for line in lines if line.part is Part.PROJECT and not line.carried])
    found.append(Purchase(project.project, "保洁服务", "C21040001", "项", 10_000, project.amount, project.fund, "采购/2"))
    return found


def _assets(budget: Budget, shape: Shape) -> tuple[Asset, ...]:
    assets = budget.assets
    kinds = (
        (AssetKind.BUILDINGS, "房屋", 100),
        (AssetKind.OFFICES, "办公用房", 100),
        (AssetKind.VEHICLES, "车辆", 10_000),
        (AssetKind.EQUIPMENT, "设备", 10_000),
        (AssetKind.OTHER, "其他", 0),
    )
    found = []
    for kind, name, scale in kinds:
        quantity, value = assets[name]
        if kind is AssetKind.VEHICLES and not shape.vehicles:
            quantity = value = 0
        found.append(Asset(kind, quantity * scale if scale else None, value * shape.times, f"资产/{kind.name}"))
    return tuple(found)
