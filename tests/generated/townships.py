"""What do real townships have that a drawn unit has not: nothing of one thing, much of another, long words, odd numbers?

Each turn makes a unit's year another one in which everything still agrees; several may be taken one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from generated.unit_years import Shape, unit_year
from wenxiao.disclosure.records import (
    Activity,
    Duty,
    Fund,
    Indicator,
    Journeys,
    Line,
    Part,
    Prior,
    Project,
    Purchase,
    Revenue,
    Statement,
    Subject,
    UnitYear,
    Vehicles,
)

Turn = Callable[[UnitYear], UnitYear]

_ABROAD, _BOUGHT, _RUNNING, _RECEPTION = "30212", "31013", "30231", "30217"
_THREE_PUBLIC = (_ABROAD, _BOUGHT, _RUNNING, _RECEPTION)
_GRADES = ("≥95%", "≥90%且<95%", "≥80%且<90%", "<80%")
_LONG = "落实上级关于农村人居环境整治提升、污水治理和生活垃圾分类的年度任务，按月巡查，按季评比，发现问题及时交办并复核"


def township(shape: Shape, turns: Iterable[str] = ()) -> UnitYear:
    """The drawn unit with these turns taken, always in the order of TURNS."""
    records, taken = unit_year(shape), set(turns)
    for name, turn in TURNS.items():
        if name in taken:
            records = turn(records)
    return records


def balanced(records: UnitYear, lines: Iterable[Line], **more: object) -> UnitYear:
    """The year with other lines, its revenue exactly what they cost, its purchases those that are still paid for."""
    kept = tuple(lines)
    amounts = {fund: sum(line.amount for line in kept if line.fund is fund and not line.carried) for fund in Fund}
    revenue = tuple(Revenue(fund, amount, f"收入/{fund.value}") for fund, amount in amounts.items() if amount)
    paid = {(line.project, line.fund) for line in kept if not line.carried}
    purchases = tuple(each for each in records.purchases if (each.project, each.fund) in paid)
    return replace(records, **{"lines": kept, "revenue": revenue, "purchases": purchases, **more})  # type: ignore[arg-type]


def _projects(records: UnitYear) -> list[Line]:
    return [line for line in records.lines if line.part is Part.PROJECT]


def _random(records: UnitYear) -> Random:
    return Random(repr(records.revenue))


def _with_activities(records: UnitYear, change: Callable[[Activity], Activity]) -> UnitYear:
    duties = (replace(duty, activities=tuple(map(change, duty.activities))) for duty in records.duties)
    return replace(records, duties=tuple(duties))


def _with_projects(records: UnitYear, change: Callable[[Project], Project]) -> UnitYear:
    return _with_activities(records, lambda each: replace(each, projects=tuple(map(change, each.projects))))


# ── money ──


def _no_projects(records: UnitYear) -> UnitYear:
    return balanced(records, (line for line in records.lines if line.part is not Part.PROJECT), duties=records.duties[:1])


def _fund_only(records: UnitYear) -> UnitYear:
    lines = (replace(line, fund=Fund.GOVERNMENT_FUND, function_code="2120899") for line in _projects(records))
    return balanced(records, lines, purchases=())


def _many_funds(records: UnitYear) -> UnitYear:
    """One project out of every fund, under several 项."""
    if not _projects(records):
        return records
    random = _random(records)
    line = _projects(records)[0]
    codes = {Fund.GOVERNMENT_FUND: "2120899", Fund.STATE_CAPITAL: "2239999", Fund.SPECIAL_ACCOUNT: "2050299", Fund.UNIT_MONEY: "2010399"}
    more = (
        replace(line, function_code=code, fund=fund, amount=random.randint(1, 900) * 1_000_000, source=f"项目/{fund.value}", carried=False)
        for fund, code in codes.items()
    )
    return balanced(records, (*records.lines, *more))


def _carried(records: UnitYear) -> UnitYear:
    """Every second line of the projects is left over from last year, and so is the operating money."""
    turned = {id(line) for line in _projects(records)[::2]} | {id(line) for line in records.lines if line.part is Part.OPERATING}
    return balanced(records, (replace(line, carried=line.carried or id(line) in turned) for line in records.lines), purchases=())


def _odd_cents(records: UnitYear) -> UnitYear:
    """Amounts that no decimal of 万元 holds: the tables are in 元."""
    random = _random(records)
    lines = (replace(line, amount=line.amount + random.randint(1, 99)) for line in records.lines)
    return balanced(records, lines, purchases=())


def _no_three_public(records: UnitYear) -> UnitYear:
    lines = (line for line in records.lines if line.economic_code not in _THREE_PUBLIC)
    prior = tuple(replace(each, amount=0) if each.subject in _OF_THREE_PUBLIC else each for each in records.prior)
    return balanced(records, lines, prior=prior, vehicles=Vehicles(0, 0, "车辆/1"), journeys=Journeys(0, 0, "出国/1"))


_OF_THREE_PUBLIC = (Subject.ABROAD, Subject.VEHICLE_PURCHASE, Subject.VEHICLE_RUNNING, Subject.RECEPTION)


def _with_money(records: UnitYear, code: str, amount: int) -> tuple[Line, ...]:
    """The lines with this much under an economic code, out of the largest line of operating money."""
    others = [line for line in records.lines if line.economic_code != code]
    first = max((line for line in others if line.part is Part.OPERATING), key=lambda line: line.amount)
    return (*others, replace(first, economic_code=code, amount=amount, source=f"基本/{code}"))


def _vehicle_bought(records: UnitYear) -> UnitYear:
    lines = _with_money(records, _BOUGHT, 18_000_000)
    return balanced(records, lines, vehicles=replace(records.vehicles, held=max(1, records.vehicles.held), bought=1))


def _journeys(records: UnitYear) -> UnitYear:
    return balanced(records, _with_money(records, _ABROAD, 6_350_000), journeys=Journeys(2, 5, "出国/1"))


def _rich(records: UnitYear) -> UnitYear:
    """Amounts of a thousand times the size: columns must hold them."""
    lines = (replace(line, amount=line.amount * 1_000) for line in records.lines)
    prior = tuple(replace(each, amount=each.amount * 1_000) for each in records.prior)
    return balanced(records, lines, prior=prior, purchases=())


def _as_last_year(records: UnitYear) -> UnitYear:
    """Nothing has changed, and some things were nothing last year."""
    spent = {part: sum(line.amount for line in records.lines if line.part is part) for part in Part}
    now = {Subject.BASIC: spent[Part.PERSONNEL] + spent[Part.OPERATING], Subject.PROJECT: 0, Subject.OPERATING: 0}
    return replace(records, prior=tuple(Prior(each.subject, now.get(each.subject, each.amount), each.source) for each in records.prior))


def _prior_unknown(records: UnitYear) -> UnitYear:
    return replace(records, prior=(), reasons=())


# ── people ──


def _above_quota(records: UnitYear) -> UnitYear:
    return replace(records, staffing=replace(records.staffing, administrative=records.staffing.administrative_quota + 3, retired=180))


# ── duties ──


def _many_duties(records: UnitYear) -> UnitYear:
    """A duty for each activity."""
    duties = [
        replace(duty, name=f"{duty.name}之{number}", activities=(activity,), source=f"{duty.source}/{number}")
        for duty in records.duties
        for number, activity in enumerate(duty.activities, 1)
    ]
    return replace(records, duties=tuple(duties))


def _activities_are_projects(records: UnitYear) -> UnitYear:
    """The office names each project as the activity it serves."""
    return _with_activities(records, lambda each: replace(each, name=each.projects[0].name))


def _several_projects(records: UnitYear) -> UnitYear:
    """Each activity has a second project, which costs nothing."""

    def more(activity: Activity) -> Activity:
        first = activity.projects[0]
        idle = replace(first, code=f"{first.code}A", name=f"{first.name}后续管护", source=f"{first.source}/甲")
        return replace(activity, projects=(first, idle))

    return _with_activities(records, more)


def _bare_duties(records: UnitYear) -> UnitYear:
    """Duties without an activity, before and after those that have some."""
    bare = [Duty(f"{name}职责", f"做好{name}工作。", f"{name}工作有序开展。", (), f"职责/{name}") for name in ("武装", "统战")]
    return replace(records, duties=(bare[0], *records.duties, bare[1]))


def _many_indicators(records: UnitYear) -> UnitYear:
    """So many that a project's rows fill more than a page."""

    def more(project: Project) -> Project:
        names = (f"{project.name[:12]}第{number}项任务完成率" for number in range(1, 26))
        extra = (Indicator(name, *_GRADES, f"指标/{project.code}/{name}", weight="1") for name in names)
        heaviest = project.indicators[0]
        rest = replace(heaviest, weight=str(int(heaviest.weight) - 25))
        return replace(project, indicators=(rest, *project.indicators[1:], *extra))

    place, first = next((place, duty) for place, duty in enumerate(records.duties) if duty.activities)
    head = replace(first.activities[0], projects=tuple(map(more, first.activities[0].projects)))
    changed = replace(first, activities=(head, *first.activities[1:]))
    return replace(records, duties=(*records.duties[:place], changed, *records.duties[place + 1 :]))


