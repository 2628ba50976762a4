"""How is an act written down?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wenxiao.control.chain import ALGORITHM, GENESIS, digest, link_hash
from wenxiao.control.ledger.acts import KEY
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Attachment, ChainHead, Entry
from wenxiao.web.trail.posted import commands_to_tell

if TYPE_CHECKING:
    from wenxiao.web.trail.workflow import Actor, Tracked


def record(
    *,
    actor: Actor,
    subject: Tracked | Any,
    action: str,
    action_title: str,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry to the chain of the subject's unit. `subject` gives KIND, pk, chain and trail_name.

    Must run inside the transaction of the act itself, so that there is no act without its entry and no entry without its act. The
    commands of the ledger that were posted in it and not yet told of are told in its details.
    """
    # The order of locks, everywhere the same, so that no two acts wait for each other: the rows of the objects, by pk within a kind
    # (`trail.holding.hold`; what hands out numbers, such as ProjectCounter, after them); then the nodes of the ledger (web.spend);
    # last the head of the chain, here. Whoever writes several entries in one transaction holds all the rows before the first.
    chain = subject.chain
    commands = commands_to_tell()
    with transaction.atomic():
        # On PostgreSQL the row lock makes acts of one unit take turns; on SQLite the IMMEDIATE transaction already has.
        head, _ = ChainHead.objects.select_for_update().get_or_create(chain=chain, defaults={"sequence": 0, "hash": GENESIS})
        entry = Entry(
            chain=chain,
            sequence=head.sequence + 1,
            at=clock.text(),
            account=actor.account,
            person=actor.person,
            post=actor.post,
            subject_kind=subject.KIND,
            subject_id=str(subject.pk),
            subject_name=subject.trail_name[:300],
            action=action,
            action_title=action_title,
            from_state=from_state,
            to_state=to_state,
            reason=reason,
            details={**(details or {}), **({KEY: commands} if commands else {})},
            algorithm=ALGORITHM,
            previous=head.hash,
        )
        entry.hash = link_hash(entry.sequence, entry.link().content, entry.previous, entry.algorithm)
        entry.save(force_insert=True)
        head.sequence, head.hash = entry.sequence, entry.hash
        head.save(update_fields=["sequence", "hash"])
    return entry


def attachment_keep(*, name: str, media_type: str, content: bytes) -> Attachment:
    """Keep a file once, however often it is attached."""
    attachment, _ = Attachment.objects.get_or_create(
        hash=digest(content),
        defaults={"algorithm": ALGORITHM, "name": name[:255], "media_type": media_type, "size": len(content), "content": content},
    )
    return attachment


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What an edit changed, as `details` of its entry: field → [before, after], only where they differ; what is gone ends in None."""
    return {name: [before.get(name), after.get(name)] for name in {**before, **after} if before.get(name) != after.get(name)}


def told_apart(named: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """As `details` of an entry, where two may have one name: the second is 甲（第 2 个）, and none is lost."""
    told: dict[str, Any] = {}
    often: Counter[str] = Counter()
    for name, value in named:
        often[name] += 1
        told[name if often[name] == 1 else f"{name}（第 {often[name]} 个）"] = value
    return told
