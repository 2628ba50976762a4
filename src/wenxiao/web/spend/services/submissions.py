"""How is what a program sends twice done once?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.db import IntegrityError, transaction

from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.acting import PostActor
from wenxiao.web.spend.books import in_turn
from wenxiao.web.spend.models import Submission
from wenxiao.web.trail.refusal import Refusal, Refused

Result = TypeVar("Result")


class KeyTaken(Refused):
    """Another thing was sent under this key; nothing was changed."""

    status = 409


class Sending(NamedTuple):
    """一次提交: under which key (empty where whoever sends does not care), what is asked, and all that was sent with it."""

    key: str
    asked: str
    content: Any

    @property
    def digest(self) -> str:
        return digest(canonical({"asked": self.asked, "content": self.content}))


def once(*, actor: PostActor, sending: Sending, act: Callable[[], Result], told: Callable[[Result], str]) -> tuple[Result | None, str]:
    """Do `act`, or where this post sent the same under the same key before, nothing: (its result, what it is found by).

    `told` says what the result is found by; where it was done before, the result is None. What is refused leaves the key free, so that it
    may be sent again. Two at once: the second waits for the first. Raises KeyTaken, and what `act` raises.
    """
    if not sending.key:
        done = act()
        return done, told(done)

    def claimed() -> tuple[Result | None, str]:
        # The key's row goes first: whoever sends the same at the same time waits here, and has done nothing yet.
        try:
            with transaction.atomic():
                claim = Submission.objects.create(post=actor.in_post, key=sending.key, digest=sending.digest)
        except IntegrityError:
            return None, _before(actor, sending)
        done = act()
        claim.result = told(done)
        claim.save(update_fields=["result"])
        return done, claim.result

    return in_turn(claimed)


def _before(actor: PostActor, sending: Sending) -> str:
    found = Submission.objects.get(post=actor.in_post, key=sending.key)
    if found.digest != sending.digest:
        raise KeyTaken(
            Refusal(
                f"标识“{sending.key}”已经用于另一次提交，内容和这次的不同，这次没有办：同一件事重发请原样重发，另一件事请换一个标识",
                field="Idempotency-Key",
            )
        )
    return found.result
