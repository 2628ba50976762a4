"""What does a document state about one thing, for a test that is no equation?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from wenxiao.checks.structure import representative
from wenxiao.facts.model import Fact, FactSet, Measure, State
from wenxiao.vocabulary.finding import Outcome, Problem, Verdict
from wenxiao.vocabulary.source import Source

HOLDS = Verdict(Outcome.HOLDS)


def stated(facts: FactSet, concept: str, member: str = "") -> Fact | None:
    """The current figure of a concept (of the economic or functional code `member`), the most trusted where stated several times."""
    found = [
        fact
        for fact in facts.facts
        if fact.concept == concept
        and fact.measure is Measure.AMOUNT
        and fact.shown is not None
        and fact.state in (State.STATED, State.ZERO)
        and (not fact.members if not member else fact.members[:1] and fact.members[0][1] == member)
        and fact.basis in ("预算", "决算")
    ]
    if not found:
        return None
    latest = max(fact.period or 0 for fact in found)
    return representative([fact for fact in found if (fact.period or 0) == latest])


def of_words(test: Callable[[FactSet], Verdict]) -> Callable[[FactSet], Verdict]:
    """A test of what is written: it cannot tell where nothing is."""

    @wraps(test)
    def answer(facts: FactSet) -> Verdict:
        return test(facts) if facts.passages else cannot_tell("文中没有文字")

    return answer


def judged(problems: Iterable[Problem]) -> Verdict:
    """Violated where there is a problem."""
    told = tuple(problems)
    return Verdict(Outcome.VIOLATED, problems=told) if told else HOLDS


def cannot_tell(missing: str) -> Verdict:
    return Verdict(Outcome.CANNOT_TELL, missing)


def not_applicable(why: str) -> Verdict:
    return Verdict(Outcome.NOT_APPLICABLE, why)


def places(sources: Iterable[Source], most: int = 4) -> str:
    """`第 3 行、第 8 行等 6 处`."""
    told = list(dict.fromkeys(source.where() for source in sources))
    head = "、".join(told[:most])
    return f"{head}等 {len(told)} 处" if len(told) > most else head


def figure(fact: Fact) -> str:
    """A figure as printed, with its unit."""
    return f"{fact.shown.text} {fact.shown.unit.name}".rstrip() if fact.shown is not None else "0"


def in_yuan(fen: int) -> str:
    """An amount of 分 in the unit a reader thinks in."""
    return f"{fen / 1_000_000:.2f} 万元" if abs(fen) >= 1_000_000 else f"{fen / 100:.2f} 元"
