"""Is it the document that is wrong, or our reading of it?

Before a document is blamed, each figure that would have to change is read again by another way (Document.reread).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from wenxiao.checks.locate import Cause, Located, locate
from wenxiao.checks.relation import Relation
from wenxiao.facts.figures import figure
from wenxiao.facts.model import Fact, State
from wenxiao.vocabulary.finding import Finding, Outcome, Severity
from wenxiao.vocabulary.shown import Shown

READING = "S000"
# Of the explanations of one contradiction only the likeliest are worth a second reading.
_MOST_DOUBTED = 3

Reread = Callable[[int, int | None], str | None]


@dataclass
class Doubts:
    """What a second reading came to: figures put right, told as findings, and figures of which the two readings differ."""

    put_right: list[Finding] = field(default_factory=list)
    _unsure: set[int] = field(default_factory=set)

    def is_unsure(self, fact: Fact) -> bool:
        """Do two readings of the figure differ, and neither confirm the other?"""
        return id(fact) in self._unsure

    def read_again(self, relations: Sequence[Relation], reread: Reread) -> None:
        """Read the suspects of every contradiction again, and put right the facts whose correction the second reading confirms."""
        for located in locate(relations):
            for cause in _suspects(located):
                again = _again(cause.fact, reread)
                if again is None:
                    continue
                state, shown = again
                if shown.value == cause.value:
                    self.put_right.append(_put_right(cause.fact, state, shown))
                    break
                if shown.value != cause.fact.value:
                    self._unsure.add(id(cause.fact))


def _suspects(located: Located) -> Iterator[Cause]:
    for explanation in located.explanations[:_MOST_DOUBTED]:
        yield from explanation.causes


def _again(fact: Fact, reread: Reread) -> tuple[State, Shown] | None:
    """The second reading of a fact, None where there is no second way or no figure is found by it."""
    if fact.source.block is None or fact.source.cell is None or fact.shown is None:
        return None
    text = reread(fact.source.block, fact.source.cell)
    if text is None:
        return None
    state, shown = figure(text, fact.shown.unit)
    return None if shown is None else (state, shown)


def _put_right(fact: Fact, state: State, shown: Shown) -> Finding:
    was = fact.shown.text if fact.shown is not None else ""
    fact.shown, fact.value, fact.step, fact.state = shown, shown.value, shown.step, state
    message = f"{fact.source.where()}“{fact.label}”初读为 {was}，换一种方法读为 {shown.text}，与其他数相符，按 {shown.text} 核对。"
    return Finding(READING, "读数复核", Severity.INFO, Outcome.CANNOT_TELL, message, (fact.source,), rules=(READING,))
