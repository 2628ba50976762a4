"""How do an earlier year's figures get into the system? From its published document, each confirmed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from wenxiao.documents.blocks import UnreadableError
from wenxiao.documents.read import ENDINGS
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import Machine, PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.conditions.prior import named_otherwise, year_fits
from wenxiao.web.plan.models import Compilation, PriorFigure, PriorReading
from wenxiao.web.plan.reading import read_disclosure, read_year
from wenxiao.web.plan.workflows.prior import PRIOR_WORKFLOW
from wenxiao.web.trail.refusal import NotPermitted, Refusal, raise_if_any
from wenxiao.web.trail.services import attachment_keep, record
from wenxiao.web.trail.workflow import perform

LARGEST = 30 * 1024 * 1024
# What can be opened while somebody waits; the rest says its year when it is read in the background.
_AT_ONCE = 2 * 1024 * 1024
_SLOW = (".doc", ".wps", ".et")


def prior_upload(*, actor: PostActor, unit: Unit, year: int, name: str, content: bytes) -> PriorReading:
    """Keep a published document and have it read in the background. Raises NotPermitted, Refused (`file`, `year`).

    A document that says it is of another year is refused.
    """
    demand_bringing(actor, unit)
    ending = Path(name).suffix.lower()
    refusals = []
    if ending not in ENDINGS:
        refusals.append(Refusal(f"读不了“{ending or name}”文件：请用 txt、md、docx、pdf、html、xlsx 或 xls", field="file"))
    if not content:
        refusals.append(Refusal("文件是空的", field="file"))
    if len(content) > LARGEST:
        refusals.append(Refusal(f"文件有 {len(content) // 1024 // 1024} 兆，最大 {LARGEST // 1024 // 1024} 兆", field="file"))
    if not 2000 <= year <= 2100:
        refusals.append(Refusal("年度应当是四位数，如 2022", field="year"))
    raise_if_any(refusals)
    if len(content) <= _AT_ONCE and ending not in _SLOW:
        raise_if_any(year_fits(_year_said(name, content), year))
    with transaction.atomic():
        attachment = attachment_keep(name=name, media_type="application/octet-stream", content=content)
        reading = PriorReading.objects.create(unit=unit, year=year, attachment=attachment, state=PriorReading.State.WAITING)
        record(actor=actor, subject=reading, action="upload", action_title="上传上年文件", details={"摘要": attachment.hash})
        # The queue is in the same database: a document is kept together with the order to read it, or not at all.
        _have_read(reading.pk)
    return reading


def _year_said(name: str, content: bytes) -> int | None:
    try:
        return read_year(name, content)
    except UnreadableError:
        # Kept all the same: the page of the reading says what is wrong with the file and what to do.
        return None


def demand_bringing(actor: PostActor, unit: Unit) -> None:
    """Raises NotPermitted. Whoever compiles or checks the unit's budget brings in its earlier figures; the bureau above it does not."""
    require(actor, "compilation", "CA", PriorFigure(unit=unit))
    if actor.unit != unit:
        raise NotPermitted(Refusal("上年文件由本单位编制预算的人导入，不由上级单位导入"))


def may_bring(actor: PostActor, unit: Unit) -> bool:
    """Whether a page should offer it."""
    return actor.unit == unit and any(actor.may("compilation", letter, PriorFigure(unit=unit)) for letter in "CA")


def _have_read(pk: int) -> None:
    from wenxiao.web.plan.tasks import read_prior

    read_prior.enqueue(pk)


