"""How does a program get leave to act in a post through the interface, and lose it? Only the token's SM3 hash is kept."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from wenxiao.control.chain import digest
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Account, Post, Token
from wenxiao.web.people.services.fields import described
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import record

LONGEST = timedelta(days=366)


class IssuedToken(NamedTuple):
    """发放的令牌: what is kept of it, and its text, which is told once."""

    token: Token
    secret: str


@transaction.atomic
def token_issue(*, actor: PostActor, post: Post, name: str, until: date) -> IssuedToken:
    """A token for one of one's own posts of today, at most a year and not beyond the post. Raises Refused."""
    if post.account_id != actor.holder.pk or not post.held_on(clock.today()):
        raise NotPermitted(Refusal("接口令牌只能由本人为自己现任的岗位建立。可以办理的是：岗位上的本人"))
    wrong = []
    if not name.strip():
        wrong.append(Refusal("请写明用途，如“财务软件取数”", "name"))
    if until < clock.today():
        wrong.append(Refusal("有效期不能早于今天", "until"))
    if until > clock.today() + LONGEST:
        wrong.append(Refusal(f"有效期最长一年，到 {clock.today() + LONGEST}", "until"))
    if post.until and until > post.until:
        wrong.append(Refusal(f"这个岗位到 {post.until} 为止，令牌不能更长", "until"))
    raise_if_any(wrong)
    secret = "wx-" + secrets.token_urlsafe(32)
    token = Token.objects.create(post=post, name=name.strip()[:60], hash=digest(secret.encode()), until=until)
    record(actor=actor, subject=token, action="token_issue", action_title="建立接口令牌", details=described(token, "until"))
    return IssuedToken(token, secret)


@transaction.atomic
def token_revoke(*, actor: PostActor, token: Token) -> Token:
    """By whoever holds the post, or the administrator of its unit. Raises NotPermitted, OutOfTurn."""
    if token.post.account_id != actor.holder.pk:
        require(actor, "accounts", "E", token)
    if token.revoked:
        raise OutOfTurn(Refusal("这个令牌已经收回"))
    return _revoked(actor, token)


def tokens_end(*, actor: PostActor, account: Account, reason: str) -> None:
    """Revoke all that still stand: what acts in somebody's name ends with the password it was issued under, as sessions do.

    Runs inside the act that asks for it, which has asked for permission.
    """
    for token in Token.objects.filter(post__account=account, revoked__isnull=True).select_related("post__unit", "post__office"):
        _revoked(actor, token, reason)


def _revoked(actor: PostActor, token: Token, reason: str = "") -> Token:
    token.revoked = clock.now()
    token.save(update_fields=["revoked"])
    record(actor=actor, subject=token, action="token_revoke", action_title="收回接口令牌", reason=reason)
    return token
