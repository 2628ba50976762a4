"""Has every project whose money a document moves its objective restated in it, or a reason why it stays?"""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.indicators import IndicatorEntry, entry_of
from wenxiao.web.plan.services.restating import REASON, STANDING, IndicatorRow, restating_faults
from wenxiao.web.spend.models import Adjustment, Allotment, Restatement, Virement
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

Document = Virement | Adjustment | Allotment


def projects_moved(document: Document) -> list[Project]:
    """Whose money it moves, by code: two queries, and their estimates and indicators, however many."""
    found = Project.objects.filter(pk__in=keys_moved(document)).select_related("unit", "office")
    return list(found.prefetch_related("estimate", "indicators").order_by("code"))


def keys_moved(document: Document) -> set[int]:
    """The keys of the projects whose money it moves."""
    return {pk for pk in document.lines.order_by().values_list("project_id", flat=True) if pk is not None}


def rows_restated(restatement: Restatement, project: Project) -> list[IndicatorRow]:
    """The project's indicators as they shall be: those that stay, changed or not, in their order, then the new ones."""
    said = list(restatement.indicators.all())
    changed = {each.indicator: each for each in said if each.indicator is not None}
    rows = []
    for each in project.indicators.all():
        row = changed.get(each.pk)
        entry = entry_of(each) if row is None else (IndicatorEntry(**row.after) if row.after else None)
        rows.append(IndicatorRow(each.pk, entry))
    return rows + [IndicatorRow(None, IndicatorEntry(**each.after)) for each in said if each.indicator is None]


def objectives_restated(document: Document, _act: Act) -> Iterator[Refusal]:
    """动了钱的每个项目，都在这份文件里重述了目标和指标，或写明为什么不变；没有动钱的不改。"""
    projects = {project.pk: project for project in projects_moved(document)}
    restatements = {each.project_id: each for each in document.restatements.select_related("project").prefetch_related("indicators")}
    for pk, project in projects.items():
        if project.state not in STANDING:
            yield Refusal(f"项目“{project.name}”现在是“{project.state_title}”：只有已入库或已列预算的项目才能安排资金", field="lines")
        elif pk not in restatements:
            yield Refusal(
                f"“{project.name}”的钱有变动，还没有重述目标：请在“目标重述”里改目标和指标，或写明为什么不变（至少 {REASON} 个字）",
                field="restatements", rule="目标重述",
            )  # fmt: skip
        else:
            yield from _against(restatements[pk], project)
    for pk, each in restatements.items():
        if pk not in projects:
            yield Refusal(f"“{each.project.name}”的钱没有变动，不能重述它的目标：请去掉这份重述", field="restatements", rule="目标重述")


def _against(restatement: Restatement, project: Project) -> Iterator[Refusal]:
    if restatement.unchanged:
        return
    if restatement.edition != project.edition:
        yield Refusal(f"“{project.name}”的目标和指标在重述以后又变过：请重新写这个项目的重述", field="restatements", rule="目标重述")
        return
    faults = restating_faults(project, restatement.objective, rows_restated(restatement, project), reason=restatement.reason)
    for fault in faults:
        yield Refusal(f"“{project.name}”的重述：{fault.message}", field="restatements", rule=fault.rule)
