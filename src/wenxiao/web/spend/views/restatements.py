"""How are a project's objective and indicators restated in a document that moves its money?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.services.indicators import IndicatorEntry
from wenxiao.web.plan.services.restating import IndicatorRow
from wenxiao.web.spend.conditions.restatements import Document, projects_moved
from wenxiao.web.spend.forms.restatements import AddedRow, RestatementForm, StandingRow, added_initial
from wenxiao.web.spend.models import Restatement
from wenxiao.web.spend.services.restatements import may_restate, restatement_set
from wenxiao.web.spend.views.adjustments import asked_adjustment
from wenxiao.web.spend.views.allotments import asked_allotment
from wenxiao.web.spend.views.changing import edition_sent
from wenxiao.web.spend.views.virements import asked_virement
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

ADDED = "added"


@for_posts("virement", "C")
def virement_restate(request: OfficeRequest, number: str, code: str) -> HttpResponse:
    return _restate(request, asked_virement(request, number), code)


@for_posts("virement", "C")
def adjustment_restate(request: OfficeRequest, number: str, code: str) -> HttpResponse:
    return _restate(request, asked_adjustment(request, number), code)


@for_posts("allotment", "C")
def allotment_restate(request: OfficeRequest, pk: int, code: str) -> HttpResponse:
    return _restate(request, asked_allotment(request, pk), code)


def _restate(request: OfficeRequest, document: Document, code: str) -> HttpResponse:
    """`do` says which button was pressed: 保存 writes; 再加一个 and 删除 only show. What is refused stays typed."""
    demand(request, document.FUNCTION, "C", document)
    project = next((each for each in projects_moved(document) if each.code == code), None)
    if project is None:
        raise Http404
    if not may_restate(document):
        raise OutOfTurn(f"{document}现在是“{document.get_state_display()}”，不能再改目标重述")
    said = document.restatements.filter(project=project).prefetch_related("indicators").first()
    if request.method != "POST":
        return _page(request, document, project, *_shown(project, said))
    asked, data = request.POST.get("do", "save"), request.POST
    standing = [StandingRow(each, data) for each in project.indicators.all()]
    if asked != "save":
        form = RestatementForm(initial={name: data.get(name, "") for name in RestatementForm.base_fields})
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        added = Rows.retyped(AddedRow, ADDED, data, add=int(asked == "add"), without=without)
        return _page(request, document, project, form, standing, added)
    form, added = RestatementForm(data), Rows.typed(AddedRow, ADDED, data)
    unchanged = data.get("unchanged") == "yes"
    if not form.is_valid() or not (unchanged or all([*(row.is_valid() for row in standing), added.is_valid()])):
        return _page(request, document, project, form, standing, added, status=422)
    rows = [] if unchanged else [*(row.row() for row in standing), *(row.row() for row in added.filled)]
    typed = {name: form.cleaned_data[name] for name in ("reason", "objective")}
    try:
        restatement_set(
            actor=request.actor, document=document, project=project, edition=edition_sent(request), unchanged=unchanged, rows=rows, **typed
        )  # fmt: skip
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return _page(request, document, project, form, standing, added, refusals=late.refusals, status=late.status)
    except Refused as refused:
        place(form, Refused(*_placed(refused, rows, standing, added)))
        return _page(request, document, project, form, standing, added, status=refused.status)
    messages.success(request, f"“{project.name}”的重述已经保存，{document}生效时一起生效。")
    return redirect(document)


def _shown(project: Project, said: Restatement | None) -> tuple[RestatementForm, list[StandingRow], Rows[AddedRow]]:
    """As it was said in this document before, else as the project stands."""
    rows = {row.indicator: row for row in said.indicators.all()} if said and not said.unchanged else {}
    initial: dict[str, Any] = {"objective": project.objective, "edition": project.edition}
    if said:
        initial |= {"unchanged": "yes" if said.unchanged else "no", "reason": said.reason, "objective": said.objective}
    standing = [
        StandingRow(
            each, said=IndicatorEntry(**rows[each.pk].after) if each.pk in rows and rows[each.pk].after else None,
            gone=each.pk in rows and not rows[each.pk].after,
        )
        for each in project.indicators.all()
    ]  # fmt: skip
    new = [IndicatorEntry(**row.after) for row in said.indicators.all() if row.indicator is None] if said else []
    return RestatementForm(initial=initial), standing, Rows.shown(AddedRow, ADDED, added_initial(new))


def _placed(refused: Refused, rows: list[IndicatorRow], standing: list[StandingRow], added: Rows[AddedRow]) -> list[Refusal]:
    """Those of `indicators.<n>.<name>` beside their fields; gives back the others."""
    every = [*standing, *added.filled]
    rest = []
    for refusal in refused.refusals:
        parts = refusal.field.split(".")
        if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(rows):
            row = every[int(parts[1])]
            row.add_error(parts[2] if parts[2] in row.fields else None, refusal.sentence)
            rest.append(refusal._replace(field=""))
        else:
            rest.append(refusal)
    return rest


def _page(
    request: OfficeRequest, document: Document, project: Project, form: RestatementForm, standing: list[StandingRow],
    added: Rows[AddedRow], *, refusals: tuple[Refusal, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "document": document, "project": project, "form": form, "standing": standing, "added": added, "refusals": refusals,
    }  # fmt: skip
    return render(request, "spend/restatement.html", context, status=status)
