"""How is it registered that money which came on top of the budget was reported to the congress? (预算法 art. 71: reported, not approved)"""

from __future__ import annotations

from datetime import date

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import Allotment
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record


def may_be_reported(allotment: Allotment) -> bool:
    given = (Allotment.State.ISSUED, Allotment.State.BROKEN_DOWN)
    return allotment.source == Allotment.Source.SUPPLEMENT and allotment.state in given


def supplement_report(*, actor: PostActor, allotment: Allotment, reported_on: date) -> Entry:
    """The day on which the congress, or its presidium, was told. Raises NotPermitted, OutOfTurn, Refused (`reported_on`)."""

    def report() -> Entry:
        hold(allotment)
        require(actor, "allotment", "E", allotment)
        if not may_be_reported(allotment):
            raise OutOfTurn(
                Refusal(f"{allotment}不是已经下达的追加文件（{allotment.get_source_display()}，{allotment.get_state_display()}）")
            )
        raise_if_any(_faults(allotment, reported_on))
        before = str(allotment.reported_on or "")
        allotment.reported_on = reported_on
        allotment.save(update_fields=["reported_on"])
        told = changes({"报告日期": before}, {"报告日期": str(reported_on)})
        return record(actor=actor, subject=allotment, action="report", action_title="登记向人大报告", details=told)

    return in_turn(report)


def _faults(allotment: Allotment, day: date) -> list[Refusal]:
    if day > clock.today():
        return [Refusal(f"报告日期 {day} 还没有到", field="reported_on")]
    if day < allotment.dated:
        return [Refusal(f"报告日期 {day} 早于追加文件的日期 {allotment.dated}", field="reported_on")]
    return []
