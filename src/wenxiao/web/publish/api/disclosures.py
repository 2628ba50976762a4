"""How does a program write what people write for a disclosure, learn what stops it, move it on, and take an edition's files away?"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import Reason, answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Count, Edition, Id, Line, Number, Text, Told, Typed, Year, YearTyped
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, known_step, require_somewhere, step_told
from wenxiao.web.publish.models import Disclosure, Snapshot, SnapshotFile, Statement
from wenxiao.web.publish.queries.disclosures import disclosures_visible, snapshots_of
from wenxiao.web.publish.queries.draft import obstacles_of
from wenxiao.web.publish.services import disclosures as services
from wenxiao.web.publish.workflows.disclosure import DISCLOSURE_WORKFLOW
from wenxiao.web.spend.api.asking import Key, sent_once, step_once

router = Router(tags=["信息公开"])
FUNCTION = "disclosure"
Counts = dict[str, int]
ABOUT_COUNTS = "读出的数、规则、四种结论、错误提醒说明各多少，同 wenxiao.check/1 的 counts"


class DisclosureRow(Told):
    """公开文件 as lists tell it."""

    id: int
    unit: str
    year: int
    document: str = Field(description="budget 部门预算，final_accounts 部门决算")
    state: str
    state_title: str
    edition: int = Field(description="写文字、原因时带回来：别人先改过的就不覆盖")
    published_on: date | None = Field(description="首次公开的日子")
    live: int | None = Field(description="公众现在看到的是第几版")


class WarnedTold(Told):
    """一条提醒，和写明的原因."""

    rule: str
    title: str
    messages: list[str]
    note: str = Field(description="为什么可以这样；还没有写的为空")
    outdated: bool = Field(description="说明是对原来的提醒写的，现在的提醒变了")


class StatementTold(Told):
    """一段文字."""

    about: str
    title: str
    text: str


class DisclosureTold(DisclosureRow):
    """公开文件 in full: what people wrote, what stops it now, and what the post could do with it."""

    template: str
    abroad_groups: int
    abroad_persons: int
    vehicles_bought: int
    correcting: str = Field(description="正在更正的原因；没有更正的为空")
    statements: list[StatementTold]
    reasons: dict[str, str] = Field(description="增减原因，按事项")
    obstacles: list[Reason] = Field(description="现在不能公开的原因，一次说全；已公开的不再推算，为空")
    warnings: list[WarnedTold]
    counts: Counts = Field(description=f"{ABOUT_COUNTS}；推算不出文件的为空")
    steps: list[Step]


class EditionTold(Told):
    """一版：生成时的检查结果和摘要."""

    number: int
    made: str = Field(description="UTC，ISO 8601")
    author: str
    correcting: str
    counts: Counts = Field(description=ABOUT_COUNTS)
    algorithm: str
    hash: str
    is_live: bool
    files: list[str]


class EditionWithProof(EditionTold):
    """一版, with whether every file still is what was kept."""

    holds: bool


class FileTold(Told):
    """一个文件的内容."""

    name: str
    title: str
    media_type: str
    size: int = Field(description="字节")
    content_base64: str


class DisclosureTyped(Typed):
    """开始编写."""

    year: YearTyped
    document: Disclosure.Document = Disclosure.Document.BUDGET


class StatementTyped(Typed):
    """一段文字; those without text are left out."""

    text: Text
    title: Annotated[Line, Field(max_length=60)] = ""


class StatementsTyped(Typed):
    """一部分的全部段落."""

    edition: Edition
    statements: list[StatementTyped] = Field(max_length=100)


class ChangeReasonsTyped(Typed):
    """增减原因: by subject; "" takes one away."""

    edition: Edition
    texts: dict[Line, Line]


class CountedTyped(Typed):
    """团组和购车."""

    edition: Edition
    abroad_groups: Count
    abroad_persons: Count
    vehicles_bought: Count


class NoteTyped(Typed):
    """提醒的说明."""

    edition: Edition
    text: Line


@router.get("/disclosures", response=answers(Page[DisclosureRow]), summary="本岗位能看的公开文件，新的在前")
def disclosures(
    request: ApiRequest, unit: Line = "", year: Year | None = None, state: Disclosure.State | None = None, page: Number = 1
) -> Page[DisclosureRow]:
    require_somewhere(request.auth, FUNCTION)
    found = disclosures_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state.value)
    return page_of(found, page, lambda each: DisclosureRow(**_row(each)))


@router.post("/disclosures", response=answers(DisclosureTold, 201), summary="开始编写本单位的公开文件")
def disclosure_create(request: ApiRequest, typed: DisclosureTyped, key: Key = None) -> Status[DisclosureTold]:
    actor = request.auth
    require(actor, FUNCTION, "C", Disclosure(unit=actor.unit))

    def create() -> Disclosure:
        return services.disclosure_create(actor=actor, unit=actor.unit, year=typed.year, document=typed.document.value)

    made = sent_once(request, key, typed, create, lambda found: str(found.pk))
    return Status(201, _told(actor, asked_disclosure(actor, int(made))))


@router.get("/disclosures/{id}", response=answers(DisclosureTold), summary="一份公开文件：写了什么，现在被什么挡着")
def disclosure(request: ApiRequest, id: Id) -> DisclosureTold:
    return _told(request.auth, asked_disclosure(request.auth, id))


@router.put("/disclosures/{id}/statements/{about}", response=answers(DisclosureTold), summary="整段替换一部分文字")
def disclosure_statements(request: ApiRequest, id: Id, about: Statement.About, typed: StatementsTyped) -> DisclosureTold:
    found = asked_disclosure(request.auth, id, "E")
    written = [services.Written(each.text, each.title) for each in typed.statements]
    with named("statements"):
        services.statements_set(actor=request.auth, disclosure=found, edition=typed.edition, about=about, written=written)
    return _told(request.auth, found)


@router.put("/disclosures/{id}/reasons", response=answers(DisclosureTold), summary="写增减原因")
def disclosure_reasons(request: ApiRequest, id: Id, typed: ChangeReasonsTyped) -> DisclosureTold:
    found = asked_disclosure(request.auth, id, "E")
    with named(**{f"reason-{subject}": f"texts.{subject}" for subject in typed.texts}):
        services.reasons_set(actor=request.auth, disclosure=found, edition=typed.edition, texts=typed.texts)
    return _told(request.auth, found)


@router.put("/disclosures/{id}/counted", response=answers(DisclosureTold), summary="填团组、人次和购置的车")
def disclosure_counted(request: ApiRequest, id: Id, typed: CountedTyped) -> DisclosureTold:
    found = asked_disclosure(request.auth, id, "E")
    counted = services.Counted(typed.abroad_groups, typed.abroad_persons, typed.vehicles_bought)
    services.counted_set(actor=request.auth, disclosure=found, edition=typed.edition, counted=counted)
    return _told(request.auth, found)


@router.put("/disclosures/{id}/notes/{rule}", response=answers(DisclosureTold), summary="说明一条提醒为什么可以这样")
def disclosure_note(request: ApiRequest, id: Id, rule: Line, typed: NoteTyped) -> DisclosureTold:
    found = asked_disclosure(request.auth, id, "E")
    services.warning_explain(actor=request.auth, disclosure=found, edition=typed.edition, rule=rule, text=typed.text)
    return _told(request.auth, found)


@router.post("/disclosures/{id}/act/{action}", response=answers(Done), summary="办理公开文件的一步：生成、核对、保密审查、签发、公开……")
def disclosure_act(request: ApiRequest, id: Id, action: Line, typed: StepTyped, key: Key = None) -> Done:
    found = asked_disclosure(request.auth, id)
    known_step(DISCLOSURE_WORKFLOW, action)
    return step_once(
        request, key, typed, found,
        lambda: services.disclosure_act(actor=request.auth, disclosure=found, action=action, reason=typed.reason),
    )  # fmt: skip


@router.get("/disclosures/{id}/editions", response=answers(list[EditionTold]), summary="生成过的各版，新的在前")
def disclosure_editions(request: ApiRequest, id: Id) -> list[EditionTold]:
    found = asked_disclosure(request.auth, id)
    kept = list(snapshots_of(found).prefetch_related("files"))
    return [EditionTold(**_edition(found, each, (file.name for file in each.files.all()))) for each in kept]


@router.get("/disclosures/{id}/editions/{number}", response=answers(EditionWithProof), summary="一版，连同文件与摘要是否还一致")
def disclosure_edition(request: ApiRequest, id: Id, number: Number) -> EditionWithProof:
    found = asked_disclosure(request.auth, id)
    kept = get_object_or_404(snapshots_of(found), number=number)
    return EditionWithProof(**_edition(found, kept, kept.files.values_list("name", flat=True)), holds=kept.holds())


@router.get("/disclosures/{id}/editions/{number}/files/{name}", response=answers(FileTold), summary="一版里的一个文件")
def disclosure_edition_file(request: ApiRequest, id: Id, number: Number, name: Line) -> FileTold:
    kept = get_object_or_404(snapshots_of(asked_disclosure(request.auth, id)), number=number)
    file = get_object_or_404(SnapshotFile.objects.select_related("attachment"), snapshot=kept, name=name)
    return file_told(file.name, file.title, file.attachment.media_type, bytes(file.attachment.content))


def asked_disclosure(actor: PostActor, id: int, letter: str = "V") -> Disclosure:
    """Raises Http404, NotPermitted."""
    found = get_object_or_404(Disclosure.objects.select_related("unit__supervisor", "built", "live"), pk=id)
    require(actor, FUNCTION, letter, found)
    return found


def file_told(name: str, title: str, media_type: str, content: bytes) -> FileTold:
    told = base64.b64encode(content).decode("ascii")
    return FileTold(name=name, title=title, media_type=media_type, size=len(content), content_base64=told)


def _told(actor: PostActor, found: Disclosure) -> DisclosureTold:
    draft, obstacles = obstacles_of(found) if found.state != Disclosure.State.PUBLISHED else (None, [])
    ways = DISCLOSURE_WORKFLOW.open_to(actor, found) if not actor.hindrance else ()
    same = ("template", "abroad_groups", "abroad_persons", "vehicles_bought", "correcting")
    return DisclosureTold(
        **_row(found), **{name: getattr(found, name) for name in same},
        statements=[StatementTold(about=each.about, title=each.title, text=each.text) for each in found.statements.all()],
        reasons=dict(found.reasons.values_list("subject", "text")),
        obstacles=[Reason(message=each.message, field=each.field, rule=each.rule) for each in obstacles],
        warnings=[
            WarnedTold(
                rule=each.rule, title=each.title, messages=[finding.message for finding in each.findings],
                note=each.note.text if each.note else "", outdated=each.outdated,
            )
            for each in (draft.warnings if draft else ())
        ],
        counts=draft.report.counts() if draft else {}, steps=[step_told(way) for way in ways],
    )  # fmt: skip


def _row(found: Disclosure) -> dict[str, Any]:
    same = ("year", "document", "state", "edition", "published_on")
    return {name: getattr(found, name) for name in same} | {
        "id": found.pk, "unit": found.unit.code, "state_title": found.get_state_display(),
        "live": found.live.number if found.live else None,
    }  # fmt: skip


def _edition(found: Disclosure, kept: Snapshot, files: Iterable[str]) -> dict[str, Any]:
    same = ("number", "author", "correcting", "counts", "algorithm", "hash")
    return {name: getattr(kept, name) for name in same} | {
        "made": kept.made.isoformat(), "is_live": found.live_id == kept.pk, "files": list(files),
    }  # fmt: skip
