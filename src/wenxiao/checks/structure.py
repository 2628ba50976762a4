"""Which relations hold in any well-made table or sentence, whatever it is about?

These structural checks need no rule file and no vocabulary: a total is the sum of its rows, a total column the sum of its columns,
a code the sum of the codes below it, a whole the sum of its parts, and a figure stated twice is one figure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from wenxiao.checks.relation import Kind, Relation
from wenxiao.facts.header import TOTAL
from wenxiao.facts.model import Claim, Column, Fact, FactSet, Measure, Row, State, StatedTable
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

_SILENT = (State.BLANK, State.NIL)
# The last line of a header that says only as what the figures below are told.
_AS_WHAT = re.compile(r"(20\d\d年)?(年初)?(预算|决算|执行)数?")

Quantities = dict[tuple[object, ...], list[Fact]]


def relations(facts: FactSet) -> list[Relation]:
    """Every structural relation of a document, violated or not."""
    found: list[Relation] = []
    for table in facts.tables:
        found.extend(_total_rows(table))
        found.extend(_total_columns(table))
        found.extend(_hierarchy(table))
        found.extend(_products(table))
    for composition in facts.compositions:
        terms = ((1, composition.whole), *((-1, part) for part in composition.parts))
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


# ── tables ──


def _name(table: StatedTable) -> str:
    """How rules name a table: T3, or T1·收入 for one side."""
    return f"{table.kind}·{table.side}" if table.side else table.kind


def _total_rows(table: StatedTable) -> Iterator[Relation]:
    for total, parts in _totalled(table):
        for column in range(len(table.columns)):
            whole = total.facts[column]
            if whole is None or whole.state in _SILENT or whole.shown is None or not _adds_up(table.columns[column]):
                continue
            items = [fact for row in parts if (fact := row.facts[column]) is not None and fact.shown is not None]
            if items:
                yield Relation("S001", Kind.LINEAR, _whole_of(whole, items), whole, table=_name(table))


def _totalled(table: StatedTable) -> Iterator[tuple[Row, list[Row]]]:
    """Each total row with the rows it sums."""
    totals = [row for row in table.rows if row.kind == "total"]
    if not totals:
        return
    if any(row.code for row in table.rows):
        roots = _roots(table.rows)
        for total in totals:
            yield total, roots
        return
    if table.rows[0].kind == "total" and len(totals) == 1:
        yield totals[0], [row for row in table.rows[1:] if row.kind == "item" and row.level == _top(table.rows[1:])]
        return
    pending: list[Row] = []
    for row in table.rows:
        if row.kind == "total":
            if pending:
                yield row, pending
            pending = [row]
        elif row.kind == "item" and row.level == 1:
            pending.append(row)


def _top(rows: list[Row]) -> int:
    return min((row.level for row in rows if row.kind == "item"), default=1)


def _roots(rows: list[Row]) -> list[Row]:
    """Coded rows whose parent code has no row of its own."""
    codes = {row.code for row in rows if row.code}
    return [row for row in rows if row.code and not any(row.code[:length] in codes for length in _shorter(row.code))]


def _shorter(code: str) -> list[int]:
    return [length for length in (3, 5) if length < len(code)]


def _total_columns(table: StatedTable) -> Iterator[Relation]:
    groups = [(column, parts) for column in range(len(table.columns)) if (parts := _summed_columns(table.columns, column))]
    for row in table.rows:
        for column, parts in groups:
            whole = row.facts[column]
            if whole is None or whole.shown is None:
                continue
            items = [fact for part in parts if (fact := row.facts[part]) is not None and fact.shown is not None]
            if items:
                yield Relation("S002", Kind.LINEAR, _whole_of(whole, items), whole, table=_name(table))


def _summed_columns(columns: list[Column], index: int) -> list[int]:
    """The columns that a total column sums: its neighbours under the same heading, each group by its own total or its leaves."""
    total = columns[index]
    path = _named_path(total)
    if not path or not TOTAL.search(path[-1]) or not _adds_up(total):
        return []
    heading = path[:-1]
    groups: dict[str, list[int]] = defaultdict(list)
    for other, column in enumerate(columns):
        alike = (column.period, column.basis, column.measure) == (total.period, total.basis, total.measure)
        named = _named_path(column)
        if other == index or not alike or named[: len(heading)] != heading or len(named) <= len(heading):
            continue
        if column.concept == "机关运行经费" or not _adds_up(column):
            continue
        groups[named[len(heading)]].append(other)
    parts: list[int] = []
    for members in groups.values():
        own_total = [member for member in members if TOTAL.search(_named_path(columns[member])[-1])]
        if len(members) > 1 and own_total:
            shortest = min(own_total, key=lambda member: len(columns[member].path))
            parts.append(shortest)
        else:
            parts.extend(members)
    return parts if len(parts) > 1 or heading else []


def _named_path(column: Column) -> tuple[str, ...]:
    """A column's header without a last line 预算数 or 决算数, which `basis` holds: 合计 above 预算数 is a total of its like."""
    return column.path[:-1] if len(column.path) > 1 and _AS_WHAT.fullmatch(column.path[-1]) else column.path


