"""What is in the project library, and what does one project say? Lists, the page of a project, and its own fields."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.catalogue.codes import function_entries
from wenxiao.web.forms import place
from wenxiao.web.people.acting import OfficeRequest, not_permitted
from wenxiao.web.people.models import Office
from wenxiao.web.people.queries.units import units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.people.views.filling import fill_in
from wenxiao.web.plan.forms.projects import ProjectEditForm, ProjectForm, WarningForm
from wenxiao.web.plan.models import Project
from wenxiao.web.plan.queries.library import projects_listed, with_everything, years_of
from wenxiao.web.plan.services import projects as services
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.views.asking import offered_years
from wenxiao.web.plan.views.project_page import project_page
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

FUNCTION = "project_library"
AnyForm = TypeVar("AnyForm", bound=BaseForm)


@for_posts(FUNCTION)
def projects(request: OfficeRequest) -> HttpResponse:
    actor, asked = request.actor, request.GET
    year, office, unit = (_number(asked, name) for name in ("year", "office", "unit"))
    state = asked.get("state", "") if asked.get("state", "") in Project.State.values else ""
    text = asked.get("text", "").strip().replace("\0", "")
    units = {pk: short or name for pk, short, name in units_seen(actor).exclude(pk=actor.unit.pk).values_list("pk", "short_name", "name")}
    # A county has a thousand offices: they are offered once a unit is chosen, if only by one of its offices.
    if units and office and unit is None:
        unit = Office.objects.filter(pk=office).values_list("unit", flat=True).first()
    of_unit = unit if unit in units else None if units else actor.unit.pk
    found = projects_listed(actor, office=office, state=state, year=year, text=text, unit=unit)
    context = {
        "page": Paginator(found, 25).get_page(asked.get("page")),
        "sum": found.aggregate(sum=Sum("total"))["sum"] or 0,
        # Numbers as text: a page formats every number it is given, and a county has hundreds of units.
        "units": [(str(pk), title) for pk, title in units.items()],
        "offices": [(str(pk), name) for pk, name in Office.objects.filter(unit=of_unit).values_list("pk", "name")] if of_unit else (),
        "chosen": (str(unit), str(office)),
        "states": Project.State.choices,
        "years": offered_years(years_of(actor), year) if year else years_of(actor),
        "year": year,
        "office": office,
        "unit": unit,
        "state": state,
        "text": text,
        "may_see_quality": actor.may_somewhere("indicators"),
        "may_create": actor.in_post.office is not None and actor.may_somewhere(FUNCTION, "C"),
    }
    return render(request, "plan/projects.html", context)


@for_posts(FUNCTION)
def project(request: OfficeRequest, code: str) -> HttpResponse:
    return project_page(request, asked_project(request, code))


@for_posts(FUNCTION, "C")
def project_new(request: OfficeRequest) -> HttpResponse:
    office = request.actor.in_post.office
    if office is None:
        raise not_permitted(request.actor, FUNCTION, "C")
    demand(request, FUNCTION, "C", Project(unit=request.actor.unit, office=office))

    def create(typed: dict[str, Any]) -> HttpResponse:
        made = services.project_create(actor=request.actor, office=office, **typed)
        messages.success(request, f"“{made.name}”已经建立，编号 {made.code}。接着填测算和绩效指标。")
        return redirect(made)

    year = next(iter(years_of(request.actor)), None)
    initial = {"start_year": year, "end_year": year, "category": "specific", "activity": request.GET.get("activity")}
    form = ProjectForm(request.actor.unit, request.POST or None, initial=initial)
    context = {"title": "新建项目", "button": "建立项目", "office": office, "functions": functions_offered(year)}
    return fill_in(request, form, create, context, "plan/project_form.html")


@for_posts(FUNCTION, "E")
def project_edit(request: OfficeRequest, code: str) -> HttpResponse:
    project = asked_project(request, code, "E")
    form = ProjectEditForm(
        project.unit, request.POST or None, initial={name: getattr(project, name) for name in ProjectEditForm.base_fields}
    )
    status, differing = (422, []) if form.is_bound else (200, [])
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            services.project_edit(actor=request.actor, project=project, edition=typed.pop("edition"), **typed)
        except StaleEdition as stale:
            # What was typed stays; the form now knows the newer edition, so that it can be saved after a look at the differences.
            saved = asked_project(request, code, "E")
            form = _renewed(ProjectEditForm(project.unit, reopened(request.POST, saved.edition)), stale)
            status, differing = stale.status, _differing(saved, typed)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
        else:
            messages.success(request, f"“{project.name}”已经保存。")
            return redirect(project)
    elif not form.is_bound and not project.editable:
        raise _closed(project)
    context = {"title": f"修改：{project.name}", "button": "保存", "office": project.office, "project": project, "form": form}
    context |= {"differing": differing, "functions": functions_offered(project.start_year)}
    return render(request, "plan/project_form.html", context, status=status)


@for_posts(FUNCTION, "E")
@require_POST
def project_warning(request: OfficeRequest, code: str) -> HttpResponse:
    """The reason why warnings are not mended."""
    project = asked_project(request, code, "E")
    form = WarningForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.project_edit(actor=request.actor, project=project, **form.cleaned_data)
        except StaleEdition as stale:
            form, status = _renewed(WarningForm(reopened(request.POST, project.edition)), stale), stale.status
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
        else:
            messages.success(request, "提醒事项的说明已经保存。")
            return redirect(project)
    return project_page(request, asked_project(request, code), warning_form=form, status=status)


@for_posts(FUNCTION, "E")
@require_POST
def project_delete(request: OfficeRequest, code: str) -> HttpResponse:
    project = asked_project(request, code, "E")
    services.project_delete(actor=request.actor, project=project)
    messages.success(request, f"草稿“{project.name}”已经删除，编号不再使用。")
    return redirect("plan:projects")


def asked_project(request: OfficeRequest, code: str, letter: str = "V") -> Project:
    """The project of an address with all that belongs to it, if the post may do this to it. Raises Http404, NotPermitted."""
    found = get_object_or_404(with_everything(Project.objects.all()), code=code)
    demand(request, FUNCTION, letter, found)
    return found


def functions_offered(year: int | None) -> list[tuple[str, str]]:
    """(code, name) of the 项 that may be chosen in that year."""
    return [(entry.code, entry.name) for entry in function_entries() if len(entry.code) == 7 and entry.in_force(year)]


def reopened(data: QueryDict, edition: int) -> QueryDict:
    """What was typed, on the project's edition of now."""
    copied = data.copy()
    copied["edition"] = str(edition)
    return copied


def _renewed(form: AnyForm, stale: StaleEdition) -> AnyForm:
    form.is_valid()
    place(form, stale)
    return form


def _closed(project: Project) -> OutOfTurn:
    return OutOfTurn(f"“{project.name}”现在是“{project.state_title}”，只有草稿和退回的项目可以修改")


def _differing(saved: Project, typed: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(title, as saved by the colleague, as typed) of the fields in which they differ."""
    titles = {name: field.label for name, field in ProjectForm.base_fields.items()}
    pairs = ((name, getattr(saved, name), value) for name, value in typed.items())
    return [(str(titles[name]), _shown(stands), _shown(value)) for name, stands, value in pairs if stands != value]


def _shown(value: Any) -> Any:
    return ("是" if value else "否") if isinstance(value, bool) else value


def _number(asked: QueryDict, name: str) -> int | None:
    text = asked.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
