"""How does an account get a second factor, a code that changes every half minute (TOTP, RFC 6238), and lose it?"""

from __future__ import annotations

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Account
from wenxiao.web.people.queries.second_factor import second_factor
from wenxiao.web.trail.refusal import OutOfTurn, Refusal, Refused
from wenxiao.web.trail.services import record


@transaction.atomic
def second_factor_begin(*, actor: PostActor) -> TOTPDevice:
    """A secret to show once as a picture; it counts for nothing until a code of it has been given. Raises OutOfTurn."""
    if second_factor(actor.holder):
        raise OutOfTurn(Refusal("已经设置了动态口令：要换手机，请先解除再设置"))
    TOTPDevice.objects.filter(user=actor.holder, confirmed=False).delete()
    device: TOTPDevice = TOTPDevice.objects.create(user=actor.holder, name="动态口令", confirmed=False)
    return device


def second_factor_confirm(*, actor: PostActor, code: str) -> None:
    """From now on signing in asks for a code. Raises Refused."""
    device = TOTPDevice.objects.filter(user=actor.holder, confirmed=False).first()
    if device is None:
        raise OutOfTurn(Refusal("还没有开始设置动态口令：请打开设置页重新扫码"))
    code_demand(device, code)
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        record(actor=actor, subject=actor.holder, action="second_factor_confirm", action_title="启用动态口令")


def second_factor_remove(*, actor: PostActor, code: str) -> None:
    """By a code, so that an unattended screen is not enough. Raises Refused."""
    device = second_factor(actor.holder)
    if device is None:
        raise OutOfTurn(Refusal("没有设置动态口令"))
    code_demand(device, code)
    with transaction.atomic():
        device.delete()
        record(actor=actor, subject=actor.holder, action="second_factor_remove", action_title="解除动态口令")


@transaction.atomic
def second_factor_clear(*, actor: PostActor, account: Account, reason: str) -> None:
    """By the administrator, for somebody whose telephone is lost. Raises Refused."""
    require(actor, "accounts", "E", account)
    device = second_factor(account)
    if device is None:
        raise OutOfTurn(Refusal(f"账号“{account.username}”没有设置动态口令"))
    if account.pk == actor.holder.pk:
        raise Refused("自己的动态口令在“我的账号”里用口令解除；手机丢失的请由另一位系统管理员清除")
    if not reason.strip():
        raise Refused(Refusal("请写明清除的原因，如手机丢失", "reason"))
    device.delete()
    record(actor=actor, subject=account, action="second_factor_clear", action_title="清除动态口令", reason=reason.strip())


def code_demand(device: TOTPDevice, code: str) -> None:
    """Raises Refused unless the code is right. Each is good once; after wrong ones the device makes one wait, twice as long each time.

    Outside any transaction of the caller's: what counts the wrong ones must not be rolled back.
    """
    allowed, _ = device.verify_is_allowed()
    if not allowed:
        raise Refused(Refusal("口令连续输错，请稍等再试（每错一次，等待时间加倍）", "code"))
    if not device.verify_token(code.replace(" ", "").strip()):
        raise Refused(Refusal("口令不对：请填手机上正在显示的六位数，用过的不能再用，并核对手机时间", "code"))