# ── words ──


def _long_names(records: UnitYear) -> UnitYear:
    name = records.unit.name.replace("县", "满族蒙古族自治县")

    def longer(project: Project) -> Project:
        return replace(project, name=f"{records.year - 1}年度“美丽乡村”{project.name}农村人居环境整治提升及配套基础设施建设工程补助资金")

    return replace(_with_projects(records, longer), unit=replace(records.unit, name=name))


def _long_texts(records: UnitYear) -> UnitYear:
    random = _random(records)

    def longer(project: Project) -> Project:
        return replace(project, content=f"{_LONG}。" * random.randint(1, 8), objective=f"{_LONG}。" * random.randint(1, 4))

    changed = _with_projects(records, longer)
    duties = (replace(duty, description=f"{_LONG}。" * 3, objective=f"{_LONG}。" * 2) for duty in changed.duties)
    functions = tuple(f"{_LONG}（第{number}项）。" for number in range(1, 13))
    return replace(changed, duties=tuple(duties), unit=replace(changed.unit, functions=functions))


def _long_indicators(records: UnitYear) -> UnitYear:
    def told(indicator: Indicator) -> Indicator:
        return replace(
            indicator,
            name=f"按照年度工作要点完成{indicator.name}（含行政村、社区和驻镇单位）",
            excellent="任务全部完成，质量达到标准，经抽查没有发现问题",
            good="任务全部完成，质量基本达到标准，抽查发现的问题能够及时整改",
            fair="大部分任务完成，部分质量没有达到标准",
            poor="多数任务没有完成，或者质量没有达到标准",
            evidence="年度工作总结、现场检查记录和满意度调查表",
        )

    return _with_projects(records, lambda each: replace(each, indicators=tuple(map(told, each.indicators))))


