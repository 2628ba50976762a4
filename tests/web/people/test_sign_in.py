"""Who gets in, how often may one be wrong, where is one signed in at once, and what does a second factor ask?"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.township import PASSWORD, Township
from wenxiao.web.people.models import Account, SignIn
from wenxiao.web.people.services import account_create
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
NEW = "qingshan-lvshui-7"


def enter(account: Account, password: str = PASSWORD, client: Client | None = None):  # type: ignore[no-untyped-def]
    client = client or Client()
    return client, client.post("/sign-in", {"username": account.username, "password": password})


def opens(client: Client) -> bool:
    return client.get("/people/me").status_code == 200


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def equipped(account: Account) -> TOTPDevice:
    device: TOTPDevice = TOTPDevice.objects.create(user=account, name="动态口令", confirmed=True)
    return device


def test_a_right_password_opens_the_desk_and_a_wrong_one_does_not(township: Township) -> None:
    account = township.actor("HD").holder
    client, answer = enter(account)
    assert answer.status_code == 302
    assert opens(client)
    client, answer = enter(account, "wrong")
    assert "账号或密码不对" in answer.content.decode()
    assert "没有登录，请先改正下面的地方" in answer.content.decode()
    assert not opens(client)


def test_a_disabled_account_is_refused_in_the_same_words(township: Township) -> None:
    account = township.actor("HD").holder
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "账号或密码不对" in enter(account)[1].content.decode()


def test_after_five_wrong_passwords_the_right_one_is_locked_out_too(township: Township) -> None:
    account = township.actor("HD").holder
    for _ in range(5):
        client, answer = enter(account, "wrong")
    assert answer.status_code == 429
    client, answer = enter(account)
    assert answer.status_code == 429
    assert "15 分钟以后" in answer.content.decode()
    assert not opens(client)
    assert enter(township.actor("HL").holder)[1].status_code == 302


def test_the_administrator_unlocks_by_a_new_one_time_password(township: Township, signed_in: Callable[..., Client]) -> None:
    account = township.actor("HD").holder
    for _ in range(5):
        enter(account, "wrong")
    page = signed_in("AD").post(f"/people/accounts/{account.pk}/password").content.decode()
    password = page.partition("<dt>一次性密码</dt><dd><code>")[2].partition("</code>")[0]
    client, answer = enter(account, password)
    assert answer.status_code == 302
    assert client.get("/").headers["Location"] == "/people/me/password"


def test_a_one_time_password_opens_nothing_but_its_own_change(township: Township) -> None:
    issued = account_create(actor=township.actor("AD"), username="xinren", name="新人")
    client, _ = enter(issued.account, issued.password)
    for address in ("/", "/people/me", "/people/matrix", "/people/posts"):
        assert client.get(address).headers["Location"] == "/people/me/password"
    assert client.post("/people/meetings/new", {}).headers["Location"] == "/people/me/password"
    answer = client.post("/people/me/password", {"old": issued.password, "new": NEW, "again": NEW})
    assert answer.headers["Location"] == "/people/me"
    assert opens(client)
    assert issued.password not in str(list(Entry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "现在的密码不对"),
        (PASSWORD, NEW, NEW + "x", "不一样"),
        (PASSWORD, "12345678", "12345678", "密码"),
        (PASSWORD, PASSWORD, PASSWORD, "不能和现在的一样"),
        (PASSWORD, "abc", "abc", "密码"),
    ],
)
def test_a_refused_password_changes_nothing(
    township: Township, signed_in: Callable[..., Client], old: str, new: str, again: str, said: str
) -> None:
    answer = signed_in("HD").post("/people/me/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    account = township.actor("HD").holder
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(township: Township) -> None:
    account = township.actor("HD").holder
    elsewhere, _ = enter(account)
    here, _ = enter(account)
    here.post("/people/me/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert opens(here)
    assert not opens(elsewhere)
    assert SignIn.objects.filter(account=account).count() == 1


def test_one_place_too_many_ends_the_oldest(township: Township, settings: LazySettings) -> None:
    settings.SESSIONS_AT_ONCE = 2
    account = township.actor("HD").holder
    first, second, third = (enter(account)[0] for _ in range(3))
    assert [opens(client) for client in (first, second, third)] == [False, True, True]


def test_a_session_that_ran_out_does_not_count(township: Township, settings: LazySettings) -> None:
    settings.SESSIONS_AT_ONCE = 2
    account = township.actor("HD").holder
    first, second = enter(account)[0], enter(account)[0]
    Session.objects.filter(session_key=second.session.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    third = enter(account)[0]
    assert [opens(client) for client in (first, second, third)] == [True, False, True]


def test_signing_out_ends_the_session(township: Township) -> None:
    client, _ = enter(township.actor("HD").holder)
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "这个地址要从页面上的按钮进来" in answer.content.decode()
    client.post("/sign-out")
    assert not opens(client)
    assert not SignIn.objects.exists()


def test_a_session_can_be_ended_from_elsewhere_but_only_ones_own(township: Township) -> None:
    account = township.actor("HD").holder
    here, elsewhere, stranger = enter(account)[0], enter(account)[0], enter(township.actor("HL").holder)[0]
    other = SignIn.objects.get(session=elsewhere.session.session_key)
    stranger.post(f"/people/me/sessions/{other.pk}/end")
    assert opens(elsewhere)
    here.post(f"/people/me/sessions/{other.pk}/end")
    assert not opens(elsewhere)


def test_work_keeps_a_session_alive_and_idling_ends_it(township: Township) -> None:
    client, _ = enter(township.actor("HD").holder)
    session = client.session
    session["seen"] = 0
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert opens(client)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=50)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not opens(client)


def test_a_disabled_account_is_out_at_once(township: Township, signed_in: Callable[..., Client]) -> None:
    account = township.actor("HD").holder
    client, _ = enter(account)
    signed_in("AD").post(f"/people/accounts/{account.pk}/disable", {"reason": "离职"})
    assert not opens(client)


def test_with_a_second_factor_the_password_alone_opens_nothing(township: Township) -> None:
    account = township.actor("FH").holder
    device = equipped(account)
    client, answer = enter(account)
    assert answer.headers["Location"] == "/sign-in/code"
    assert not opens(client)
    assert client.post("/sign-in/code", {"code": code_of(device)}).status_code == 302
    assert opens(client)


def test_a_wrong_code_is_refused_and_makes_one_wait(township: Township) -> None:
    device = equipped(township.actor("FH").holder)
    client, _ = enter(township.actor("FH").holder)
    wrong = f"{(int(code_of(device)) + 500_000) % 1_000_000:06d}"
    answer = client.post("/sign-in/code", {"code": wrong})
    assert answer.status_code == 422
    assert "口令不对" in answer.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=5, throttling_failure_timestamp=timezone.now())
    answer = client.post("/sign-in/code", {"code": code_of(device)})
    assert "请稍等" in answer.content.decode()
    assert not opens(client)


def test_a_code_is_good_once(township: Township) -> None:
    device = equipped(township.actor("FH").holder)
    code = code_of(device)
    first, _ = enter(township.actor("FH").holder)
    first.post("/sign-in/code", {"code": code})
    second, _ = enter(township.actor("FH").holder)
    second.post("/sign-in/code", {"code": code})
    assert opens(first)
    assert not opens(second)


def test_the_code_page_leads_back_where_no_password_was_given_or_long_ago(township: Township) -> None:
    assert Client().get("/sign-in/code").headers["Location"] == "/sign-in"
    equipped(township.actor("FH").holder)
    client, _ = enter(township.actor("FH").holder)
    session = client.session
    session["second-factor"] = {**session["second-factor"], "at": int(time.time()) - 301}
    session.save()
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_a_second_factor_is_set_up_by_a_code_and_removed_by_a_code(township: Township, signed_in: Callable[..., Client]) -> None:
    client, account = signed_in("FH"), township.actor("FH").holder
    page = client.get("/people/me/second-factor").content.decode()
    assert "<svg" in page
    device = TOTPDevice.objects.get(user=account)
    assert not device.confirmed
    assert client.post("/people/me/second-factor", {"code": "abc"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    device.refresh_from_db()
    assert client.post("/people/me/second-factor", {"code": code_of(device)}).status_code == 302
    device.refresh_from_db()
    assert device.confirmed
    assert client.post("/people/me/second-factor/remove", {"code": code_of(device, steps=1)}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert list(Entry.objects.values_list("action", flat=True)) == ["second_factor_confirm", "second_factor_remove"]


def test_the_administrator_clears_a_lost_second_factor_with_a_reason(township: Township, signed_in: Callable[..., Client]) -> None:
    account = township.actor("FH").holder
    equipped(account)
    client = signed_in("AD")
    assert client.post(f"/people/accounts/{account.pk}/second-factor", {"reason": " "}).status_code == 422
    assert client.post(f"/people/accounts/{account.pk}/second-factor", {"reason": "手机丢失"}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_accounts_of_the_demonstration_are_listed_in_demo_mode_only(township: Township, settings: LazySettings) -> None:  # noqa: ARG001
    settings.DEMO = False
    assert "T01-hd" not in Client().get("/sign-in").content.decode()
    settings.DEMO = True
    page = Client().get("/sign-in").content.decode()
    assert "T01-hd" in page
    assert "农业综合服务中心 经办人" in page


def test_a_post_that_is_not_ones_own_cannot_be_taken(township: Township, signed_in: Callable[..., Client]) -> None:
    client = signed_in("HD")
    client.post("/post", {"post": str(township.actor("ML").in_post.pk)})
    assert client.get("/people/accounts").status_code == 403
    assert "农业综合服务中心 经办人" in client.get("/people/me").content.decode()
