"""What stands in the project library, for whom to see, and what is wrong with a project?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from wenxiao.catalogue.limits import limit
from wenxiao.performance.likeness import similar
from wenxiao.performance.neighbours import Traits, together, traits_of
from wenxiao.performance.review import IndicatorDraft, ProjectDraft
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.models import Activity, Duty, Indicator, PriorFigure, Project

GRADES = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}
# `performance` names fields as its drafts do; the tables name two of them otherwise.
FIELD_OF = {"unit": "measure", "data_source": "source"} | {f"standards.{grade}": column for grade, column in GRADES.items()}
DRAFT_OF = {column: name for name, column in FIELD_OF.items()}
# What is settled, so that another project must not repeat it.
STANDING = tuple(state for state in Project.State if state not in (Project.State.DECLINED, Project.State.ENDED))


def projects_visible(actor: PostActor, function: str = "project_library") -> QuerySet[Project]:
    """The projects this post may look at, by code: the one filter behind lists, exports and the API."""
    return Project.objects.filter(reached(actor, function, office="office", project="code")).order_by("unit__code", "code")


def projects_listed(
    actor: PostActor, *, office: int | None = None, state: str = "", year: int | None = None, text: str = "", unit: int | None = None
) -> QuerySet[Project]:
    """The library's list: filtered, with `total` (分, of `year` where one is chosen, else of all years)."""
    found = projects_visible(actor).select_related("unit", "office", "activity", "activity__duty")
    if unit:
        found = found.filter(unit=unit)
    if office:
        found = found.filter(office=office)
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(start_year__lte=year, end_year__gte=year)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(activity__name__icontains=text))
    return found.annotate(total=Sum("estimate__amount", filter=Q(estimate__year=year) if year else None))


def amount_of(project: Project, year: int | None = None) -> int:
    """What its estimate adds up to, in 分: of one year, or of all."""
    return sum(line.amount for line in project.estimate.all() if year is None or line.year == year)


def duty_tree(unit: Unit, actor: PostActor, *, year: int) -> list[Duty]:
    """The three layers of a year: duties in force, their `shown_activities`, their `shown_projects` that the actor may see, each with
    `total` of the year in 分. Three queries, however many rows. A third party sees its project and what stands above it, nothing else."""
    projects = projects_visible(actor).filter(start_year__lte=year, end_year__gte=year).select_related("office")
    projects = projects.annotate(total=Sum("estimate__amount", filter=Q(estimate__year=year)))
    activities = Activity.objects.filter(Q(until__isnull=True) | Q(until__gte=year)).prefetch_related(
        Prefetch("projects", projects, to_attr="shown_projects")
    )
    # Any: what a Prefetch puts on a row is not in its type.
    duties: list[Any] = list(
        Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=year), unit=unit, since__lte=year)
        .select_related("unit")
        .prefetch_related(Prefetch("activities", activities, to_attr="shown_activities"))
    )
    if actor.permission("project_library").scope == "project":
        for duty in duties:
            duty.shown_activities = [each for each in duty.shown_activities if each.shown_projects]
        duties = [duty for duty in duties if duty.shown_activities]
    for duty in duties:
        for activity in duty.shown_activities:
            activity.total = sum(project.total or 0 for project in activity.shown_projects)
        duty.total = sum(activity.total for activity in duty.shown_activities)
    return duties


def draft_of(indicator: Indicator) -> IndicatorDraft:
    """An indicator as `performance` reads it."""
    return IndicatorDraft(
        name=indicator.name,
        form="national" if indicator.form == Form.NATIONAL else "hebei",
        kind=indicator.kind,
        unit=indicator.measure,
        direction=indicator.direction,
        target=indicator.target,
        standards=indicator.standards,
        weight="" if indicator.weight is None else str(indicator.weight),
        baseline=indicator.baseline,
        data_source=indicator.source,
        evidence=indicator.evidence,
        explanation=indicator.explanation,
    )


def project_draft(project: Project, *, with_indicators: bool = True) -> ProjectDraft:
    """A project as `performance` reads it, with the money of its first year."""
    amount = 0 if project.unfunded else amount_of(project, project.start_year) or None
    indicators = tuple(draft_of(indicator) for indicator in project.indicators.all()) if with_indicators else ()
    return ProjectDraft(project.name, amount, project.objective, project.content, indicators)


