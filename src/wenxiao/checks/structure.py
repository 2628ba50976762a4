"""Which relations hold in any well-made table or sentence, whatever it is about?

These structural checks need no rule file and no vocabulary: a total is the sum of its rows, a total column the sum of its columns,
a code the sum of the codes below it, a whole the sum of its parts, and a figure stated twice is one figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from wenxiao.checks.relation import Kind, Relation
from wenxiao.checks.sums import sums, whole_of
from wenxiao.facts.model import Claim, Fact, FactSet, Measure, State
from wenxiao.vocabulary.shown import MONEY
from wenxiao.vocabulary.source import Source

CHECKS = {
    "S001": "合计行等于各行之和",
    "S002": "合计栏等于各栏之和",
    "S003": "上级科目等于下级科目之和",
    "S004": "其中各项之和等于总数",
    "S005": "同一个数各处一致",
    "S006": "本年数减上年数等于增减额",
    "S007": "增减百分比与增减额、基数相符",
    "S008": "占比、完成率与所列数字相符",
    "S009": "数量乘单价等于金额",
    "S010": "职责金额等于所属活动之和",
}

Quantities = dict[tuple[object, ...], list[Fact]]


def relations(facts: FactSet) -> list[Relation]:
    """Every structural relation of a document, violated or not."""
    found: list[Relation] = []
    for table in facts.tables:
        found.extend(sums(table))
    for composition in facts.compositions:
        terms = whole_of(composition.whole, composition.parts)
        if composition.exhaustive:
            found.append(Relation("S004", Kind.LINEAR, terms, composition.whole))
        else:
            found.append(Relation("S004", Kind.AT_MOST, tuple((-factor, fact) for factor, fact in terms)))
    stated = _by_quantity(facts)
    found.extend(_restatements(stated))
    for claim in facts.claims:
        found.extend(_claim(_completed(claim, stated)))
    for share in facts.shares:
        if share.whole.value and share.part is not share.whole:
            found.append(Relation("S008", Kind.RATIO, ((1, share.part),), share.rate, share.rate, ((1, share.whole),)))
    found.extend(_duties(facts))
    return found


def _by_quantity(facts: FactSet) -> Quantities:
    by_key: Quantities = defaultdict(list)
    for fact in facts.facts:
        if fact.concept and fact.shown is not None and fact.state in (State.STATED, State.ZERO):
            by_key[(*fact.key, fact.shown.unit.dimension)].append(fact)
    return by_key


def _restatements(quantities: Quantities) -> Iterator[Relation]:
    """Every statement of a quantity against the most exact one."""
    for stated in quantities.values():
        if len(stated) > 1:
            hub = representative(stated)
            for fact in stated:
                if fact is not hub:
                    yield Relation("S005", Kind.LINEAR, ((1, fact), (-1, hub)), restates=True, table=_kinds(fact, hub))


def _kinds(one: Fact, other: Fact) -> str:
    in_tables = (one.source.table is not None) + (other.source.table is not None)
    return ("文字", "文字与表格", "表格")[in_tables]


def representative(stated: list[Fact]) -> Fact:
    """The statement that speaks for its quantity: of the value most often stated, the most exact, tables before sentences."""

    def agreeing(fact: Fact) -> int:
        return sum(1 for other in stated if 2 * abs(other.value - fact.value) <= other.step + fact.step)

    return min(stated, key=lambda fact: (-agreeing(fact), fact.step, fact.source.table is None))


def _completed(claim: Claim, quantities: Quantities) -> Claim:
    """The claim with what its clause leaves to other places: 基本支出增加 51.17 万元，增长 3.41 % speaks of the 基本支出 stated before."""
    told = claim.change or claim.rate
    if told is None or not told.concept or told.period is None:
        return claim

    def elsewhere(period: int) -> Fact | None:
        stated = quantities.get((told.concept, Measure.AMOUNT, period, told.basis, told.members, MONEY), [])
        return representative(stated) if stated else None

    current = claim.current or elsewhere(told.period)
    previous = claim.previous or elsewhere(told.period - 1)
    return replace(claim, current=current, previous=previous)


def _claim(claim: Claim) -> Iterator[Relation]:
    current, previous, change, rate = claim.current, claim.previous, claim.change, claim.rate
    if current is not None and previous is not None and change is not None:
        yield Relation("S006", Kind.LINEAR, ((1, current), (-1, previous), (-1, change)), change)
    if rate is None:
        return
    part: tuple[tuple[int, Fact], ...]
    base: tuple[tuple[int, Fact], ...]
    if change is not None:
        part = ((1, change),)
    elif current is not None and previous is not None:
        part = ((1, current), (-1, previous))
    else:
        return
    if previous is not None:
        base = ((1, previous),)
    elif current is not None and change is not None:
        base = ((1, current), (-1, change))
    else:
        return
    if sum(factor * fact.value for factor, fact in base) > 0:
        yield Relation("S007", Kind.RATIO, part, rate, rate, base)


def _duties(facts: FactSet) -> Iterator[Relation]:
    """A duty's amount is the sum of its activities' amounts, an activity's that of its projects', where any of them has one."""
    amounts = {_row_of(fact.source): fact for fact in facts.facts if fact.concept in ("职责预算", "活动预算")}
    duties = facts.programme.duties
    divided = [(duty.source, duty.activities) for duty in duties]
    divided += [(activity.source, activity.projects) for duty in duties for activity in duty.activities]
    for source, below in divided:
        whole = amounts.get(_row_of(source))
        parts = [fact for each in below if (fact := amounts.get(_row_of(each.source))) is not None and fact.shown]
        if whole is not None and whole.shown is not None and parts:
            yield Relation("S010", Kind.LINEAR, whole_of(whole, parts), whole, table="T11")


def _row_of(source: Source) -> tuple[int | None, int | None]:
    """A name and its amount stand in one row of one block."""
    return source.block, source.row
