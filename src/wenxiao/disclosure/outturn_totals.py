"""Which figures do final accounts state, and of what are they made up?

What is left at the end is never typed: it is what was there and came, less what was paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenxiao.disclosure.figures import FUND_NAMES, Axis, Figure, Measure, Slice, name_of
from wenxiao.disclosure.outturn import (
    APPROPRIATED_INCOME,
    FUND_OF,
    OWN_FUNDS,
    OWN_INCOME,
    Grade,
    Income,
    Outturn,
    Procured,
    Supplier,
)
from wenxiao.disclosure.records import APPROPRIATED, TEN_THOUSAND, Fund, RecordsDisagreeError, Subject
from wenxiao.disclosure.year_totals import CARS, YearTotals
from wenxiao.vocabulary.money import Money

INCOME_NAMES = {
    Income.GENERAL: "一般公共预算财政拨款收入",
    Income.GOVERNMENT_FUND: "政府性基金预算财政拨款收入",
    Income.STATE_CAPITAL: "国有资本经营预算财政拨款收入",
    Income.SUPERIOR: "上级补助收入",
    Income.SERVICE: "事业收入",
    Income.BUSINESS: "经营收入",
    Income.SUBORDINATE: "附属单位上缴收入",
    Income.OTHER: "其他收入",
}
ITEMS = (Subject.ABROAD, *CARS, Subject.RECEPTION)
SUPPLIERS = (Supplier.SMALL, Supplier.MICRO)
ITEM_DIGITS = 7


class OutturnTotals(YearTotals[Outturn]):
    """一年决算的各个数. Raises RecordsDisagreeError for records of which no consistent document can be made."""

    def __init__(self, records: Outturn) -> None:
        super().__init__(records)
        problems = [*_unusable(records)]
        problems += [] if problems else self._overspent()
        if problems:
            raise RecordsDisagreeError(problems)

    # ── what came, what was there, what is left ──

    def received(self, *incomes: Income, code: str = "") -> Figure:
        """本年收入 from these sources, from all where none is named, for what is below a code."""
        if len(incomes) != 1:
            chosen = incomes or tuple(Income)
            own = [self.received(income, code=code) for income in chosen]
            name = "财政拨款" if chosen == APPROPRIATED_INCOME else "合计" if chosen == tuple(Income) else "＋".join(chosen)
            return self.figures.sum(f"本年收入/{name}/{code}", f"本年收入{name}{_named(code)}", own)
        income = incomes[0]
        leaves = [
            (each.function_code, self.figures.record(f"记录/本年收入/{number}", INCOME_NAMES[income], each.amount, each.source))
            for number, each in enumerate(self.records.received, 1)
            if each.income is income
        ]
        return self._below(f"本年收入/{income.value}", INCOME_NAMES[income], leaves, code)

    def opening(self, *funds: Fund, code: str = "") -> Figure:
        """年初结转和结余 of these funds, of all where none is named, for what is below a code."""
        if len(funds) != 1:
            chosen = funds or tuple(Fund)
            own = [self.opening(fund, code=code) for fund in chosen]
            name = "财政拨款" if chosen == APPROPRIATED else "合计" if chosen == tuple(Fund) else "＋".join(chosen)
            return self.figures.sum(f"年初结转和结余/{name}/{code}", f"年初结转和结余{name}{_named(code)}", own)
        fund, label = funds[0], f"{FUND_NAMES[funds[0]]}年初结转和结余"
        leaves = [
            (each.function_code, self.figures.record(f"记录/年初结转和结余/{number}", label, each.amount, each.source))
            for number, each in enumerate(self.records.openings, 1)
            if each.fund is fund
        ]
        return self._below(f"年初结转和结余/{fund.value}", label, leaves, code)

    def paid(self, *funds: Fund, code: str = "") -> Figure:
        return self.figures.spent(Slice(code=code, funds=funds))

    def closing(self, *funds: Fund, code: str = "") -> Figure:
        """年末结转和结余: what was there and came, less what was paid."""
        label = f"{'、'.join(FUND_NAMES[fund] for fund in funds)}年末结转和结余{_named(code)}"
        name = "＋".join(funds) or "合计"
        return self.figures.difference(
            f"年末结转和结余/{name}/{code}", label, self.available(*funds, code=code), self.paid(*funds, code=code)
        )

    def available(self, *funds: Fund, code: str = "") -> Figure:
        """本年收入 and 年初结转和结余 of treasury funds, or of everything where none is named: the total of both sides."""
        incomes = tuple(income for income, fund in FUND_OF.items() if fund in funds)
        own = [self.received(*incomes, code=code), self.opening(*funds, code=code)]
        name = "＋".join(funds) or "合计"
        return self.figures.sum(f"收入总计/{name}/{code}", f"收入总计{_named(code)}", own)

    def used(self, *funds: Fund) -> Figure:
        """本年支出 and 年末结转和结余: as much, by its making, as was available."""
        name = "＋".join(funds) or "合计"
        return self.figures.sum(f"支出总计/{name}", "支出总计", [self.paid(*funds), self.closing(*funds)])

    def fund_codes(self, fund: Fund, *lengths: int) -> list[str]:
        """The codes under which a fund was there, came or was paid."""
        incomes = [income for income, own in FUND_OF.items() if own is fund]
        own = [each.function_code for each in self.records.openings if each.fund is fund and each.amount]
        own += [each.function_code for each in self.records.received if each.income in incomes and each.amount]
        return sorted({code[:length] for code in own for length in lengths} | set(self.figures.codes(Slice(funds=(fund,)), *lengths)))

    def received_codes(self, *lengths: int) -> list[str]:
        own = [each.function_code for each in self.records.received if each.amount]
        return sorted({code[:length] for code in own for length in lengths})

    # ── the budget ──

    def planned(self, code: str = "") -> Figure:
        """年初预算数 of the general budget, below a code."""
        leaves = [
            (each.function_code, self.figures.record(f"记录/年初预算/{number}", "年初预算数", each.amount, each.source))
            for number, each in enumerate(self.records.planned, 1)
            if each.fund is Fund.GENERAL
        ]
        return self._below("年初预算", "年初预算数", leaves, code)

    def planned_codes(self) -> list[str]:
        """Every 项 of the general budget that was planned or paid."""
        planned = {each.function_code for each in self.records.planned if each.fund is Fund.GENERAL and each.amount}
        return sorted(planned | set(self.figures.codes(Slice(funds=(Fund.GENERAL,)), ITEM_DIGITS)))

    def limits(self) -> dict[Subject, Figure]:
        """“三公”经费预算数, of the items for which it is known."""
        return {
            each.subject: self.figures.record(f"记录/三公预算/{each.subject.name}", f"{each.subject.value}预算数", each.amount, each.source)
            for each in self.records.limits
        }

    def limit_of_cars(self) -> Figure:
        """Raises KeyError where it is not known."""
        own = self.limits()
        return self.figures.sum("三公预算/用车", "公务用车购置及运行费预算数", [own[subject] for subject in CARS])

    def limit_total(self) -> Figure:
        """Raises KeyError where it is not known."""
        own = self.limits()
        return self.figures.sum("三公预算/合计", "“三公”经费预算数", [own[Subject.ABROAD], self.limit_of_cars(), own[Subject.RECEPTION]])

    # ── procurement, property, evaluation ──

    def procured(self, kind: Procured | None = None) -> Figure:
        own = [figure for each, figure in self._contracts() if kind in (None, each)]
        return self.figures.sum(f"政府采购/{kind.value if kind else '合计'}", "政府采购支出", own)

    def procured_from(self, *suppliers: Supplier) -> Figure:
        own = [
            figure
            for contract, (_, figure) in zip(self.records.contracts, self._contracts(), strict=True)
            if contract.supplier in suppliers
        ]
        return self.figures.sum(f"政府采购/供应商/{'＋'.join(suppliers)}", "授予中小微企业合同金额", own)

    def receptions(self) -> tuple[Figure, Figure] | None:
        """Batches and persons."""
        own = self.records.receptions
        if own is None:
            return None
        return self.counted("接待/批次", "国内公务接待批次", own.batches, own.source), self.counted(
            "接待/人次", "国内公务接待人次", own.persons, own.source
        )

    def vehicles_used(self) -> list[tuple[str, Figure]]:
        own = self.records.property
        return [(use.value, self.counted(f"车辆/{use.name}", use.value, count, own.source)) for use, count in own.vehicles] if own else []

    def vehicles_in_all(self) -> Figure:
        return self.figures.sum("车辆/合计", "车辆", [count for _, count in self.vehicles_used()], Measure.COUNT)

    def large_equipment(self) -> Figure | None:
        own = self.records.property
        return self.counted("资产/大型设备", "单价100万元以上设备", own.equipment, own.source) if own else None

    def evaluated(self) -> tuple[Figure, Figure]:
        """How many projects, and their money."""
        amounts = [self.evaluation(number)[0] for number in range(1, 1 + len(self.records.evaluations))]
        return self._projects_graded(*Grade), self.figures.sum("自评/金额", "绩效自评项目金额", amounts)

    def graded(self, grade: Grade) -> Figure:
        return self._projects_graded(grade)

    def evaluation(self, number: int) -> tuple[Figure, Figure]:
        """Money and marks of one, from 1."""
        own = self.records.evaluations[number - 1]
        marks = self.figures.record(f"记录/自评/{number}/得分", f"{own.name}自评得分", own.score * 100, own.source, Measure.COUNT)
        return self.figures.record(f"记录/自评/{number}/金额", f"{own.name}预算", own.budget, own.source), marks

    def _projects_graded(self, *grades: Grade) -> Figure:
        own = [
            self.figures.record(f"记录/自评/{number}", f"{each.name}自评为{each.grade.value}", TEN_THOUSAND, each.source, Measure.COUNT)
            for number, each in enumerate(self.records.evaluations, 1)
            if each.grade in grades
        ]
        return self.figures.sum(f"自评/{'、'.join(grades)}", "绩效自评项目", own, Measure.COUNT)

    def _contracts(self) -> list[tuple[Procured, Figure]]:
        return [
            (each.kind, self.figures.record(f"记录/采购合同/{number}", each.name, each.amount, each.source))
            for number, each in enumerate(self.records.contracts, 1)
        ]

    def _below(self, id: str, label: str, leaves: Sequence[tuple[str, Figure]], code: str) -> Figure:
        """What is below a code, as the sum of the next level of the classification."""
        own = [(each, figure) for each, figure in leaves if each[: len(code)] == code]
        length = {0: 3, 3: 5, 5: ITEM_DIGITS}.get(len(code))
        if length is None:
            parts = [figure for _, figure in own]
        else:
            parts = [self._below(id, label, own, each) for each in sorted({each[:length] for each, _ in own})]
        return self.figures.sum(f"{id}/{code or '合计'}", f"{label}{_named(code)}", parts)

    def _overspent(self) -> list[str]:
        problems = []
        for fund in APPROPRIATED:
            for code in self.fund_codes(fund, ITEM_DIGITS):
                left = self.closing(fund, code=code).value
                if left < 0:
                    named = f"{FUND_NAMES[fund]} {code} {name_of(Axis.FUNCTION, code)}"
                    problems.append(f"{named}：支出比年初结转和结余加本年收入多 {Money(-left)} 元")
        own = self.received(*OWN_INCOME).value + self.opening(*OWN_FUNDS).value - self.paid(*OWN_FUNDS).value
        if own < 0:
            problems.append(f"财政拨款以外的资金：支出比年初结转和结余加本年收入多 {Money(-own)} 元")
        return problems


def _unusable(records: Outturn) -> Iterator[str]:
    """Negative amounts, and functions that are no 项: neither can stand in the tables."""
    amounts = [
        *((each.function_code, each.amount, "本年收入", each.source) for each in records.received),
        *((each.function_code, each.amount, "年初结转和结余", each.source) for each in records.openings),
        *((each.function_code, each.amount, "支出", each.source) for each in records.lines),
        *((each.function_code, each.amount, "年初预算数", each.source) for each in records.planned),
    ]
    for code, amount, what, source in amounts:
        if len(code) != ITEM_DIGITS:
            yield f"{what}“{source}”的功能科目 {code or '（空）'} 不是项级科目"
        if amount < 0:
            yield f"{what}“{source}”是负数：{Money(amount)} 元"


def _named(code: str) -> str:
    return f"，{code} {name_of(Axis.FUNCTION, code)}" if code else ""
