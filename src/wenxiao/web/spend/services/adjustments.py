"""How does the plan of an adjustment come into being, change, and move?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import Adjustment
from wenxiao.web.spend.services.change_lines import ChangeEntry, entry_faults, lines_replace, reason_faults, told
from wenxiao.web.spend.services.edition import claim
from wenxiao.web.spend.services.numbering import numbers_after_last
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FUNCTION = "virement"


def adjustment_create(
    *, actor: PostActor, unit: Unit, year: int, cause: str, reason: str, financing: str, lines: Sequence[ChangeEntry]
) -> Adjustment:
    """A plan with a number of its own; nothing moves yet.

    Raises NotPermitted; Refused (`cause`, `reason`, `financing`, `out.<n>.<name>`, `in.<n>.<name>`, n from 0).
    """

    def create() -> Adjustment:
        hold(unit)
        adjustment = Adjustment(
            unit=unit, year=year, cause=cause, reason=reason.strip(), financing=financing.strip(), author=actor.account,
            state=Adjustment.State.DRAFT,
        )  # fmt: skip
        require(actor, FUNCTION, "C", adjustment)
        raise_if_any(_faults(adjustment, lines))
        # The files for the bank have the B.
        adjustment.number = next(numbers_after_last(Adjustment, f"{unit.code}-{year}-D", 4))
        adjustment.save(force_insert=True)
        lines_replace(adjustment, lines)
        record(
            actor=actor, subject=adjustment, action="create", action_title="草拟调整方案", to_state="方案草拟", details=_told(adjustment)
        )  # fmt: skip
        return adjustment

    return in_turn(create)


def adjustment_edit(
    *, actor: PostActor, adjustment: Adjustment, edition: int, cause: str, reason: str, financing: str, lines: Sequence[ChangeEntry]
) -> Adjustment:
    """The whole plan anew. Raises NotPermitted, OutOfTurn (sent up, or changed by a colleague meanwhile), Refused."""

    def edit() -> Adjustment:
        hold(adjustment)
        require(actor, FUNCTION, "C", adjustment)
        before = _told(adjustment)
        adjustment.cause, adjustment.reason, adjustment.financing = cause, reason.strip(), financing.strip()
        raise_if_any(_faults(adjustment, lines))
        claim(adjustment, edition, (Adjustment.State.DRAFT,), ("cause", "reason", "financing"))
        lines_replace(adjustment, lines)
        record(
            actor=actor, subject=adjustment, action="edit", action_title="修改调整方案", details=changes(before, _told(adjustment))
        )  # fmt: skip
        return adjustment

    return in_turn(edit)


def adjustment_act(
    *, actor: PostActor, adjustment: Adjustment, action: str, reason: str = "", minutes: Meeting | None = None, document: str = "",
    approved_on: date | None = None, reported_to: str = "", reported_on: date | None = None,
) -> Entry:  # fmt: skip
    """Move it along one transition of ADJUSTMENT_WORKFLOW; `document` and `approved_on` are the approval's, the others its filing's.

    Raises NotPermitted, OutOfTurn, Refused (`lines`, `cause`, `restatements`, `minutes`, `document` …), KeyError for an unknown action.
    """
    given = {"document": document, "approved_on": approved_on, "reported_to": reported_to, "reported_on": reported_on}

    def act() -> Entry:
        # What is opened for a project stands as the project does at the end: its decisions hold the unit too.
        hold(adjustment.unit)
        return perform(ADJUSTMENT_WORKFLOW, adjustment, action, actor=actor, reason=reason, minutes=minutes, given=given)

    return in_turn(act)


def _faults(adjustment: Adjustment, entries: Sequence[ChangeEntry]) -> list[Refusal]:
    found = [*reason_faults(adjustment.reason), *entry_faults(adjustment, entries)]
    if adjustment.cause not in Adjustment.Cause.values:
        found.append(Refusal("请从清单里选法定情形", field="cause", rule="LAW10"))
    if len(adjustment.financing) < 5:
        found.append(Refusal("请写明增加的钱从哪里来，减少的钱到哪里去，至少 5 个字", field="financing"))
    return found


def _told(adjustment: Adjustment) -> dict[str, object]:
    values = {"情形": adjustment.get_cause_display(), "理由": adjustment.reason, "资金来源或去向": adjustment.financing}
    return {**values, "变动": told(adjustment)}
