"""Are the figures printed so that they can be trusted: readable, in one style, none below zero?"""

from __future__ import annotations

import re
from collections import defaultdict

from wenxiao.checks.named_tests.stated import cannot_tell, judged, places
from wenxiao.facts.model import Fact, FactSet, Measure, State
from wenxiao.vocabulary.finding import Problem, Severity, Verdict
from wenxiao.vocabulary.shown import MONEY

_OFFSET = re.compile(r"抵减|冲减|核减|扣减|抵扣|减:")
# 万元 to two decimals beside whole 万元 only drops zeros; a third decimal beside them is another style.
_USUAL_DECIMALS = 2


def no_negative_amounts(facts: FactSet) -> Verdict:
    """R041: an amount below zero is marked as one that is taken off."""
    amounts = [fact for fact in facts.facts if fact.measure is Measure.AMOUNT and fact.shown is not None]
    if not amounts:
        return cannot_tell("文中没有金额")
    problems = [
        Problem(f"{fact.source.where()}“{fact.label}”是负数：{fact.source.figure}。", (fact.source,))
        for fact in amounts
        if fact.value < 0 and not _OFFSET.search(fact.label)
    ]
    return judged(problems)


def figures_well_printed(facts: FactSet) -> Verdict:
    """R042: every figure parses; one style of decimals in a table (a matter of style, told as info).

    What is no figure in a table of unknown form may well be a word that belongs there.
    """
    if not any(table.kind for table in facts.tables):
        return cannot_tell("文中没有能识别的表")
    problems: list[Problem] = []
    for table in facts.tables:
        cells = [fact for row in table.rows for fact in row.facts if fact is not None]
        problems.extend(
            Problem(f"“{fact.label}”写作“{fact.source.text.strip()}”，不是数字。", (fact.source,))
            for fact in cells
            if fact.state is State.UNREADABLE and table.kind
        )
        by_decimals: dict[int, list[Fact]] = defaultdict(list)
        for fact in cells:
            if fact.shown is not None and fact.value and fact.shown.unit.dimension == MONEY:
                by_decimals[fact.shown.decimals].append(fact)
        if by_decimals and max(by_decimals) > _USUAL_DECIMALS and len(by_decimals) > 1:
            told = "、".join(
                f"{count} 位（{places((found[0].source,))}“{found[0].source.figure}”）" for count, found in sorted(by_decimals.items())
            )
            message = f"“{table.title or table.kind}”金额的小数位数不一致：{told}。"
            problems.append(Problem(message, tuple(found[0].source for found in by_decimals.values()), severity=Severity.INFO))
    return judged(problems)
