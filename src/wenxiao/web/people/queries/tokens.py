"""Whose token is this, and in which post may its bearer act?"""

from __future__ import annotations

from wenxiao.control.chain import digest
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Token
from wenxiao.web.trail import clock


def token_actor(secret: str) -> PostActor | None:
    """The post that a token stands for today; None where it is unknown, revoked or expired, or the post or the account is not in force."""
    today = clock.today()
    token = (
        Token.objects.filter(hash=digest(secret.encode()), revoked__isnull=True, until__gte=today)
        .select_related("post__account__unit", "post__unit__supervisor", "post__office")
        .first()
    )
    if token is None or not token.post.held_on(today) or not token.post.account.is_active or token.post.account.must_change_password:
        return None
    return PostActor(token.post.account, token.post)
