"""What do final accounts say of 三公经费: each item beside its budget and last year, with the counts that 财预〔2016〕143号 asks for?"""

from __future__ import annotations

from wenxiao.disclosure.beside_budget import BesideBudget
from wenxiao.disclosure.compared import Comparison
from wenxiao.disclosure.composition import Composition
from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.outturn_totals import ITEMS, OutturnTotals
from wenxiao.disclosure.records import Subject
from wenxiao.disclosure.sentences import NOTHING, Said
from wenxiao.disclosure.year_totals import CARS


def three_public(writing: Composition[OutturnTotals]) -> None:
    """The chapter. Asks for budgets, last year's figures, reasons and counts that are not known or contradict the money."""
    telling = _Telling(writing)
    telling.whole()
    say, totals = writing.sentences.say, writing.totals
    writing.head(2, say("three_public_items"))
    writing.say(say("abroad", story=telling.item(Subject.ABROAD), journeys=telling.journeys()))
    writing.say(say("cars", story=telling.cars()))
    bought = totals.vehicles_bought()
    purchase = totals.three_public(Subject.VEHICLE_PURCHASE)
    if bool(bought.value) != bool(purchase.value):
        writing.questions.ask("assets", "本年购置公务用车的数量", "购置费和购置数要么都有，要么都没有")
    writing.say(say("car_purchase", story=telling.item(Subject.VEHICLE_PURCHASE), year=totals.records.year, bought=bought))
    writing.say(say("car_running", story=telling.item(Subject.VEHICLE_RUNNING), held=totals.vehicles_held()))
    writing.say(say("reception", story=telling.item(Subject.RECEPTION), receptions=telling.receptions()))


class _Telling:
    def __init__(self, writing: Composition[OutturnTotals]) -> None:
        self._totals, self._say, self._ask = writing.totals, writing.sentences.say, writing.questions.ask
        self._writing = writing
        self._limits = writing.totals.limits()
        self._beside = BesideBudget(writing.totals, writing.sentences, writing.questions)
        self._comparison = Comparison(writing.totals, writing.sentences, writing.questions)

    def whole(self) -> None:
        totals = self._totals
        spent = totals.three_public_total()
        change = self._comparison.of_sum(spent, [(subject, totals.three_public(subject)) for subject in ITEMS])
        self._writing.head(2, self._say("three_public_head"))
        if all(subject in self._limits for subject in ITEMS):
            planned = totals.limit_total()
            completed = self._beside.completed(spent, planned)
            self._writing.say(self._say("three_public", planned=planned, total=spent, completed=completed, change=change))
        else:
            self._writing.say(self._say("three_public_unplanned", total=spent, change=change))

    def item(self, subject: Subject) -> Said:
        spent = self._totals.three_public(subject)
        change = self._comparison.of(subject, spent)
        planned = self._limits.get(subject)
        if planned is None:
            self._ask("finance", f"{subject.value}的预算数", "“三公”经费要同预算比较")
            return self._say("public_item_unplanned", total=spent, change=change)
        departure = self._beside.departure(subject.value, subject.value, spent, planned)
        return self._told(spent, planned, departure, change)

    def cars(self) -> Said:
        """Both items together: their reasons are told with each."""
        totals = self._totals
        spent = totals.cars()
        change = self._comparison.of_sum(spent, [(subject, totals.three_public(subject)) for subject in CARS])
        if any(subject not in self._limits for subject in CARS):
            return self._say("public_item_unplanned", total=spent, change=change)
        return self._told(spent, totals.limit_of_cars(), NOTHING, change)

    def journeys(self) -> Said:
        groups, persons = self._totals.journeys()
        cost = self._totals.three_public(Subject.ABROAD)
        if bool(cost.value) != bool(groups.value):
            self._ask("office", "因公出国（境）的团组数和人次", "出国（境）费和团组要么都有，要么都没有")
        if not groups.value:
            # Where there is money, that nobody went abroad cannot be said.
            return NOTHING if cost.value else self._say("no_journeys")
        return self._say("journeys", groups=groups, persons=persons)

    def receptions(self) -> Said:
        cost, counts = self._totals.three_public(Subject.RECEPTION), self._totals.receptions()
        if counts is None or bool(cost.value) != bool(counts[0].value):
            if counts is None and not cost.value:
                return self._say("no_receptions")
            self._ask("office", "国内公务接待的批次和人次", "接待费和接待批次要么都有，要么都没有（财预〔2016〕143号）")
        if counts is None or not counts[0].value:
            return NOTHING if cost.value else self._say("no_receptions")
        return self._say("receptions", batches=counts[0], persons=counts[1])

    def _told(self, spent: Figure, planned: Figure, departure: Said, change: Said) -> Said:
        completed = self._beside.completed(spent, planned)
        return self._say("public_item", planned=planned, total=spent, completed=completed, departure=departure, change=change)
