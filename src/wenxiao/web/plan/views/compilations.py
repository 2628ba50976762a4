"""Which budgets are there, how does each stand, and how is it moved on?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.plan.forms.compilations import APPROVALS, PrepareForm
from wenxiao.web.plan.models import Compilation
from wenxiao.web.plan.queries.compilation import compilations as compilations_visible
from wenxiao.web.plan.services.approval import compilation_approve
from wenxiao.web.plan.services.compilation import compilation_move, compilation_open, compilation_prepare, compilation_withdraw
from wenxiao.web.plan.services.seals import seals_check
from wenxiao.web.plan.views.compilation_page import FUNCTION, Step, asked_compilation, compilation_page, step_of
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused


@for_posts(FUNCTION)
def compilations(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "page": Paginator(compilations_visible(actor), 25).get_page(request.GET.get("page")),
        "several": actor.unit.kind == actor.unit.Kind.BUREAU,
        "may_create": actor.may(FUNCTION, "C", Compilation(unit=actor.unit)),
        "of_office": actor.permission(FUNCTION).scope == "own",
    }
    return render(request, "plan/compilations.html", context)


@for_posts(FUNCTION, "C")
def compilation_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", Compilation(unit=unit))

    def prepare(typed: dict[str, Any]) -> HttpResponse:
        made = compilation_prepare(actor=request.actor, unit=unit, year=typed["year"])
        messages.success(request, f"“{made}”已经建立。接着核定单位情况，再“开始一上编报”。")
        return redirect(made)

    last = Compilation.objects.filter(unit=unit).first()
    form = PrepareForm(request.POST or None, initial={"year": last.year + 1 if last else None})
    return fill_in(request, form, prepare, {"title": "建立预算编制", "button": "建立"}, "plan/form.html")


@for_posts(FUNCTION)
def compilation(request: OfficeRequest, pk: int) -> HttpResponse:
    return compilation_page(request, asked_compilation(request, pk))


@for_posts(FUNCTION, "C")
@require_POST
def compilation_taken_back(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_compilation(request, pk)
    compilation_withdraw(actor=request.actor, compilation=found)
    messages.success(request, f"“{found}”已经撤回，这一年可以重新建立。")
    return redirect("plan:compilations")


@for_posts(FUNCTION)
@require_POST
def seals_checked(request: OfficeRequest, pk: int) -> HttpResponse:
    """Whoever may look may have the sealed versions held against their hashes; the answer stays in the trail."""
    found = asked_compilation(request, pk)
    try:
        seals = seals_check(actor=request.actor, compilation=found)
    except NotPermitted:
        raise
    except Refused as refused:
        return compilation_page(request, found, refusals=refused.refusals, status=refused.status)
    broken = [str(seal.version) for seal in seals if not seal.holds]
    if broken:
        messages.error(request, f"{'、'.join(broken)}与封存时不一致：数在系统外面被改过，请报告财政所长和系统管理员。")
    else:
        messages.success(request, f"核对了 {len(seals)} 个封存的版本，都与封存时一致。")
    return redirect(found)


@for_posts(FUNCTION)
@require_POST
def compilation_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    """One step through the rounds. Refused: the same page, every reason in a list, what was typed kept."""
    found = asked_compilation(request, pk)
    try:
        step = step_of(COMPILATION_WORKFLOW.transition(action), found, request.POST)
    except KeyError:
        raise Http404 from None
    if step.elsewhere:
        return redirect(step.elsewhere)
    assert step.form is not None
    if not step.form.is_valid():
        return compilation_page(request, found, step=step, status=422)
    try:
        _perform(request, found, step)
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return compilation_page(request, asked_compilation(request, pk), refusals=late.refusals, status=late.status)
    except Refused as refused:
        for refusal in refused.refusals:
            if refusal.field in step.form.fields:
                step.form.add_error(refusal.field, refusal.sentence)
        rest = [each for each in refused.refusals if each.field not in step.form.fields]
        return compilation_page(request, asked_compilation(request, pk), step=step, refusals=rest, status=refused.status)
    messages.success(request, f"“{found}”：{step.title}，现在是“{found.get_state_display()}”。")
    return redirect(found)


def _perform(request: OfficeRequest, found: Compilation, step: Step) -> None:
    assert step.form is not None
    actor, typed = request.actor, step.form.cleaned_data
    if step.action == "open":
        compilation_open(actor=actor, compilation=found)
    elif step.action in APPROVALS:
        compilation_approve(actor=actor, compilation=found, **typed)
    else:
        compilation_move(actor=actor, compilation=found, action=step.action, **typed)
