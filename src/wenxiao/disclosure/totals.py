"""Which figures does a budget disclosure state, and of what are they made up?

Each has one name and is derived once; the tables and the sentences ask here, so that they cannot differ.
"""

from __future__ import annotations

from wenxiao.disclosure.figures import FUND_NAMES, Figure, Measure, Slice
from wenxiao.disclosure.records import (
    APPROPRIATED,
    BASIC,
    Activity,
    Asset,
    AssetKind,
    Duty,
    Fund,
    Part,
    Project,
    Purchase,
    RecordsDisagreeError,
    UnitYear,
)
from wenxiao.disclosure.year_totals import YearTotals
from wenxiao.vocabulary.money import Money

# 货物 in the procurement catalogue.
GOODS = "A"


class Totals(YearTotals[UnitYear]):
    """一年预算的各个数. Raises RecordsDisagreeError for records of which no consistent document can be made."""

    def __init__(self, records: UnitYear) -> None:
        super().__init__(records)
        problems = [*self._unbalanced(), *self._homeless()]
        if problems:
            raise RecordsDisagreeError(problems)

    # ── revenue and spending ──

    def revenue(self, fund: Fund) -> Figure:
        name = FUND_NAMES[fund]
        parts = [
            self.figures.record(f"记录/收入/{number}", f"{name}收入", each.amount, each.source)
            for number, each in enumerate(self.records.revenue, 1)
            if each.fund is fund
        ]
        return self.figures.sum(f"收入/{fund.value}", f"{name}收入", parts)

    def revenue_of_year(self) -> Figure:
        return self.figures.sum("收入/本年", "本年收入合计", [self.revenue(fund) for fund in Fund])

    def appropriated_revenue(self) -> Figure:
        return self.figures.sum("收入/财政拨款", "财政拨款本年收入", [self.revenue(fund) for fund in APPROPRIATED])

    def carried(self, *funds: Fund) -> Figure:
        """上年结转 of these funds, of all where none is named."""
        return self.figures.spent(Slice(funds=funds, carried=True))

    def revenue_total(self) -> Figure:
        return self.figures.sum("收入/总计", "收入总计", [self.revenue_of_year(), self.carried()])

    def appropriated_total(self) -> Figure:
        return self.figures.sum("收入/财政拨款总计", "财政拨款收入总计", [self.appropriated_revenue(), self.carried(*APPROPRIATED)])

    def left_at_the_end(self) -> Figure:
        """年终结转结余: nothing, in a budget that is balanced."""
        return self.figures.difference("年终结转结余", "年终结转结余", self.revenue_total(), self.spending())

    def spending_total(self) -> Figure:
        return self.figures.sum("支出/总计", "支出总计", [self.spending(), self.left_at_the_end()])

    # ── duties ──

    def duty(self, number: int, duty: Duty) -> Figure:
        activities = [self.activity(number, place, each) for place, each in enumerate(duty.activities, 1)]
        return self.figures.sum(f"职责/{number}", duty.name, activities)

    def activity(self, number: int, place: int, activity: Activity) -> Figure:
        """The money of an activity, the `place`th of the duty of this number, both from 1."""
        return self.figures.sum(f"职责/{number}/活动/{place}", activity.name, [self.project(each) for each in activity.projects])

    def project(self, project: Project) -> Figure:
        return self.figures.spent(Slice(project=project.code))

    # ── procurement and assets ──

    def purchase(self, number: int, purchase: Purchase) -> tuple[Figure, Figure, Figure]:
        """Quantity, price and amount of one line."""
        name = f"记录/采购/{number}"
        count = self.figures.record(f"{name}/数量", f"{purchase.name}数量", purchase.quantity, purchase.source, Measure.COUNT)
        price = self.figures.record(f"{name}/单价", f"{purchase.name}单价", purchase.unit_price, purchase.source)
        return count, price, self.figures.product(f"采购/{number}", purchase.name, count, price)

    def procurement(self, fund: Fund | None = None) -> Figure:
        parts = [self.purchase(number, each)[2] for number, each in self._purchases() if fund is None or each.fund is fund]
        name = f"，{FUND_NAMES[fund]}" if fund else ""
        return self.figures.sum(f"采购/合计/{fund.value if fund else '全部'}", f"政府采购预算{name}", parts)

    def goods(self) -> Figure:
        """拟购置固定资产: the goods of the procurement budget (R064)."""
        parts = [self.purchase(number, each)[2] for number, each in self._purchases() if each.catalogue_code.startswith(GOODS)]
        return self.figures.sum("采购/货物", "拟购置固定资产", parts)

    def asset(self, kind: AssetKind) -> tuple[Figure | None, Figure]:
        """Quantity, where it is counted, and value. Vehicles are counted once, in their own record."""
        own = self._assets(kind)
        values = [self.figures.record(f"记录/资产/{kind.name}/{n}/价值", kind.value, each.value, each.source) for n, each in enumerate(own)]
        value = self.figures.sum(f"资产/{kind.name}/价值", f"{kind.value}价值", values)
        if kind is AssetKind.VEHICLES:
            return self.vehicles_held(), value
        counted = [(n, each, each.quantity) for n, each in enumerate(own) if each.quantity is not None]
        if not counted:
            return None, value
        counts = [
            self.figures.record(f"记录/资产/{kind.name}/{n}/数量", f"{kind.value}数量", quantity, each.source, Measure.COUNT)
            for n, each, quantity in counted
        ]
        return self.figures.sum(f"资产/{kind.name}/数量", f"{kind.value}数量", counts, Measure.COUNT), value

    def assets(self) -> Figure:
        kinds = [kind for kind in AssetKind if kind is not AssetKind.OFFICES]
        return self.figures.sum("资产/总额", "固定资产总额", [self.asset(kind)[1] for kind in kinds])

    def staff(self) -> tuple[Figure, ...]:
        """行政编制, 事业编制, 行政在职, 事业在职, 离休, 退休, 退职."""
        own = self.records.staffing
        named = {
            "行政编制": own.administrative_quota,
            "事业编制": own.institution_quota,
            "行政在职": own.administrative,
            "事业在职": own.institution,
            "离休": own.cadre_retired,
            "退休": own.retired,
            "退职": own.resigned,
        }
        return tuple(self.counted(f"人员/{name}", f"{name}人数", count, own.source) for name, count in named.items())

    def _purchases(self) -> list[tuple[int, Purchase]]:
        return list(enumerate(self.records.purchases, 1))

    def _assets(self, kind: AssetKind) -> list[Asset]:
        return [each for each in self.records.assets if each.kind is kind]

    # ── what no document can be made of ──

    def _unbalanced(self) -> list[str]:
        problems = []
        for fund in Fund:
            received = self.revenue(fund)
            spent = self.figures.spent(Slice(funds=(fund,), carried=False))
            if received.value != spent.value:
                apart = Money(abs(received.value - spent.value))
                problems.append(
                    f"{FUND_NAMES[fund]}收支不平：本年收入 {Money(received.value)} 元，"
                    f"用本年收入安排的支出 {Money(spent.value)} 元，相差 {apart} 元"
                )
        return problems

    def _homeless(self) -> list[str]:
        known = self.records.projects()
        problems = []
        for line in self.records.lines:
            if line.part is Part.PROJECT and line.project not in known:
                problems.append(f"项目支出“{line.source}”不属于任何职责或工作活动的项目（{line.project or '没有项目编号'}）")
            if line.part in BASIC and line.project:
                problems.append(f"基本支出“{line.source}”写了项目 {line.project}")
        for purchase in self.records.purchases:
            if purchase.project and purchase.project not in known:
                problems.append(f"采购“{purchase.name}”的项目 {purchase.project} 不属于任何职责或工作活动")
        return problems
