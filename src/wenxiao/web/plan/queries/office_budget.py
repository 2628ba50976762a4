"""What did an office ask for in a year's budget, what did each round give it, and what was cut, by which rule?

For the posts whose part of a budget is their own office's (domain notes §5: 经办人, 站所负责人): nothing of another office is read. The
number of queries depends neither on the projects nor on the rounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Office
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.conditions.lines import IN_LIBRARY
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, Cut, Project, ProjectLine, Version
from wenxiao.web.plan.queries.choice import estimated

FUNCTION = "compilation"
# (requested, given) by project and version, 分.
Lines = Mapping[tuple[int, int], tuple[int, int]]


class Round(NamedTuple):
    """一轮: the last version of a stage, None where the budget has not come so far; `requested` and `given` to the office, 分."""

    stage: Stage
    version: Version | None
    requested: int
    given: int

    @property
    def moving(self) -> bool:
        """Whether its figures may still change."""
        return self.version is not None and self.version.sealed is None


class Asked(NamedTuple):
    """一个项目: its estimate of the year and its request (None: in no round), what each stage gave (None: not in it), 分, and how it
    stands, in words."""

    project: Project
    estimate: int
    requested: int | None
    given: tuple[int | None, ...]
    standing: str
    inside: bool
    change: str

    @property
    def changed_since(self) -> bool:
        """Whether its estimate is no longer what was requested."""
        return self.requested is not None and self.estimate != self.requested


class OfficeCut(NamedTuple):
    """压减一个项目, 分; `rounds` it stands in, word for word the same."""

    project: Project
    rounds: str
    amount: int
    rule: str
    restore: str


class OfficeBudget(NamedTuple):
    """本站所在一年预算里的部分."""

    compilation: Compilation
    rounds: tuple[Round, ...]
    projects: tuple[Asked, ...]
    cuts: tuple[OfficeCut, ...]

    @property
    def begun(self) -> bool:
        return any(each.version for each in self.rounds)

    @property
    def estimate(self) -> int:
        return sum(each.estimate for each in self.projects)

    @property
    def requested(self) -> int:
        return sum(each.requested or 0 for each in self.projects)

    @property
    def left_out(self) -> int:
        """How many projects are not in the last round."""
        return sum(not each.inside for each in self.projects)


def part_of(office: Office) -> Project:
    """What the matrix is asked about: whatever belongs to this office."""
    return Project(unit=office.unit, office=office)


def offices_seen(actor: PostActor) -> QuerySet[Office]:
    """The offices whose part of the budget the post may see, closed ones too: their earlier years stay."""
    found = Office.objects.select_related("unit", "unit__supervisor").filter(reached(actor, FUNCTION, office="pk"))
    return found.order_by("unit__code", "code")


def budgets_of(office: Office) -> QuerySet[Compilation]:
    """Of every year, the newest first."""
    return Compilation.objects.select_related("unit", "unit__supervisor").filter(unit=office.unit_id).order_by("-year")


def office_budget(office: Office, compilation: Compilation) -> OfficeBudget:
    """Four queries. An approval that is still being written is nobody's answer yet and is not told."""
    versions = _versions(compilation)
    lines: dict[tuple[int, int], tuple[int, int]] = {}
    stages = {version.pk: stage for stage, version in versions.items()}
    sums = ProjectLine.objects.filter(version__in=stages, project__office=office).order_by().values_list("project", "version")
    for project, version, requested, given in sums.annotate(Sum("requested"), Sum("amount")):
        lines[project, version] = int(requested), int(given)
    projects = _projects(office, compilation, {project for project, _ in lines})
    rounds = tuple(_round(stage, versions.get(stage), lines) for stage in Stage)
    last = [each.version for each in rounds if each.version is not None]
    asked = tuple(_asked(project, compilation.year, last, versions, lines) for project in projects)
    cuts = Cut.objects.filter(version__in=stages, project__office=office).select_related("project").order_by("project__code", "version")
    return OfficeBudget(compilation, rounds, asked, tuple(_cuts(cuts, stages)))


