"""How is a project's objective restated in a document that moves its money, and what comes of it when the document takes effect?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.indicators import IndicatorEntry, entry_of
from wenxiao.web.plan.services.restating import REASON, IndicatorRow, project_restate, restating_faults
from wenxiao.web.plan.workflows.project import PROJECT_WORKFLOW
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.conditions.restatements import Document, keys_moved, projects_moved, rows_restated
from wenxiao.web.spend.models import Allotment, RestatedIndicator, Restatement, Side
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record
from wenxiao.web.trail.workflow import Act, perform


def may_restate(document: Document) -> bool:
    """Whether the document is still being written. A supplement may be restated until it is broken down."""
    if isinstance(document, Allotment):
        open_states = (Allotment.State.DRAFT, Allotment.State.ISSUED)
        return document.source == Allotment.Source.SUPPLEMENT and document.state in open_states
    return document.editable


def restatement_set(
    *, actor: PostActor, document: Document, project: Project, edition: int, unchanged: bool, reason: str = "", objective: str = "",
    rows: Sequence[IndicatorRow] = (),
) -> Restatement:  # fmt: skip
    """What the project shall promise when the document takes effect; until then nothing changes in the library.

    `edition` is the project's of which `rows` were written. Raises NotPermitted; OutOfTurn where the document is no longer being written
    or the project has changed; Refused (`reason`, `objective`, `indicators.<n>.<name>`).
    """

    def write() -> Restatement:
        hold(document)
        require(actor, document.FUNCTION, "CE", document)
        if not may_restate(document):
            raise OutOfTurn(Refusal(f"{document}现在是“{document.get_state_display()}”，不能再改目标重述"))
        moved = {each.pk: each for each in projects_moved(document)}
        if project.pk not in moved:
            raise_if_any([Refusal(f"“{project.name}”的钱在这份文件里没有变动，不能重述它的目标", rule="目标重述")])
        current = moved[project.pk]
        if current.edition != edition:
            raise OutOfTurn(Refusal(f"“{project.name}”的目标和指标刚刚变过，没有保存：请重新打开，看过现在的内容再写"))
        raise_if_any(_faults(current, unchanged=unchanged, reason=reason, objective=objective, rows=rows))
        document.restatements.filter(project=current).delete()
        made = Restatement(
            **{document.KIND: document}, project=current, edition=edition, unchanged=unchanged, reason=reason.strip(),
            objective=current.objective if unchanged else objective.strip(), before=current.objective,
        )  # fmt: skip
        made.save(force_insert=True)
        if not unchanged:
            RestatedIndicator.objects.bulk_create(_changed(made, current, rows))
        record(
            actor=actor, subject=document, action="restate", action_title="重述目标",
            details={"项目": current.code, "不变": "是" if unchanged else "否", "理由": made.reason, "目标": made.objective},
        )  # fmt: skip
        return made

    return in_turn(write)


def projects_hold(document: Document) -> list[Project]:
    """Lock the rows of the projects it moves, by pk, before the ledger's nodes are touched."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys_moved(document)).order_by("pk")
    return list(rows.select_related("unit", "office"))


def restatements_take_effect(document: Document, act: Act, projects: Sequence[Project]) -> None:
    """The library changes with the money: in the same transaction, or neither does. `projects` are held."""
    assert isinstance(act.actor, PostActor)
    restatements = {each.project_id: each for each in document.restatements.prefetch_related("indicators")}
    for project in projects:
        each = restatements[project.pk]
        on = f"{document}，{_moved(document, project)}"
        if each.unchanged:
            record(
                actor=act.actor, subject=project, action="restate_unchanged", action_title="资金变动，目标不变", reason=each.reason,
                details={"依据": on},
            )  # fmt: skip
        else:
            project_restate(
                actor=act.actor, project=project, edition=each.edition, objective=each.objective,
                rows=rows_restated(each, project), reason=each.reason, document=on,
            )  # fmt: skip
        if project.state == Project.State.STOCKED:
            given = _amount(document, project)
            perform(
                PROJECT_WORKFLOW, project, "budget", actor=act.actor, given={"year": document.year, "amount": given},
                details={"年度": document.year, "金额": given, "依据": str(document)},
            )  # fmt: skip


def _faults(project: Project, *, unchanged: bool, reason: str, objective: str, rows: Sequence[IndicatorRow]) -> list[Refusal]:
    written = len(reason.strip())
    if unchanged:
        short = Refusal(f"目标和指标不变的，请写明理由，至少 {REASON} 个字（现有 {written} 个）", field="reason")
        return [short] if written < REASON else []
    same = objective.strip() == project.objective.strip() and not _differing(project, rows)
    if same:
        return [Refusal("目标和指标都没有改：确实不变的，请选“不变”，并写明理由", field="unchanged")]
    return list(restating_faults(project, objective, rows, reason=reason))


def _differing(project: Project, rows: Sequence[IndicatorRow]) -> list[tuple[int | None, IndicatorEntry | None, IndicatorEntry | None]]:
    """(key, before, after) of the indicators that do not stay as they are."""
    now = {each.pk: entry_of(each) for each in project.indicators.all()}
    told = {row.indicator: row.entry for row in rows if row.indicator is not None}
    changed = [(pk, before, told.get(pk)) for pk, before in now.items() if told.get(pk) != before]
    return [*changed, *((None, None, row.entry) for row in rows if row.indicator is None and row.entry is not None)]


def _changed(restatement: Restatement, project: Project, rows: Sequence[IndicatorRow]) -> list[RestatedIndicator]:
    def plain(entry: IndicatorEntry | None) -> dict[str, Any]:
        return entry._asdict() if entry is not None else {}

    return [
        RestatedIndicator(restatement=restatement, indicator=pk, before=plain(before), after=plain(after))
        for pk, before, after in _differing(project, rows)
    ]


def _amount(document: Document, project: Project, side: str = Side.IN) -> int:
    """What it gives the project, or takes from it, 分."""
    lines: Any = document.lines.filter(project=project)
    if isinstance(document, Allotment):
        return int(lines.aggregate(sum=Sum("amount"))["sum"] or 0) if side == Side.IN else 0
    return int(lines.filter(side=side).aggregate(sum=Sum("amount"))["sum"] or 0)


def _moved(document: Document, project: Project) -> str:
    given, taken = _amount(document, project), _amount(document, project, Side.OUT)
    return "，".join(text for text in (given and f"增加 {Money(given)} 元", taken and f"减少 {Money(taken)} 元") if text)
