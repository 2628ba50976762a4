"""How is a document that somebody brought kept, checked, checked again, and thrown away?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from wenxiao.control.chain import digest
from wenxiao.documents.blocks import UnreadableError
from wenxiao.documents.read import ENDINGS
from wenxiao.facts.identity import same_unit
from wenxiao.web.people.acting import Machine, PostActor, not_permitted, require
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.publish.checking import Checked, checked, looked_into, told_apart
from wenxiao.web.publish.models import Reading, ReadingFile
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import NotPermitted, Refusal, raise_if_any
from wenxiao.web.trail.services import attachment_keep, record

FUNCTION = "disclosure"
LARGEST = 30 * 1024 * 1024
# What can be opened while somebody waits; of the rest only the kind is asked, and what else is wrong with it is told when it is read.
_AT_ONCE = 2 * 1024 * 1024
_SLOW = (".doc", ".wps", ".et")
_LONGEST_NAME = 200


def reading_upload(*, actor: PostActor, name: str, content: bytes) -> Reading:
    """Keep a document for an own look and have it checked in the background. Raises NotPermitted, Refused (`file`)."""
    demand_reading(actor)
    name = plain_name(name)
    raise_if_any(upload_faults(actor.unit, name, content, bringing=False))
    return keep(actor, name, content)


def reading_check(*, pk: int) -> Reading | None:
    """Read and check it, and keep what came of it. Doing it twice does no harm. None where it was thrown away meanwhile."""
    reading = Reading.objects.select_related("unit", "attachment").filter(pk=pk).first()
    if reading is None or reading.state != Reading.State.WAITING:
        return reading
    try:
        found = checked(reading.name, bytes(reading.attachment.content))
    except UnreadableError as error:
        return _settled(reading, {"state": Reading.State.FAILED, "failure": error.reason}, None)
    values: dict[str, Any] = {
        "state": Reading.State.CHECKED, "failure": "", "unit_named": found.unit[:100], "counts": found.counts,
        "verdict": found.verdict[:200], "worst": found.worst, "findings": found.findings,
    }  # fmt: skip
    if not reading.by_hand:
        values |= {"year": found.year if found.year in YEARS else None, "kind": found.kind} | _belonging(reading, found)
    return _settled(reading, values, found)


def reading_again(*, actor: PostActor, reading: Reading) -> None:
    """Check it once more, with the rules of today. Raises NotPermitted, OutOfTurn where it is gone."""
    _demand_looking_after(actor, reading)
    with transaction.atomic():
        hold(reading)
        Reading.objects.filter(pk=reading.pk).update(state=Reading.State.WAITING)
        record(actor=actor, subject=reading, action="again", action_title="重新核对", to_state=Reading.State.WAITING.label)
        _have_checked(reading.pk)
    reading.refresh_from_db(fields=["state"])


def reading_discard(*, actor: PostActor, reading: Reading) -> None:
    """Throw it away, with the file where nothing else rests on it; the trail keeps that it was there. Raises NotPermitted, OutOfTurn."""
    _demand_looking_after(actor, reading)
    with transaction.atomic():
        hold(reading)
        details = {
            "文件": reading.name, "摘要": reading.attachment_id, "上传人": reading.author, "结论": reading.verdict or reading.failure,
            **assigned_told(reading),
        }  # fmt: skip
        record(actor=actor, subject=reading, action="discard", action_title="扔掉核对的文件", details=details)
        attachment = reading.attachment_id
        reading.delete()
        _forget(attachment)


def demand_reading(actor: PostActor) -> None:
    """Raises NotPermitted. Every post that may see disclosures may have a document checked."""
    require(actor, FUNCTION, "V", Reading(unit=actor.unit))
    if actor.hindrance:
        raise not_permitted(actor, FUNCTION, "E")


def is_bureau(actor: PostActor) -> bool:
    return bool(actor.role) and roles()[actor.role].place == "bureau"


def looks_after(actor: PostActor, reading: Reading) -> bool:
    """Who brought it, who writes or checks the unit's disclosures, and the bureau's people what their bureau brought."""
    if actor.unit != reading.unit or actor.hindrance or not actor.may(FUNCTION, "V", reading):
        return False
    return actor.account == reading.account or is_bureau(actor) or any(actor.may(FUNCTION, letter, reading) for letter in "CA")


def _demand_looking_after(actor: PostActor, reading: Reading) -> None:
    require(actor, FUNCTION, "V", reading)
    if not looks_after(actor, reading):
        able = "区财政局" if reading.unit.kind == Unit.Kind.BUREAU else "预算绩效专管员、财政所长"
        raise NotPermitted(Refusal(f"这份文件由上传的人（{reading.author}）处理；可以的岗位是：{reading.unit.name}的{able}"))


def plain_name(name: str) -> str:
    """The name without folders, short enough to be kept, its ending with it."""
    last = "".join(each for each in name.replace("\\", "/").rpartition("/")[2] if each.isprintable()).strip()
    ending = PurePosixPath(last).suffix[:10]
    return last if len(last) <= _LONGEST_NAME else f"{last[: _LONGEST_NAME - len(ending)]}{ending}"


def upload_faults(unit: Unit, name: str, content: bytes, *, bringing: bool) -> Iterator[Refusal]:
    """Why it cannot be checked at all: told before anything is kept."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        yield Refusal(f"读不了“{ending or name}”文件：请用 docx、pdf、xlsx、xls、html、txt 或 md", field="file")
    elif not content:
        yield Refusal("文件是空的", field="file")
    elif len(content) > LARGEST:
        yield Refusal(f"文件有 {len(content) / 1024 / 1024:.1f} 兆，最大 {LARGEST // 1024 // 1024} 兆：请去掉里面的图片", field="file")
    elif (there := Reading.objects.filter(unit=unit, attachment=digest(content), bringing=bringing).first()) is not None:
        yield Refusal(f"这份文件已经上传过（{there.name}，{there.author}）：在列表里打开，要按现在的规则再查的点“重新核对”", field="file")
    else:
        try:
            (looked_into if len(content) <= _AT_ONCE and ending not in _SLOW else told_apart)(name, content)
        except UnreadableError as error:
            yield Refusal(error.reason, field="file")


