"""Which rows of a table are only parts of the row above them, where the table does not number them so?

其中 stands on the first part alone: the rows after it go on with it until the numbering, or the parts being complete, says that they
end. Rows without numbers under a numbered row divide that row where they add up to it.
"""

from __future__ import annotations

from wenxiao.facts import labels
from wenxiao.facts.model import Fact, Row
from wenxiao.facts.precision import makes_up
from wenxiao.vocabulary.wording import fold


def settle(rows: list[Row]) -> None:
    """Set `kind` and `level` of rows that are parts of a row above."""
    if any(row.code for row in rows):
        return
    for index, row in enumerate(rows):
        if row.kind == "part":
            _go_on(rows, index)
    for index, row in enumerate(rows):
        if row.kind == "item" and row.level == 1 and labels.is_enumerated(fold(row.label)):
            _divide(rows, index)


def _go_on(rows: list[Row], first: int) -> None:
    parent = next((row for row in reversed(rows[:first]) if row.kind != "part"), None)
    if parent is None:
        return
    if parent.kind == "total":
        if parent is rows[0]:
            rows[first].kind = "item"  # 资产总额, 其中：房屋, 车辆 …: the rows of a total that stands first
        return
    own, above = labels.numbering(fold(rows[first].label)), labels.numbering(fold(parent.label))
    told = [rows[first]]
    for row in rows[first + 1 :]:
        numbering = labels.numbering(fold(row.label))
        if row.kind != "item":
            return
        if own:
            goes_on = numbering == own
        elif above:
            goes_on = not numbering
        else:
            goes_on = not numbering and _fits(parent, [*told, row]) and not _adds_up(parent, told)
        if not goes_on:
            return
        row.kind = "part"
        told.append(row)


def _divide(rows: list[Row], index: int) -> None:
    below: list[Row] = []
    for row in rows[index + 1 :]:
        if row.kind != "item" or labels.is_enumerated(fold(row.label)):
            break
        below.append(row)
    if below and _adds_up(rows[index], below):
        for row in below:
            row.level = 2


def _columns(parent: Row, parts: list[Row]) -> list[tuple[Fact, list[Fact]]]:
    """Each column in which the whole is told, with what the parts tell in it."""
    told = []
    for column, whole in enumerate(parent.facts):
        facts = [fact for part in parts if (fact := part.facts[column]) is not None and fact.shown is not None]
        if whole is not None and whole.shown is not None and facts:
            told.append((whole, facts))
    return told


def _adds_up(parent: Row, parts: list[Row]) -> bool:
    columns = _columns(parent, parts)
    return bool(columns) and all(makes_up(whole, facts) for whole, facts in columns)


def _fits(parent: Row, parts: list[Row]) -> bool:
    return all(sum(fact.value for fact in facts) <= whole.value for whole, facts in _columns(parent, parts))
