"""How may one person hold two duties that should be apart? In a small office, by a dated decision of a head; never the absolute ones."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.heads import require_head
from wenxiao.web.people.matrix import incompatible
from wenxiao.web.people.models import Account, Concentration
from wenxiao.web.people.services.fields import described, faults
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record


@transaction.atomic
def concentration_decide(
    *,
    actor: PostActor,
    account: Account,
    first: str,
    second: str,
    document: str,
    decided: date,
    until: date | None = None,
    reason: str,
) -> Concentration:
    """Raises Refused: for an absolute pair, a unit that is no small office, one's own case, a decision without number, date or reason."""
    require_head(actor, account.unit, "兼岗决定")
    if account.pk == actor.holder.pk:
        raise NotPermitted(Refusal("不能决定自己的兼岗：请由另一位负责人决定"))
    unit = account.unit
    made = Concentration(
        unit=unit, account=account, first=first, second=second, document=document.strip(), decided=decided, until=until,
        reason=reason.strip(),
    )  # fmt: skip
    wrong = list(faults(made))
    pair = incompatible(first, second)
    if not unit.small_office:
        wrong.append(Refusal("本单位不是“人手少的小单位”，不相容岗位不能兼任：请另派人，或由镇长、书记先在单位设置里改为小单位"))
    if pair is None:
        wrong.append(Refusal("这两个岗位不是不相容岗位，不需要兼岗决定", "second"))
    elif pair.absolute:
        clause = f"（{pair.clause}）" if pair.clause else ""
        wrong.append(Refusal(f"{pair.title}在任何单位都不能由一人兼任{clause}：请另派人或登记代理", "second"))
    if decided > clock.today():
        wrong.append(Refusal("决定日期不能晚于今天", "decided"))
    raise_if_any(wrong)
    made.save()
    fields = ("first", "second", "document", "decided", "until")
    record(
        actor=actor,
        subject=made,
        action="concentration_decide",
        action_title="兼岗决定",
        reason=made.reason,
        details=described(made, *fields),
    )
    return made


@transaction.atomic
def concentration_end(*, actor: PostActor, concentration: Concentration, until: date, reason: str) -> Concentration:
    """It covers nothing after that day; posts that rested on it can then only look, until they are changed. Raises Refused."""
    require_head(actor, concentration.unit, "结束兼岗")
    if concentration.until and concentration.until < clock.today():
        raise OutOfTurn(Refusal(f"这个兼岗决定已在 {concentration.until} 到期"))
    wrong = []
    if until < max(concentration.decided, clock.today()):
        wrong.append(Refusal("结束日期不能早于今天", "until"))
    if concentration.until and until > concentration.until:
        wrong.append(Refusal(f"它原定 {concentration.until} 到期：延长要有新的决定", "until"))
    if not reason.strip():
        wrong.append(Refusal("请写明结束的原因", "reason"))
    raise_if_any(wrong)
    concentration.until = until
    concentration.save(update_fields=["until"])
    record(
        actor=actor,
        subject=concentration,
        action="concentration_end",
        action_title="结束兼岗",
        reason=reason.strip(),
        details=described(concentration, "until"),
    )
    return concentration
