"""Which sides of a table are one list that goes on to the right?

The ministry's 公开06表 sets 人员经费 on the left and 公用经费 in two columns beside it, with one total below both.
"""

from __future__ import annotations

from collections.abc import Iterable

from wenxiao.facts.model import State, StatedTable

_KIND = "T6"


def joined_sides(sides: Iterable[StatedTable]) -> list[StatedTable]:
    """The same, a side below the one it goes on from. Changes the rows of what it is given."""
    found: list[StatedTable] = []
    for side in sides:
        if found and _goes_on(found[-1], side):
            # The total's label lies over the columns of both.
            found[-1].rows = [*(row for row in found[-1].rows if row.kind != "total"), *side.rows]
        else:
            found.append(side)
    return found


def _goes_on(before: StatedTable, after: StatedTable) -> bool:
    """Under one heading, and the first has no total of its own while the second has."""
    headings = [[column.path[:-1] for column in side.columns] for side in (before, after)]
    return (
        before.kind == after.kind == _KIND
        and headings[0] == headings[1]
        and all(headings[0])
        and not _has_total(before)
        and _has_total(after)
    )


def _has_total(side: StatedTable) -> bool:
    return any(fact.state is State.STATED for row in side.rows if row.kind == "total" for fact in row.facts if fact is not None)
