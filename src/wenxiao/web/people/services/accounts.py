"""How does a person get an account, a password, and lose them? No service ever keeps or tells a password but the one-time one, once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import NamedTuple

from axes.utils import reset as lockout_reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from wenxiao.web.people import sessions
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Account, Post
from wenxiao.web.people.services.fields import described, faults, keep
from wenxiao.web.people.services.posts import namesakes
from wenxiao.web.people.services.tokens import tokens_end
from wenxiao.web.trail import clock
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
# Read out over a telephone without mistakes: no 0 and O, no 1, l and I.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Issued(NamedTuple):
    """发放: an account and its one-time password, which is told once and kept nowhere."""

    account: Account
    password: str


@transaction.atomic
def account_create(*, actor: PostActor, username: str, name: str) -> Issued:
    """An account in the actor's unit; it must change its password when it first signs in. Raises Refused."""
    require(actor, "accounts", "C", actor.unit)
    account = Account(username=username.strip(), name=name.strip(), unit=actor.unit)
    raise_if_any(account_faults(account))
    password = one_time_password()
    account.set_password(password)
    keep(account)
    record(actor=actor, subject=account, action="account_create", action_title="新建账号", details=described(account, "username", "name"))
    return Issued(account, password)


@transaction.atomic
def account_edit(*, actor: PostActor, account: Account, name: str) -> Account:
    """The name as it is written in the trail from now on. Raises Refused: also where somebody of that name holds an incompatible post."""
    require(actor, "accounts", "E", account)
    before, was = described(account, "name"), account.name
    account.name = name.strip()
    if not account.name:
        account.name = was
        raise Refused(Refusal("请填姓名", "name"))
    try:
        raise_if_any(each._replace(field="name") for post in _open_posts(account) for each in namesakes(post))
    except Refused:
        account.name = was
        raise
    account.save(update_fields=["name"])
    changed = changes(before, described(account, "name"))
    if changed:
        record(actor=actor, subject=account, action="account_edit", action_title="修改账号", details=changed)
    return account


@transaction.atomic
def account_disable(*, actor: PostActor, account: Account, reason: str) -> Account:
    """Nobody signs in with it any more, and whoever is signed in with it is out, programs too. Its posts and its past stay.

    Raises Refused.
    """
    require(actor, "accounts", "E", account)
    if not account.is_active:
        raise OutOfTurn(Refusal(f"账号“{account.username}”已经停用"))
    wrong = []
    if account.pk == actor.holder.pk:
        wrong.append(Refusal("不能停用自己的账号：请由另一位系统管理员办理"))
    if not reason.strip():
        wrong.append(Refusal("请写明停用的原因", "reason"))
    raise_if_any(wrong)
    account.is_active = False
    account.save(update_fields=["is_active"])
    sessions.end_all(account)
    tokens_end(actor=actor, account=account, reason="账号停用")
    record(actor=actor, subject=account, action="account_disable", action_title="停用账号", reason=reason.strip())
    return account


@transaction.atomic
def account_enable(*, actor: PostActor, account: Account, reason: str) -> Issued:
    """It may sign in again, with a new one-time password. Raises Refused."""
    require(actor, "accounts", "E", account)
    if account.is_active:
        raise OutOfTurn(Refusal(f"账号“{account.username}”没有停用"))
    if not reason.strip():
        raise Refused(Refusal("请写明重新启用的原因", "reason"))
    account.is_active = True
    password = _renew(account)
    tokens_end(actor=actor, account=account, reason="账号重新启用")
    record(actor=actor, subject=account, action="account_enable", action_title="启用账号", reason=reason.strip())
    return Issued(account, password)


@transaction.atomic
def password_reset(*, actor: PostActor, account: Account) -> Issued:
    """A new one-time password, and the lock after wrong ones lifted. Whoever is signed in with it is out, programs too.

    Raises Refused.
    """
    require(actor, "accounts", "E", account)
    if not account.is_active:
        raise OutOfTurn(Refusal(f"账号“{account.username}”已经停用：先启用它"))
    if account.pk == actor.holder.pk:
        raise Refused("自己的密码在“我的账号”里修改")
    password = _renew(account)
    lockout_reset(username=account.username)
    sessions.end_all(account)
    tokens_end(actor=actor, account=account, reason="密码重置")
    record(actor=actor, subject=account, action="password_reset", action_title="重置密码")
    return Issued(account, password)


@transaction.atomic
def password_change(*, actor: PostActor, old: str, new: str, again: str) -> None:
    """One's own password; the tokens issued under the old one end. Raises Refused with everything that is wrong with the new one."""
    account = actor.holder
    wrong = []
    if not account.check_password(old):
        wrong.append(Refusal("现在的密码不对", "old"))
    if new != again:
        wrong.append(Refusal("两次输入的新密码不一样", "again"))
    if new == old:
        wrong.append(Refusal("新密码不能和现在的一样", "new"))
    try:
        validate_password(new, account)
    except ValidationError as error:
        wrong += [Refusal(message, "new") for message in error.messages]
    raise_if_any(wrong)
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    tokens_end(actor=actor, account=account, reason="修改密码")
    record(actor=actor, subject=account, action="password_change", action_title="修改自己的密码")


def _open_posts(account: Account) -> Iterator[Post]:
    """Held, proposed or yet to begin."""
    standing = account.posts.filter(declined_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gte=clock.today()))
    for post in standing.select_related("unit", "office"):
        post.account = account
        yield post


def account_faults(account: Account) -> Iterator[Refusal]:
    """What is wrong with a new account's name and sign-in name; its unit and password are somebody else's question."""
    for each in faults(account):
        if each.field not in ("unit", "password"):
            yield each
    if account.username and not _USERNAME.fullmatch(account.username):
        yield Refusal("账号用 3 至 40 个小写字母、数字、点、横线或下划线，如 zhangsan", "username")


def one_time_password() -> str:
    """Sixty bits in three groups: enough for one use, short enough to be read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _renew(account: Account) -> str:
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password", "is_active"])
    return password
