"""How do figures that no table of the office keeps come into final accounts, and who told them?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from wenxiao.web.people.acting import PostActor
from wenxiao.web.publish.models import Disclosure, FinalApproval, Told
from wenxiao.web.publish.queries.told_keys import Group, Unit, keys_of
from wenxiao.web.publish.services.disclosures import editing, tell_edit
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any

MOST_MARKS = 100_00


class Approved(NamedTuple):
    """决算批复."""

    authority: str
    document: str
    approved_on: date


def told_set(*, actor: PostActor, disclosure: Disclosure, edition: int, group: Group, values: Mapping[str, int | None]) -> None:
    """The figures of one page, by key; None takes an answer away. Raises NotPermitted, OutOfTurn, Refused (the key)."""
    with editing(actor, disclosure, edition):
        if disclosure.document != Disclosure.Document.FINAL_ACCOUNTS:
            raise Refused("只有决算要填这些数")
        keys = {key.id: key for key in keys_of(disclosure, group)}
        raise_if_any(Refusal(f"没有“{id}”这一项") for id in values if id not in keys)
        raise_if_any(
            Refusal("得分最多 100 分", field=id)
            for id, value in values.items()
            if keys[id].unit is Unit.MARKS and value is not None and value > MOST_MARKS
        )
        before = {keys[id].label: value for id, value in disclosure.told.filter(key__in=keys).values_list("key", "value")}
        for id, value in values.items():
            if value is None:
                disclosure.told.filter(key=id).delete()
            elif before.get(keys[id].label) != value:
                Told.objects.update_or_create(disclosure=disclosure, key=id, defaults={"value": value, "person": actor.person})
        after = {keys[id].label: value for id, value in disclosure.told.filter(key__in=keys).values_list("key", "value")}
        tell_edit(actor, disclosure, f"填写{group.label}", before, after)


def final_approval_set(*, actor: PostActor, disclosure: Disclosure, edition: int, approved: Approved) -> None:
    """Raises NotPermitted, OutOfTurn, Refused (`approved_on`)."""
    with editing(actor, disclosure, edition):
        if disclosure.document != Disclosure.Document.FINAL_ACCOUNTS:
            raise Refused("预算的批复在预算里，不在这里填")
        if not date(disclosure.year, 12, 31) < approved.approved_on <= clock.today():
            raise Refused(Refusal(f"决算在 {disclosure.year} 年结束以后批复，也不会晚于今天", field="approved_on"))
        own = FinalApproval.objects.filter(disclosure=disclosure).first()
        before = _told(own) if own else {}
        made, _ = FinalApproval.objects.update_or_create(disclosure=disclosure, defaults=approved._asdict())
        tell_edit(actor, disclosure, "填写决算批复", before, _told(made))


def _told(approval: FinalApproval) -> dict[str, str]:
    return {"批复机关": approval.authority, "批复文号": approval.document, "批复日期": approval.approved_on.isoformat()}