def _adds_up(column: Column) -> bool:
    return column.measure is Measure.AMOUNT and not any("单价" in label or "增减" in label for label in column.path)


def _hierarchy(table: StatedTable) -> Iterator[Relation]:
    for parent, children in _families(table.rows):
        for column in range(len(table.columns)):
            whole = parent.facts[column]
            if whole is None or whole.shown is None or not _adds_up(table.columns[column]):
                continue
            items = [fact for row in children if (fact := row.facts[column]) is not None and fact.shown is not None]
            if items:
                yield Relation("S003", Kind.LINEAR, _whole_of(whole, items), whole, table=_name(table))
    yield from _parts_of(table)


def _families(rows: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
    coded = [row for row in rows if row.code]
    by_code = {row.code: row for row in coded}
    children: dict[str, list[Row]] = defaultdict(list)
    for row in coded:
        parent = next((row.code[:length] for length in reversed(_shorter(row.code)) if row.code[:length] in by_code), "")
        if parent:
            children[parent].append(row)
    for code, below in children.items():
        yield by_code[code], below
    if not coded:
        yield from _enumerated_families(rows)


def _enumerated_families(rows: list[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """一、 with the 1、 2、 3、 below it."""
    parent: Row | None = None
    children: list[Row] = []
    for row in [*rows, None]:
        if row is not None and row.kind == "item" and row.level == 2 and parent is not None:
            children.append(row)
            continue
        if parent is not None and len(children) > 1:
            yield parent, children
        parent, children = (row, []) if row is not None and row.kind == "item" and row.level == 1 else (None, [])


def _parts_of(table: StatedTable) -> Iterator[Relation]:
    """其中 rows: a part is never more than what it is a part of."""
    above: Row | None = None
    for row in table.rows:
        if row.kind == "part" and above is not None:
            for part, whole in zip(row.facts, above.facts, strict=True):
                if part is not None and whole is not None and part.shown is not None and whole.shown is not None:
                    yield Relation("S004", Kind.AT_MOST, ((1, part), (-1, whole)), table=_name(table))
        elif row.kind == "item":
            above = row


def _products(table: StatedTable) -> Iterator[Relation]:
    concepts = [column.concept for column in table.columns]
    if not {"采购数量", "采购单价", "政府采购预算"} <= set(concepts):
        return
    count, price, amount = (concepts.index(name) for name in ("采购数量", "采购单价", "政府采购预算"))
    for row in table.rows:
        cells = [row.facts[column] for column in (count, price, amount)]
        if all(fact is not None and fact.shown is not None for fact in cells) and row.kind == "item":
            how_many, each, all_ = (fact for fact in cells if fact is not None)
            yield Relation("S009", Kind.PRODUCT, ((1, all_),), all_, how_many, ((1, each),), table=_name(table))


def _whole_of(whole: Fact, parts: list[Fact]) -> tuple[tuple[int, Fact], ...]:
    return ((1, whole), *((-1, part) for part in parts))


# ── statements ──


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
    """A duty's amount is the sum of its activities' amounts, where any of them has one."""
    amounts = {_row_of(fact.source): fact for fact in facts.facts if fact.concept in ("职责预算", "活动预算")}
    for duty in facts.programme.duties:
        whole = amounts.get(_row_of(duty.source))
        parts = [fact for activity in duty.activities if (fact := amounts.get(_row_of(activity.source))) is not None and fact.shown]
        if whole is not None and whole.shown is not None and parts:
            yield Relation("S010", Kind.LINEAR, _whole_of(whole, parts), whole, table="T11")


def _row_of(source: Source) -> tuple[int | None, int | None]:
    """A name and its amount stand in one row of one block."""
    return source.block, source.row
