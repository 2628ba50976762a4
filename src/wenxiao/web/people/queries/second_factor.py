"""Does this account sign in with a second factor?"""

from __future__ import annotations

from django_otp.plugins.otp_totp.models import TOTPDevice

from wenxiao.web.people.models import Account


def second_factor(account: Account) -> TOTPDevice | None:
    """The confirmed one, or none."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    return device
