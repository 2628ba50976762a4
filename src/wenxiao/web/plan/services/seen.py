"""Has a colleague changed these lines since the page was opened? A stale form is refused instead of overwriting.

Lines of a budget have no edition of their own: a page keeps a mark of what it showed, and the service compares it inside its
transaction. Who saves what already stands there (a button pressed twice) changes nothing and is not refused.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from wenxiao.control.chain import canonical, digest
from wenxiao.web.plan.models import Explanation, GoalReview
from wenxiao.web.plan.services.versions import CONTENT
from wenxiao.web.trail.refusal import OutOfTurn, Refusal

# What is written beside the lines, and is no part of a version's hash.
SAID: dict[type[Model], tuple[str, ...]] = {
    Explanation: ("about", "key", "text"),
    GoalReview: ("project__code", *GoalReview.AXES, "opinion"),
}


class StaleLines(OutOfTurn):
    """What the page showed was changed after it was opened."""

    def __init__(self, what: str) -> None:
        self.what = what
        said = f"“{what}”在您打开页面以后被人改过，没有保存。您填的内容还在下面：核对不同之处后可以再保存"
        super().__init__(Refusal(said))


class SavedAlready(OutOfTurn):
    """An equal line came in between opening the page and saving: the button was pressed twice, or a colleague was faster."""

    def __init__(self, what: str) -> None:
        said = f"“{what}”刚刚已经保存过一行完全相同的，这次没有再保存。确实要再列一行相同的，请再按一次保存"
        super().__init__(Refusal(said))


class LineGone(OutOfTurn):
    """The line was deleted after the page was opened, or stands in another version than the one that is worked on."""

    def __init__(self) -> None:
        super().__init__(Refusal("现在编的版本里没有这一行：它刚刚被删除了，或者属于以前的版本。什么也没有改，请回到表里核对"))


def mark(lines: QuerySet[Any]) -> str:
    """What the lines say, as 64 hexadecimal digits: equal as long as nobody changes them."""
    model: type[Model] = lines.model
    rows = [list(row) for row in lines.order_by("id").values_list(*(SAID.get(model) or CONTENT[model]))]
    return digest(canonical({"lines": rows}))


def marks(lines: QuerySet[Any]) -> dict[int, str]:
    """The mark of each line alone, by its row; one query."""
    model: type[Model] = lines.model
    rows = lines.values_list("pk", *(SAID.get(model) or CONTENT[model]))
    return {pk: digest(canonical({"lines": [row]})) for pk, *row in rows}


def demand_unchanged(lines: QuerySet[Any], seen: str | None, what: str) -> None:
    """Raises StaleLines unless they still are what was `seen`; None has seen nothing and asks nothing."""
    if seen is not None:
        demand_marked(mark(lines), seen, what)


def demand_marked(now: str, seen: str | None, what: str) -> None:
    """The same where several marks make one."""
    if seen is not None and now != seen:
        raise StaleLines(what)
