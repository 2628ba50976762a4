"""How do the offices (站所) of a unit begin, change their names, and end?"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Office, Post
from wenxiao.web.people.services.fields import described, faults, keep
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record


@transaction.atomic
def office_create(*, actor: PostActor, code: str, name: str) -> Office:
    """An office of the actor's unit. Raises Refused."""
    require(actor, "duties", "C", actor.unit)
    office = Office(unit=actor.unit, code=code.strip(), name=name.strip())
    raise_if_any(faults(office))
    keep(office)
    record(actor=actor, subject=office, action="office_create", action_title="新建站所", details=described(office, "code", "name"))
    return office


@transaction.atomic
def office_edit(*, actor: PostActor, office: Office, code: str, name: str) -> Office:
    """Raises Refused."""
    require(actor, "duties", "E", office)
    before = described(office, "code", "name")
    was = (office.code, office.name)
    office.code, office.name = code.strip(), name.strip()
    wrong = list(faults(office))
    if wrong:
        office.code, office.name = was
    raise_if_any(wrong)
    keep(office)
    changed = changes(before, described(office, "code", "name"))
    if changed:
        record(actor=actor, subject=office, action="office_edit", action_title="修改站所", details=changed)
    return office


@transaction.atomic
def office_close(*, actor: PostActor, office: Office, closed: date, reason: str) -> Office:
    """It keeps its past and takes nothing new. `closed` is its first day of not being there.

    Raises Refused with every post that would run on in it.
    """
    require(actor, "duties", "E", office)
    if office.closed:
        raise OutOfTurn(Refusal(f"“{office.name}”已在 {office.closed} 撤销"))
    running = Post.objects.filter(Q(office=office) | Q(oversees=office), declined_at__isnull=True).filter(
        Q(until__isnull=True) | Q(until__gte=closed)
    )
    wrong = [
        Refusal(f"{post.trail_name} 的任职在撤销日之后还没有结束：先办理离任或调整分管", "closed")
        for post in running.distinct().select_related("account", "office", "unit")
    ]
    if not reason.strip():
        wrong.append(Refusal("请写明撤销的依据，如机构改革文号", "reason"))
    raise_if_any(wrong)
    office.closed = closed
    office.save(update_fields=["closed"])
    record(
        actor=actor,
        subject=office,
        action="office_close",
        action_title="撤销站所",
        reason=reason.strip(),
        details=described(office, "closed"),
    )
    return office
