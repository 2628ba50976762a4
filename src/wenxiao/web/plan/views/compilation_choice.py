"""How are single projects of the library taken into the budget, taken anew from their estimate, or taken out?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.models import Project, Version
from wenxiao.web.plan.queries.choice import estimated, included
from wenxiao.web.plan.services.allocation import candidates, projects_exclude, projects_include, projects_mark
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.plan.services.versions import version_to_edit
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

TAB = "plan:compilation-projects"
A_PAGE = 50
INCLUDE, RENEW, EXCLUDE = "include", "renew", "exclude"


@for_posts(FUNCTION, "E")
def projects_choose(request: OfficeRequest, pk: int) -> HttpResponse:
    """`do` says what happens to the projects that were ticked. Refused, or too late: nothing is changed and the ticks stay."""
    compilation = asked_compilation(request, pk)
    version = version_to_edit(request.actor, compilation)

    def page(refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
        ready = estimated(cast(QuerySet[Project], candidates(version)).select_related("office"), compilation.year)
        context = frame(request, compilation, TAB) | {
            "versions": [],
            "tab": "选择项目",
            "ready": Paginator(ready, A_PAGE).get_page(request.GET.get("ready")),
            "inside": Paginator(included(version), A_PAGE).get_page(request.GET.get("inside")),
            "ticked": request.POST.getlist("project"),
            "seen": projects_mark(version),
            "refusals": refusals,
        }
        return render(request, "plan/compilation_choice.html", context, status=status)

    if request.method != "POST":
        return page()
    do, codes = request.POST.get("do"), request.POST.getlist("project")
    try:
        said = _done(request, version, do or "", codes)
    except StaleLines as stale:
        return page(stale.refusals, stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        return page(refused.refusals, refused.status)
    messages.success(request, said)
    return redirect("plan:compilation-projects-choose", compilation.pk)


def _done(request: OfficeRequest, version: Version, do: str, codes: Sequence[str]) -> str:
    """Raises NotPermitted, OutOfTurn, Refused."""
    seen = request.POST.get("seen", "")
    chosen = list(Project.objects.filter(unit=version.compilation.unit_id, code__in=codes))
    names = "、".join(f"“{project.name}”" for project in chosen[:5]) + (f"等 {len(chosen)} 个" if len(chosen) > 5 else "")
    if do not in (INCLUDE, RENEW, EXCLUDE):
        raise Refused("请用页面上的按钮")
    if not chosen:
        raise Refused("没有选中项目：请先在项目前面打勾，再按按钮")
    if len(chosen) != len(set(codes)):
        raise Refused("选中的项目里有本单位项目库里没有的，什么也没有改：请刷新页面再选")
    if do == EXCLUDE:
        projects_exclude(actor=request.actor, version=version, projects=chosen, seen=seen)
        return f"{names}已经去掉，它的采购预算和压减也一起去掉了。"
    if do == INCLUDE and (already := included(version).filter(pk__in=[project.pk for project in chosen])):
        # Taking it in again would drop the cut a colleague may have made since this page was opened.
        raise Refused(
            f"“{'”、“'.join(project.name for project in already)}”已经在预算里了，什么也没有改：要按测算重新取数的，在下面的表里选"
        )
    projects_include(actor=request.actor, version=version, projects=chosen, seen=seen)
    return f"{names}已经列入。" if do == INCLUDE else f"{names}已经按现在的测算重新列入，原来的压减不再算。"
