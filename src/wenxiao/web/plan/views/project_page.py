"""What does a project say, what stands against it, and what can this post do with it now?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.catalogue.codes import function_name
from wenxiao.performance.drafts import FieldProblem
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.plan.forms.projects import StepForm, WarningForm
from wenxiao.web.plan.models import EstimateLine, Indicator, Project
from wenxiao.web.plan.queries.library import amount_of, amounts_by_year
from wenxiao.web.plan.queries.problems import problems_of
from wenxiao.web.plan.services.projects import may_propose_end, offered
from wenxiao.web.plan.views.steps import Step
from wenxiao.web.plan.workflows.project import END_PROPOSED, PROJECT_WORKFLOW, REASON
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import Refusal

TEXTS = ("basis", "necessity", "content", "objective", "appraisal")
# What is over is looked at, not mended.
OVER = (Project.State.DECLINED, Project.State.ENDED)
BACKWARD = ("return", "decline", "withdraw", "end")


class Said(NamedTuple):
    """名称和值: one fact of the project, with what stands against it."""

    title: str
    text: str
    problems: tuple[FieldProblem, ...]


class Year(NamedTuple):
    """一个年度的测算: its lines and their sum in 分."""

    year: int
    lines: tuple[EstimateLine, ...]
    amount: int


class Goal(NamedTuple):
    """一条指标 with what stands against it."""

    indicator: Indicator
    problems: tuple[FieldProblem, ...]

    @property
    def blocks(self) -> bool:
        return any(problem.blocks for problem in self.problems)


class Problems:
    """问题, handed out to the parts of the page they concern; what no part takes stands above all."""

    def __init__(self, found: Iterable[FieldProblem]) -> None:
        self.found = tuple(found)
        self._rest = list(self.found)

    def take(self, *fields: str, indicator: int | None = None) -> tuple[FieldProblem, ...]:
        taken = [each for each in self._rest if each.indicator == indicator and (indicator is not None or each.field in fields)]
        self._rest = [each for each in self._rest if each not in taken]
        return tuple(taken)

    @property
    def rest(self) -> tuple[FieldProblem, ...]:
        return tuple(self._rest)

    def count(self, severity: Severity) -> int:
        return sum(each.severity is severity for each in self.found)


def project_page(
    request: OfficeRequest,
    project: Project,
    *,
    step: Step | None = None,
    warning_form: WarningForm | None = None,
    refusals: Sequence[Refusal] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, with the step or the form that was refused as it was typed."""
    actor = request.actor
    sees_goals = actor.may("indicators", "V", project)
    problems = Problems(() if project.state in OVER else _told(problems_of(project), sees_goals=sees_goals))
    may_edit = project.editable and actor.may("project_library", "E", project)
    if warning_form is None and may_edit and (problems.count(Severity.WARNING) or project.warning_reason):
        warning_form = WarningForm(initial={"warning_reason": project.warning_reason, "edition": project.edition})
    said = _said(project, problems)
    indicators = project.indicators.all() if sees_goals else ()
    goals = [Goal(each, problems.take(indicator=place)) for place, each in enumerate(indicators)]
    context: dict[str, Any] = {
        "project": project,
        "said": said,
        "years": _years(project),
        "total": amount_of(project),
        "estimate_problems": problems.take("estimate", "amount"),
        "sees_goals": sees_goals,
        "goals": goals,
        "goal_problems": problems.take("indicators"),
        "weights": sum(goal.indicator.weight or 0 for goal in goals),
        "rest": problems.rest,
        "errors": problems.count(Severity.ERROR),
        "warnings": problems.count(Severity.WARNING),
        "infos": problems.count(Severity.INFO),
        "may_edit": may_edit,
        "may_delete": may_edit and project.state == Project.State.DRAFT and not _was_sent(project),
        "may_set_indicators": project.editable and actor.may("indicators", "E", project),
        "steps": [step if step and step.action == each.action else each for each in steps_of(request, project)],
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "warning_form": warning_form,
        "story": story(Project.KIND, project.pk),
    }
    return render(request, "plan/project.html", context, status=status)


def steps_of(request: OfficeRequest, project: Project) -> list[Step]:
    """The buttons of this post, what carries on first."""
    if request.actor.hindrance:
        return []
    ways = offered(actor=request.actor, project=project)
    steps = [Step(way.action, way.title, StepForm.of(way, project.unit), way.action.endswith(BACKWARD)) for way in ways]
    if may_propose_end(actor=request.actor, project=project):
        steps.append(Step(END_PROPOSED, "提出终止", proposal_form(project), backward=True))
    return sorted(steps, key=lambda each: each.backward)


def step_typed(project: Project, action: str, data: Any) -> Step:
    """A step as it was sent. Raises KeyError for an action that does not exist."""
    if action == END_PROPOSED:
        return Step(action, "提出终止", proposal_form(project, data), backward=True)
    way = PROJECT_WORKFLOW.transition(action)
    return Step(action, way.title, StepForm.of(way, project.unit, data), action.endswith(BACKWARD))


def proposal_form(project: Project, data: Any = None) -> StepForm:
    return StepForm(project.unit, data, least=REASON, auto_id=f"{END_PROPOSED}-%s")


def _told(found: Iterable[FieldProblem], *, sees_goals: bool) -> list[FieldProblem]:
    """What stands against indicators quotes them: it is for those who may see indicators, a row of the matrix of their own."""
    return [each for each in found if sees_goals or (each.indicator is None and each.field != "indicators")]


def _said(project: Project, problems: Problems) -> list[Said]:
    span = f"{project.start_year}" if project.start_year == project.end_year else f"{project.start_year}–{project.end_year}"
    plain = (
        ("项目名称", project.name, ("name",)),
        ("实施站所", project.office.name, ()),
        ("职责 › 工作活动", f"{project.activity.duty.name} › {project.activity.name}", ("activity",)),
        ("年度", span, ("start_year", "end_year")),
        ("功能科目（项）", _function_title(project.function_code), ("function_code",)),
        ("资金性质", project.get_fund_display(), ("fund",)),
        ("项目类别", project.get_category_display(), ("category",)),
        ("刚性支出", "是" if project.rigid else "否", ("rigid",)),
        ("不单独安排资金", "是" if project.unfunded else "否", ("unfunded",)),
    )
    texts = ((str(Project._meta.get_field(name).verbose_name), getattr(project, name) or "没有写", (name,)) for name in TEXTS)  # type: ignore[union-attr]
    return [Said(title, text, problems.take(*fields)) for title, text, fields in (*plain, *texts)]


def _function_title(code: str) -> str:
    return f"{code} {function_name(code) or '（科目表里没有）'}"


def _years(project: Project) -> list[Year]:
    """Every year it runs in, and those of lines left outside after its years were changed."""
    lines = tuple(project.estimate.all())
    years = {year for year, _ in amounts_by_year(project)} if not project.unfunded else set()
    return [
        Year(year, tuple(line for line in lines if line.year == year), amount_of(project, year))
        for year in sorted({*years, *(line.year for line in lines)})
    ]


def _was_sent(project: Project) -> bool:
    return Entry.objects.filter(subject_kind=Project.KIND, subject_id=str(project.pk), action="submit").exists()
