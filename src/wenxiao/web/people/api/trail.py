"""What has been done in a unit, and what happened to one object?"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from ninja import Router
from pydantic import Field

from wenxiao.web.people.acting import require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.units import asked_unit
from wenxiao.web.people.api.values import Day, Id, Line, Number, Told
from wenxiao.web.people.queries.acts import ActFilter, acts_listed, subject_of
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import story

router = Router(tags=["留痕"])


class EntryTold(Told):
    """留痕: one act, with the link of its chain."""

    chain: str
    sequence: int
    at: str = Field(description="UTC，ISO 8601")
    account: str
    person: str
    post: str
    subject_kind: str
    subject_id: str
    subject_name: str
    action: str
    action_title: str
    from_state: str
    to_state: str
    reason: str
    details: dict[str, Any] = Field(description="改了什么：字段 → [原来, 现在]，或说明")
    algorithm: str
    previous: str
    hash: str


@router.get("/units/{unit}/trail", response=answers(Page[EntryTold]), summary="一个单位的办理记录，新的在前")
def unit_trail(
    request: ApiRequest,
    unit: Line,
    kind: Line = "",
    person: Line = "",
    subject: Line = "",
    since: Day | None = None,
    until: Day | None = None,
    page: Number = 1,
) -> Page[EntryTold]:
    found = asked_unit(request.auth, unit, "trail")
    wanted = ActFilter(kind, person, subject, since.isoformat() if since else "", until.isoformat() if until else "")
    return page_of(acts_listed(found, wanted), page, entry_told)


@router.get("/trail/{kind}/{id}", response=answers(Page[EntryTold]), summary="一件事的办理经过，先办的在前")
def object_story(request: ApiRequest, kind: Line, id: Id, page: Number = 1) -> Page[EntryTold]:
    """`kind` and `id` as other answers give them, such as `project` and a project's `id`."""
    subject = subject_of(kind, str(id))
    if subject is None:
        raise Http404
    require(request.auth, subject.FUNCTION, "V", subject)
    return page_of(story(kind, id), page, entry_told)


def entry_told(entry: Entry) -> EntryTold:
    return EntryTold.model_validate(entry, from_attributes=True)
