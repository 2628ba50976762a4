"""May a request be sent up now: is the budget approved, the year not frozen, the project not held back?"""

from __future__ import annotations

from collections.abc import Iterable

from wenxiao.control.ledger.moves import Status
from wenxiao.web.people.models import Unit
from wenxiao.web.spend.books import would_be_refused
from wenxiao.web.spend.conditions.before_approval import lawful_before_approval
from wenxiao.web.spend.conditions.freeze import before_freeze, frozen
from wenxiao.web.spend.conditions.standing import HELD_BACK, may_be_asked, may_be_paid, refused_projects
from wenxiao.web.spend.models import Appropriation
from wenxiao.web.spend.queries.caps import legs_for
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal

TO_SUBMIT = (lawful_before_approval, before_freeze, may_be_asked)
TO_SEND = (may_be_paid,)


def advice(unit: Unit, year: int, asked: Iterable[tuple[Appropriation, int]]) -> list[Refusal]:
    """What would be refused, were these amounts (分) sent up now: for the check while typing. Holds nothing, promises nothing.

    Asks for `line.node`, `line.project` and `line.unit` to have been read.
    """
    charges = list(asked)
    lines = [line for line, _ in charges]
    found = [*frozen(unit, year), *refused_projects(lines, during=HELD_BACK, verb="报送新的申请")]
    # A line of a project that is held back is refused for that, in its words and not in the ledger's.
    free = [(line, amount) for line, amount in charges if not (line.project_id and Status(line.node.status) & HELD_BACK)]
    legs = legs_for(free, "hold", clock.today())
    return [*found, *(would_be_refused(legs) if legs else ())]
