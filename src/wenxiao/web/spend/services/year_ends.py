"""How is the end of a year prepared, decided line by line, and carried out?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.year_ends import decision_faults
from wenxiao.web.spend.models import Appropriation, YearEnd, YearEndLine
from wenxiao.web.spend.queries.year_ends import left_of, lines_of
from wenxiao.web.spend.workflows.year_end import YEAR_END_WORKFLOW
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record, told_apart
from wenxiao.web.trail.workflow import perform

FUNCTION = "year_end"


class Decided(NamedTuple):
    """对一条的决定: 结转下年 with its reason, or 结余收回; "" takes a decision back."""

    decision: str
    reason: str = ""


def year_end_create(*, actor: PostActor, unit: Unit, year: int) -> YearEnd:
    """A draft that lists every line with money left; what is in its second year is set to lapse. Raises NotPermitted, Refused (`year`)."""

    def create() -> YearEnd:
        hold(unit)
        made = YearEnd(unit=unit, year=year, author=actor.account, state=YearEnd.State.DRAFT)
        require(actor, FUNCTION, "C", made)
        if YearEnd.objects.filter(unit=unit, year=year).exists():
            raise Refused(Refusal(f"{year} 年的年终结转已经在办，请在那一份上改", field="year", rule="年终关账"))
        if year not in YEARS or not Appropriation.objects.filter(unit=unit, year=year).exists():
            raise Refused(Refusal(f"{year} 年没有可执行的指标，不用办年终结转", field="year", rule="年终关账"))
        made.save(force_insert=True)
        told = _take(made, {})
        record(actor=actor, subject=made, action="create", action_title="编年终结转", to_state="编制", details=told)
        return made

    return in_turn(create)


def year_end_refresh(*, actor: PostActor, year_end: YearEnd) -> None:
    """重新取数: the lines as the books stand now; what was decided stays where the line is the same. Raises NotPermitted, OutOfTurn."""

    def refresh() -> None:
        _hold_draft(actor, year_end)
        before = {line.appropriation_id: Decided(line.decision, line.reason) for line in year_end.lines.all()}
        year_end.lines.all().delete()
        record(actor=actor, subject=year_end, action="edit", action_title="重新取数", details=_take(year_end, before))

    in_turn(refresh)


def year_end_decide(*, actor: PostActor, year_end: YearEnd, decisions: Mapping[int, Decided]) -> None:
    """About some of its lines, by their pk. Raises NotPermitted, OutOfTurn, Refused (`decision_<pk>`, `reason_<pk>`)."""

    def decide() -> None:
        _hold_draft(actor, year_end)
        lines = {line.pk: line for line in lines_of(year_end)}
        if unknown := set(decisions) - set(lines):
            raise OutOfTurn(Refusal(f"有 {len(unknown)} 条在您打开页面以后重新取过数，没有保存：请刷新后再看"))
        cleaned = {pk: Decided(each.decision, " ".join(each.reason.split())) for pk, each in decisions.items()}
        raise_if_any(
            refusal
            for pk, each in cleaned.items() if each.decision
            for refusal in decision_faults(lines[pk], each.decision, each.reason)
        )  # fmt: skip
        changed = [lines[pk] for pk, each in cleaned.items() if each != (lines[pk].decision, lines[pk].reason)]
        for line in changed:
            line.decision, line.reason = cleaned[line.pk]
        YearEndLine.objects.bulk_update(changed, ["decision", "reason"])
        told = told_apart((str(line.appropriation), f"{line.get_decision_display() or '未定'} {line.reason}".strip()) for line in changed)
        record(actor=actor, subject=year_end, action="edit", action_title="定结转和收回", details=told)

    in_turn(decide)


def year_end_lapse_rest(*, actor: PostActor, year_end: YearEnd) -> int:
    """其余的收回: every line about which nothing is decided lapses, but those under contract. How many. Raises NotPermitted, OutOfTurn."""

    def lapse() -> int:
        _hold_draft(actor, year_end)
        rest = year_end.lines.filter(decision="", committed=0)
        count = rest.update(decision=YearEndLine.Decision.LAPSE)
        record(actor=actor, subject=year_end, action="edit", action_title="其余的收回", details={"行数": count})
        return count

    return in_turn(lapse)


def year_end_act(*, actor: PostActor, year_end: YearEnd, action: str, reason: str = "") -> Entry:
    """Move it along one transition of YEAR_END_WORKFLOW; the approval closes the year and makes next year's document.

    Raises NotPermitted, OutOfTurn, Refused, KeyError for an unknown action.
    """

    def act() -> Entry:
        hold(year_end.unit)
        return perform(YEAR_END_WORKFLOW, year_end, action, actor=actor, reason=reason)

    return in_turn(act)


def _hold_draft(actor: PostActor, year_end: YearEnd) -> None:
    hold(year_end.unit)
    hold(year_end)
    require(actor, FUNCTION, "E", year_end)
    if year_end.state != YearEnd.State.DRAFT:
        raise OutOfTurn(Refusal(f"“{year_end}”现在是“{year_end.get_state_display()}”，只有编制中的可以改"))


def _take(year_end: YearEnd, before: Mapping[int, Decided]) -> dict[str, int]:
    """The lines of the books as they stand, with what was decided before."""
    made = []
    for each in left_of(year_end.unit, year_end.year):
        line = YearEndLine(year_end=year_end, appropriation=each.appropriation, left=each.left, committed=each.committed)
        line.decision, line.reason = before.get(each.appropriation.pk, Decided(""))
        if line.must_lapse:
            line.decision, line.reason = YearEndLine.Decision.LAPSE.value, "连续两年没有用完"
        made.append(line)
    YearEndLine.objects.bulk_create(made)
    return {"行数": len(made), "剩余合计": sum(line.left for line in made)}
