"""How does the leading group grade the projects' objectives? (财预〔2015〕88号: 完整性、相关性、适当性、可行性)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, GoalReview, Grade, Project, ProjectLine, Version
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.versions import in_turn
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record


class Grading(NamedTuple):
    """评级 of one project: a Grade (excellent, good, fair, poor) an axis; the lowest is the project's."""

    project: Project
    completeness: str
    relevance: str
    adequacy: str
    feasibility: str
    opinion: str = ""


def goals_review(*, actor: PostActor, compilation: Compilation, gradings: Sequence[Grading]) -> None:
    """Grade projects of the version under review; a second grading of a project replaces the first.

    Whoever may sign (ML, PS, PL) grades. Raises NotPermitted, OutOfTurn, Refused (`completeness-<n>` …, `opinion-<n>`, n from 0).
    """
    with in_turn(compilation):
        require(actor, "compilation", "S", compilation)
        version = latest_version(compilation, Stage.SECOND)
        if compilation.state != Compilation.State.REVIEW or version is None:
            raise OutOfTurn(Refusal(f"“{compilation}”不在二上内审，现在不能审核绩效目标"))
        raise_if_any(_faults(version, gradings))
        told = {}
        for each in gradings:
            values = {axis: getattr(each, axis) for axis in GoalReview.AXES} | {"opinion": each.opinion.strip(), "reviewer": actor.account}
            review, _ = GoalReview.objects.update_or_create(version=version, project=each.project, defaults=values)
            told[each.project.name] = f"{review.grade.label} {each.opinion.strip()}".rstrip()
        record(actor=actor, subject=compilation, action="grade", action_title=f"审核绩效目标 {len(gradings)} 个项目", details=told)


def _faults(version: Version, gradings: Sequence[Grading]) -> Iterator[Refusal]:
    inside = set(ProjectLine.objects.filter(version=version).values_list("project_id", flat=True))
    if not gradings:
        yield Refusal("没有选中要审核的项目")
    for n, each in enumerate(gradings):
        if each.project.pk not in inside:
            yield Refusal(f"“{each.project.name}”不在这一版预算里", field=f"completeness-{n}")
        for axis in GoalReview.AXES:
            if getattr(each, axis) not in Grade.values:
                title = field_title(GoalReview, axis)
                yield Refusal(f"请给“{each.project.name}”的{title}打等级：优、良、中、差", field=f"{axis}-{n}")
        poor = Grade.POOR.value in (each.completeness, each.relevance, each.adequacy, each.feasibility)
        if poor and len(each.opinion.strip()) < 5:
            yield Refusal(f"“{each.project.name}”评为“差”，请写明差在哪里，至少 5 个字", field=f"opinion-{n}")
        if len(each.opinion.strip()) > 300:
            yield Refusal(f"审核意见最多 300 个字，现有 {len(each.opinion.strip())} 个", field=f"opinion-{n}")