def siblings_of(project: Project, draft: ProjectDraft) -> tuple[ProjectDraft, ...]:
    """The unit's other standing projects of the same year, as far as they can matter to `draft`, this project (`performance.neighbours`).

    Two queries of plain values: making the objects of hundreds of projects takes longer than all the rules together.
    """
    found = Project.objects.filter(unit_id=project.unit_id, start_year=project.start_year, state__in=STANDING).exclude(pk=project.pk)
    traits = traits_of(draft)
    indicators = _shared_indicators(found, traits, anything=not draft.indicators)
    paid = found.annotate(paid=Sum("estimate__amount", filter=Q(estimate__year=project.start_year)))
    kept, rest = [], []
    for pk, name, objective, unfunded, total in paid.values_list("pk", "name", "objective", "unfunded", "paid"):
        amount = 0 if unfunded else total or None
        goals = objective if traits.has_goal(objective) else ""
        if goals or pk in indicators:
            kept.append(ProjectDraft(name, amount, goals, indicators=tuple(indicators.get(pk, ()))))
        else:
            rest.append(amount)
    return (*kept, *together(rest))


def _shared_indicators(projects: QuerySet[Project], traits: Traits, *, anything: bool) -> dict[int, list[IndicatorDraft]]:
    """By project, in their order: the indicators that share a name or a scale, as far as they are compared. With `anything` one that shares
    nothing as well: whether there is any indicator at all decides whether the rules have something to look at."""
    of_others = Indicator.objects.filter(project__in=projects.order_by().values("pk")).order_by("number")
    found: dict[int, list[IndicatorDraft]] = {}
    for pk, form, name, target, *bands in of_others.values_list("project", "form", "name", "target", *GRADES.values()):
        national = form == Form.NATIONAL
        if anything or traits.has_indicator(name, () if national else bands):
            standards = dict(zip(GRADES, bands, strict=True))
            found.setdefault(pk, []).append(IndicatorDraft(name, "national" if national else "hebei", target=target, standards=standards))
            anything = False
    return found


def duplicates_of(project: Project) -> list[tuple[Project, int]]:
    """Standing projects of the unit whose years overlap and whose names are alike, with the likeness in per cent, most alike first."""
    others = Project.objects.filter(
        unit_id=project.unit_id, state__in=STANDING, start_year__lte=project.end_year, end_year__gte=project.start_year
    ).exclude(pk=project.pk)
    by_name: dict[str, list[Project]] = {}
    for each in others.select_related("office"):
        by_name.setdefault(each.name, []).append(each)
    return [(each, likeness) for name, likeness in similar(project.name, by_name) for each in by_name[name]]


def is_new(project: Project) -> bool:
    """Whether nothing like it was paid for before: no earlier project of like name, no figure of last year under its name."""
    earlier = Project.objects.filter(
        unit_id=project.unit_id, start_year__lt=project.start_year, state__in=(Project.State.STOCKED, Project.State.BUDGETED)
    )
    last_year = PriorFigure.objects.filter(unit_id=project.unit_id, year=project.start_year - 1, amount__gt=0).exclude(member="")
    known = (*earlier.values_list("name", flat=True), *last_year.values_list("member", flat=True))
    return not similar(project.name, known)


def needs_appraisal(project: Project) -> bool:
    """Whether a 事前评估 is due: new, and as large as the limit (财政部门确定的起点, 依据待核)."""
    return amount_of(project) >= limit("事前评估") * 100 and is_new(project)


def needs_collective(project: Project) -> bool:
    """Whether the unit decides on it collectively: from the sum on above which 镇长 no longer decides alone, and always where no finance
    bureau decides after it."""
    return project.unit.mode == Unit.Mode.OWN_BUDGET or amount_of(project) >= project.unit.mayor_limit


def years_of(actor: PostActor, function: str = "project_library") -> Sequence[int]:
    """Years that the visible projects run in, newest first."""
    spans = projects_visible(actor, function).order_by().values_list("start_year", "end_year").distinct()
    return sorted({year for start, end in spans for year in range(start, end + 1)}, reverse=True)


def with_everything(projects: QuerySet[Project]) -> QuerySet[Project]:
    """For a page or an export that shows all of a project: what belongs to it in a constant number of queries."""
    return projects.select_related("unit", "unit__supervisor", "office", "activity", "activity__duty").prefetch_related(
        "estimate", "indicators"
    )


def amounts_by_year(project: Project) -> Iterator[tuple[int, int]]:
    """(year, 分) for every year it runs in, zeros included."""
    for year in range(project.start_year, project.end_year + 1):
        yield year, amount_of(project, year)
