"""Which budgets are being compiled, in which versions, and who may see them?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, PriorFigure, Profile, Version

PRIOR = {"支出合计": "支出合计", "基本支出": "基本支出", "项目支出": "项目支出", "三公经费": "“三公”经费"}


def compilations(actor: PostActor) -> QuerySet[Compilation]:
    """What the post may look into, newest year first: its own unit's, or for the bureau those of the units below it.

    A budget is the unit's: who may look at what is of the own office only sees none.
    """
    found = Compilation.objects.select_related("unit", "unit__supervisor").filter(reached(actor, "compilation"))
    return found.order_by("-year", "unit__code")


def latest_version(compilation: Compilation, stage: Stage | None = None) -> Version | None:
    """The version that was opened last, of one stage or of any."""
    found = compilation.versions.order_by("-id")
    return (found.filter(stage=stage) if stage else found).first()


def last_year(compilation: Compilation) -> dict[str, int]:
    """Confirmed figures of the year before by concept, totals only, 分."""
    figures = PriorFigure.objects.filter(unit=compilation.unit_id, year=compilation.year - 1, member="")
    return dict(figures.values_list("concept", "amount"))


def profile_of(compilation: Compilation) -> Profile | None:
    return Profile.objects.filter(unit=compilation.unit_id, year=compilation.year).first()
