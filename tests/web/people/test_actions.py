"""Every action upon units, offices, accounts, posts and meetings, asked for in every post, over own and other units, for real."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from web.permission_cases import NO_OFFICE, Ask, Case, every, hold
from web.township import Township
from wenxiao.web.people.models import Account, Concentration, Meeting, Office, Post, Unit

pytestmark = pytest.mark.django_db
TODAY = date.today()
HEADS = ("ML", "PS")
HOME = ("unit",)


def own_unit(_township: Township, unit: Unit, _office: Office | None) -> Unit:
    return unit


def office_of(_township: Township, unit: Unit, _office: Office | None) -> Office:
    return Office.objects.create(unit=unit, code="77", name="新设的站所")


def account_of(_township: Township, unit: Unit, _office: Office | None) -> Account:
    account = Account(username="linshi", name="临时", unit=unit, must_change_password=False)
    account.set_unusable_password()
    account.save()
    return account


def disabled_account(township: Township, unit: Unit, office: Office | None) -> Account:
    account = account_of(township, unit, office)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    return account


def post_proposed(township: Township, unit: Unit, office: Office | None) -> Post:
    return Post.objects.create(account=account_of(township, unit, office), unit=unit, role="SO", since=TODAY)


def post_held(township: Township, unit: Unit, office: Office | None) -> Post:
    post = post_proposed(township, unit, office)
    post.confirmed_by, post.confirmed_at = post.account, datetime.now(UTC)
    post.save()
    return post


def meeting_of(township: Township, unit: Unit, _office: Office | None) -> Meeting:
    return Meeting.objects.create(
        unit=unit, kind="leading_group", number="2023年第1次", held=date(2023, 1, 5), chair="甲", attendees="甲\n乙", topics="议题",
        conclusions="结论", recorder=township.actor("BO").holder,
    )  # fmt: skip


def small_unit(_township: Township, unit: Unit, _office: Office | None) -> Account:
    Unit.objects.filter(pk=unit.pk).update(small_office=True)
    account = Account(username="linshi", name="临时", unit=unit, must_change_password=False)
    account.save()
    return account


def concentration_of(township: Township, unit: Unit, office: Office | None) -> Concentration:
    account = small_unit(township, unit, office)
    return Concentration.objects.create(
        unit=unit, account=account, first="HD", second="HL", document="1号", decided=date(2023, 1, 1), reason="人少"
    )


WHY = {"reason": "因为工作需要"}
MEETING = {
    "kind": "other", "number": "2023年第9次", "held": "2023-03-01", "chair": "甲", "attendees": "甲\n乙\n丙", "topics": "议题",
    "conclusions": "同意",
}  # fmt: skip
SETTINGS = {
    "name": "改了名的镇人民政府", "short_name": "改名镇", "mode": "own_budget", "small_office": "on", "leader_limit": "50000",
    "mayor_limit": "200000",
}  # fmt: skip


def end_of(post: Post) -> Ask:
    return Ask(f"/people/posts/{post.pk}/end", {"until": TODAY.isoformat(), **WHY})


CASES = (
    Case("单位设置页", "duties", "V", own_unit, lambda _: Ask("/people/unit"), HOME),
    Case("站所页", "duties", "V", own_unit, lambda _: Ask("/people/offices"), HOME),
    Case("岗位页", "duties", "V", own_unit, lambda _: Ask("/people/posts"), HOME),
    Case("兼岗报告", "duties", "V", own_unit, lambda _: Ask("/people/concentrations"), HOME),
    Case("账号页", "accounts", "V", own_unit, lambda _: Ask("/people/accounts"), HOME),
    Case("会议页", "meetings", "V", own_unit, lambda _: Ask("/people/meetings"), HOME),
    Case("留痕页", "trail", "V", own_unit, lambda _: Ask("/trail/"), HOME),
    Case("修改单位设置", "duties", "A", own_unit, lambda u: Ask(f"/people/unit/{u.pk}/edit", SETTINGS), NO_OFFICE, HEADS),
    Case("新建站所", "duties", "C", own_unit, lambda _: Ask("/people/offices/new", {"code": "88", "name": "又一个站所"}), HOME),
    Case("修改站所", "duties", "E", office_of, lambda o: Ask(f"/people/offices/{o.pk}/edit", {"code": "78", "name": "改名站"}), NO_OFFICE),
    Case("撤销站所", "duties", "E", office_of, lambda o: Ask(f"/people/offices/{o.pk}/close", {"closed": "2023-01-01", **WHY}), NO_OFFICE),
    Case("新建账号", "accounts", "C", own_unit, lambda _: Ask("/people/accounts/new", {"username": "xinren", "name": "新人"}), HOME),
    Case("看账号", "accounts", "V", account_of, lambda a: Ask(f"/people/accounts/{a.pk}"), NO_OFFICE),
    Case("修改账号", "accounts", "E", account_of, lambda a: Ask(f"/people/accounts/{a.pk}/edit", {"name": "改名"}), NO_OFFICE),
    Case("停用账号", "accounts", "E", account_of, lambda a: Ask(f"/people/accounts/{a.pk}/disable", WHY), NO_OFFICE),
    Case("启用账号", "accounts", "E", disabled_account, lambda a: Ask(f"/people/accounts/{a.pk}/enable", WHY), NO_OFFICE),
    Case("重置密码", "accounts", "E", account_of, lambda a: Ask(f"/people/accounts/{a.pk}/password", {}), NO_OFFICE),
    Case("看岗位", "duties", "V", post_held, lambda p: Ask(f"/people/posts/{p.pk}"), NO_OFFICE),
    Case(
        "登记任职", "duties", "C", account_of,
        lambda a: Ask("/people/posts/new", {"account": str(a.pk), "role": "SO", "since": TODAY.isoformat()}), HOME,
    ),
    Case("确认任职", "duties", "A", post_proposed, lambda p: Ask(f"/people/posts/{p.pk}/confirm", {}), NO_OFFICE, HEADS),
    Case("撤回任职", "duties", "EA", post_proposed, lambda p: Ask(f"/people/posts/{p.pk}/decline", WHY), NO_OFFICE),
    Case("离任", "duties", "EA", post_held, end_of, NO_OFFICE),
    Case(
        "登记兼岗决定", "duties", "A", small_unit,
        lambda a: Ask(
            "/people/concentrations/new",
            {"account": str(a.pk), "first": "HD", "second": "HL", "document": "1号", "decided": TODAY.isoformat(), **WHY},
        ),
        # 区财政局 decides for its own bureau, whose form does not know the township's people.
        HOME, HEADS, excepts=("DF",),
    ),
    Case(
        "结束兼岗", "duties", "A", concentration_of,
        lambda c: Ask(f"/people/concentrations/{c.pk}/end", {"until": TODAY.isoformat(), **WHY}), NO_OFFICE, HEADS,
    ),
    Case("登记会议", "meetings", "C", own_unit, lambda _: Ask("/people/meetings/new", MEETING), HOME),
    Case("看会议", "meetings", "V", meeting_of, lambda m: Ask(f"/people/meetings/{m.pk}"), NO_OFFICE),
    Case(
        "修改会议", "meetings", "E", meeting_of, lambda m: Ask(f"/people/meetings/{m.pk}/edit", MEETING), NO_OFFICE,
        excepts=("ML", "PS", "PL"),
    ),
    Case("账号的办理记录", "accounts", "V", account_of, lambda a: Ask(f"/trail/account/{a.pk}"), NO_OFFICE),
    Case("岗位的办理记录", "duties", "V", post_held, lambda p: Ask(f"/trail/post/{p.pk}"), NO_OFFICE),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES), ids=lambda each: each.title if isinstance(each, Case) else each)
def test_every_action_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)


@pytest.mark.parametrize("page", ["/people/posts/new", "/people/concentrations/new"])
def test_somebody_of_another_unit_cannot_be_chosen(township: Township, signed_in, page: str) -> None:  # type: ignore[no-untyped-def]
    stranger = account_of(township, township.other_unit, None)
    Unit.objects.filter(pk=township.unit.pk).update(small_office=True)
    client = signed_in("AD" if "posts" in page else "ML")
    typed = {"account": str(stranger.pk), "role": "SO", "since": TODAY.isoformat(), "first": "HD", "second": "HL", "document": "1号"}
    answer = client.post(page, {**typed, "decided": TODAY.isoformat(), **WHY})
    assert answer.status_code == 422
    assert not Post.objects.filter(account=stranger).exists()
    assert not Concentration.objects.exists()


def test_an_office_of_another_unit_cannot_be_chosen(township: Township, signed_in) -> None:  # type: ignore[no-untyped-def]
    foreign = office_of(township, township.other_unit, None)
    account = account_of(township, township.unit, None)
    typed = {"account": str(account.pk), "role": "HD", "office": str(foreign.pk), "since": TODAY.isoformat()}
    assert signed_in("AD").post("/people/posts/new", typed).status_code == 422
    assert not Post.objects.filter(account=account).exists()


def test_the_substitute_form_is_the_administrators(township: Township, signed_in) -> None:  # type: ignore[no-untyped-def]
    post, account = township.actor("HL").in_post, account_of(township, township.unit, None)
    until = (TODAY + timedelta(days=9)).isoformat()
    typed = {"account": str(account.pk), "since": TODAY.isoformat(), "until": until, **WHY}
    assert signed_in("ML").post(f"/people/posts/{post.pk}/substitute", typed).status_code == 403
    assert signed_in("AD").post(f"/people/posts/{post.pk}/substitute", typed).status_code == 302
    assert post.substitutes.get().account == account
