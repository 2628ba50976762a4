"""Which budgets are being compiled, in which versions, and who may see them?"""

from __future__ import annotations

from django.db.models import QuerySet

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import roles
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Compilation, PriorFigure, Profile, Version

PRIOR = {"支出合计": "支出合计", "基本支出": "基本支出", "项目支出": "项目支出", "三公经费": "“三公”经费"}


def compilations(actor: PostActor) -> QuerySet[Compilation]:
    """What the post may look into, newest year first: its own unit's, or for the bureau those of the units below it.

    A budget is the unit's: who may look at what is of the own office only sees none.
    """
    if not actor.may_somewhere("compilation") or actor.permission("compilation").scope == "own":
        return Compilation.objects.none()
    found = Compilation.objects.select_related("unit", "unit__supervisor").order_by("-year", "unit__code")
    if roles()[actor.role].place == "bureau":
        return found.filter(unit__supervisor=actor.unit)
    return found.filter(unit=actor.unit)


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
