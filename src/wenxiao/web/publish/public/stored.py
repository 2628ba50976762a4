"""What has been published, as the office keeps it? The only part of the site that asks the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from wenxiao.web.publish.models import Disclosure, Snapshot
from wenxiao.web.publish.public.edition import DATA, Edition, File, Note, Publication, Step
from wenxiao.web.publish.queries.editions import differences
from wenxiao.web.trail.models import Entry

SHANGHAI = ZoneInfo("Asia/Shanghai")
ON_THE_WAY = ("build", "check", "review", "sign")


class SnapshotBrokenError(ValueError):
    """What is kept is not what was signed: rows were changed in the database. Nothing of it may go out."""

    def __init__(self, disclosure: Disclosure, number: int, why: str) -> None:
        super().__init__(f"{disclosure.unit.name} {disclosure}第 {number} 版{why}，没有写出：请先查明数据库里改动了什么")


def published() -> QuerySet[Disclosure]:
    """What the public reads, in the order of its pages."""
    return Disclosure.objects.filter(live__isnull=False).select_related("unit", "live").order_by("unit__code", "-year", "document")


def publication(disclosure: Disclosure) -> Publication:
    """With the bytes of every edition that went out. Raises SnapshotBrokenError."""
    kept = {each.number: each for each in Snapshot.objects.filter(**_own(disclosure)).select_related("unit")}
    editions: list[Edition] = []
    for number, steps in went_out(disclosure):
        editions.append(_edition(disclosure, kept, number, steps, editions[-1] if editions else None))
    live = disclosure.live
    if not editions or live is None or editions[-1].number != live.number:
        raise SnapshotBrokenError(disclosure, live.number if live else 0, "与办理记录里公开的版次不一致")
    unit = disclosure.unit
    return Publication(unit.code, unit.name, disclosure.year, disclosure.document, tuple(reversed(editions)))


def went_out(disclosure: Disclosure) -> Iterator[tuple[int, tuple[Step, ...]]]:
    """The number of each edition that was published, oldest first, with what was done with it from its making on."""
    steps: list[Step] = []
    for entry in Entry.objects.filter(subject_kind=Disclosure.KIND, subject_id=str(disclosure.pk)).order_by("sequence"):
        if entry.action == "build":
            steps = []
        if entry.action in (*ON_THE_WAY, "publish"):
            day = datetime.fromisoformat(entry.at).astimezone(SHANGHAI).date().isoformat()
            steps.append(Step(entry.action_title, entry.post, day))
        if entry.action == "publish":
            yield entry.details["版次"], tuple(steps)


def _own(disclosure: Disclosure) -> dict[str, object]:
    return {"unit": disclosure.unit_id, "year": disclosure.year, "document": disclosure.document}


def _edition(disclosure: Disclosure, kept: dict[int, Snapshot], number: int, steps: tuple[Step, ...], before: Edition | None) -> Edition:
    snapshot = kept.get(number)
    if snapshot is None:
        raise SnapshotBrokenError(disclosure, number, "已经不在数据库里")
    if not snapshot.holds():
        raise SnapshotBrokenError(disclosure, number, "与签发时的摘要不一致")
    kept_files = snapshot.files.select_related("attachment")
    files = tuple(File(file.name, file.title, bytes(file.attachment.content)) for file in kept_files)
    return Edition(
        number=number,
        published_on=steps[-1].on,
        correcting=snapshot.correcting,
        changes=_changes(before, files) if before else (),
        counts=snapshot.counts,
        notes=tuple(Note(note["rule"], note["count"], note["text"]) for note in snapshot.notes),
        steps=steps,
        algorithm=snapshot.algorithm,
        hash=snapshot.hash,
        files=files,
    )


def _changes(before: Edition, files: tuple[File, ...]) -> tuple[str, ...]:
    now = next(file.content for file in files if file.name == DATA)
    return tuple(str(change) for change in differences(json.loads(before.content(DATA)), json.loads(now)))
