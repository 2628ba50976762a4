"""Which units, offices, posts and meetings may the post look into?"""

from __future__ import annotations

from datetime import date

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Day, Id, Line, Number, Told
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Meeting, Office, Post, Unit
from wenxiao.web.people.queries.meetings import meetings_seen
from wenxiao.web.people.queries.posts import PostFilter, posts_listed
from wenxiao.web.people.queries.units import offices_listed, units_seen
from wenxiao.web.trail import clock

router = Router(tags=["岗位和单位"])


class UnitTold(Told):
    """单位."""

    code: str
    name: str
    short_name: str
    kind: str
    mode: str = Field(description="department：由上级财政部门批复；own_budget：由本级人民代表大会批准")
    supervisor: str = Field(description="主管财政部门的单位编码；没有的为空")
    small_office: bool
    leader_limit_fen: Amount
    mayor_limit_fen: Amount


class OfficeTold(Told):
    """站所. `id` is what projects name it by."""

    id: int
    code: str
    name: str
    closed: date | None


class PostTold(Told):
    """岗位 of a person from a day to a day."""

    id: int
    title: str
    role: str
    role_title: str
    person: str
    office: OfficeTold | None
    since: date
    until: date | None
    substitute: bool


class MeetingTold(Told):
    """会议. Its `id` is what a step names as `minutes`."""

    id: int
    unit: str
    kind: str
    kind_title: str
    number: str
    held: date
    chair: str
    topics: str
    conclusions: str


@router.get("/units", response=answers(Page[UnitTold]), summary="本岗位能看的单位")
def units(request: ApiRequest, page: Number = 1) -> Page[UnitTold]:
    require(request.auth, "duties", "V", request.auth.unit)
    return page_of(units_seen(request.auth).order_by("code"), page, unit_told)


@router.get("/units/{unit}/offices", response=answers(list[OfficeTold]), summary="一个单位的站所，撤销的在后")
def offices(request: ApiRequest, unit: Line) -> list[OfficeTold]:
    return [office_told(each) for each in offices_listed(asked_unit(request.auth, unit, "duties"))]


@router.get("/units/{unit}/posts", response=answers(Page[PostTold]), summary="一个单位某一天的岗位和任职的人")
def posts(
    request: ApiRequest, unit: Line, on: Day | None = None, office: Id | None = None, role: Line = "", page: Number = 1
) -> Page[PostTold]:
    wanted = PostFilter(day=on or clock.today(), office=office, role=role if role in roles() else "", text="", history=False)
    return page_of(posts_listed(asked_unit(request.auth, unit, "duties"), wanted), page, _post)


@router.get("/meetings", response=answers(Page[MeetingTold]), summary="会议记录，新的在前")
def meetings(request: ApiRequest, page: Number = 1) -> Page[MeetingTold]:
    require(request.auth, "meetings", "V", request.auth.unit)
    return page_of(meetings_seen(request.auth), page, _meeting)


def asked_unit(actor: PostActor, code: str, function: str) -> Unit:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(Unit.objects.select_related("supervisor"), code=code)
    require(actor, function, "V", found)
    return found


def unit_told(unit: Unit) -> UnitTold:
    return UnitTold(
        code=unit.code, name=unit.name, short_name=unit.short_name, kind=unit.kind, mode=unit.mode,
        supervisor=unit.supervisor.code if unit.supervisor else "", small_office=unit.small_office,
        leader_limit_fen=unit.leader_limit, mayor_limit_fen=unit.mayor_limit,
    )  # fmt: skip


def office_told(office: Office) -> OfficeTold:
    return OfficeTold(id=office.pk, code=office.code, name=office.name, closed=office.closed)


def _post(post: Post) -> PostTold:
    return PostTold(
        id=post.pk, title=post.title, role=post.role, role_title=roles()[post.role].title, person=post.account.name,
        office=office_told(post.office) if post.office else None, since=post.since, until=post.until,
        substitute=post.substitute_for_id is not None,
    )  # fmt: skip


def _meeting(meeting: Meeting) -> MeetingTold:
    return MeetingTold(
        id=meeting.pk, unit=meeting.unit.code, kind=meeting.kind, kind_title=meeting.get_kind_display(), number=meeting.number,
        held=meeting.held, chair=meeting.chair, topics=meeting.topics, conclusions=meeting.conclusions,
    )  # fmt: skip
