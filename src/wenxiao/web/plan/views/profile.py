"""What is the unit in a year: its people by quota and head-count, its vehicles and assets?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wenxiao.pictures.staffing import Staff
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import place, quantity_text
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.forms.account import ReasonForm
from wenxiao.web.people.models import Unit
from wenxiao.web.people.queries.units import chosen_unit, units_seen
from wenxiao.web.people.views.access import demand, for_posts
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.forms.profile import AssetRow, CopyForm, NewProfileForm, ProfileEditForm, ProfileForm, StaffForm
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import AssetSnapshot, Profile, StaffingLine
from wenxiao.web.plan.queries.profile import faults, profiles_visible, staffing_picture, total
from wenxiao.web.plan.services import profile as services
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.views.asking import asked_year, offered_years
from wenxiao.web.plan.views.projects import reopened
from wenxiao.web.plan.workflows.profile import BY_COMPILATION, PROFILE_WORKFLOW
from wenxiao.web.trail.queries import story
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

FUNCTION = services.FUNCTION
PREFIX = "assets"
# Of one thing: its title, as a colleague saved it, as it was typed.
Differing = Sequence[tuple[str, Any, Any]]


@for_posts(FUNCTION)
def profile(request: OfficeRequest) -> HttpResponse:
    """The profile of the year that is asked for, or what to do where there is none."""
    unit = chosen_unit(request.actor, request.GET.get("unit", ""), below_first=True)
    years = _years(request, unit)
    year = asked_year(request.GET.get("year", ""), years)
    shown = profiles_visible(request.actor).filter(unit=unit, year=year).first()
    if shown is not None:
        return _page(request, shown)
    context = {
        "unit": unit,
        "units": units_seen(request.actor),
        "year": year,
        "years": offered_years(years, year),
        "own_only": request.actor.permission(FUNCTION).scope == "own",
        "may_create": request.actor.may(FUNCTION, "C", unit),
        "copy": CopyForm(initial={"year": year}) if any(each < year for each in years) else None,
    }
    return render(request, "plan/profile_none.html", context)


@for_posts(FUNCTION)
def profile_of(request: OfficeRequest, unit: str, year: int) -> HttpResponse:
    return _page(request, _asked(request, unit, year, "V"))


@for_posts(FUNCTION, "C")
def profile_new(request: OfficeRequest) -> HttpResponse:
    unit = request.actor.unit
    demand(request, FUNCTION, "C", unit)
    if request.method != "POST":
        asked = request.GET.get("year", "")
        typed = Typed.shown(NewProfileForm, {"year": asked if asked.isdecimal() else None, "legal_name": unit.name}, {}, [])
        return _form(request, typed, unit)
    return _typed(request, NewProfileForm, unit, lambda values: services.profile_create(actor=request.actor, unit=unit, **values))


@for_posts(FUNCTION, "E")
def profile_edit(request: OfficeRequest, unit: str, year: int) -> HttpResponse:
    changed = _asked(request, unit, year, "E")
    if changed.state != Profile.State.DRAFT:
        raise OutOfTurn(f"{changed}现在是“{changed.state_title}”，不能修改：要改的，请财政所长先退回修改")
    if request.method != "POST":
        staff = {line.kind: {"quota": line.quota, "headcount": line.headcount} for line in changed.staffing.all()}
        assets = [{name: getattr(each, name) for name in AssetRow.base_fields} for each in changed.assets.all()]
        values = {name: getattr(changed, name) for name in ProfileEditForm.base_fields} | {"as_of": changed.as_of.isoformat()}
        return _form(request, Typed.shown(ProfileEditForm, values, staff, assets), changed.unit, changed)
    return _typed(
        request,
        ProfileEditForm,
        changed.unit,
        lambda values: services.profile_edit(actor=request.actor, profile=changed, **values),
        changed,
    )


@for_posts(FUNCTION, "C")
@require_POST
def profile_copy(request: OfficeRequest) -> HttpResponse:
    """A draft of a year from the year before."""
    unit = request.actor.unit
    demand(request, FUNCTION, "C", unit)
    form = CopyForm(request.POST)
    if form.is_valid():
        try:
            made = services.profile_copy(actor=request.actor, unit=unit, year=form.cleaned_data["year"])
        except NotPermitted:
            raise
        except Refused as refused:
            place(form, refused)
        else:
            messages.success(request, f"{made}已经按上一份建立，请逐项核对后修改。")
            return redirect(made)
    years = _years(request, unit)
    year = asked_year(request.POST.get("year", ""), years)
    context = {"unit": unit, "units": [], "year": year, "years": offered_years(years, year), "may_create": True, "copy": form}
    return render(request, "plan/profile_none.html", context, status=422)


@for_posts(FUNCTION)
@require_POST
def profile_step(request: OfficeRequest, unit: str, year: int, action: str) -> HttpResponse:
    """核定 or 退回修改. Refused: the same page, what was typed kept."""
    moved = _asked(request, unit, year, "V")
    if action in BY_COMPILATION or action not in {way.action for way in PROFILE_WORKFLOW.transitions}:
        raise Http404
    title = PROFILE_WORKFLOW.transition(action).title
    reason = request.POST.get("reason", "")
    try:
        services.profile_act(actor=request.actor, profile=moved, action=action, reason=reason)
    except NotPermitted:
        raise
    except OutOfTurn as late:
        return _page(request, _asked(request, unit, year, "V"), refusals=late.refusals, status=late.status)
    except Refused as refused:
        form = ReasonForm(request.POST, auto_id=f"{action}-%s")
        form.is_valid()
        beside = [each for each in refused.refusals if each.field == "reason"]
        if beside:
            form.errors.pop("reason", None)
            place(form, Refused(*beside))
        above = [each for each in refused.refusals if each.field != "reason"]
        return _page(request, moved, refused_step=(action, form), refusals=above, status=refused.status)
    messages.success(request, f"{moved}：{title}，现在是“{moved.state_title}”。")
    return redirect(moved)


class Typed(NamedTuple):
    """填报的内容: the fields, the people by kind, the rows of assets."""

    form: ProfileForm
    staff: list[StaffForm]
    assets: Rows[AssetRow]

    @classmethod
    def shown(
        cls, kind: type[ProfileForm], values: Mapping[str, Any], staff: Mapping[str, Mapping[str, Any]], assets: list[dict[str, Any]]
    ) -> Typed:
        people = [StaffForm(each, initial={"quota": 0, "headcount": 0, **staff.get(each, {})}) for each in StaffKind]
        return cls(kind(initial=dict(values)), people, Rows.shown(AssetRow, PREFIX, assets, blank=1 if assets else 3))

    @classmethod
    def again(cls, kind: type[ProfileForm], data: Mapping[str, Any], asked: str) -> Typed:
        """As typed, with a row of assets more or less; nothing is checked."""
        people = [
            StaffForm(each, initial={name: data.get(f"staff-{each}-{name}", "") for name in StaffForm.base_fields}) for each in StaffKind
        ]
        without = asked.removeprefix("remove-") if asked.startswith("remove-") else None
        rows = Rows.retyped(AssetRow, PREFIX, data, add=1 if asked == "add" else 0, without=without)
        return cls(kind(initial={name: data.get(name, "") for name in kind.base_fields}), people, rows)

    @classmethod
    def bound(cls, kind: type[ProfileForm], data: Mapping[str, Any]) -> Typed:
        return cls(kind(data), [StaffForm(each, data) for each in StaffKind], Rows.typed(AssetRow, PREFIX, data))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(each.is_valid() for each in self.staff), self.assets.is_valid()])

    def values(self) -> dict[str, Any]:
        staffing = {str(each.kind): each.entry() for each in self.staff}
        return {**self.form.cleaned_data, "staffing": staffing, "assets": [row.entry() for row in self.assets.filled]}

    def place(self, refused: Refused) -> None:
        """Put each refusal beside the cell or field it names."""
        by_kind = {f"staffing.{each.kind}": each for each in self.staff}
        rest: list[Refusal] = []
        for refusal in self.assets.place(refused, PREFIX):
            if refusal.field in by_kind:
                by_kind[refusal.field].add_error("headcount", refusal.sentence)
            else:
                rest.append(refusal)
        place(self.form, Refused(*rest))


def _typed(request: OfficeRequest, kind: type[ProfileForm], unit: Unit, write: Any, of: Profile | None = None) -> HttpResponse:
    asked = request.POST.get("do", "save")
    if asked != "save":
        return _form(request, Typed.again(kind, request.POST, asked), unit, of)
    typed = Typed.bound(kind, request.POST)
    if typed.is_valid():
        try:
            written = write(typed.values())
        except StaleEdition as stale:
            # What was typed stays; the form now knows the newer edition, so that it can be saved after a look at the differences.
            saved, values = Profile.objects.get(pk=stale.subject.pk), typed.values()
            typed = Typed.bound(kind, reopened(request.POST, saved.edition))
            typed.is_valid()
            typed.place(stale)
            return _form(request, typed, unit, of, status=stale.status, differing=_differing(saved, values))
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            typed.place(refused)
        else:
            messages.success(request, f"{written}已经保存，核定前都可以修改。")
            return redirect(written)
    return _form(request, typed, unit, of, status=422)


def _form(
    request: OfficeRequest, typed: Typed, unit: Unit, of: Profile | None = None, status: int = 200, differing: Differing = ()
) -> HttpResponse:
    context = {"form": typed.form, "staff": typed.staff, "assets": typed.assets, "unit": unit, "profile": of, "differing": differing}
    return render(request, "plan/profile_form.html", context, status=status)


def _differing(saved: Profile, typed: Mapping[str, Any]) -> Differing:
    """The fields, kinds of people and assets in which the colleague's profile is not what was typed."""
    pairs = [(str(field.label), getattr(saved, name), typed[name]) for name, field in ProfileForm.base_fields.items()]
    lines = {line.kind: line for line in saved.staffing.all()}
    for kind in StaffKind:
        stands = services.StaffEntry(lines[kind].quota, lines[kind].headcount) if kind in lines else services.StaffEntry(None, 0)
        pairs.append((f"{kind.label}人员", _people(stands), _people(typed["staffing"][kind])))
    pairs.append(("资产存量", _stock(saved.assets.all()), _stock(typed["assets"])))
    return [(title, stands, text) for title, stands, text in pairs if stands != text]