def prior_read(*, pk: int) -> PriorReading:
    """Read and check the document; what it says becomes proposals, nothing more. Reading twice does no harm."""
    reading = PriorReading.objects.select_related("unit", "attachment").get(pk=pk)
    if reading.state != PriorReading.State.WAITING:
        return reading
    try:
        read = read_disclosure(reading.attachment.name, bytes(reading.attachment.content))
    except UnreadableError as error:
        return _settled(reading, PriorReading.State.FAILED, failure=str(error))
    for refusal in year_fits(read.year, reading.year):
        return _settled(reading, PriorReading.State.FAILED, failure=refusal.sentence)
    if not read.proposals:
        return _settled(reading, PriorReading.State.FAILED, failure="文件里没有读出认得的金额：请确认它是部门预算或决算公开文件")
    proposals = [each._asdict() | {"amounts": list(each.amounts)} for each in read.proposals]
    notes = [list(each) for each in read.findings]
    return _settled(reading, PriorReading.State.READ, proposals=proposals, findings=notes, unit_named=read.unit[:100])


def _settled(reading: PriorReading, state: PriorReading.State, **values: Any) -> PriorReading:
    with transaction.atomic():
        waiting = PriorReading.objects.filter(pk=reading.pk, state=PriorReading.State.WAITING)
        if waiting.update(state=state, progress=100, **values):
            details = {"读出": len(values.get("proposals", ())), "问题": len(values.get("findings", ()))}
            record(actor=Machine(), subject=reading, action="read", action_title="读取上年文件", to_state=state.label, details=details)
    reading.refresh_from_db()
    return reading


def prior_confirm(*, actor: PostActor, reading: PriorReading, amounts: Mapping[int, int], reason: str = "") -> list[PriorFigure]:
    """Take over the proposals whose index is in `amounts`, with the amount the person confirmed (分).

    An amount must be one the document states or the checker suggests: no earlier figure is typed. Replaces what an earlier document
    of that year gave for the same quantity. A document that names another unit is taken over only with a `reason`.
    Raises Refused (`amount-<index>`, `reason`), NotPermitted, OutOfTurn.
    """
    refusals = [refusal for index, amount in amounts.items() if (refusal := _not_stated(reading, index, amount))]
    if not amounts:
        refusals.append(Refusal("没有选中任何一个数：请勾选要采用的数，或点“不采用”"))
    raise_if_any(refusals)
    with transaction.atomic():
        chosen = [reading.proposals[index] | {"amount": amount} for index, amount in sorted(amounts.items())]
        # The budget's row first, as everywhere: whoever hands it in at this moment waits, or is waited for.
        list(Compilation.objects.filter(unit=reading.unit, year=reading.year + 1).select_for_update())
        details: dict[str, Any] = {"采用": [[each["concept"], each["member"], str(Money(each["amount"]))] for each in chosen]}
        if named := named_otherwise(reading):
            details["文件上的单位"] = named
        perform(PRIOR_WORKFLOW, reading, "confirm", actor=actor, reason=reason, details=details)
        figures = [
            PriorFigure(
                unit=reading.unit, year=reading.year, concept=each["concept"], member=each["member"], amount=each["amount"],
                source=f"《{reading.attachment.name}》{each['place']}"[:200], reading=reading, confirmed_by=actor.account,
            )
            for each in chosen
        ]  # fmt: skip
        return PriorFigure.objects.bulk_create(
            figures,
            update_conflicts=True,
            unique_fields=["unit", "year", "concept", "member"],
            update_fields=["amount", "source", "reading", "confirmed_by"],
        )


def prior_discard(*, actor: PostActor, reading: PriorReading, reason: str = "") -> None:
    """Raises NotPermitted, OutOfTurn."""
    perform(PRIOR_WORKFLOW, reading, "discard", actor=actor, reason=reason)


def _not_stated(reading: PriorReading, index: int, amount: int) -> Refusal | None:
    if not 0 <= index < len(reading.proposals):
        return Refusal("没有这一项：页面可能是旧的，请刷新")
    proposal = reading.proposals[index]
    if amount in (*proposal["amounts"], proposal["suggested"]):
        return None
    stated = "、".join(str(Money(each)) for each in proposal["amounts"])
    return Refusal(f"“{proposal['label']}”只能采用文件里写的 {stated} 元，或核对建议的数，不能另填", field=f"amount-{index}")
