"""Which indicators does a project have, and how are they written, mended and put in order?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wenxiao.catalogue.indicators import library_indicator
from wenxiao.performance.drafts import FieldProblem
from wenxiao.performance.review import scale_of
from wenxiao.performance.weights import totals
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.forms import place as place_refusals
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.forms.indicators import IndicatorForm, differing, taken_over, typed
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.queries.library import draft_of, with_everything
from wenxiao.web.plan.queries.problems import problems_alone, problems_of
from wenxiao.web.plan.scale_picture import scale_picture
from wenxiao.web.plan.services import indicators as services
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.views.indicator_preview import changed_by, preview_of
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = services.FUNCTION


class Listed(NamedTuple):
    """一行指标: with what stands against it, counted."""

    indicator: Indicator
    problems: tuple[FieldProblem, ...]
    first: bool
    last: bool

    @property
    def errors(self) -> int:
        return sum(each.severity is Severity.ERROR for each in self.problems)

    @property
    def warnings(self) -> int:
        return sum(each.severity is Severity.WARNING for each in self.problems)

    @property
    def infos(self) -> int:
        return sum(each.severity is Severity.INFO for each in self.problems)


@for_posts(FUNCTION)
def indicators(request: OfficeRequest, code: str) -> HttpResponse:
    return _list(request, _project(request, code))


@for_posts(FUNCTION)
def indicator(request: OfficeRequest, code: str, pk: int) -> HttpResponse:
    """One indicator to be read."""
    project = _project(request, code)
    number, found = _placed(project, pk)
    context = {
        "project": project,
        "indicator": found,
        "direction": services.DIRECTIONS.get(found.direction, ""),
        "picture": scale_picture(scale_of(draft_of(found)), f"{found.name}的评价标准", prefix="scale"),
        "problems": [each for each in problems_alone(project) if each.indicator == number],
        "may_edit": _may_edit(request, project),
    }
    return render(request, "plan/indicator.html", context)


@for_posts(FUNCTION, "E")
def indicator_new(request: OfficeRequest, code: str) -> HttpResponse:
    """A blank one, or filled in from the library (`?library=`) without being saved."""
    project = _project(request, code, "E")

    def create(form: IndicatorForm) -> Indicator:
        return services.indicator_create(actor=request.actor, project=project, edition=form.cleaned_data["edition"], entry=form.entry())

    initial: dict[str, Any] = {"form": Form.HEBEI, "edition": project.edition}
    if asked := request.GET.get("library"):
        initial |= _from_library(asked)
    return _write(request, project, None, initial, create)


@for_posts(FUNCTION, "E")
def indicator_edit(request: OfficeRequest, code: str, pk: int) -> HttpResponse:
    project = _project(request, code, "E")
    found = next((each for each in project.indicators.all() if each.pk == pk), None)
    if found is None and request.method == "POST":
        return _gone(request, project)
    if found is None:
        raise Http404

    def edit(form: IndicatorForm) -> Indicator:
        return services.indicator_edit(actor=request.actor, indicator=found, edition=form.cleaned_data["edition"], entry=form.entry())

    initial = services.entry_of(found)._asdict() | {"edition": project.edition}
    return _write(request, project, found, initial, edit)


@for_posts(FUNCTION, "E")
@require_POST
def indicator_preview(request: OfficeRequest, code: str) -> HttpResponse:
    """What is typed, looked at, with a repair written into it where its button was pressed. Nothing is saved."""
    project = _project(request, code, "E")
    number = request.GET.get("indicator", "")
    found = next((each for each in project.indicators.all() if str(each.pk) == number), None)
    data = request.POST
    changes = changed_by(data.get("repair", ""))
    form = IndicatorForm()
    form.initial = {name: data.get(form.add_prefix(name), "") for name in form.fields} | changes
    if changes:
        # The person goes on where something was written for them.
        form.fields[next(iter(changes))].widget.attrs["autofocus"] = True
    context = _editor(project, found, form)
    if request.htmx:
        template = "plan/indicator_editor.html" if "repair" in data else "plan/indicator_answer.html"
        return render(request, template, context)
    return render(request, "plan/indicator_form.html", context)


@for_posts(FUNCTION, "E")
@require_POST
def indicator_copy(request: OfficeRequest, code: str, pk: int) -> HttpResponse:
    def copy(found: Indicator, edition: int) -> str:
        made = services.indicator_copy(actor=request.actor, indicator=found, edition=edition)
        return f"已经复制为“{made.name}”，排在最后，请修改。"

    return _change(request, code, pk, copy)


@for_posts(FUNCTION, "E")
@require_POST
def indicator_delete(request: OfficeRequest, code: str, pk: int) -> HttpResponse:
    def delete(found: Indicator, edition: int) -> str:
        services.indicator_delete(actor=request.actor, indicator=found, edition=edition)
        return f"指标“{found.name}”已经删除。"

    return _change(request, code, pk, delete)


@for_posts(FUNCTION, "E")
@require_POST
def indicator_move(request: OfficeRequest, code: str, pk: int, way: str) -> HttpResponse:
    def move(found: Indicator, edition: int) -> str:
        services.indicator_move(actor=request.actor, indicator=found, edition=edition, up=way == "up")
        return f"指标“{found.name}”已经{'上移' if way == 'up' else '下移'}。"

    return _change(request, code, pk, move)


@for_posts(FUNCTION, "E")
@require_POST
def indicators_weigh(request: OfficeRequest, code: str) -> HttpResponse:
    project = _project(request, code, "E")
    try:
        services.indicators_weigh(actor=request.actor, project=project, edition=_edition(request))
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(request, code, refused)
    messages.success(request, "分值已经按规定分配，可以再逐个修改。")
    return redirect("plan:indicators", project.code)


def _project(request: OfficeRequest, code: str, letter: str = "V") -> Project:
    """Raises Http404, NotPermitted."""
    found = with_everything(Project.objects.all()).filter(code=code).first()
    if found is None:
        raise Http404
    demand(request, FUNCTION, letter, found)
    return found


def _placed(project: Project, pk: int) -> tuple[int, Indicator]:
    """Its place in the project from 0, and the indicator. Raises Http404."""
    for place, each in enumerate(project.indicators.all()):
        if each.pk == pk:
            return place, each
    raise Http404


def _may_edit(request: OfficeRequest, project: Project) -> bool:
    return project.editable and not request.actor.hindrance and request.actor.may(FUNCTION, "E", project)


def _edition(request: OfficeRequest) -> int:
    """The edition that the page was opened on; a page that does not say is an old one."""
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _list(request: OfficeRequest, project: Project, *, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    every = problems_of(project)
    rows = list(project.indicators.all())
    listed = [
        Listed(row, tuple(each for each in every if each.indicator == place), place == 0, place == len(rows) - 1)
        for place, row in enumerate(rows)
    ]
    whole = [each for each in every if each.indicator is None and each.field in ("indicators", "objective")]
    wanted, evaluated = totals(project.start_year)
    errors = sum(row.errors for row in listed) + sum(each.blocks for each in whole)
    context = {
        "project": project,
        "rows": listed,
        "whole": whole,
        "errors": errors,
        "weights": sum(row.weight or 0 for row in rows),
        "wanted": wanted,
        "execution": evaluated - wanted,
        "may_edit": _may_edit(request, project),
        "refusals": refusals,
    }
    return render(request, "plan/indicators.html", context, status=status)


def _change(request: OfficeRequest, code: str, pk: int, change: Callable[[Indicator, int], str]) -> HttpResponse:
    """One button of the list. Where a colleague was faster the list is shown as it is now, with the reason."""
    project = _project(request, code, "E")
    try:
        _, found = _placed(project, pk)
        done = change(found, _edition(request))
    except NotPermitted:
        raise
    except Http404:
        return _refused(request, code, OutOfTurn(Refusal("这个指标已经被别人删除了，没有办理")))
    except Refused as refused:
        return _refused(request, code, refused)
    messages.success(request, done)
    return redirect("plan:indicators", project.code)


def _refused(request: OfficeRequest, code: str, refused: Refused) -> HttpResponse:
    refusals = refused.refusals
    project = _project(request, code)
    if isinstance(refused, StaleEdition):
        refusals = (Refusal(f"这个项目在您打开页面以后被人改过（{_latest(project)}），没有办理。下面是现在的内容，看过以后请再点一次"),)
    return _list(request, project, refusals=tuple(refusals), status=refused.status)


def _write(
    request: OfficeRequest, project: Project, found: Indicator | None, initial: dict[str, Any], save: Callable[[IndicatorForm], Indicator]
) -> HttpResponse:
    """The editor, and the saving of what was typed in it. What is refused stays typed."""
    if request.method != "POST":
        if not project.editable:
            raise OutOfTurn(Refusal(f"“{project.name}”现在是“{project.state_title}”，只有草稿和退回的项目可以修改"))
        return render(request, "plan/indicator_form.html", _editor(project, found, IndicatorForm(initial=initial)))
    form = IndicatorForm(request.POST)
    status = 422
    differences: list[tuple[str, object, object]] = []
    changed = ""
    if form.is_valid():
        try:
            saved = save(form)
        except StaleEdition as stale:
            project = _project(request, project.code, "E")
            status, changed = stale.status, _latest(project)
            current = next((each for each in project.indicators.all() if found is not None and each.pk == found.pk), None)
            if found is not None and current is None:
                return _gone(request, project)
            if current is not None:
                differences = list(differing(current, form.entry()))
            found = current
            form = _reopened(request, project, stale)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place_refusals(form, refused)
        else:
            return _saved(request, project.code, saved)
    context = _editor(project, found, form) | {"differences": differences, "changed": changed}
    return render(request, "plan/indicator_form.html", context, status=status)


def _saved(request: OfficeRequest, code: str, saved: Indicator) -> HttpResponse:
    project = _project(request, code)
    number, _ = _placed(project, saved.pk)
    errors = sum(each.blocks for each in problems_alone(project) if each.indicator == number)
    if errors:
        messages.warning(request, f"指标“{saved.name}”已经保存，但还有 {errors} 个错误，改好以前项目还不能上报。")
    else:
        messages.success(request, f"指标“{saved.name}”已经保存。")
    return redirect("plan:indicators", code)


def _gone(request: OfficeRequest, project: Project) -> HttpResponse:
    """A colleague deleted it meanwhile: what was typed stays, and can be saved as a new one."""
    refused = OutOfTurn(
        Refusal(f"这个指标在您打开页面以后被人删除了（{_latest(project)}），没有保存。您填的内容还在下面：再保存就是新增一个指标")
    )
    form = _reopened(request, project, refused)
    return render(request, "plan/indicator_form.html", _editor(project, None, form), status=refused.status)


def _reopened(request: OfficeRequest, project: Project, refused: Refused) -> IndicatorForm:
    """What was typed, on the edition of now, with the reason why it was not saved."""
    data = request.POST.copy()
    data["edition"] = str(project.edition)
    form = IndicatorForm(data)
    form.is_valid()
    place_refusals(form, refused)
    return form


def _latest(project: Project) -> str:
    """Who did what to it last."""
    entry = story(Project.KIND, project.pk).last()
    return f"{entry.person}（{entry.post}）{entry.action_title}" if entry else ""


def _editor(project: Project, found: Indicator | None, form: IndicatorForm) -> dict[str, Any]:
    place = None if found is None else next(at for at, each in enumerate(project.indicators.all()) if each.pk == found.pk)
    preview = reverse("plan:indicator-preview", args=(project.code,))
    save = ("plan:indicator-new", (project.code,)) if found is None else ("plan:indicator-edit", (project.code, found.pk))
    return {
        "project": project,
        "indicator": found,
        "title": f"修改指标：{found.name}" if found else "新增指标",
        "form": form,
        "preview": preview_of(form, project, place),
        "preview_url": preview if found is None else f"{preview}?indicator={found.pk}",
        "save_url": reverse(save[0], args=save[1]),
        "started": bool(typed(form)["name"].strip()),
    }


def _from_library(indicator_id: str) -> dict[str, str]:
    try:
        return taken_over(library_indicator(indicator_id))
    except KeyError:
        raise Http404 from None
