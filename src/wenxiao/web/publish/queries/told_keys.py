"""Which figures of final accounts must somebody tell, because no table of the office keeps them?"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from wenxiao.catalogue.codes import function_name
from wenxiao.disclosure.figures import FUND_NAMES
from wenxiao.disclosure.outturn import OWN_FUNDS, Procured, Supplier, VehicleUse
from wenxiao.disclosure.outturn_totals import INCOME_NAMES
from wenxiao.disclosure.records import Fund, Subject
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.own_money import income_of, own_codes, own_receipts
from wenxiao.web.spend.models import Appropriation


class Group(Enum):
    """一页的数, with what stands above them."""

    RECEPTIONS = "receptions"
    VEHICLES = "vehicles"
    PROCUREMENT = "procurement"
    LAST_YEAR = "last-year"
    EVALUATIONS = "evaluations"
    OWN_MONEY = "own-money"

    @property
    def label(self) -> str:
        return _TITLES[self][0]

    @property
    def lead(self) -> str:
        return _TITLES[self][1]


_TITLES = {
    Group.RECEPTIONS: ("国内公务接待", "批次和人次按公务接待台账填，人次不含陪同人员。没有接待填 0。"),
    Group.VEHICLES: ("车辆和大型设备", "年末的数。没有的填 0。"),
    Group.PROCUREMENT: ("政府采购支出", "按当年签订的政府采购合同金额填，单位：元。没有的填 0。"),
    Group.LAST_YEAR: ("上年决算数", "照上年公开的决算填，单位：元。上年没有的填 0。"),
    Group.EVALUATIONS: ("项目绩效自评得分", "满分 100 分，最多两位小数；等级由得分定：90 分以上优，80 分以上良，60 分以上中。"),
    Group.OWN_MONEY: ("财政拨款以外的资金", "单位：元。没有的填 0。"),
}
_KINDS = {Procured.GOODS: "货物", Procured.WORKS: "工程", Procured.SERVICES: "服务"}
_SUPPLIERS = {Supplier.LARGE: "大型企业和其他", Supplier.SMALL: "中小企业（小微除外）", Supplier.MICRO: "小微企业"}
LAST_YEARS = (
    Subject.TOTAL, Subject.APPROPRIATED, Subject.GENERAL, Subject.OPERATING, Subject.ABROAD, Subject.VEHICLE_PURCHASE,
    Subject.VEHICLE_RUNNING, Subject.RECEPTION,
)  # fmt: skip


class Unit(Enum):
    """What one of a value is: a piece, a 分, a hundredth of a mark."""

    PIECES = "pieces"
    MONEY = "money"
    MARKS = "marks"


class Key(NamedTuple):
    """一个要填的数. `parts` of own money: what, income ("" for what was there), fund, code."""

    id: str
    label: str
    unit: Unit
    parts: tuple[str, str, str, str] = ("", "", "", "")


def keys_of(disclosure: Disclosure, group: Group) -> list[Key]:
    """What one page asks, in order; of own money and evaluations only what this unit has."""
    if group is Group.RECEPTIONS:
        return [Key("receptions.batches", "批次", Unit.PIECES), Key("receptions.persons", "人次", Unit.PIECES)]
    if group is Group.VEHICLES:
        uses = [Key(f"vehicles.{use.name}", f"{use.value}（辆）", Unit.PIECES) for use in VehicleUse]
        held = Key("vehicles.held", "财政拨款开支运行费的公务用车保有量（辆）", Unit.PIECES)
        return [held, *uses, Key("equipment", "单价100万元（含）以上设备，不含车辆（台、套）", Unit.PIECES)]
    if group is Group.PROCUREMENT:
        return [
            Key(f"procured.{kind.value}.{supplier.value}", f"{_KINDS[kind]}，{_SUPPLIERS[supplier]}", Unit.MONEY)
            for kind in Procured
            for supplier in Supplier
        ]
    if group is Group.LAST_YEAR:
        return [Key(f"prior.{subject.name}", f"{disclosure.year - 1} 年度{subject.value}", Unit.MONEY) for subject in LAST_YEARS]
    return _evaluations(disclosure) if group is Group.EVALUATIONS else _own_money(disclosure)


def _evaluations(disclosure: Disclosure) -> list[Key]:
    lines = Appropriation.objects.filter(unit=disclosure.unit_id, year=disclosure.year, project__isnull=False).order_by("project__code")
    projects = dict(lines.values_list("project__code", "project__name"))
    return [Key(f"score.{code}", f"{code} {name}", Unit.MARKS) for code, name in projects.items()]


def _own_money(disclosure: Disclosure) -> list[Key]:
    """What was there of each fund the unit has; and, of a fund under several 项, what came for each."""
    spent = set(Appropriation.objects.filter(unit=disclosure.unit_id, year=disclosure.year).values_list("fund", flat=True))
    found = []
    for fund in OWN_FUNDS:
        incomes = {income_of(receipt).value for receipt in own_receipts(disclosure, fund)}
        if fund.value not in spent and not incomes:
            continue
        codes = own_codes(disclosure, fund)
        for code in codes:
            named = f"{FUND_NAMES[fund]}，{code} {function_name(code) or ''}".strip()
            found.append(_own(f"opening.{fund.value}.{code}", f"{named}：年初结转和结余", "", fund, code))
            if len(codes) > 1:
                found += [
                    _own(f"received.{income.value}.{fund.value}.{code}", f"{named}：{name}", income.value, fund, code)
                    for income, name in INCOME_NAMES.items()
                    if income.value in incomes
                ]
    return found


def _own(id: str, label: str, income: str, fund: Fund, code: str) -> Key:
    return Key(id, label, Unit.MONEY, (id.partition(".")[0], income, fund.value, code))
