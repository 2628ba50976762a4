"""Which money is to be moved within the budget? The list of applications, the page of one, and how it is written."""

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
from wenxiao.web.spend.forms.changes import VirementForm, plain_step
from wenxiao.web.spend.models import Side, Virement
from wenxiao.web.spend.queries.change_pages import basic_to_projects, lines_shown, restatements_shown, standing_against
from wenxiao.web.spend.queries.requests import year_now
from wenxiao.web.spend.queries.virements import virements_listed, year_of_virements, years_changed
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.spend.services.virements import FUNCTION, virement_act, virement_create, virement_edit
from wenxiao.web.spend.views.changing import edition_sent, write
from wenxiao.web.spend.workflows.virement import VIREMENT_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import OutOfTurn, Refusal

OVER = (Virement.State.EFFECTIVE, Virement.State.REJECTED, Virement.State.VOID)
TOLD = {
    "title": "调剂申请", "lists": "spend:virements", "list_title": "预算调剂", "out_title": "调出", "in_title": "调入",
    "lead": "总额不变、资金性质不变，不调入“三公”经费。总额要变的，走预算调整。",
}  # fmt: skip


@for_posts(FUNCTION)
def virements(request: OfficeRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET
    state = asked.get("state", "") if asked.get("state", "") in Virement.State.values else ""
    years = years_changed(actor)
    year = asked_year(asked["year"], years) if asked.get("year") else None
    context = {
        "page": Paginator(virements_listed(actor, year=year, state=state), 25).get_page(asked.get("page")),
        "several": roles()[actor.role].place == "bureau",
        "states": Virement.State.choices,
        "years": offered_years(years, year) if year else years,
        "year": year,
        "state": state,
        "may_create": actor.role in ("HD", "BO") and not actor.hindrance,
    }
    return render(request, "spend/virements.html", context)


@for_posts(FUNCTION)
def virement(request: OfficeRequest, number: str) -> HttpResponse:
    return _page(request, asked_virement(request, number))


@for_posts(FUNCTION, "C")
def virement_new(request: OfficeRequest) -> HttpResponse:
    """Of one's own office; the budget officer's is the unit's."""
    unit = request.actor.unit
    office = request.actor.in_post.office if request.actor.role == "HD" else None
    year = year_now(years_changed(request.actor))
    demand(request, FUNCTION, "C", Virement(unit=unit, office=office, year=year))

    def save(typed: dict[str, Any], lines: list[ChangeEntry]) -> Virement:
        return virement_create(actor=request.actor, unit=unit, office=office, year=year, lines=lines, **typed)

    return write(request, unit, year, office, None, VirementForm, save, TOLD)


@for_posts(FUNCTION, "C")
def virement_change(request: OfficeRequest, number: str) -> HttpResponse:
    found = asked_virement(request, number, "C")
    if not found.editable:
        raise OutOfTurn(f"{found.number} 现在是“{found.get_state_display()}”，只有草稿可以修改；已经报送的先撤回")

    def save(typed: dict[str, Any], lines: list[ChangeEntry]) -> Virement:
        return virement_edit(actor=request.actor, virement=found, edition=edition_sent(request), lines=lines, **typed)

    return write(request, found.unit, found.year, found.office, found, VirementForm, save, TOLD)


@for_posts(FUNCTION)
@require_POST
def virement_step(request: OfficeRequest, number: str, action: str) -> HttpResponse:
    found = asked_virement(request, number)
    step = step_sent(request, VIREMENT_WORKFLOW, found, action, plain_step)

    def act(typed: dict[str, Any]) -> None:
        virement_act(actor=request.actor, virement=found, action=action, reason=typed["reason"])

    return take_step(request, found, step, act, _page, lambda: asked_virement(request, number), found.number)


def asked_virement(request: OfficeRequest, number: str, letter: str = "V") -> Virement:
    """The application of an address, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(Virement.objects.select_related("unit", "office"), number=number)
    demand(request, FUNCTION, letter, found)
    return found


def _page(
    request: OfficeRequest, found: Virement, *, step: Step | None = None, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    lines = lines_in_full(found)
    out, in_ = summed(lines, Side.OUT), summed(lines, Side.IN)
    year, over = year_of_virements(found.unit, found.year), found.state in OVER
    # Before the two sides are equal nobody can say from where to where.
    crossing = basic_to_projects(lines) if out == in_ else 0
    context = {
        "found": found,
        "lines": lines_shown(found, lines),
        "out": out,
        "in_": in_,
        "net": in_ - out,
        "year_before": year,
        "year_after": year if over else year.plus(out),
        "over": over,
        "crossing": crossing,
        "crossed": abs(crossing),
        "projects": restatements_shown(found),
        "restate_url": "spend:virement-restate",
        "against": () if over else standing_against(found, request.actor, VIREMENT_WORKFLOW.transition("submit")),
        "may_edit": found.editable and not request.actor.hindrance and request.actor.may(FUNCTION, "C", found),
        "steps": steps_of(request, VIREMENT_WORKFLOW, found, plain_step, step),
        "refused_step": step.action if step else "",
        "refusals": refusals,
        "story": story(Virement.KIND, found.pk),
    }
    return render(request, "spend/virement.html", context, status=status)
