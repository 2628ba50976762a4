"""What must add up within one table: total rows, total columns, codes over codes, 其中 rows, quantity times price?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from wenxiao.checks.relation import Kind, Relation, Terms
from wenxiao.facts.header import TOTAL
from wenxiao.facts.model import Column, Fact, Measure, Row, State, StatedTable

_SILENT = (State.BLANK, State.NIL)
# Parts of a whole change by what the whole changes; their rates and shares do not add up.
_ADDED = (Measure.AMOUNT, Measure.CHANGE)
# The last line of a header that says only as what the figures below are told.
_AS_WHAT = re.compile(r"(20\d\d年)?(年初)?(预算|决算|执行)数?")
_OWN_SUBTOTAL = re.compile(r"[^\W\d]{3,}小计$")
# Figures of a row that are no amounts of it, whatever the column's unit.
_NOT_ADDED = re.compile(r"单价|均价|人均|户均|车均|平均|标准|年份|日期|编号|电话")
# A part of 公用经费 told beside it, and no further column of the total.
_OF_ANOTHER_COLUMN = frozenset(("机关运行经费",))


def sums(table: StatedTable) -> Iterator[Relation]:
    """S001, S002, S003, S009 of one table, and S004 of its 其中 rows."""
    yield from _total_rows(table)
    yield from _total_columns(table)
    yield from _hierarchy(table)
    yield from _products(table)


def whole_of(whole: Fact, parts: list[Fact]) -> Terms:
    """The whole less its parts."""
    return ((1, whole), *((-1, part) for part in parts))


def _name(table: StatedTable) -> str:
    """How rules name a table: T3, or T1·收入 for one side."""
    return f"{table.kind}·{table.side}" if table.side else table.kind


def _total_rows(table: StatedTable) -> Iterator[Relation]:
    for total, parts in _totalled(table):
        for column in range(len(table.columns)):
            whole = total.facts[column]
            if whole is None or whole.state in _SILENT or not _is_sum(whole) or not _adds_up(table.columns[column]):
                continue
            items = [fact for row in parts if (fact := row.facts[column]) is not None and fact.shown is not None]
            if items:
                yield Relation("S001", Kind.LINEAR, whole_of(whole, items), whole, table=_name(table))


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
    subtotals = [row for row in table.rows if row.kind == "item" and row.label.rstrip().endswith("小计")]
    if subtotals:
        for total in totals:
            yield total, subtotals
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
            if whole is None or not _is_sum(whole):
                continue
            items = [fact for part in parts if (fact := row.facts[part]) is not None and fact.shown is not None]
            if items:
                yield Relation("S002", Kind.LINEAR, whole_of(whole, items), whole, table=_name(table))


def _summed_columns(columns: list[Column], index: int) -> list[int]:
    """The columns that a total column sums: its neighbours under the same heading, each group by its own total or its leaves."""
    total = columns[index]
    path = _named_path(total)
    if not path or not TOTAL.search(path[-1]) or _OWN_SUBTOTAL.search(path[-1]) or not _adds_up(total):
        return []
    heading = path[:-1]
    groups: dict[str, list[int]] = defaultdict(list)
    for other, column in enumerate(columns):
        alike = (column.period, column.basis, column.measure) == (total.period, total.basis, total.measure)
        named = _named_path(column)
        if other == index or not alike or named[: len(heading)] != heading or len(named) <= len(heading):
            continue
        if column.concept in _OF_ANOTHER_COLUMN or not _adds_up(column) or named[-1].startswith("其中"):
            continue
        if _OWN_SUBTOTAL.search(named[-1]) and named[:-1] == heading:
            return []  # 公务用车购置及运行费小计 in one line with its parts: the header does not tell which they are
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
    return column.measure in _ADDED and not any(_NOT_ADDED.search(label) for label in column.path)


def _is_sum(fact: Fact) -> bool:
    return fact.shown is not None and fact.measure in _ADDED


def _hierarchy(table: StatedTable) -> Iterator[Relation]:
    for parent, children in _families(table.rows):
        for column in range(len(table.columns)):
            whole = parent.facts[column]
            if whole is None or not _is_sum(whole) or not _adds_up(table.columns[column]):
                continue
            items = [fact for row in children if (fact := row.facts[column]) is not None and fact.shown is not None]
            if items:
                yield Relation("S003", Kind.LINEAR, whole_of(whole, items), whole, table=_name(table))
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
                if part is not None and whole is not None and _is_within(part, whole):
                    yield Relation("S004", Kind.AT_MOST, ((1, part), (-1, whole)), table=_name(table))
        elif row.kind != "part":
            above = row


def _is_within(part: Fact, whole: Fact) -> bool:
    """A part may change by more than its whole, and its rate is none of the whole's: only amounts stand in each other."""
    return all(fact.shown is not None and fact.measure is Measure.AMOUNT for fact in (part, whole))


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
