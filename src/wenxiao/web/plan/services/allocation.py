"""Which projects of the library are in the budget, and for how much?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.conditions.lines import IN_LIBRARY
from wenxiao.web.plan.models import Cut, EstimateLine, ProcurementLine, Project, ProjectLine, Version
from wenxiao.web.plan.services.revenue import unexpected
from wenxiao.web.plan.services.seen import demand_marked, mark
from wenxiao.web.plan.services.versions import editing
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import record

# What a page of choice is about, in the sentence of a refusal.
CHOICE = "列入的项目和压减"


def projects_include(
    *,
    actor: PostActor,
    version: Version,
    projects: Sequence[Project] | None = None,
    expected: int | None = None,
    seen: str | None = None,
) -> list[ProjectLine]:
    """Put projects into the budget with what their estimate of the year says, by 款; None takes every one that is ready.

    A project that is in already is taken anew from its estimate, and its cut falls. `expected` is the total of the projects taken, 分.
    `seen` is the `projects_mark` of the page they were chosen on. Raises NotPermitted, OutOfTurn (StaleLines), Refused (`projects`,
    `expected`).
    """
    with editing(actor, version) as compilation:
        demand_marked(projects_mark(version) if seen is not None else "", seen, CHOICE)
        chosen = list(projects) if projects is not None else list(candidates(version))
        raise_if_any(_faults(version, chosen))
        estimated = _estimates(version, chosen)
        raise_if_any(
            unexpected(expected, {f"{project.code} {project.name}": sum(estimated[project.pk].values()) for project in chosen}, "所选项目")
        )
        ProjectLine.objects.filter(version=version, project__in=chosen).delete()
        Cut.objects.filter(version=version, project__in=chosen).delete()
        made = ProjectLine.objects.bulk_create(
            ProjectLine(
                version=version, project=project, function_code=project.function_code, economic_code=code, fund=project.fund,
                requested=amount, amount=amount,
            )
            for project in chosen
            for code, amount in sorted(estimated[project.pk].items())
        )  # fmt: skip
        details = {project.name: str(Money(sum(estimated[project.pk].values()))) for project in chosen}
        record(actor=actor, subject=compilation, action="edit_projects", action_title=f"列入项目 {len(chosen)} 个", details=details)
    return made


def projects_exclude(*, actor: PostActor, version: Version, projects: Sequence[Project], seen: str | None = None) -> None:
    """Take projects out, with their procurement and cuts. `seen` as in `projects_include`.

    Raises NotPermitted, OutOfTurn (StaleLines), Refused (`projects`).
    """
    with editing(actor, version) as compilation:
        demand_marked(projects_mark(version) if seen is not None else "", seen, CHOICE)
        rows = ProjectLine.objects.filter(version=version, project__in=projects)
        inside = set(rows.order_by().values_list("project_id", flat=True))
        if not projects:
            raise Refused(Refusal("没有选中项目：请先在要去掉的项目前面打勾", field="projects"))
        raise_if_any(
            Refusal(f"“{project.name}”不在这一版预算里，可能已经去掉了", field="projects")
            for project in projects
            if project.pk not in inside
        )
        details = {
            name: [str(Money(int(amount))), None] for name, amount in rows.order_by().values_list("project__name").annotate(Sum("amount"))
        }
        ProcurementLine.objects.filter(version=version, project__in=projects).delete()
        Cut.objects.filter(version=version, project__in=projects).delete()
        rows.delete()
        record(actor=actor, subject=compilation, action="edit_projects", action_title=f"去掉项目 {len(details)} 个", details=details)


def projects_mark(version: Version) -> str:
    """What all projects of a version get and lose, as a mark: whoever chooses among them has looked at all of them."""
    return mark(ProjectLine.objects.filter(version=version)) + mark(Cut.objects.filter(version=version))


def candidates(version: Version) -> Iterable[Project]:
    """Projects of the library that the budget of this year could take and does not have yet."""
    compilation = version.compilation
    ready = Project.objects.filter(unit=compilation.unit_id, state__in=IN_LIBRARY, unfunded=False)
    of_year = ready.filter(start_year__lte=compilation.year, end_year__gte=compilation.year, estimate__year=compilation.year)
    return of_year.exclude(pk__in=ProjectLine.objects.filter(version=version).values("project")).distinct().order_by("code")


def _faults(version: Version, projects: Sequence[Project]) -> Iterator[Refusal]:
    year, unit = version.compilation.year, version.compilation.unit_id
    if not projects:
        yield Refusal(f"没有可以列入的项目：项目要先入库，并且有 {year} 年的测算", field="projects")
        return
    fresh = {project.pk: project for project in Project.objects.filter(pk__in=[project.pk for project in projects])}
    estimated = set(EstimateLine.objects.filter(project__in=fresh, year=year).values_list("project_id", flat=True))
    for project in fresh.values():
        if project.unit_id != unit:
            yield Refusal(f"“{project.name}”不是本单位的项目", field="projects")
        elif project.state not in IN_LIBRARY:
            state = Project.State(project.state).label
            yield Refusal(f"“{project.name}”现在是“{state}”：只有“已入库”的项目才能列入预算", field="projects", rule="LAW9")
        elif project.unfunded:
            yield Refusal(f"“{project.name}”不单独安排资金，不用列入", field="projects")
        elif not project.start_year <= year <= project.end_year:
            yield Refusal(f"“{project.name}”的起止年度是 {project.start_year}–{project.end_year} 年，不含 {year} 年", field="projects")
        elif project.pk not in estimated:
            yield Refusal(f"“{project.name}”没有 {year} 年的测算", field="projects")


def _estimates(version: Version, projects: Sequence[Project]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {project.pk: {} for project in projects}
    lines = EstimateLine.objects.filter(project__in=projects, year=version.compilation.year).order_by()
    for project, code, amount in lines.values_list("project_id", "economic_code").annotate(Sum("amount")):
        found[project][code] = int(amount)
    return found
