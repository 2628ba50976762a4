"""What is a unit there for, and what does it do for that? Duties, their activities, and the projects of a year below them."""

from __future__ import annotations

from typing import Any

from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Count, Flag, Id, Line, Reference, Text, Told, Typed, Year, YearTyped
from wenxiao.web.plan.api.asking import asked_activity, asked_duty, asked_unit_below, require_somewhere
from wenxiao.web.plan.models import Activity, Duty
from wenxiao.web.plan.queries.library import duty_tree
from wenxiao.web.plan.services import duties as services

router = Router(tags=["职责和活动"])


class ProjectBelow(Told):
    """一项活动下的项目."""

    code: str
    name: str
    office: str
    state: str
    total_fen: Amount


class ActivityTold(Told):
    """工作活动."""

    id: int
    number: int
    name: str
    content: str
    objective: str
    stands_for_duty: bool
    until: int | None
    total_fen: Amount
    projects: list[ProjectBelow]


class DutyTold(Told):
    """职责. `total_fen` is of the year that was asked for, as far as the post may see its projects."""

    id: int
    number: int
    name: str
    description: str
    objective: str
    since: int
    until: int | None
    total_fen: Amount
    activities: list[ActivityTold]


class DutyTyped(Typed):
    """职责的内容."""

    number: Count
    name: Text
    description: Text
    objective: Text
    since: YearTyped


class ActivityTyped(Typed):
    """工作活动的内容."""

    number: Count
    name: Text
    content: Text
    objective: Text
    stands_for_duty: Flag = False


class ActivityChanged(ActivityTyped):
    """工作活动的内容; `duty` moves it below another one of the unit."""

    duty: Reference | None = None


class LastYear(Typed):
    """终止: the last year it is done in."""

    until: YearTyped


class Kept(Told):
    """已经保存的职责或活动."""

    id: int
    name: str = Field(description="名称")
    until: int | None


@router.get("/units/{unit}/duties/{year}", response=answers(list[DutyTold]), summary="一个单位一年的职责、活动和项目")
def duties(request: ApiRequest, unit: Line, year: Year) -> list[DutyTold]:
    require_somewhere(request.auth, "project_library")
    return [_duty(each) for each in duty_tree(asked_unit_below(request.auth, unit), request.auth, year=year)]


@router.post("/duties", response=answers(Kept, 201), summary="新建本单位的职责")
def duty_create(request: ApiRequest, typed: DutyTyped) -> Status[Kept]:
    made = services.duty_create(actor=request.auth, unit=request.auth.unit, **typed.model_dump())
    return Status(201, _kept(made))


@router.put("/duties/{id}", response=answers(Kept), summary="修改职责")
def duty_edit(request: ApiRequest, id: Id, typed: DutyTyped) -> Kept:
    return _kept(services.duty_edit(actor=request.auth, duty=asked_duty(request.auth, id, "E"), **typed.model_dump()))


@router.post("/duties/{id}/retire", response=answers(Kept), summary="终止职责")
def duty_retire(request: ApiRequest, id: Id, typed: LastYear) -> Kept:
    return _kept(services.duty_retire(actor=request.auth, duty=asked_duty(request.auth, id, "E"), until=typed.until))


@router.post("/duties/{id}/activities", response=answers(Kept, 201), summary="在一项职责下新建工作活动")
def activity_create(request: ApiRequest, id: Id, typed: ActivityTyped) -> Status[Kept]:
    duty = asked_duty(request.auth, id, "C")
    return Status(201, _kept(services.activity_create(actor=request.auth, duty=duty, **typed.model_dump())))


@router.put("/activities/{id}", response=answers(Kept), summary="修改工作活动")
def activity_edit(request: ApiRequest, id: Id, typed: ActivityChanged) -> Kept:
    found = asked_activity(request.auth, id, "E")
    values: dict[str, Any] = typed.model_dump(exclude={"duty"})
    if typed.duty is not None:
        values["duty"] = asked_duty(request.auth, typed.duty, "E")
    return _kept(services.activity_edit(actor=request.auth, activity=found, **values))


@router.post("/activities/{id}/retire", response=answers(Kept), summary="终止工作活动")
def activity_retire(request: ApiRequest, id: Id, typed: LastYear) -> Kept:
    return _kept(services.activity_retire(actor=request.auth, activity=asked_activity(request.auth, id, "E"), until=typed.until))


def _kept(made: Duty | Activity) -> Kept:
    return Kept(id=made.pk, name=made.name, until=made.until)


def _duty(duty: Any) -> DutyTold:
    return DutyTold(
        id=duty.pk, number=duty.number, name=duty.name, description=duty.description, objective=duty.objective, since=duty.since,
        until=duty.until, total_fen=duty.total, activities=[_activity(each) for each in duty.shown_activities],
    )  # fmt: skip


def _activity(activity: Any) -> ActivityTold:
    return ActivityTold(
        id=activity.pk, number=activity.number, name=activity.name, content=activity.content, objective=activity.objective,
        stands_for_duty=activity.stands_for_duty, until=activity.until, total_fen=activity.total,
        projects=[
            ProjectBelow(code=each.code, name=each.name, office=each.office.name, state=each.state, total_fen=each.total or 0)
            for each in activity.shown_projects
        ],
    )  # fmt: skip
