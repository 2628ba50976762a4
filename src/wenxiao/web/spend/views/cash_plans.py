"""How is the year's money spread over its months? The list of plans, the page of one, and how it is written and changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.filled import Filled, filled
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.forms.cash_plans import CashPlanCells, CashPlanForm
from wenxiao.web.spend.forms.steps import step_form
from wenxiao.web.spend.models import CashPlan, Rhythm
from wenxiao.web.spend.queries.cash_plans import (
    PlanRow,
    amounts_of,
    cash_plans_visible,
    fund_limits,
    plan_in_force,
    plan_nodes,
    plan_rows,
    plan_under_way,
    unused_before,
)
from wenxiao.web.spend.services.cash_plans import cash_plan_act, cash_plan_carry, cash_plan_create, cash_plan_edit
from wenxiao.web.spend.workflows.cash_plan import CASH_PLAN_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = CashPlan.FUNCTION


@for_posts(FUNCTION)
def cash_plans(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "page": Paginator(cash_plans_visible(actor), 25).get_page(request.GET.get("page")),
        "several": roles()[actor.role].place == "bureau",
        "may_create": actor.may(FUNCTION, "C", CashPlan(unit=actor.unit)),
        "of_office": actor.permission(FUNCTION).scope == "own",
    }
    return render(request, "spend/cash_plans.html", context)


@for_posts(FUNCTION, "C")
def cash_plan_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", CashPlan(unit=unit))
    if request.method != "POST":
        form = CashPlanForm(initial={"year": clock.today().year, "rhythm": Rhythm.MONTH})
        return render(request, "spend/cash_plan_new.html", {"form": form, "unit": unit})
    form = CashPlanForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            made = cash_plan_create(actor=request.actor, unit=unit, **form.cleaned_data)
        except NotPermitted:
            raise
        except Refused as refused:
            place(form, refused)
            status = refused.status
        else:
            messages.success(request, f"{made}已经按建议分好，请逐期核对、修改，再送所长批。")
            return redirect("spend:cash-plan-edit", made.pk)
    return render(request, "spend/cash_plan_new.html", {"form": form, "unit": unit}, status=status)


@for_posts(FUNCTION)
def cash_plan(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, asked_plan(request, pk))


@for_posts(FUNCTION, "E")
def cash_plan_change(request: OfficeRequest, pk: int) -> HttpResponse:
    found = asked_plan(request, pk, "E")
    if found.state != CashPlan.State.DRAFT:
        raise OutOfTurn(f"{found}现在是“{found.get_state_display()}”，只有编制中的可以修改")
    nodes = plan_nodes(found.unit, found.year, found.rule)
    limits = fund_limits(found.unit, found.year, nodes)
    amounts = amounts_of(found)
    edition, status = str(found.edition), 200
    if request.method == "POST":
        form, status = CashPlanCells(found.rule, list(limits), request.POST), 422
        edition = request.POST.get("edition", "")
        if form.is_valid():
            try:
                read = int(edition) if edition.isdecimal() and len(edition) < 10 else 0
                cash_plan_edit(actor=request.actor, plan=found, edition=read, amounts=form.amounts)
            except NotPermitted:
                raise
            except Refused as refused:
                place(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{found}已经保存。送所长批准以后才管用款。")
                return redirect(found)
    else:
        form = CashPlanCells(found.rule, list(limits), amounts=amounts)
    totals = {fund: sum(amount for (of, _), amount in amounts.items() if of == fund) for fund in limits}
    context = {
        "found": found, "form": form, "edition": edition,
        "columns": [(Fund(fund).label, limit.most, totals[fund]) for fund, limit in limits.items()],
    }  # fmt: skip
    return render(request, "spend/cash_plan_form.html", context, status=status)


@for_posts(FUNCTION, "C")
@require_POST
def cash_plan_revise(request: OfficeRequest, pk: int) -> HttpResponse:
    """修订: a new draft that starts from what stands."""
    found = asked_plan(request, pk, "C")
    try:
        made = cash_plan_create(actor=request.actor, unit=found.unit, year=found.year, rhythm=found.rhythm)
    except NotPermitted:
        raise
    except Refused as refused:
        return _page(request, found, refusals=refused.refusals, status=refused.status)
    messages.success(request, f"{made}已经建好，从现在的各期数改起。")
    return redirect("spend:cash-plan-edit", made.pk)


@for_posts(FUNCTION, "A")
@require_POST
def cash_plan_brought(request: OfficeRequest, pk: int) -> HttpResponse:
    """没有用完的转到本期."""
    found = asked_plan(request, pk, "A")
    try:
        cash_plan_carry(actor=request.actor, unit=found.unit, year=found.year)
    except NotPermitted:
        raise
    except Refused as refused:
        return _page(request, found, refusals=refused.refusals, status=refused.status)
    messages.success(request, "以前各期没有用完的，已经转到本期。")
    return redirect(found)


@for_posts(FUNCTION)
@require_POST
def cash_plan_step(request: OfficeRequest, pk: int, action: str) -> HttpResponse:
    found = asked_plan(request, pk)
    step = step_sent(request, CASH_PLAN_WORKFLOW, found, action, step_form)

    def act(typed: dict[str, Any]) -> None:
        cash_plan_act(actor=request.actor, plan=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_plan(request, pk), str(found))


def asked_plan(request: OfficeRequest, pk: int, letter: str = "V") -> CashPlan:
    """The plan of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(CashPlan.objects.select_related("unit"), pk=pk)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: CashPlan, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    actor, day = request.actor, clock.today()
    nodes = plan_nodes(found.unit, found.year, found.rule)
    limits = fund_limits(found.unit, found.year, nodes)
    rows = plan_rows(found, amounts_of(found), nodes, list(limits), day)
    in_force = plan_in_force(found.unit, found.year)
    stands = in_force == found
    free = stands and plan_under_way(found.unit, found.year) is None
    unused = sum(unused_before(nodes, found.rule.period_of(day, found.year)).values()) if free else 0
    context = {
        "found": found,
        "funds": [Fund(fund).label for fund in limits],
        "rows": rows,
        "totals": _totals(rows),
        "limits": list(limits.values()),
        "stands": stands,
        "in_force": in_force,
        "picture": usage_picture(found, rows) if stands else None,
        "unused": unused,
        "now": found.rule.period_title(found.rule.period_of(day, found.year)),
        "may_carry": bool(unused) and actor.may(FUNCTION, "A", found),
        "may_revise": free and actor.may(FUNCTION, "C", found),
        "may_edit": found.state == CashPlan.State.DRAFT and actor.may(FUNCTION, "E", found),
        "steps": steps_of(request, CASH_PLAN_WORKFLOW, found, step_form, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(CashPlan.KIND, found.pk),
    }
    return render(request, "spend/cash_plan.html", context, status=status)


def usage_picture(plan: CashPlan, rows: list[PlanRow]) -> Picture:
    """Period by period, all funds together: what the books allow, and what of it is used."""
    items = []
    for row in rows:
        cap, used = sum(cell.balance.cap for cell in row.cells), sum(cell.balance.used for cell in row.cells)
        told = f"计划 {Money(cap)} 元，已用 {Money(used)} 元"
        items.append(Filled(f"{row.title}{'（本期）' if row.current else ''}", cap, used, told))
    return filled(f"{plan.year} 年各期的计划和已用数", items, prefix="cash", heads=("期", "计划和已用"))


def _totals(rows: list[PlanRow]) -> list[tuple[int, int, int]]:
    """(planned, used, left) of each fund, 分."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return [
        (sum(cell.planned for cell in column), sum(cell.balance.used for cell in column), sum(cell.balance.available for cell in column))
        for column in columns
    ]
