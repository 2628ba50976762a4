"""How does an application for a virement come into being, change, and move?"""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import Virement
from wenxiao.web.spend.services.change_lines import ChangeEntry, entry_faults, line_of, lines_replace, reason_faults, told
from wenxiao.web.spend.services.edition import claim
from wenxiao.web.spend.services.numbering import numbers_after_last
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FUNCTION = "virement"


def virement_create(
    *, actor: PostActor, unit: Unit, year: int, reason: str, lines: Sequence[ChangeEntry], office: Office | None = None
) -> Virement:
    """A draft with a number of its own; nothing moves yet. Without `office` it is 财政所's, for the unit.

    Raises NotPermitted; Refused (`reason`, `lines`, `out.<n>.<name>`, `in.<n>.<name>`, n from 0).
    """

    def create() -> Virement:
        hold(unit)
        virement = Virement(
            unit=unit, office=office, year=year, reason=reason.strip(), author=actor.account, state=Virement.State.DRAFT
        )  # fmt: skip
        require(actor, FUNCTION, "C", virement)
        raise_if_any(_faults(virement, lines))
        virement.number = next(numbers_after_last(Virement, f"{unit.code}-{year}-T", 4))
        virement.save(force_insert=True)
        lines_replace(virement, lines)
        details = {"理由": virement.reason, "变动": told(virement)}
        record(actor=actor, subject=virement, action="create", action_title="填写调剂申请", to_state="草稿", details=details)
        return virement

    return in_turn(create)


def virement_edit(*, actor: PostActor, virement: Virement, edition: int, reason: str, lines: Sequence[ChangeEntry]) -> Virement:
    """The whole draft anew. Raises NotPermitted, OutOfTurn (sent up, or changed by a colleague meanwhile), Refused."""

    def edit() -> Virement:
        hold(virement)
        require(actor, FUNCTION, "C", virement)
        before = {"理由": virement.reason, "变动": told(virement)}
        virement.reason = reason.strip()
        raise_if_any(_faults(virement, lines))
        claim(virement, edition, (Virement.State.DRAFT,), ("reason",))
        lines_replace(virement, lines)
        after = {"理由": virement.reason, "变动": told(virement)}
        record(actor=actor, subject=virement, action="edit", action_title="修改调剂申请", details=changes(before, after))
        return virement

    return in_turn(edit)


def virement_act(*, actor: PostActor, virement: Virement, action: str, reason: str = "") -> Entry:
    """Move it along one transition of VIREMENT_WORKFLOW; with the last one money and objectives move, or neither does.

    Raises NotPermitted, OutOfTurn, Refused (`lines`, `restatements`, `reason`), KeyError for an unknown action.
    """

    def act() -> Entry:
        # What is opened for a project stands as the project does at the end: its decisions hold the unit too.
        hold(virement.unit)
        return perform(VIREMENT_WORKFLOW, virement, action, actor=actor, reason=reason)

    return in_turn(act)


def _faults(virement: Virement, entries: Sequence[ChangeEntry]) -> list[Refusal]:
    found = [*reason_faults(virement.reason), *entry_faults(virement, entries)]
    if virement.office is None:
        return found
    for entry in entries:
        line = line_of(virement, entry)
        if line.office_id != virement.office_id:
            whose = f"{line.office}的" if line.office else "各站所共用的"
            found.append(Refusal(f"“{line.label}”是{whose}钱，{virement.office}不能申请调剂：请由财政所预算绩效专管员申请", field="lines"))
    return found
