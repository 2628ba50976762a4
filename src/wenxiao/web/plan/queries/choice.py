"""Which projects are in a version of the budget, and for how much; which could be taken in, and what would they bring?"""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from wenxiao.web.plan.models import EstimateLine, Project, ProjectLine, Version


def estimated(projects: QuerySet[Project], year: int) -> QuerySet[Project]:
    """With `estimated`, what the estimate of the year adds up to, 分."""
    lines = EstimateLine.objects.filter(project=OuterRef("pk"), year=year).order_by().values("project")
    return projects.annotate(estimated=Coalesce(Subquery(lines.annotate(sum=Sum("amount")).values("sum")), 0))


def included(version: Version) -> QuerySet[Project]:
    """The projects of a version with `requested`, `amount` and `estimated`, by code."""
    lines = ProjectLine.objects.filter(version=version, project=OuterRef("pk")).order_by().values("project")
    found = Project.objects.select_related("office").filter(pk__in=ProjectLine.objects.filter(version=version).values("project"))
    return estimated(found, version.compilation.year).annotate(
        requested=Subquery(lines.annotate(sum=Sum("requested")).values("sum")),
        amount=Subquery(lines.annotate(sum=Sum("amount")).values("sum")),
    ).order_by("code")  # fmt: skip
