"""By how much is the total of the budget to change, on which ground? The list of adjustments, the page of one, and how it is written."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.plan.views.steps import Step, step_sent, steps_of, take_step
from wenxiao.web.spend.conditions.changing import lines_in_full, summed
from wenxiao.web.spend.forms.changes import AdjustmentForm, AdjustmentStepForm
from wenxiao.web.spend.models import Adjustment, Node, Side
from wenxiao.web.spend.queries.change_legs import caps_changed
from wenxiao.web.spend.queries.change_pages import lines_shown, restatements_shown, standing_against
from wenxiao.web.spend.queries.requests import year_now
from wenxiao.web.spend.queries.virements import adjustments_listed, years_changed
from wenxiao.web.spend.services.adjustments import FUNCTION, adjustment_act, adjustment_create, adjustment_edit
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.views.changing import edition_sent, write
from wenxiao.web.spend.workflows.adjustment import ADJUSTMENT_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import OutOfTurn, Refusal

State = Adjustment.State
OVER = (State.EFFECTIVE, State.REJECTED, State.VOID)
TOLD = {
    "title": "预算调整方案", "lists": "spend:adjustments", "list_title": "预算调整", "out_title": "调减", "in_title": "调增",
    "lead": "预算总额的变化，须是预算法第六十七条的情形，经批准才能执行；“三公”经费的增加也只能走这里。",
}  # fmt: skip


@for_posts(FUNCTION)
def adjustments(request: OfficeRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET
    state = asked.get("state", "") if asked.get("state", "") in State.values else ""
    years = years_changed(actor)
    year = asked_year(asked["year"], years) if asked.get("year") else None
    context = {
        "page": Paginator(adjustments_listed(actor, year=year, state=state), 25).get_page(asked.get("page")),
        "several": roles()[actor.role].place == "bureau",
        "states": State.choices,
        "years": offered_years(years, year) if year else years,
        "year": year,
        "state": state,
        "may_create": actor.role == "BO" and not actor.hindrance,
        "of_office": actor.permission(FUNCTION).scope == "own",
    }
    return render(request, "spend/adjustments.html", context)


@for_posts(FUNCTION)
def adjustment(request: OfficeRequest, number: str) -> HttpResponse:
    return _page(request, asked_adjustment(request, number))


@for_posts(FUNCTION, "C")
def adjustment_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    year = year_now(years_changed(request.actor))
    demand(request, FUNCTION, "C", Adjustment(unit=unit, year=year))

    def save(typed: dict[str, Any], lines: list[ChangeEntry]) -> Adjustment:
        return adjustment_create(actor=request.actor, unit=unit, year=year, lines=lines, **typed)

    return write(request, unit, year, None, None, AdjustmentForm, save, TOLD)


@for_posts(FUNCTION, "C")
def adjustment_change(request: OfficeRequest, number: str) -> HttpResponse:
    found = asked_adjustment(request, number, "C")
    if not found.editable:
        raise OutOfTurn(f"{found.number} 现在是“{found.get_state_display()}”，只有草拟中的方案可以修改")

    def save(typed: dict[str, Any], lines: list[ChangeEntry]) -> Adjustment:
        return adjustment_edit(actor=request.actor, adjustment=found, edition=edition_sent(request), lines=lines, **typed)

    return write(request, found.unit, found.year, None, found, AdjustmentForm, save, TOLD)


@for_posts(FUNCTION)
@require_POST
def adjustment_step(request: OfficeRequest, number: str, action: str) -> HttpResponse:
    found = asked_adjustment(request, number)
    step = step_sent(request, ADJUSTMENT_WORKFLOW, found, action, AdjustmentStepForm.of)

    def act(typed: dict[str, Any]) -> None:
        adjustment_act(actor=request.actor, adjustment=found, action=action, **typed)

    return take_step(request, found, step, act, _page, lambda: asked_adjustment(request, number), found.number)


def asked_adjustment(request: OfficeRequest, number: str, letter: str = "V") -> Adjustment:
    """The adjustment of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Adjustment.objects.select_related("unit"), number=number)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: Adjustment, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    lines, over, today = lines_in_full(found), found.state in OVER, clock.today()
    changed = caps_changed(lines)
    net = summed(lines, Side.IN) - summed(lines, Side.OUT)
    nodes = Node.objects.filter(unit=found.unit.code, year=found.year).exclude(kind=Node.Kind.LINE)
    names = {(node.kind, node.element): node.name for node in nodes}
    steps = steps_of(request, ADJUSTMENT_WORKFLOW, found, AdjustmentStepForm.of, step)
    own_budget = found.unit.mode == found.unit.Mode.OWN_BUDGET
    others = ("approve", "reject") if own_budget else ("resolve", "decline")
    context = {
        "found": found,
        "lines": lines_shown(found, lines),
        "out": summed(lines, Side.OUT),
        "in_": summed(lines, Side.IN),
        "net": net,
        "net_size": abs(net),
        "caps": [(names.get(key) or f"{found.year} 年新增限额", change, abs(change)) for key, change in sorted(changed.items())],
        "over": over,
        "own_budget": own_budget,
        "days_left": (found.publish_by - today).days if found.publish_by else None,
        "projects": restatements_shown(found),
        "restate_url": "spend:adjustment-restate",
        "against": () if over else standing_against(found, request.actor, ADJUSTMENT_WORKFLOW.transition("submit")),
        "may_edit": found.editable and not request.actor.hindrance and request.actor.may(FUNCTION, "C", found),
        "steps": [each for each in steps if each.action not in others],
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Adjustment.KIND, found.pk),
    }
    return render(request, "spend/adjustment.html", context, status=status)
