"""By when must what be done after a budget is handed in and approved, and how many days are left? (预算法 art. 14, 52; 15/20 days)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from wenxiao.catalogue.limits import limit
from wenxiao.web.plan.models import Approval, Compilation
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry

State = Compilation.State
# When a budget was made public, as far as anybody registers it; the app that publishes puts its answer here.
PUBLICATIONS: list[Callable[[Compilation], date | None]] = []


class Term(NamedTuple):
    """期限: what has to be done, and how it stands, in words. `late`: the day has passed and the system knows of nothing done."""

    title: str
    text: str
    late: bool = False


def terms(compilation: Compilation, approval: Approval | None, today: date | None = None) -> tuple[Term, ...]:
    """Counted in days of the calendar, the day of the approval not included. One query."""
    today = today or clock.today()
    done = _days(compilation)
    department = compilation.unit.mode == compilation.unit.Mode.DEPARTMENT
    found = []
    if approval is None and "pass_review" in done:
        found.append(
            _approving(compilation, done["pass_review"], today) if department else _resolving(compilation, done["pass_review"], today)
        )
    if approval is not None:
        found.append(_passing_on(approval, done.get("allocate"), today, department=department))
        found.append(_publishing(compilation, approval, today))
    return tuple(found)


def _approving(compilation: Compilation, sent: date, today: date) -> Term:
    """The finance bureau's 20 days run from a day nobody enters here: said so, not guessed."""
    days = limit("部门预算批复期限")
    return Term(
        "财政部门批复",
        f"本级人民代表大会批准预算后 {days} 日内批复（预算法第五十二条）。批准的日子不在本系统登记，所以不倒数天数；"
        f"{compilation.unit.short_name}的二上是 {sent:%Y-%m-%d} 报出的，{_ago(sent, today)}",
    )


def _resolving(compilation: Compilation, sent: date, today: date) -> Term:
    return Term(
        "人民代表大会批准",
        f"由{compilation.unit.short_name}人民代表大会批准，会期由人大定；草案是 {sent:%Y-%m-%d} 报出的，{_ago(sent, today)}",
    )


def _passing_on(approval: Approval, done: date | None, today: date, *, department: bool) -> Term:
    """A department has 15 days for its units; the finance of a township with its own budget 20 for its departments."""
    days = limit("单位预算批复期限" if department else "部门预算批复期限")
    due = approval.approved_on + timedelta(days=days)
    rule = f"批复后 {days} 日内，预算法第五十二条"
    if done is None:
        return Term("分解下达", f"应在 {due:%Y-%m-%d} 以前办完（{rule}），{_left(due, today)}，现在还没有分解下达", today > due)
    kept = "在期限内" if done <= due else f"比期限晚了 {(done - due).days} 天"
    return Term("分解下达", f"期限是 {due:%Y-%m-%d}（{rule}），{done:%Y-%m-%d} 已经办完，{kept}")


def _publishing(compilation: Compilation, approval: Approval, today: date) -> Term:
    days = limit("公开期限")
    due = approval.publish_by
    rule = f"批复后 {days} 日内，预算法第十四条"
    done = next((day for asked in PUBLICATIONS if (day := asked(compilation)) is not None), None)
    if done is not None:
        kept = "在期限内" if done <= due else f"比期限晚了 {(done - due).days} 天"
        return Term("向社会公开", f"期限是 {due:%Y-%m-%d}（{rule}），{done:%Y-%m-%d} 已经公开，{kept}")
    return Term("向社会公开", f"应在 {due:%Y-%m-%d} 以前向社会公开（{rule}），{_left(due, today)}，现在还没有公开", today > due)


def _left(due: date, today: date) -> str:
    days = (due - today).days
    return f"还有 {days} 天" if days > 0 else "今天到期" if not days else f"这一天已经过去 {-days} 天"


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return "就是今天" if days <= 0 else f"到今天 {days} 天"


def _days(compilation: Compilation) -> dict[str, date]:
    """On which day it was last handed in, and when it was broken down."""
    entries = Entry.objects.filter(subject_kind=Compilation.KIND, subject_id=str(compilation.pk), action__in=("pass_review", "allocate"))
    return {
        action: timezone.localdate(datetime.fromisoformat(at)) for action, at in entries.order_by("sequence").values_list("action", "at")
    }
