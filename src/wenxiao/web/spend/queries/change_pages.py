"""What does the page of a document that changes the budget show: each line before and after, and what stands against it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.conditions.restatements import Document, projects_moved
from wenxiao.web.spend.models import Adjustment, ChangeLine, Entry, Restatement, Virement
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act, Transition

SAID = {
    "name": "指标名称", "target": "指标值", "weight": "分值", "excellent": "优", "good": "良", "fair": "中", "poor": "差",
}  # fmt: skip


class LineShown(NamedTuple):
    """一行变动, amounts in 分. `available` is what can still be spent of the line, None where it is not there yet or has moved on."""

    line: ChangeLine
    before: int
    after: int
    available: int | None

    @property
    def difference(self) -> int:
        return self.line.change


class IndicatorShown(NamedTuple):
    """一个指标的前后: (title, old, new) of what differs."""

    name: str
    kind: str
    parts: tuple[tuple[str, str, str], ...]


class ProjectShown(NamedTuple):
    """一个项目的重述: none yet where `restatement` is None; `amount` by how much its money changes, 分."""

    project: Project
    amount: int
    restatement: Restatement | None
    indicators: tuple[IndicatorShown, ...]

    @property
    def size(self) -> int:
        return abs(self.amount)


def lines_shown(document: Virement | Adjustment, lines: Sequence[ChangeLine]) -> list[LineShown]:
    """Before it takes effect by the ledger as it stands, afterwards as the ledger wrote it down. One query."""
    entries = Entry.objects.filter(command__key=f"{document.KIND}/{document.number}").select_related("command")
    written = {entry.node_id: entry for entry in entries}
    shown = []
    for line in lines:
        node = line.appropriation.node if line.appropriation else None
        if node is not None and node.pk in written:
            after = written[node.pk].balance.cap
            shown.append(LineShown(line, after - line.change, after, None))
        else:
            cap = node.balance.cap if node else 0
            shown.append(LineShown(line, cap, cap + line.change, node.available if node else None))
    return shown


def basic_to_projects(lines: Sequence[ChangeLine]) -> int:
    """What moves from 基本支出 to 项目支出 in all, 分; below zero the other way round."""
    return sum(line.change for line in lines if line.project_id is not None)


def restatements_shown(document: Document) -> list[ProjectShown]:
    """Every project whose money moves, by code. Constant number of queries."""
    said = {each.project_id: each for each in document.restatements.prefetch_related("indicators")}
    sums: dict[int, int] = {}
    for line in document.lines.filter(project__isnull=False):
        assert line.project_id is not None
        sums[line.project_id] = sums.get(line.project_id, 0) + (line.change if isinstance(line, ChangeLine) else line.amount)
    return [
        ProjectShown(project, sums[project.pk], said.get(project.pk), _indicators(said.get(project.pk)))
        for project in projects_moved(document)
    ]


def standing_against(document: Virement | Adjustment, actor: PostActor, way: Transition) -> list[Refusal]:
    """What the guards of this step would say now, but for what is typed in the step itself."""
    act = Act(actor)
    return [refusal for guard in way.guards for refusal in guard(document, act)]


def _indicators(restatement: Restatement | None) -> tuple[IndicatorShown, ...]:
    if restatement is None:
        return ()
    found = []
    for row in restatement.indicators.all():
        if not row.before:
            parts = tuple((title, "", _text(row.after[name])) for name, title in SAID.items() if _text(row.after[name]))
            found.append(IndicatorShown(row.after["name"], "新增", parts))
        elif not row.after:
            found.append(IndicatorShown(row.before["name"], "去掉", ()))
        else:
            changed = [
                (SAID.get(name, name), row.before[name], row.after[name]) for name in row.before if row.before[name] != row.after[name]
            ]
            parts = tuple((title, _text(old), _text(new)) for title, old, new in changed)
            found.append(IndicatorShown(row.before["name"], "修改", parts))
    return tuple(found)


def _text(value: object) -> str:
    return "" if value is None else str(value)
