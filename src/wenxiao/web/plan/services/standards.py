"""How does a unit set a cost standard of its own in place of the catalogue's, change it, and end it?

The row of the matrix is 规则和表样设置: 预算绩效专管员 proposes, 财政所长 approves (domain notes §5), never the same person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from wenxiao.catalogue.cost_standards import cost_standards
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS
from wenxiao.web.plan.models import LocalStandard
from wenxiao.web.plan.services.estimate import LARGEST
from wenxiao.web.plan.workflows.standard import REASON, STANDARD_WORKFLOW
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

State = LocalStandard.State


def standard_propose(*, actor: PostActor, unit: Unit, year: int, standard: str, amount: int, document: str) -> LocalStandard:
    """`standard` is the id of a standard of the catalogue, `amount` 分 per its unit.

    Raises NotPermitted, Refused (`year`, `standard`, `amount`, `document`).
    """
    made = LocalStandard(unit=unit, year=year, standard=standard, amount=amount, document=document.strip(), state=State.PROPOSED)
    require(actor, "rules", "P", made)
    with transaction.atomic():
        # Two who propose at once take turns.
        Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        refusals = list(_faults(year, standard, amount, document))
        if LocalStandard.objects.filter(unit=unit, year=year, standard=standard, state=State.PROPOSED).exists():
            refusals.append(Refusal(f"{year} 年的“{standard}”已经有一份待核准的：请改那一份，或者等财政所长核准", field="standard"))
        raise_if_any(refusals)
        made.save()
        record(
            actor=actor, subject=made, action="propose", action_title="提出本地支出标准", to_state=State.PROPOSED.label,
            details=changes({}, _told(made)),
        )  # fmt: skip
    return made


def standard_change(*, actor: PostActor, standard: LocalStandard, amount: int, document: str) -> LocalStandard:
    """What is proposed and not yet decided upon. Raises NotPermitted, OutOfTurn, Refused (`amount`, `document`)."""
    require(actor, "rules", "P", standard)
    with transaction.atomic():
        now = LocalStandard.objects.select_for_update(of=("self",)).select_related("unit").get(pk=standard.pk)
        if now.state != State.PROPOSED:
            raise OutOfTurn(Refusal(f"“{now}”现在是“{now.get_state_display()}”，不能再改：要换新的标准，请另提一份，核准后替换它"))
        raise_if_any(_faults(now.year, now.standard, amount, document))
        before = _told(now)
        now.amount, now.document = amount, document.strip()
        if changed := changes(before, _told(now)):
            now.save()
            record(actor=actor, subject=now, action="edit", action_title="修改本地支出标准", details=changed)
    return now


def standard_approve(*, actor: PostActor, standard: LocalStandard) -> None:
    """It comes into force, and what it replaces ends today. Raises NotPermitted (also to whoever wrote it), OutOfTurn."""
    with transaction.atomic():
        former = LocalStandard.objects.select_for_update(of=("self",)).select_related("unit", "unit__supervisor").filter(
            unit=standard.unit, year=standard.year, standard=standard.standard, state=State.IN_FORCE
        ).exclude(pk=standard.pk).first()  # fmt: skip
        if former is not None:
            _end(actor, former, clock.today(), f"由新的标准替换（{standard.document}）")
        details = {"标准": str(Money(standard.amount)), "依据": standard.document}
        perform(STANDARD_WORKFLOW, standard, "approve", actor=actor, details=details)


def standard_refuse(*, actor: PostActor, standard: LocalStandard, reason: str) -> None:
    """Raises NotPermitted, OutOfTurn, Refused (`reason`)."""
    perform(STANDARD_WORKFLOW, standard, "refuse", actor=actor, reason=reason)


def standard_end(*, actor: PostActor, standard: LocalStandard, until: date, reason: str) -> None:
    """From the day `until` on the catalogue's default counts again. Raises NotPermitted, OutOfTurn, Refused (`until`, `reason`)."""
    require(actor, "rules", "A", standard)
    if standard.state == State.IN_FORCE:
        raise_if_any(_ending(until, reason))
    with transaction.atomic():
        _end(actor, standard, until, reason)


def _end(actor: PostActor, standard: LocalStandard, until: date, reason: str) -> None:
    # First the day, which an ended one must have; a step that is refused takes it back.
    LocalStandard.objects.filter(pk=standard.pk).update(until=until)
    perform(STANDARD_WORKFLOW, standard, "end", actor=actor, reason=reason, details={"停用日期": until.isoformat()})
    standard.until = until


def _ending(until: date, reason: str) -> Iterator[Refusal]:
    if until < clock.today():
        yield Refusal(f"停用日期不能早于今天（{clock.today()}）：以前编的数不会因此改变", field="until")
    if len(reason.strip()) < REASON:
        yield Refusal(f"请写明理由，至少 {REASON} 个字（现有 {len(reason.strip())} 个）", field="reason")


def _faults(year: int, standard: str, amount: int, document: str) -> Iterator[Refusal]:
    if year not in YEARS:
        yield Refusal("年度应当是四位数，如 2024", field="year")
    elif standard not in {each.id for each in cost_standards(year)}:
        yield Refusal(f"{year} 年的支出标准目录里没有“{standard}”，请从列表里选", field="standard")
    if amount <= 0:
        yield Refusal("标准应当大于零", field="amount")
    elif amount > LARGEST:
        yield Refusal(f"标准超过 {Money(LARGEST)} 元，太大了：请核对单位是不是元", field="amount")
    if not document.strip():
        yield Refusal("请填依据文号：本地标准要有财政部门的文件", field="document")
    elif len(document.strip()) > 60:
        yield Refusal(f"依据文号最多 60 个字，现有 {len(document.strip())} 个", field="document")


def _told(standard: LocalStandard) -> dict[str, str]:
    return {
        "年度": str(standard.year),
        "支出标准": standard.standard,
        "标准": str(Money(standard.amount)),
        "依据文号": standard.document,
    }
