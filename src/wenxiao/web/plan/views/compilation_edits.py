"""How are control numbers given, projects taken in from the library, and the proposed cuts accepted?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.plan.forms.control import ControlForm
from wenxiao.web.plan.models import Compilation, ControlNumber
from wenxiao.web.plan.services.allocation import projects_include
from wenxiao.web.plan.services.control import control_set, cut_accept, demand_giver
from wenxiao.web.plan.services.versions import open_version
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation


@for_posts(FUNCTION)
def control_give(request: OfficeRequest, pk: int) -> HttpResponse:
    """The form of the control numbers: giving them sends the budget on, giving them again corrects them."""
    compilation = asked_compilation(request, pk)
    demand_giver(request.actor, compilation)
    sending = compilation.state == Compilation.State.FIRST_SENT

    def give(typed: dict[str, Any]) -> HttpResponse:
        control_set(
            actor=request.actor, compilation=compilation, numbers=form.numbers, document=typed["document"], expected=typed["expected"]
        )
        messages.success(request, f"“{compilation}”的控制数已经{'下达' if sending else '更正'}。")
        return redirect("plan:compilation-control", compilation.pk)

    given = ControlNumber.objects.filter(compilation=compilation)
    initial: dict[str, Any] = {f"{each.fund}-{each.category}": each.amount for each in given}
    initial["document"] = next((each.document for each in given), "")
    form = ControlForm(request.POST or None, initial=initial)
    title = f"{compilation}：下达控制数"
    return fill_in(request, form, give, {"title": title, "button": "保存并下达" if sending else "保存更正", "two": True}, "plan/form.html")


@for_posts(FUNCTION, "E")
@require_POST
def projects_take(request: OfficeRequest, pk: int) -> HttpResponse:
    """Every project that is ready, with what its estimate of the year says."""
    compilation = asked_compilation(request, pk)
    made = projects_include(actor=request.actor, version=open_version(request.actor, compilation))
    messages.success(request, f"列入项目 {len({line.project_id for line in made})} 个。")
    return redirect("plan:compilation-projects", compilation.pk)


@for_posts(FUNCTION, "E")
@require_POST
def cuts_accept(request: OfficeRequest, pk: int) -> HttpResponse:
    compilation = asked_compilation(request, pk)
    taken = cut_accept(actor=request.actor, version=open_version(request.actor, compilation))
    messages.success(request, f"采用了 {len(taken)} 条压减建议。")
    return redirect("plan:compilation-projects", compilation.pk)
