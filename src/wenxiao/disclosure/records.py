"""What must be known of a unit's year before its budget can be disclosed?

The shapes are those of the office's own records, without its database: whoever holds the records puts them into these. Money is in
whole 分, counted and measured things in ten-thousandths where they can be fractions. `source` is the address of the record behind a
value, opaque here: a page that shows a figure leads to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

TEN_THOUSAND = 10_000


class Fund(str, Enum):
    """资金性质, in the order tables print them; the values are the office's."""

    GENERAL = "general"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    SPECIAL_ACCOUNT = "special_account"
    UNIT_MONEY = "unit_money"


APPROPRIATED = (Fund.GENERAL, Fund.GOVERNMENT_FUND, Fund.STATE_CAPITAL)


class Part(str, Enum):
    """支出的部分: 基本支出 is personnel and operating money (预算法实施条例 art. 5)."""

    PERSONNEL = "personnel"
    OPERATING = "operating"
    PROJECT = "project"


BASIC = (Part.PERSONNEL, Part.OPERATING)


class Subject(str, Enum):
    """比较的事项: what is compared with last year and has a reason when it changed. The values are the catalogue's concepts."""

    BASIC = "基本支出"
    PROJECT = "项目支出"
    OPERATING = "机关运行经费"
    ABROAD = "因公出国境费"
    VEHICLE_PURCHASE = "公务用车购置费"
    VEHICLE_RUNNING = "公务用车运行费"
    RECEPTION = "公务接待费"
    # Of final accounts alone.
    TOTAL = "收支总计"
    APPROPRIATED = "财政拨款收支总计"
    GENERAL = "一般公共预算支出"


@dataclass(frozen=True, slots=True)
class Unit:
    """单位基本情况. `functions` are its duties in the words of the document that set them, `structure` its place among budget units."""

    name: str
    code: str
    nature: str
    level: str
    funding: str
    functions: tuple[str, ...]
    structure: str
    source: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """编制和实有人数. Retirees have no quota."""

    administrative_quota: int
    institution_quota: int
    administrative: int
    institution: int
    cadre_retired: int
    retired: int
    resigned: int
    source: str


@dataclass(frozen=True, slots=True)
class Vehicles:
    """公务用车: held at the end of last year, and how many are to be bought this year."""

    held: int
    bought: int
    source: str


@dataclass(frozen=True, slots=True)
class Journeys:
    """因公出国（境）团组数和人数 planned for the year."""

    groups: int
    persons: int
    source: str


@dataclass(frozen=True, slots=True)
class Revenue:
    """收入预算 of this year from one fund; what is carried over from last year is no revenue of this year."""

    fund: Fund
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """支出预算: one 项 × 款 of one fund. `project` is the code of the project, "" for basic money; `carried`: left over from last year."""

    function_code: str
    economic_code: str
    fund: Fund
    part: Part
    amount: int
    source: str
    project: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Prior:
    """上年预算数 of one subject."""

    subject: Subject
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """增减原因 in the words of the person who knows it."""

    subject: Subject
    text: str
    person: str
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """绩效指标 with its four bands 优良中差 as they are printed. `kind` is 产出—数量 and the like, `baseline` what was reached last year,
    `weight` its marks, `evidence` where its value will be found, `target` the one value of an indicator in the national form, which has
    no bands; "" for what is not known."""

    name: str
    excellent: str
    good: str
    fair: str
    poor: str
    source: str
    kind: str = ""
    weight: str = ""
    baseline: str = ""
    evidence: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """预算项目 with its objective and indicators: what its lines point at by `code`. It may cost no money of its own."""

    code: str
    name: str
    content: str
    objective: str
    indicators: tuple[Indicator, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Activity:
    """工作活动 below a duty, carried out by its projects."""

    name: str
    content: str
    objective: str
    projects: tuple[Project, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Duty:
    """职责: the first of the three layers 职责 → 工作活动 → 预算项目."""

    name: str
    description: str
    objective: str
    activities: tuple[Activity, ...]
    source: str

    def projects(self) -> tuple[Project, ...]:
        return tuple(project for activity in self.activities for project in activity.projects)


@dataclass(frozen=True, slots=True)
class Purchase:
    """政府采购预算: `quantity` in ten-thousandths, `unit_price` in 分. `project` is a project's code, "" for operating money."""

    project: str
    name: str
    catalogue_code: str
    measure: str
    quantity: int
    unit_price: int
    fund: Fund
    source: str


class AssetKind(str, Enum):
    """固定资产 by the lines of its table; offices are part of the buildings."""

    BUILDINGS = "房屋"
    OFFICES = "办公用房"
    VEHICLES = "车辆"
    EQUIPMENT = "单价20万元以上设备"
    OTHER = "其他固定资产"


@dataclass(frozen=True, slots=True)
class Asset:
    """固定资产 at the end of last year: `quantity` in ten-thousandths of its measure (平方米, 台), None where it is not counted."""

    kind: AssetKind
    quantity: int | None
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Approval:
    """批复: by whom, under which number, on which day."""

    authority: str
    document: str
    approved_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Statement:
    """说明: a paragraph that a person wrote, with its title where it has one."""

    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class UnitYear:
    """一个单位一年的预算: all of the above. `people` tells by title who holds a post, so that a question can name its person."""

    year: int
    unit: Unit
    staffing: Staffing
    vehicles: Vehicles
    journeys: Journeys
    revenue: tuple[Revenue, ...]
    lines: tuple[Line, ...]
    duties: tuple[Duty, ...]
    purchases: tuple[Purchase, ...]
    assets: tuple[Asset, ...]
    prior: tuple[Prior, ...] = ()
    reasons: tuple[Reason, ...] = ()
    objectives: tuple[Statement, ...] = ()
    safeguards: tuple[Statement, ...] = ()
    matters: tuple[Statement, ...] = ()
    approval: Approval | None = None
    people: tuple[tuple[str, str], ...] = ()

    def projects(self) -> dict[str, Project]:
        return {project.code: project for duty in self.duties for project in duty.projects()}

    def project_names(self) -> Mapping[str, str]:
        return {code: project.name for code, project in self.projects().items()}


class YearRecords(Protocol):
    """What the records of a budget and those of final accounts have in common."""

    @property
    def year(self) -> int: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def vehicles(self) -> Vehicles: ...
    @property
    def journeys(self) -> Journeys: ...
    @property
    def prior(self) -> tuple[Prior, ...]: ...
    @property
    def reasons(self) -> tuple[Reason, ...]: ...
    @property
    def people(self) -> tuple[tuple[str, str], ...]: ...
    def project_names(self) -> Mapping[str, str]: ...


class RecordsDisagreeError(ValueError):
    """Records that cannot all be true: no document can be made of them without taking sides. `problems` says which."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems
