"""How is what was paid told beside what was planned?

The rate follows from the two amounts; what was not planned has none; why they differ is a person's to say.
"""

from __future__ import annotations

from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.missing import Questions
from wenxiao.disclosure.outturn_totals import OutturnTotals
from wenxiao.disclosure.sentences import NOTHING, Said, Sentences


class BesideBudget:
    """完成预算 of one document: says how much of a budget was carried out, and asks why where it was not exactly that."""

    def __init__(self, totals: OutturnTotals, sentences: Sentences, questions: Questions) -> None:
        self._totals, self._sentences, self._questions = totals, sentences, questions
        self._departures = {each.of: each for each in totals.records.departures}

    def completed(self, paid: Figure, planned: Figure) -> Said:
        """`，完成预算的98.20%`; in words where nothing was planned."""
        if not planned.value:
            return self._sentences.say("not_planned" if paid.value else "nothing_either")
        rate = self._totals.figures.ratio(f"{paid.id}/完成{planned.id}", f"{paid.label}完成预算", paid, planned)
        return self._sentences.say("completed", rate=rate)

    def departure(self, of: str, name: str, paid: Figure, planned: Figure) -> Said:
        """`，决算数小于预算数的主要原因是…`. Asks for the reason; nothing is said of a budget and an outturn of nothing."""
        if paid.value == planned.value:
            return self._sentences.say("as_planned") if paid.value else NOTHING
        departure = self._departures.get(of)
        text = departure.text.strip().rstrip("。；;，, ") if departure else ""
        if not text:
            self._questions.ask("finance", f"{name}决算数与预算数不同的原因", "决算数与预算数有差异就要说明原因")
            return NOTHING
        direction = self._sentences.directions["more" if paid.value > planned.value else "less"]
        return self._sentences.say("departed", direction=direction, text=text)
