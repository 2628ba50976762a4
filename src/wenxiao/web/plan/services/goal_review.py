"""How does the leading group grade the projects' objectives? (财预〔2015〕88号: 完整性、相关性、适当性、可行性)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, GoalReview, Grade, Project, ProjectLine, Version
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.seen import demand_marked, mark
from wenxiao.web.plan.services.versions import in_turn
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record


class Grading(NamedTuple):
    """评级 of one project: a Grade (excellent, good, fair, poor) an axis; the lowest is the project's."""

    project: Project
    completeness: str
    relevance: str
    adequacy: str
    feasibility: str
    opinion: str = ""


def goals_review(
    *,
    actor: PostActor,
    compilation: Compilation,
    gradings: Sequence[Grading],
    seen: str | None = None,
    shown: Sequence[Project] = (),
) -> None:
    """Grade projects of the version under review; a second grading of a project replaces the first.

    Whoever may sign (ML, PS, PL) grades. `seen` is the `grades_mark` of the projects that the page had `shown`. Raises NotPermitted,
    OutOfTurn (StaleLines), Refused (`completeness-<n>` …, `opinion-<n>`, n from 0).
    """
    with in_turn(compilation):
        version = demand_grading(actor, compilation)
        raise_if_any(_faults(version, gradings))
        given = {review.project_id: review for review in GoalReview.objects.filter(version=version)}
        told = {}
        new = [each for each in gradings if _differs(given.get(each.project.pk), each)]
        if not new:
            return
        demand_marked(grades_mark(version, shown), seen, "绩效目标的等级")
        for each in new:
            values = {axis: getattr(each, axis) for axis in GoalReview.AXES} | {"opinion": each.opinion.strip(), "reviewer": actor.account}
            review, _ = GoalReview.objects.update_or_create(version=version, project=each.project, defaults=values)
            told[each.project.name] = f"{review.grade.label} {each.opinion.strip()}".rstrip()
        record(actor=actor, subject=compilation, action="grade", action_title=f"审核绩效目标 {len(new)} 个项目", details=told)


def demand_grading(actor: PostActor, compilation: Compilation) -> Version:
    """The version under review. Raises NotPermitted, OutOfTurn unless this post may grade it now."""
    require(actor, "compilation", "S", compilation)
    version = latest_version(compilation, Stage.SECOND)
    if compilation.state != Compilation.State.REVIEW or version is None:
        raise OutOfTurn(Refusal(f"“{compilation}”不在二上内审，现在不能审核绩效目标"))
    return version


def may_grade(actor: PostActor, compilation: Compilation) -> bool:
    """Whether a page should offer the grading: the same question, answered yes or no."""
    try:
        demand_grading(actor, compilation)
    except (NotPermitted, OutOfTurn):
        return False
    return True


def grades_mark(version: Version, projects: Sequence[Project]) -> str:
    """What the grades of these projects say, as a mark: equal as long as nobody changes them."""
    return mark(GoalReview.objects.filter(version=version, project__in=projects))


def _differs(given: GoalReview | None, grading: Grading) -> bool:
    if given is None:
        return True
    names = (*GoalReview.AXES, "opinion")
    return any(getattr(given, name) != getattr(grading, name).strip() for name in names)


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
