"""Which record is an operation about, and in which step of its workflow? Found, permitted, or refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.http import Http404
from django.shortcuts import get_object_or_404
from pydantic import Field

from wenxiao.web.people.acting import PostActor, not_permitted, require
from wenxiao.web.people.api.values import Reference, Text, Told, Typed
from wenxiao.web.people.models import Meeting, Office, Unit
from wenxiao.web.people.queries import minutes_of, units_seen
from wenxiao.web.plan.models import Activity, Compilation, Duty, Indicator, Profile, Project, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.library import with_everything
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.workflow import Transition, Workflow


class StepTyped(Typed):
    """办理一步: why, and on the minutes of which meeting."""

    reason: Text = ""
    minutes: Reference | None = Field(None, description="会议记录的编号，见 /meetings")


class Step(Told):
    """可以办理的一步: what this post could start now; its conditions are asked when it does."""

    action: str
    title: str
    to: str
    reason: int = Field(description="理由至少多少字；0 为不要理由")
    minutes: bool = Field(description="是否要会议记录")


class Done(Told):
    """办成的一步."""

    action: str
    title: str
    from_state: str
    to_state: str
    state: str = Field(description="现在的状态")
    sequence: int = Field(description="办理记录里的序号")


def step_told(way: Transition) -> Step:
    return Step(action=way.action, title=way.title, to=way.target, reason=way.reason, minutes=way.minutes)


def done_told(entry: Entry, state: str) -> Done:
    return Done(
        action=entry.action, title=entry.action_title, from_state=entry.from_state, to_state=entry.to_state, state=state,
        sequence=entry.sequence,
    )  # fmt: skip


def known_step(workflow: Workflow, action: str, *, without: Collection[str] = ()) -> None:
    """A step that somebody may start; `without` are those that another act takes along. Raises Http404."""
    if action in without or all(way.action != action for way in workflow.transitions):
        raise Http404


def require_somewhere(actor: PostActor, function: str, letter: str = "V") -> None:
    """What a list asks: whether there is anything at all the post could see. Raises NotPermitted."""
    if not actor.may_somewhere(function, letter):
        raise not_permitted(actor, function, letter)


def asked_unit_below(actor: PostActor, code: str) -> Unit:
    """The own unit, or one below the bureau: whose plan the post looks into. Raises Http404, NotPermitted."""
    found = get_object_or_404(Unit.objects.select_related("supervisor"), code=code)
    if not units_seen(actor).filter(pk=found.pk).exists():
        raise not_permitted(actor, "project_library", "V")
    return found


def own_office(actor: PostActor) -> Office:
    """The office whose projects the post writes. Raises NotPermitted where it stands in none."""
    if actor.in_post.office is None:
        raise not_permitted(actor, "project_library", "C")
    return actor.in_post.office


def asked_minutes(unit: Unit, id: int | None) -> Meeting | None:
    """A meeting of the unit itself, not of another. Raises Refused (`minutes`)."""
    if id is None:
        return None
    found = minutes_of(unit).filter(pk=id).first()
    if found is None:
        raise Refused(Refusal(f"{unit.short_name}没有编号 {id} 的会议记录：请先登记，编号见 /meetings", field="minutes"))
    return found


def asked_project(actor: PostActor, code: str, function: str = "project_library", letter: str = "V") -> Project:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(with_everything(Project.objects.all()), code=code)
    require(actor, function, letter, found)
    return found


def asked_indicator(actor: PostActor, code: str, id: int) -> Indicator:
    """One that the post may change. Raises Http404, NotPermitted."""
    project = asked_project(actor, code, "indicators", "E")
    found = get_object_or_404(Indicator, project=project, pk=id)
    found.project = project
    return found


def asked_profile(actor: PostActor, unit: str, year: int) -> Profile:
    found = get_object_or_404(Profile.objects.select_related("unit__supervisor"), unit__code=unit, year=year)
    require(actor, "master_data", "V", found)
    return found


def asked_duty(actor: PostActor, id: int, letter: str) -> Duty:
    found = get_object_or_404(Duty.objects.select_related("unit__supervisor"), pk=id)
    require(actor, "master_data", letter, found)
    return found


def asked_activity(actor: PostActor, id: int, letter: str) -> Activity:
    found = get_object_or_404(Activity.objects.select_related("duty__unit__supervisor"), pk=id)
    require(actor, "master_data", letter, found)
    return found


def asked_compilation(actor: PostActor, id: int) -> Compilation:
    """Whatever is to be done with it: whoever may not see it may do nothing. Raises Http404, NotPermitted."""
    found = get_object_or_404(Compilation.objects.select_related("unit__supervisor"), pk=id)
    require(actor, "compilation", "V", found)
    return found


def asked_version(compilation: Compilation, id: int | None) -> Version:
    """The version that is asked for, else the latest. Raises Http404."""
    found = latest_version(compilation) if id is None else compilation.versions.filter(pk=id).first()
    if found is None:
        raise Http404
    found.compilation = compilation
    return found


def named_projects(unit: Unit, codes: Sequence[str], field: str) -> list[Project]:
    """The unit's projects by their codes, in that order. Raises Refused (`<field>.<n>`)."""
    found = {each.code: each for each in Project.objects.filter(unit=unit, code__in=codes).select_related("unit", "office")}
    raise_if_any(
        Refusal(f"{unit.short_name}没有编号“{code}”的项目", field=f"{field}.{n}") for n, code in enumerate(codes) if code not in found
    )
    return [found[code] for code in codes]
