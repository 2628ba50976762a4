"""Which figures do a budget and final accounts state alike: spending by its parts, 三公经费, last year's, what is counted?"""

from __future__ import annotations

from typing import Generic, TypeVar

from wenxiao.disclosure.figures import Axis, Figure, Figures, Measure, Slice
from wenxiao.disclosure.records import APPROPRIATED, TEN_THOUSAND, Fund, Part, Subject, YearRecords

# The 款 of each item of 三公经费; vehicles are bought with ordinary money or as capital construction.
THREE_PUBLIC = {
    Subject.ABROAD: ("30212",),
    Subject.VEHICLE_PURCHASE: ("31013", "30913"),
    Subject.VEHICLE_RUNNING: ("30231",),
    Subject.RECEPTION: ("30217",),
}
CARS = (Subject.VEHICLE_PURCHASE, Subject.VEHICLE_RUNNING)
OPERATING = Slice(Axis.ECONOMIC, funds=(Fund.GENERAL,), parts=(Part.OPERATING,))

Records = TypeVar("Records", bound=YearRecords)


class YearTotals(Generic[Records]):
    """一年的各个数. What is spent is what the lines say: of a budget the money planned, of final accounts the money paid."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.figures = Figures(records)

    def spending(self, *parts: Part) -> Figure:
        return self.figures.spent(Slice(parts=parts))

    def operating(self) -> Figure:
        """机关运行经费: the operating money of the general budget (预算法 art. 14; R067)."""
        return self.figures.spent(OPERATING)

    # ── 三公 ──

    def three_public(self, subject: Subject) -> Figure:
        """One item out of appropriations, whichever part of spending it is in."""
        codes = THREE_PUBLIC[subject]
        slices = [self.figures.spent(Slice(Axis.ECONOMIC, code, APPROPRIATED)) for code in codes]
        return self.figures.sum(f"三公/{subject.name}", subject.value, slices)

    def cars(self) -> Figure:
        return self.figures.sum("三公/用车", "公务用车购置及运行费", [self.three_public(subject) for subject in CARS])

    def three_public_total(self) -> Figure:
        items = [self.three_public(Subject.ABROAD), self.cars(), self.three_public(Subject.RECEPTION)]
        return self.figures.sum("三公/合计", "“三公”经费", items)

    # ── last year ──

    def prior(self, *subjects: Subject) -> Figure | None:
        """上年数 of the subjects together, None where one of them is not known."""
        found = {each.subject: each for each in self.records.prior if each.subject in subjects}
        if len(found) < len(subjects):
            return None
        parts = [
            self.figures.record(f"记录/上年/{subject.name}", f"上年{subject.value}", found[subject].amount, found[subject].source)
            for subject in subjects
        ]
        if len(parts) == 1:
            return parts[0]
        name = "＋".join(subject.name for subject in subjects)
        return self.figures.sum(f"上年/{name}", "、".join(f"上年{subject.value}" for subject in subjects), parts)

    def vehicles_held(self) -> Figure:
        return self.counted("车辆/保有", "公务用车保有量", self.records.vehicles.held, self.records.vehicles.source)

    def vehicles_bought(self) -> Figure:
        return self.counted("车辆/购置", "购置公务用车", self.records.vehicles.bought, self.records.vehicles.source)

    def journeys(self) -> tuple[Figure, Figure]:
        """Groups and persons."""
        own = self.records.journeys
        return self.counted("出国/团组", "因公出国（境）团组", own.groups, own.source), self.counted(
            "出国/人次", "因公出国（境）人次", own.persons, own.source
        )

    def counted(self, id: str, label: str, count: int, source: str) -> Figure:
        return self.figures.record(id, label, count * TEN_THOUSAND, source, Measure.COUNT)
