"""How do the published documents of units come in that do not publish here? Many at once, each to the unit that it names, or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import transaction

from wenxiao.documents.blocks import UnreadableError
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.matrix import roles
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.publish.archives import MOST, documents_in, is_archive
from wenxiao.web.publish.models import Reading
from wenxiao.web.publish.services.readings import FUNCTION, assigned_told, demand_reading, is_bureau, keep, plain_name, upload_faults
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record


class Brought(NamedTuple):
    """一批导入的文件: what was kept, and why the others were not."""

    readings: list[Reading]
    refused: list[Refusal]


def readings_bring(
    *,
    actor: PostActor,
    files: Iterable[tuple[str, bytes]],
    published_on: date | None = None,
    approved_on: date | None = None,
) -> Brought:
    """Bring in published documents of units below the bureau, zips unpacked; each finds its unit by the name in it when it is read.

    What can be read is kept, what cannot is told by name. Raises NotPermitted; where nothing can be kept, Refused (`documents`,
    `published_on`, `approved_on`).
    """
    demand_bringing(actor)
    raise_if_any(_day_faults(published_on, approved_on))
    kept: list[Reading] = []
    refused: list[Refusal] = []
    for name, content in _unpacked(files, refused):
        faults = list(upload_faults(actor.unit, name, content, bringing=True))
        refused += [Refusal(f"《{name}》：{each.message}", field="documents") for each in faults]
        if not faults:
            kept.append(keep(actor, name, content, bringing=True, published_on=published_on, approved_on=approved_on))
    if not kept:
        raise Refused(*(refused or [Refusal("没有文件", field="documents")]))
    return Brought(kept, refused)


def reading_assign(
    *,
    actor: PostActor,
    reading: Reading,
    unit: Unit,
    year: int,
    kind: str,
    published_on: date | None = None,
    approved_on: date | None = None,
) -> None:
    """Say by hand whose published document it is. Raises NotPermitted, OutOfTurn, Refused (`unit`, `year`, `kind`, `published_on`)."""
    demand_bringing(actor)
    require(actor, FUNCTION, "V", reading)
    if reading.unit != actor.unit or not reading.bringing:
        raise NotPermitted(Refusal("只有财政局导入的文件能归到单位；可以的岗位是：导入它的财政局的区财政局岗位"))
    raise_if_any(_assignment_faults(actor, unit, year, kind))
    raise_if_any(_day_faults(published_on, approved_on))
    with transaction.atomic():
        hold(reading)
        if reading.state != Reading.State.CHECKED:
            raise OutOfTurn(Refusal(f"“{reading}”现在是“{reading.get_state_display()}”，核对完了才能归到单位"))
        before = assigned_told(reading)
        values = {
            "stands_for": unit, "year": year, "kind": kind, "published_on": published_on, "approved_on": approved_on,
            "by_hand": actor.person, "unassigned": "",
        }  # fmt: skip
        for name, value in values.items():
            setattr(reading, name, value)
        reading.save(update_fields=list(values))
        record(actor=actor, subject=reading, action="assign", action_title="归到单位", details=changes(before, assigned_told(reading)))


def demand_bringing(actor: PostActor) -> None:
    """Raises NotPermitted. Only a bureau stands above units whose documents it could bring in."""
    demand_reading(actor)
    demand_bureau(actor)


def demand_bureau(actor: PostActor) -> None:
    """Raises NotPermitted. What all units below have published is looked at where they are supervised."""
    if not is_bureau(actor):
        able = "、".join(role.title for role in roles().values() if role.place == "bureau")
        raise NotPermitted(Refusal(f"各单位公开情况由财政局查看和导入，您现在的岗位是{actor.post}；可以的岗位是：{able}"))


def _unpacked(files: Iterable[tuple[str, bytes]], refused: list[Refusal]) -> Iterator[tuple[str, bytes]]:
    taken = 0
    for given, content in files:
        name = plain_name(given)
        try:
            inside = documents_in(name, content) if is_archive(name) else [(name, content)]
        except UnreadableError as error:
            refused.append(Refusal(f"《{name}》：{error.reason}", field="documents"))
            continue
        if not inside:
            refused.append(Refusal(f"《{name}》里没有能核对的文件", field="documents"))
        for each, document in inside:
            taken += 1
            if taken > MOST:
                refused.append(Refusal(f"一次最多 {MOST} 份：从《{each}》起没有导入，请分几次", field="documents"))
                return
            yield plain_name(each), document


def _day_faults(published_on: date | None, approved_on: date | None) -> Iterator[Refusal]:
    if published_on and published_on > clock.today():
        yield Refusal("公开日期还没有到", field="published_on")
    if approved_on and approved_on > clock.today():
        yield Refusal("批复日期还没有到", field="approved_on")
    if published_on and approved_on and published_on < approved_on:
        yield Refusal(f"公开日期 {published_on} 早于批复日期 {approved_on}：请核对", field="published_on")


def _assignment_faults(actor: PostActor, unit: Unit, year: int, kind: str) -> Iterator[Refusal]:
    if unit.supervisor_id != actor.unit.pk:
        yield Refusal(f"{unit.name}不是{actor.unit.name}的所辖单位", field="unit")
    if year not in YEARS:
        yield Refusal("年度应当是四位数，如 2024", field="year")
    if kind not in (Reading.Kind.BUDGET, Reading.Kind.FINAL_ACCOUNTS):
        yield Refusal("请选预算或决算", field="kind")