def _spoken(records: UnitYear) -> UnitYear:
    """Reasons and statements as people write them, with figures of their own."""
    reasons = tuple(replace(each, text="工作任务增加，人员变动2人，标准有所调整；同时压减了一般性支出。") for each in records.reasons)
    matters = (Statement("", "本部门没有举借债务。", "事项/1"), Statement("", "公开内容由本部门负责解释。", "事项/2"))
    objectives = tuple(Statement("", f"{_LONG}（目标{number}）。", f"目标/{number}") for number in (1, 2, 3))
    return replace(records, reasons=reasons, matters=matters, objectives=objectives)


def _many_purchases(records: UnitYear) -> UnitYear:
    """Some of one name and project, at several prices."""
    line = max((line for line in _projects(records) if not line.carried), key=lambda line: line.amount, default=None)
    if line is None:
        return records
    random = _random(records)
    kinds = (
        ("复印纸", "A05040101", "包"),
        ("打印机", "A02021000", "台"),
        ("道路养护", "B02120000", "公里"),
        ("保洁服务", "C21040001", "项"),
    )
    found = []
    for number, (name, code, measure) in enumerate(kinds * 6, 1):
        count, price = random.choice((1, 2, 12)) * 10_000, random.randint(1, 9) * 1_000
        found.append(Purchase(line.project, name, code, measure, count, price, line.fund, f"采购/{number}"))
    return replace(records, purchases=tuple(found))


TURNS: dict[str, Turn] = {
    "no projects": _no_projects,
    "many funds": _many_funds,
    "carried": _carried,
    "no 三公": _no_three_public,
    "vehicle bought": _vehicle_bought,
    "journeys": _journeys,
    "rich": _rich,
    "odd cents": _odd_cents,
    "as last year": _as_last_year,
    "prior unknown": _prior_unknown,
    "above quota": _above_quota,
    "activities are projects": _activities_are_projects,
    "several projects": _several_projects,
    "many duties": _many_duties,
    "bare duties": _bare_duties,
    "many indicators": _many_indicators,
    "long names": _long_names,
    "long texts": _long_texts,
    "long indicators": _long_indicators,
    "spoken": _spoken,
    "many purchases": _many_purchases,
    "fund only": _fund_only,
}
