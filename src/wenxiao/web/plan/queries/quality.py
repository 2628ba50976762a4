"""How good are the indicators of each office: how many have errors, how many are doubtful, how many stand as they are?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wenxiao.catalogue.rules import rules
from wenxiao.performance.drafts import ProjectDraft, programme_of
from wenxiao.performance.quality import TESTS
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.palette import BEST, NOTICE, WRONG
from wenxiao.pictures.shares import Category, Row, shares
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import STANDING, project_draft, projects_visible

CATEGORIES = (Category("没有问题", BEST), Category("有提醒", NOTICE), Category("有错误", WRONG))


class OfficeQuality(NamedTuple):
    """指标质量: numbers of an office's indicators by the worst that is said of each. `office` is its id."""

    office: int
    name: str
    sound: int
    warned: int
    wrong: int

    @property
    def indicators(self) -> int:
        return self.sound + self.warned + self.wrong


def quality_by_office(actor: PostActor, *, year: int) -> list[OfficeQuality]:
    """The offices whose projects of a year this post may see, by unit and code. Three queries, and the rules run once over all
    indicators of a unit together."""
    found = projects_visible(actor, "indicators").filter(start_year__lte=year, end_year__gte=year, state__in=STANDING)
    by_unit: dict[int, list[Project]] = {}
    for project in found.select_related("unit", "office").prefetch_related("estimate", "indicators"):
        by_unit.setdefault(project.unit_id, []).append(project)
    return [each for projects in by_unit.values() for each in _of_unit(projects, year)]


def quality_picture(offices: Sequence[OfficeQuality], *, year: int, hrefs: dict[int, str]) -> Picture:
    rows = [Row(each.name, (each.sound, each.warned, each.wrong), hrefs.get(each.office, "")) for each in offices]
    return shares(f"{year} 年各站所绩效指标质量", CATEGORIES, rows, prefix="quality")


def _of_unit(projects: Sequence[Project], year: int) -> Iterator[OfficeQuality]:
    worst = worst_by_indicator([project_draft(project) for project in projects], year)
    counts: dict[tuple[str, int, str], list[int]] = {}
    for number, project in enumerate(projects):
        count = counts.setdefault((project.office.code, project.office_id, project.office.name), [0, 0, 0])
        for row in range(len(project.indicators.all())):
            count[_PLACE.get(worst.get((number, row), Severity.INFO), 0)] += 1
    for (_, office, name), count in sorted(counts.items()):
        yield OfficeQuality(office, name, *count)


_PLACE = {Severity.WARNING: 1, Severity.ERROR: 2}


def worst_by_indicator(projects: Sequence[ProjectDraft], year: int) -> dict[tuple[int, int], Severity]:
    """(project, indicator), both from 0 → the worst severity that a rule of the year tells of it."""
    programme = programme_of(*projects)
    worst: dict[tuple[int, int], Severity] = {}
    ranks = list(Severity)
    for rule in rules():
        if rule.test not in TESTS or not rule.in_force(year):
            continue
        for problem in TESTS[rule.test](programme).problems:
            severity = problem.severity or rule.publishing
            for place in _places((source.table, source.row) for source in problem.sources):
                if place not in worst or ranks.index(severity) < ranks.index(worst[place]):
                    worst[place] = severity
    return worst


def _places(sources: Iterable[tuple[int | None, int | None]]) -> Iterator[tuple[int, int]]:
    return ((table, row) for table, row in sources if table is not None and row is not None)