def _versions(compilation: Compilation) -> dict[Stage, Version]:
    """The last of each stage."""
    found: dict[Stage, Version] = {}
    for version in compilation.versions.order_by("id"):
        if version.stage != Stage.APPROVED or version.sealed is not None:
            found[Stage(version.stage)] = version
    return found


def _projects(office: Office, compilation: Compilation, inside: set[int]) -> list[Project]:
    """Those in the budget, and those that could have come into it or still can."""
    year = compilation.year
    of_year = Q(start_year__lte=year, end_year__gte=year) & ~Q(state__in=(Project.State.ENDED, Project.State.DECLINED))
    found = Project.objects.select_related("unit", "office").filter(Q(pk__in=inside) | of_year, office=office)
    return list(estimated(found, year).order_by("code"))


def _round(stage: Stage, version: Version | None, lines: Lines) -> Round:
    mine = [sums for (_, each), sums in lines.items() if version is not None and each == version.pk]
    return Round(stage, version, sum(requested for requested, _ in mine), sum(given for _, given in mine))


def _asked(
    project: Project,
    year: int,
    rounds: Sequence[Version],
    versions: Mapping[Stage, Version],
    lines: Mapping[tuple[int, int], tuple[int, int]],
) -> Asked:
    in_it = [version for version in rounds if (project.pk, version.pk) in lines]
    requested = lines[project.pk, in_it[-1].pk][0] if in_it else None
    inside = bool(rounds) and rounds[-1] in in_it
    given = [lines.get((project.pk, versions[stage].pk)) if stage in versions else None for stage in Stage]
    estimate: int = project.estimated  # type: ignore[attr-defined]
    if inside:
        standing = _taken(*lines[project.pk, rounds[-1].pk])
    elif in_it:
        standing = f"{Stage(in_it[-1].stage).label}列入过，{Stage(rounds[-1].stage).label}没有列入"
    else:
        standing = _left_out(project, year, estimate, begun=bool(rounds))
    return Asked(
        project, estimate, requested, tuple(None if each is None else each[1] for each in given), standing, inside, _change(project)
    )


def _taken(requested: int, given: int) -> str:
    if given == requested:
        return "已列入，没有压减"
    return f"已列入，压减 {Money(requested - given)} 元" if given else "已列入，全部压减，没有安排钱"


def _left_out(project: Project, year: int, estimate: int, *, begun: bool) -> str:
    if project.unfunded:
        return "不单独安排资金，不用列入"
    if project.state not in IN_LIBRARY:
        return f"没有列入：现在是“{project.state_title}”，入库以后才能列入"
    if not estimate:
        return f"没有列入：没有 {year} 年的测算"
    return "没有列入：已经入库、有测算，由财政所的预算绩效专管员列入" if begun else "还没有开始编报"


def _change(project: Project) -> str:
    """How the office gets it changed (domain notes 4.1: only drafts and what was returned are written)."""
    if project.editable:
        return "可以在工作簿或项目页里改，改好再报送"
    if project.state in (Project.State.OFFICE, Project.State.FINANCE, Project.State.COLLECTIVE, Project.State.BUREAU):
        return "正在审核：请审核的人退回，再改"
    return "已经入库，不能再改：要加钱，按恢复条件办，或另报项目"


def _cuts(cuts: Iterable[Cut], stages: Mapping[int, Stage]) -> Iterable[OfficeCut]:
    """A cut that a later round took over word for word is told once, with both rounds."""
    told: dict[tuple[int, int, str, str], tuple[Project, list[str]]] = {}
    for cut in cuts:
        key = (cut.project_id, cut.amount, cut.rule, cut.restore)
        told.setdefault(key, (cut.project, []))[1].append(str(stages[cut.version_id].label))
    for (_, amount, rule, restore), (project, rounds) in told.items():
        yield OfficeCut(project, "、".join(rounds), amount, rule, restore)