def keep(actor: PostActor, name: str, content: bytes, **more: Any) -> Reading:
    """With the order to check it."""
    with transaction.atomic():
        attachment = attachment_keep(name=name, media_type="application/octet-stream", content=content)
        reading = Reading.objects.create(
            unit=actor.unit, name=name, attachment=attachment, author=actor.person, account=actor.account, **more
        )
        title = "导入公开文件" if reading.bringing else "上传文件核对"
        record(actor=actor, subject=reading, action="upload", action_title=title, details={"文件": name, "摘要": attachment.hash})
        # The queue is in the same database: a document is kept together with the order to check it, or not at all.
        _have_checked(reading.pk)
    return reading


def _have_checked(pk: int) -> None:
    from wenxiao.web.publish.tasks import check_reading

    check_reading.enqueue(pk)


def _belonging(reading: Reading, found: Checked) -> dict[str, Any]:
    """Which unit below the bureau a document that was brought in stands for, or why that cannot be told."""
    if not reading.bringing:
        return {}
    units = [each for each in Unit.objects.filter(supervisor=reading.unit) if same_unit(found.unit, each.name, each.short_name)]
    if not found.unit:
        why = "文件里没有写是哪个单位"
    elif not units:
        why = f"文件写的单位是“{found.unit}”，所辖单位里没有"
    elif len(units) > 1:
        why = f"文件写的单位是“{found.unit}”，{'、'.join(each.name for each in units)}都对得上"
    elif found.year not in YEARS:
        why = "文件里没有写年度"
    elif found.kind not in (Reading.Kind.BUDGET, Reading.Kind.FINAL_ACCOUNTS):
        why = "看不出是预算还是决算"
    else:
        return {"stands_for": units[0], "unassigned": ""}
    return {"stands_for": None, "unassigned": why[:300]}


def _settled(reading: Reading, values: dict[str, Any], found: Checked | None) -> Reading | None:
    with transaction.atomic():
        if not Reading.objects.filter(pk=reading.pk, state=Reading.State.WAITING).update(**values):
            return Reading.objects.filter(pk=reading.pk).first()
        ReadingFile.objects.filter(reading=reading).delete()
        files = found.files if found else ()
        ReadingFile.objects.bulk_create(ReadingFile(reading=reading, **each._asdict()) for each in files)
        reading.refresh_from_db()
        details = {"结论": reading.verdict or reading.failure, **assigned_told(reading)}
        state = reading.get_state_display()
        record(actor=Machine(), subject=reading, action="check", action_title="核对文件", to_state=state, details=details)
    return reading


def assigned_told(reading: Reading) -> dict[str, Any]:
    if not reading.bringing:
        return {}
    return {
        "单位": reading.stands_for.name if reading.stands_for else "", "年度": reading.year, "类型": reading.get_kind_display(),
        "公开日期": str(reading.published_on or ""), "批复日期": str(reading.approved_on or ""),
    }  # fmt: skip


def _forget(attachment: str) -> None:
    """The file itself, unless something else rests on it."""
    try:
        with transaction.atomic():
            Attachment.objects.filter(pk=attachment).delete()
    except (ProtectedError, IntegrityError):
        return
