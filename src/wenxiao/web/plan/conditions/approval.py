"""May the budget be handed in, approved and broken down? (财预〔2015〕88号, LAW3, LAW5)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Meeting
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import BasicLine, Compilation, GoalReview, Grade, ProjectLine, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.differences import differences
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

SHORTEST = 5
_DOCUMENT = re.compile(r".*〔(\d{4})〕\s*\d+\s*号.*")


def goals_graded(version: Version) -> Iterator[Refusal]:
    """有资金的项目都评过绩效目标，没有评为差的。

    Every project with money has been graded, and none of them 差.
    """
    grades = {review.project_id: review.grade for review in GoalReview.objects.filter(version=version)}
    funded = (
        ProjectLine.objects.filter(version=version, amount__gt=0).order_by("project").values_list("project_id", "project__name").distinct()
    )
    ungraded = [name for project, name in funded if project not in grades]
    poor = [name for project, name in funded if grades.get(project) == Grade.POOR]
    if ungraded:
        more = f"等 {len(ungraded)} 个" if len(ungraded) > 5 else ""
        yield Refusal(f"绩效目标还没有审核：{'、'.join(ungraded[:5])}{more}。请在“绩效目标内审”页逐个打等级")
    for name in poor:
        yield Refusal(f"“{name}”的绩效目标内审为“差”，不能列入预算：请退回二上编报，退回时系统会把它去掉", rule="财预〔2015〕88号")


def minutes_fit(compilation: Compilation, act: Act, kinds: tuple[str, ...]) -> Iterator[Refusal]:
    """The minutes are of this unit, of a meeting of the kind that decides, held in the seasons in which this year's budget is made."""
    meeting: Any = act.minutes
    if meeting is None:
        return
    titles = "、".join(Meeting.Kind(kind).label for kind in kinds)
    if meeting.unit_id != compilation.unit_id or meeting.kind not in kinds:
        yield Refusal(f"会议记录应当是本单位的{titles}，现在选的是“{meeting}”", field="minutes")
    years = (compilation.year - 1, compilation.year)
    if meeting.held.year not in years:
        yield Refusal(
            f"“{meeting}”是 {meeting.held} 开的：{compilation}要由 {years[0]} 年或 {years[1]} 年的会议决定，请选讨论这份预算的那一次",
            field="minutes",
        )


def differences_explained(compilation: Compilation) -> Iterator[Refusal]:
    """Every line of the approval that is not as in the draft has a reason, or the approval is held."""
    draft, approved = latest_version(compilation, Stage.SECOND), open_approval(compilation)
    if draft is None or approved is None:
        return
    for each in differences(draft, approved):
        if each.kind != "procurement" and len(each.reason.strip()) < SHORTEST:
            yield Refusal(
                f"批复与二上不一致，没有说明：{each.title}“{each.label}”"
                f"二上 {Money(each.before or 0)} 元，批复 {Money(each.after or 0)} 元，"
                f"相差 {abs(Money(each.change))} 元，请在“版本比较”页写明原因"
            )


def approval_document(*, compilation: Compilation, document: str, approved_on: date) -> Iterator[Refusal]:
    """The number has the form of official documents and a year that fits (R008); the day has come, and is not before the draft was sent.

    Where a budget is entered after its year is over, the draft was sent here long after its approval: then the day is one of its time.
    """
    years = (compilation.year - 1, compilation.year)
    found = _DOCUMENT.fullmatch(document.strip())
    if compilation.unit.mode == compilation.unit.Mode.DEPARTMENT:
        if found is None:
            yield Refusal(f"文号“{document}”不完整：应当像“某财发〔{compilation.year}〕5号”", field="document", rule="R008")
        elif int(found[1]) not in years:
            yield Refusal(
                f"文号的年份是 {found[1]}，{compilation.year} 年预算的批复应当是 {years[0]} 或 {years[1]} 年", field="document", rule="R008"
            )
    elif not document.strip():
        yield Refusal("请填人代会决议的编号", field="document")
    if approved_on > clock.today():
        yield Refusal(f"批复日期 {approved_on} 还没有到", field="approved_on")
    sent = _sent_on(compilation)
    entered_afterwards = sent is not None and sent.year > compilation.year and approved_on.year in years
    if sent is not None and approved_on < sent and not entered_afterwards:
        yield Refusal(
            f"批复日期 {approved_on} 早于二上报出的那一天：二上是 {sent} 报出的，请填 {sent} 到今天之间的日期", field="approved_on"
        )


def _sent_on(compilation: Compilation) -> date | None:
    """The day on which the draft that stands was sent; None where the trail holds no such act."""
    acts = Entry.objects.filter(subject_kind=compilation.KIND, subject_id=str(compilation.pk), action="pass_review")
    last = acts.order_by("-sequence").first()
    return timezone.localdate(datetime.fromisoformat(last.at)) if last else None


def broken_down(version: Version) -> Iterator[Refusal]:
    """资金全部分到项、款和项目，各部分之和正好等于总数。

    All money stands at 项 and 款, and the parts are exactly the whole (LAW5, 预算法实施条例 art. 40).
    """
    for model, label in ((BasicLine, "基本支出"), (ProjectLine, "项目支出")):
        for function, economic, amount in model._default_manager.filter(version=version).values_list(
            "function_code", "economic_code", "amount"
        ):
            if len(function) != 7 or len(economic) != 5:
                yield Refusal(f"{label} {function} {economic} 的 {Money(amount)} 元没有分解到项（7 位）和款（5 位）", rule="LAW5")


def open_approval(compilation: Compilation) -> Version | None:
    """The approval that is being prepared, not yet given."""
    return compilation.versions.filter(stage=Stage.APPROVED, sealed__isnull=True).first()
