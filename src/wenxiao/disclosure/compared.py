"""How is a figure told beside last year's?

Direction and percentage follow from the two amounts; a rise from nothing has no percentage; the reason is a person's.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.missing import Questions
from wenxiao.disclosure.records import Subject
from wenxiao.disclosure.sentences import NOTHING, Said, Sentences
from wenxiao.disclosure.year_totals import Records, YearTotals


class Comparison:
    """比上年 of one document: says changes, and asks for what is not known."""

    def __init__(self, totals: YearTotals[Records], sentences: Sentences, questions: Questions) -> None:
        self._totals, self._sentences, self._questions = totals, sentences, questions
        self._reasons = {reason.subject: reason for reason in totals.records.reasons}

    def of(self, subject: Subject, now: Figure) -> Said:
        """`，比2024年的…增加…，增长…，主要原因是…`. Asks for last year's amount, or for the reason of a change."""
        before = self._totals.prior(subject)
        if before is None:
            self._questions.ask(
                "finance",
                self._sentences.text("last_years", year=self._totals.records.year - 1, name=subject.value),
                "没有它就不能说比上年增减多少",
            )
            return NOTHING
        return self._told(now, before, self._reason(subject) if now.value != before.value else NOTHING)

    def of_sum(self, now: Figure, parts: Sequence[tuple[Subject, Figure]]) -> Said:
        """A sum's change needs no reason of its own: it is mainly that of the part which moved most the same way."""
        subjects = tuple(subject for subject, _ in parts)
        before = self._totals.prior(*subjects)
        if before is None:
            return NOTHING
        return self._told(now, before, self._mainly(now.value - before.value, parts))

    def _told(self, now: Figure, before: Figure, reason: Said) -> Said:
        if now.value == before.value:
            return self._sentences.say("same")
        last = self._totals.records.year - 1
        change = self._totals.figures.difference(f"{now.id}/比上年", f"{now.label}比上年增减", now, before)
        if not before.value:
            return self._sentences.say("from_nothing", change=change, reason=reason)
        rate = self._totals.figures.ratio(f"{now.id}/比上年增减率", f"{now.label}比上年增减率", change, before)
        name = "up" if change.value > 0 else "down"
        if not rate.value:
            return self._sentences.say(f"{name}_slightly", last=last, before=before, change=change, reason=reason)
        return self._sentences.say(name, last=last, before=before, change=change, rate=rate, reason=reason)

    def _mainly(self, change: int, parts: Sequence[tuple[Subject, Figure]]) -> Said:
        moved = []
        for subject, now in parts:
            before = self._totals.prior(subject)
            if before is not None and (now.value - before.value) * change > 0:
                moved.append((abs(now.value - before.value), subject))
        if not moved:
            return NOTHING
        subject = max(moved, key=lambda each: each[0])[1]
        return self._sentences.say("mainly", name=subject.value, direction=self._sentences.directions["up" if change > 0 else "down"])

    def _reason(self, subject: Subject) -> Said:
        reason = self._reasons.get(subject)
        text = reason.text.strip().rstrip("。；;，, ") if reason else ""
        if not text:
            self._questions.ask("finance", f"{subject.value}比上年增减的原因", "有增减就要说明原因")
            return NOTHING
        return self._sentences.say("reason", text=text)
