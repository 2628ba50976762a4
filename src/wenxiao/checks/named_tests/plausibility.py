"""Are amounts in proportion to the people, vehicles and floor space they are for?

Every limit is a default to be confirmed locally (`catalogue/data/limits.toml`); a figure beyond it is asked about, not condemned.
"""

from __future__ import annotations

from wenxiao.catalogue.limits import limit
from wenxiao.checks.named_tests.stated import HOLDS, cannot_tell, figure, judged, stated
from wenxiao.facts.model import Fact, FactSet
from wenxiao.vocabulary.finding import Problem, Verdict

_ONE = 10_000


def running_cost_per_head(facts: FactSet) -> Verdict:
    """R111: 公用经费 for each person in post, a year."""
    cost = stated(facts, "公用经费") or stated(facts, "一般公共预算公用经费") or stated(facts, "机关运行经费")
    return _per("人均公用经费", "公用经费", cost, "在职", _staff(facts))


def running_cost_per_vehicle(facts: FactSet) -> Verdict:
    """R113: running a vehicle, a year."""
    vehicles = [fact for name in ("公务用车保有量", "资产车辆数", "车辆数") if (fact := stated(facts, name)) is not None]
    return _per("车均运行维护费", "公务用车运行费", stated(facts, "公务用车运行费"), "车辆", vehicles[:1], "辆")


def transport_allowance_per_head(facts: FactSet) -> Verdict:
    """R114: 其他交通费用 for each civil servant, a month."""
    cost = stated(facts, "机关运行经费", "30239") or stated(facts, "一般公共预算基本支出", "30239")
    staff = stated(facts, "行政在职")
    return _per("人均公务交通补贴", "其他交通费用", cost, "行政在职", [staff] if staff is not None else [], months=12)


def office_area_per_head(facts: FactSet) -> Verdict:
    """R115: office space for each person in post."""
    area, staff = stated(facts, "办公用房面积"), _staff(facts)
    people = sum(fact.value for fact in staff) // _ONE
    if area is None or not area.value or not people:
        return cannot_tell("文中没有写办公用房面积" if area is None or not area.value else "文中没有写在职人数")
    most = limit("人均办公用房面积")
    if area.value <= most * people * _ONE:
        return HOLDS
    each = area.value / _ONE / people
    message = f"办公用房 {area.source.figure} 平方米，在职 {people} 人，人均 {each:.1f} 平方米，超过 {most} 平方米。"
    return judged([Problem(message, (area.source, *(fact.source for fact in staff)))])


def heating_per_area(facts: FactSet) -> Verdict:
    """R116: heating for each square metre of all buildings."""
    cost = stated(facts, "机关运行经费", "30208") or stated(facts, "一般公共预算基本支出", "30208")
    area = stated(facts, "房屋面积")
    if cost is None or area is None or not area.value:
        return cannot_tell("文中没有写取暖费" if cost is None else "文中没有写房屋面积")
    most = limit("每平方米取暖费")
    # cost in 分, area in ten-thousandths of a square metre
    if cost.value * _ONE <= 100 * most * area.value:
        return HOLDS
    each = cost.value / 100 / (area.value / _ONE)
    message = f"取暖费 {figure(cost)}，房屋 {area.source.figure} 平方米，每平方米 {each:.1f} 元，超过 {most} 元。"
    return judged([Problem(message, (cost.source, area.source))])


def _per(name: str, what: str, cost: Fact | None, of: str, counted: list[Fact], unit: str = "人", months: int = 1) -> Verdict:
    count = sum(fact.value for fact in counted) // _ONE
    if cost is None or not count:
        return cannot_tell(f"文中没有写{what}" if cost is None else f"文中没有写{of}数")
    most = limit(name)
    if cost.value <= 100 * most * count * months:
        return HOLDS
    each = cost.value / 100 / count / months
    period = "每月" if months > 1 else "每年"
    message = f"{what} {figure(cost)}，{of} {count} {unit}，每{unit}{period} {each:,.0f} 元，超过 {most:,} 元。"
    return judged([Problem(message, (cost.source, *(fact.source for fact in counted)))])


def _staff(facts: FactSet) -> list[Fact]:
    return [fact for name in ("行政在职", "事业在职") if (fact := stated(facts, name)) is not None]
