"""How do the objective and the indicators of a project in the budget change, when its money does?

Only as part of an act that moves the money (`web.spend`): a project that stands in the library cannot be edited otherwise. What it shall
have is held against the same rules as when it was sent up (`plan.queries.problems`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from wenxiao.performance.review import review_project
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.queries.library import FIELD_OF, draft_of, project_draft, siblings_of
from wenxiao.web.plan.services.indicators import (
    FUNCTION,
    IndicatorEntry,
    entry_of,
    indicator_faults,
    indicator_made,
    indicators_renumber,
    indicators_told,
    last_number,
)
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record

REASON = 10
# In which states a project's objective can be restated: it stands in the library, and may stand in a budget.
STANDING = (Project.State.STOCKED, Project.State.BUDGETED)


class IndicatorRow(NamedTuple):
    """重述的一个指标: `indicator` is its key in the library, None where it is added; `entry` what it shall say, None where it goes."""

    indicator: int | None
    entry: IndicatorEntry | None


def rows_of(project: Project) -> list[IndicatorRow]:
    """As they stand, in their order."""
    return [IndicatorRow(each.pk, entry_of(each)) for each in project.indicators.all()]


def restating_faults(project: Project, objective: str, rows: Sequence[IndicatorRow], *, reason: str = "") -> Iterator[Refusal]:
    """What stands against this objective and these indicators, as when the project was sent up: errors, and warnings without a `reason`.

    Rows in their order; of the project's own indicators that are not among them nothing is left. Fields: `objective`, `indicators`,
    `reason`, `indicators.<n>.<name>` (n from 0, among the rows).
    """
    if not objective.strip():
        yield Refusal("请写绩效目标", field="objective")
    known = {each.pk for each in project.indicators.all()}
    kept: list[tuple[int, Indicator]] = []
    for place, row in enumerate(rows):
        if row.indicator is not None and row.indicator not in known:
            yield Refusal("这个指标不是本项目现有的：请重新打开再改", field=f"indicators.{place}.name")
        if row.entry is None:
            continue
        made = indicator_made(project, row.entry)
        for fault in indicator_faults(made):
            yield fault._replace(field=f"indicators.{place}.{fault.field}")
        kept.append((place, made))
    draft = replace(
        project_draft(project, with_indicators=False), objective=objective, indicators=tuple(draft_of(each) for _, each in kept)
    )
    problems = review_project(draft, siblings_of(project, draft), year=project.start_year)
    for problem in problems:
        if not problem.blocks:
            continue
        if problem.indicator is None:
            yield Refusal(problem.message, field="objective" if problem.field == "objective" else "indicators", rule=problem.rule)
        else:
            place, made = kept[problem.indicator]
            name = FIELD_OF.get(problem.field, problem.field)
            yield Refusal(f"“{made.name}”：{problem.message}", field=f"indicators.{place}.{name}", rule=problem.rule)
    warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
    if warnings and max(len(reason.strip()), len(project.warning_reason.strip())) < REASON:
        yield Refusal(
            f"有 {len(warnings)} 条提醒没有改（如：{warnings[0].message}）：请改好，或写明理由，至少 {REASON} 个字"
            f"（现有 {len(reason.strip())} 个）",
            field="reason",
        )  # fmt: skip


def project_restate(
    *, actor: PostActor, project: Project, edition: int, objective: str, rows: Sequence[IndicatorRow], reason: str, document: str
) -> None:
    """The objective and indicators anew, on the strength of `document`, within the transaction of the act that moves the money.

    The caller holds the project's row already. Raises NotPermitted, OutOfTurn where the project is no longer as it was in that `edition`,
    Refused as `restating_faults` says.
    """
    require(actor, FUNCTION, "A", project)
    with transaction.atomic():
        current = Project.objects.filter(pk=project.pk, edition=edition, state__in=STANDING)
        if not current.update(edition=F("edition") + 1):
            raise OutOfTurn(
                Refusal(f"“{project.name}”的目标和指标在重述以后又变过（或项目已不在库里），没有办理：请撤回，重新写这个项目的重述")
            )
        project.refresh_from_db(fields=["edition", "objective", "state"])
        before = {_OBJECTIVE: project.objective, **indicators_told(project.indicators.order_by("number"))}
        raise_if_any(restating_faults(project, objective, rows, reason=reason))
        project.objective = objective.strip()
        project.save(update_fields=["objective"])
        _replace(project, rows)
        after = {_OBJECTIVE: project.objective, **indicators_told(project.indicators.order_by("number"))}
        record(
            actor=actor, subject=project, action="restate", action_title="随资金变动重述目标", reason=reason.strip(),
            details={"依据": document, **changes(before, after)},
        )  # fmt: skip


def _replace(project: Project, rows: Sequence[IndicatorRow]) -> None:
    """An indicator that stays keeps its key: readings and scores hang on it."""
    Indicator.objects.filter(project=project).exclude(pk__in=[row.indicator for row in rows if row.entry and row.indicator]).delete()
    beyond, ordered = last_number(project), []
    numbers = {each.pk: each.number for each in Indicator.objects.filter(project=project)}
    for place, row in enumerate(rows, 1):
        if row.entry is None:
            continue
        made = indicator_made(project, row.entry)
        if row.indicator is None:
            made.number = beyond + place
            made.save(force_insert=True)
        else:
            made.pk, made.number = row.indicator, numbers[row.indicator]
            made.save(force_update=True)
        ordered.append(made)
    indicators_renumber(project, ordered)
    getattr(project, "_prefetched_objects_cache", {}).pop("indicators", None)


_OBJECTIVE = field_title(Project, "objective")
