"""What must be known of a unit's year before its final accounts can be disclosed?

The shapes beside those of the budget (`records`), without the office's database. Money is in whole 分. `source` is the address of the
record behind a value. Where the office has each of them (`web.publish.queries.outturn_records` fetches them):

- `lines`: the lines of the closed year with what the ledger says was paid (`spend.Appropriation`, `spend.Node.paid`); `Line.carried` where
  they have an origin in an earlier year.
- `Received`: of appropriations what the treasury has paid, line by line (under 国库集中支付 received is paid, `spend.queries.revenue`); of
  other money the unit's checked receipts (`spend.Receipt`), under the only 项 the fund is spent under or as somebody divides them.
- `Opening`: nothing of appropriations, which lie with the treasury; of other money it is told.
- `Planned`: the lines of the approved version of the budget (`plan.Version`).
- `Limit`: the caps of 三公 (`spend.Node.Kind.THREE_PUBLIC`), approved and adjusted, with what the closing took added again.
- `Journeys`, `Vehicles`, `Receptions`, `Property`, `Contract`, `Evaluation`, last year's final accounts, approval: kept nowhere else yet,
  so they are told for the document (`publish.Disclosure`, `publish.Told`, `publish.FinalApproval`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from wenxiao.disclosure.records import (
    Approval,
    Fund,
    Journeys,
    Line,
    Prior,
    Reason,
    Statement,
    Subject,
    Unit,
    Vehicles,
)


class Income(str, Enum):
    """收入来源, in the order the tables of final accounts print them (财政部《部门决算报表》 财决01表)."""

    GENERAL = "general"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    SUPERIOR = "superior"
    SERVICE = "service"
    BUSINESS = "business"
    SUBORDINATE = "subordinate"
    OTHER = "other"


FUND_OF = {Income.GENERAL: Fund.GENERAL, Income.GOVERNMENT_FUND: Fund.GOVERNMENT_FUND, Income.STATE_CAPITAL: Fund.STATE_CAPITAL}
APPROPRIATED_INCOME = tuple(FUND_OF)
OWN_INCOME = tuple(income for income in Income if income not in FUND_OF)
OWN_FUNDS = (Fund.SPECIAL_ACCOUNT, Fund.UNIT_MONEY)


@dataclass(frozen=True, slots=True)
class Received:
    """本年收入 from one source for one 项. Money of the 财政专户 is 事业收入."""

    income: Income
    function_code: str
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Opening:
    """年初结转和结余 of one fund and 项, after what was taken back."""

    fund: Fund
    function_code: str
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Planned:
    """年初预算数 of one 项, as approved before any change of the year."""

    function_code: str
    fund: Fund
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Limit:
    """“三公”经费预算数 of one item: 全年预算数, after the adjustments of the year."""

    subject: Subject
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Departure:
    """决算数与预算数不同的原因. `of` is the code of a 项, or the value of a Subject."""

    of: str
    text: str
    person: str
    source: str


@dataclass(frozen=True, slots=True)
class Receptions:
    """国内公务接待: how many times, of how many persons."""

    batches: int
    persons: int
    source: str


class Procured(str, Enum):
    """政府采购的三类."""

    GOODS = "goods"
    WORKS = "works"
    SERVICES = "services"


class Supplier(str, Enum):
    """供应商规模: a micro enterprise (小微) counts among the small and medium ones (中小) as well."""

    LARGE = "large"
    SMALL = "small"
    MICRO = "micro"


@dataclass(frozen=True, slots=True)
class Contract:
    """政府采购合同 of the year, at its amount."""

    name: str
    kind: Procured
    supplier: Supplier
    amount: int
    source: str


class VehicleUse(str, Enum):
    """车辆用途, in the words and the order of the form."""

    MINISTERIAL = "副部（省）级及以上领导用车"
    LEADERS = "主要领导干部用车"
    CONFIDENTIAL = "机要通信用车"
    EMERGENCY = "应急保障用车"
    ENFORCEMENT = "执法执勤用车"
    SPECIAL = "特种专业技术用车"
    RETIRED = "离退休干部用车"
    OTHER = "其他用车"


@dataclass(frozen=True, slots=True)
class Property:
    """国有资产占用 at the end of the year: vehicles by use, and 单价100万元（含）以上设备（不含车辆）."""

    vehicles: tuple[tuple[VehicleUse, int], ...]
    equipment: int
    source: str


class Grade(str, Enum):
    """自评等级."""

    EXCELLENT = "优"
    GOOD = "良"
    FAIR = "中"
    POOR = "差"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """项目支出绩效自评: `budget` is the project's money in 分, `score` its marks in hundredths."""

    project: str
    name: str
    budget: int
    score: int
    grade: Grade
    source: str


@dataclass(frozen=True, slots=True)
class Outturn:
    """一个单位一年的决算: all of the above. `lines` are what was paid, `vehicles` those held at the end of the year and bought in it.

    `prior` and `reasons` are last year's final accounts and why this year's differ from them, `departures` why they differ from the
    budget. `projects` are codes and names.
    """

    year: int
    unit: Unit
    received: tuple[Received, ...]
    openings: tuple[Opening, ...]
    lines: tuple[Line, ...]
    planned: tuple[Planned, ...]
    limits: tuple[Limit, ...]
    vehicles: Vehicles
    journeys: Journeys
    receptions: Receptions | None = None
    contracts: tuple[Contract, ...] = ()
    property: Property | None = None
    evaluations: tuple[Evaluation, ...] = ()
    projects: tuple[tuple[str, str], ...] = ()
    prior: tuple[Prior, ...] = ()
    reasons: tuple[Reason, ...] = ()
    departures: tuple[Departure, ...] = ()
    performance: tuple[Statement, ...] = ()
    approval: Approval | None = None
    people: tuple[tuple[str, str], ...] = ()

    def project_names(self) -> Mapping[str, str]:
        return dict(self.projects)