def _people(entry: services.StaffEntry) -> str:
    return f"实有 {entry.headcount} 人" if entry.quota is None else f"编制 {entry.quota} 人，实有 {entry.headcount} 人"


def _stock(assets: Iterable[AssetSnapshot | services.AssetEntry]) -> str:
    return "；".join(
        f"{each.kind} {'' if each.quantity is None else quantity_text(each.quantity)}{each.measure} {Money(each.value)} 元"
        for each in assets
    )


def _page(
    request: OfficeRequest,
    shown: Profile,
    *,
    refused_step: tuple[str, ReasonForm] | None = None,
    refusals: tuple[Refusal, ...] | list[Refusal] = (),
    status: int = 200,
) -> HttpResponse:
    actor, lines, assets = request.actor, list(shown.staffing.all()), list(shown.assets.all())
    ways = PROFILE_WORKFLOW.open_to(actor, shown) if not actor.hindrance else ()
    steps = [
        (way, refused_step[1] if refused_step and refused_step[0] == way.action else ReasonForm(auto_id=f"{way.action}-%s"))
        for way in ways
        if way.action not in BY_COMPILATION
    ]
    years = _years(request, shown.unit)
    context = {
        "profile": shown,
        "unit": shown.unit,
        "units": units_seen(actor),
        "year": shown.year,
        "years": offered_years(years, shown.year),
        "people": [_person(line) for line in lines],
        "total": total(lines),
        "picture": staffing_picture(shown, lines),
        "assets": assets,
        "asset_total": sum(each.value for each in assets),
        "vehicles_over": max(0, shown.vehicles_held - shown.vehicles_quota),
        "faults": list(faults(shown, lines, assets)),
        "may_edit": shown.state == Profile.State.DRAFT and actor.may(FUNCTION, "E", shown),
        "may_create": actor.may(FUNCTION, "C", shown),
        "next_year": years[0] + 1,
        "steps": steps,
        "refused_step": refused_step[0] if refused_step else "",
        "refusals": refusals,
        "story": story(Profile.KIND, shown.pk),
    }
    return render(request, "plan/profile.html", context, status=status)


def _person(line: StaffingLine) -> Staff:
    return Staff(StaffKind(line.kind).label, line.quota, line.headcount)


def _years(request: OfficeRequest, unit: Unit) -> list[int]:
    """The years that have a profile, newest first."""
    return list(profiles_visible(request.actor).filter(unit=unit).values_list("year", flat=True).order_by("-year"))


def _asked(request: OfficeRequest, unit: str, year: int, letter: str) -> Profile:
    found = get_object_or_404(Profile.objects.select_related("unit__supervisor"), unit__code=unit, year=year)
    demand(request, FUNCTION, letter, found)
    return found
