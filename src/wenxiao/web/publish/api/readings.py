"""How does a program have a document checked, and learn what the units below a bureau have published?"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import AfterValidator, Field

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Flag, Id, Line, Number, Told, Typed, Year
from wenxiao.web.plan.api.asking import require_somewhere
from wenxiao.web.publish.api.disclosures import ABOUT_COUNTS, Counts, FileTold, file_told
from wenxiao.web.publish.checking import DATA
from wenxiao.web.publish.models import Disclosure, Reading
from wenxiao.web.publish.queries.county import Row, county
from wenxiao.web.publish.queries.readings import readings_visible
from wenxiao.web.publish.services import readings as services
from wenxiao.web.publish.services.bringing import demand_bringing, demand_bureau, readings_bring
from wenxiao.web.spend.api.asking import Key, sent_once

router = Router(tags=["核对文件"])
FUNCTION = "disclosure"


def _decoded(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("文件内容要用 base64 编码") from None
    return text


_ABOUT_CONTENT = "文件内容，base64 编码；文件最大 30 兆"
Content = Annotated[str, Field(strict=True, description=_ABOUT_CONTENT), AfterValidator(_decoded)]


class ReadingRow(Told):
    """核对过的文件 as lists tell it."""

    id: int
    unit: str = Field(description="谁上传的")
    name: str
    author: str
    uploaded: str = Field(description="UTC，ISO 8601")
    state: str = Field(description="waiting 等待核对，checked 核对完了，failed 读不了")
    state_title: str
    failure: str
    unit_named: str = Field(description="文件上写的单位；没有写的为空")
    year: int | None
    kind: str
    counts: Counts = Field(description=f"{ABOUT_COUNTS}；没有核对完的为空")
    verdict: str
    bringing: bool = Field(description="是不是财政局导入的各单位公开文件")
    stands_for: str = Field(description="算哪个单位的公开文件（单位编码）；不是导入的、没有归到单位的为空")
    unassigned: str = Field(description="没有归到单位的原因")
    published_on: date | None


class ReadingTold(ReadingRow):
    """核对的结果: `result` is `wenxiao.check/1` as the command gives it."""

    result: dict[str, Any] | None = Field(description="wenxiao.check/1；没有核对完的为空")
    files: list[str] = Field(description="核对报告、数据、带批注的原文件")


class ReadingTyped(Typed):
    """上传一份文件核对."""

    name: Line = Field(description="文件名，连同扩展名", min_length=1)
    content_base64: Content
    bringing: Flag = Field(False, description="财政局：作为所辖单位的公开文件导入，按文件里写的单位归")


class StandingTold(Told):
    """一个单位的公开情况."""

    unit: str
    name: str
    standing: str
    due: date | None = Field(description="最迟公开：批复后 20 日；没有批复日期的为空")
    published_on: date | None
    days_late: int
    errors: int | None = Field(description="没有公开的为空")
    warnings: int | None
    editions: int
    contradictions: list[str] = Field(description="头几处互相矛盾的地方")
    disclosure: int | None = Field(description="在本系统公开的，见 /disclosures")
    reading: int | None = Field(description="财政局导入的，见 /readings")


@router.get("/readings", response=answers(Page[ReadingRow]), summary="本岗位能看的核对过的文件，新的在前")
def readings(request: ApiRequest, unit: Line = "", state: Reading.State | None = None, page: Number = 1) -> Page[ReadingRow]:
    require_somewhere(request.auth, FUNCTION)
    found = readings_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if state:
        found = found.filter(state=state.value)
    return page_of(found, page, lambda each: ReadingRow(**_row(each)))


@router.post("/readings", response=answers(ReadingTold, 201), summary="上传一份公开文件核对，在后台核对")
def reading_create(request: ApiRequest, typed: ReadingTyped, key: Key = None) -> Status[ReadingTold]:
    actor = request.auth
    services.demand_reading(actor)
    if typed.bringing:
        demand_bringing(actor)

    def create() -> Reading:
        content = base64.b64decode(typed.content_base64)
        with named(file="content_base64", documents="content_base64"):
            if typed.bringing:
                return readings_bring(actor=actor, files=[(typed.name, content)]).readings[0]
            return services.reading_upload(actor=actor, name=typed.name, content=content)

    made = sent_once(request, key, typed, create, lambda found: str(found.pk))
    return Status(201, _told(asked_reading(actor, int(made))))


@router.get("/readings/{id}", response=answers(ReadingTold), summary="一份核对过的文件，连同结果")
def reading(request: ApiRequest, id: Id) -> ReadingTold:
    return _told(asked_reading(request.auth, id))


@router.get("/readings/{id}/files/{name}", response=answers(FileTold), summary="核对报告、数据或带批注的原文件")
def reading_result_file(request: ApiRequest, id: Id, name: Line) -> FileTold:
    kept = get_object_or_404(asked_reading(request.auth, id).files, name=name)
    return file_told(kept.name, kept.title, kept.media_type, bytes(kept.content))


@router.post("/readings/{id}/again", response=answers(ReadingTold), summary="按现在的规则重新核对")
def reading_again(request: ApiRequest, id: Id) -> ReadingTold:
    found = asked_reading(request.auth, id)
    services.reading_again(actor=request.auth, reading=found)
    return _told(found)


@router.delete("/readings/{id}", response=answers(None, 204), summary="扔掉一份文件和它的核对结果")
def reading_discard(request: ApiRequest, id: Id) -> Status[None]:
    services.reading_discard(actor=request.auth, reading=asked_reading(request.auth, id))
    return Status(204, None)


@router.get("/published/{year}/{document}", response=answers(list[StandingTold]), summary="财政局：所辖各单位公开情况，要紧的在前")
def published_standings(request: ApiRequest, year: Year, document: Disclosure.Document) -> list[StandingTold]:
    demand_bureau(request.auth)
    return [_standing(row) for row in county(request.auth, year, document.value).rows]


def asked_reading(actor: PostActor, id: int) -> Reading:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(Reading.objects.select_related("unit__supervisor", "stands_for"), pk=id)
    require(actor, FUNCTION, "V", found)
    return found


def _told(found: Reading) -> ReadingTold:
    data = found.files.filter(name=DATA).first()
    names = list(found.files.values_list("name", flat=True))
    return ReadingTold(**_row(found), result=json.loads(bytes(data.content)) if data else None, files=names)


def _row(found: Reading) -> dict[str, Any]:
    same = (
        "name",
        "author",
        "state",
        "failure",
        "unit_named",
        "year",
        "kind",
        "counts",
        "verdict",
        "bringing",
        "unassigned",
        "published_on",
    )
    return {name: getattr(found, name) for name in same} | {
        "id": found.pk, "unit": found.unit.code, "uploaded": found.uploaded.isoformat(), "state_title": found.get_state_display(),
        "stands_for": found.stands_for.code if found.stands_for else "",
    }  # fmt: skip


def _standing(row: Row) -> StandingTold:
    return StandingTold(
        unit=row.unit.code, name=row.unit.name, standing=row.title, due=row.due, published_on=row.published_on, days_late=row.days_late,
        errors=row.errors if row.published else None, warnings=row.warnings if row.published else None,
        editions=row.editions, contradictions=row.worst,
        disclosure=row.disclosure.pk if row.disclosure else None, reading=row.brought.pk if row.brought else None,
    )  # fmt: skip
