"""Who comes to hold which post, from when to when, and which two duties never meet in one person?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from web.township import PASSWORD, Township
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import Incompatible, incompatible_pairs
from wenxiao.web.people.models import Account, Concentration, Post, Unit
from wenxiao.web.people.queries import posts_held
from wenxiao.web.people.services import (
    account_create,
    concentration_decide,
    concentration_end,
    post_assign,
    post_confirm,
    post_decline,
    post_end,
    substitute_appoint,
    unit_create,
    unit_set_up,
)
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
TODAY = date.today()


def newcomer(township: Township, username: str = "xinren") -> Account:
    return account_create(actor=township.actor("AD"), username=username, name="新人" if username == "xinren" else f"新人{username}").account


def small(township: Township) -> None:
    Unit.objects.filter(pk=township.unit.pk).update(small_office=True)
    township.unit.refresh_from_db()
    for actor in township.actors.values():
        actor.in_post.unit.refresh_from_db()
        actor.holder.unit.refresh_from_db()


def decided(township: Township, account: Account, first: str, second: str, **more: object) -> Concentration:
    terms = {"document": "青政〔2023〕2号", "decided": TODAY, "reason": "全镇财政所只有三人", **more}
    return concentration_decide(actor=township.actor("ML"), account=account, first=first, second=second, **terms)  # type: ignore[arg-type]


def heads_left(township: Township) -> None:
    """镇长 and 书记 have left their posts: there is one of each at a time."""
    Post.objects.filter(unit=township.unit, role__in=("ML", "PS")).update(until=TODAY - timedelta(days=1))


def test_a_post_proposed_by_the_administrator_is_in_force_once_a_head_confirms_it(township: Township) -> None:
    account = newcomer(township)
    post = post_assign(actor=township.actor("AD"), account=account, role="SO", since=TODAY)
    assert not posts_held(account, TODAY).exists()
    post_confirm(actor=township.actor("ML"), post=post)
    assert posts_held(account, TODAY).get() == post
    assert [entry.action for entry in Entry.objects.filter(subject_kind="post", subject_id=str(post.pk))] == ["post_assign", "post_confirm"]


def test_an_administrator_cannot_make_himself_mayor(township: Township) -> None:
    actor = township.actor("AD")
    heads_left(township)
    with pytest.raises(Refused, match="系统管理"):
        post_assign(actor=actor, account=actor.holder, role="ML", since=TODAY)
    post = post_assign(actor=actor, account=newcomer(township), role="ML", since=TODAY)
    with pytest.raises(NotPermitted, match="镇长"):
        post_confirm(actor=actor, post=post)
    assert not post.held_on(TODAY)


def test_nobody_confirms_the_own_post(township: Township) -> None:
    mayor = township.actor("ML")
    post = post_assign(actor=township.actor("AD"), account=mayor.holder, role="SO", since=TODAY)
    with pytest.raises(NotPermitted, match="自己"):
        post_confirm(actor=mayor, post=post)
    post_confirm(actor=township.actor("PS"), post=post)
    assert post.held_on(TODAY)


def test_a_post_is_confirmed_once(township: Township) -> None:
    post = post_assign(actor=township.actor("AD"), account=newcomer(township), role="SO", since=TODAY)
    post_confirm(actor=township.actor("ML"), post=post)
    with pytest.raises(OutOfTurn):
        post_confirm(actor=township.actor("PS"), post=post)


def test_a_declined_post_is_never_in_force_and_never_deleted(township: Township) -> None:
    post = post_assign(actor=township.actor("AD"), account=newcomer(township), role="SO", since=TODAY)
    post_decline(actor=township.actor("PS"), post=post, reason="人选未定")
    post.refresh_from_db()
    assert post.declined_at
    with pytest.raises(OutOfTurn):
        post_confirm(actor=township.actor("ML"), post=post)


# 区财政局 stands in a bureau and the others do not: the place of the role keeps them apart already.
WITHIN_A_UNIT = [pair for pair in incompatible_pairs() if "DF" not in (pair.first, pair.second)]


@pytest.mark.parametrize("pair", WITHIN_A_UNIT, ids=lambda pair: f"{pair.first}-{pair.second}")
def test_incompatible_duties_are_refused_at_assignment_both_ways(township: Township, pair: Incompatible) -> None:
    account = newcomer(township)
    office = township.offices["农业"]
    heads_left(township)

    def assign(role: str) -> Post:
        until = TODAY + timedelta(days=30)
        return post_assign(
            actor=township.actor("AD"), account=account, role=role, since=TODAY, until=until, office=office, oversees=[office],
            project="T01-0001",
        )  # fmt: skip

    for first, second in ((pair.first, pair.second), (pair.second, pair.first)):
        held = assign(first)
        with pytest.raises(Refused) as refused:
            assign(second)
        assert [each.field for each in refused.value.refusals] == ["role"]
        assert pair.title in str(refused.value)
        post_decline(actor=township.actor("ML"), post=held, reason="换人")


def test_posts_that_follow_one_another_do_not_collide(township: Township) -> None:
    account = newcomer(township)
    post_assign(actor=township.actor("AD"), account=account, role="AC", since=TODAY, until=TODAY + timedelta(days=30))
    later = TODAY + timedelta(days=31)
    post_assign(actor=township.actor("AD"), account=account, role="CA", since=later)
    with pytest.raises(Refused, match="会计–出纳"):
        post_assign(actor=township.actor("AD"), account=account, role="AC", since=later + timedelta(days=400))


def test_a_small_office_may_join_duties_by_a_dated_decision_but_never_the_absolute_ones(township: Township) -> None:
    small(township)
    account, office = newcomer(township), township.offices["农业"]
    account.unit.refresh_from_db()
    post_assign(actor=township.actor("AD"), account=account, role="HD", office=office, since=TODAY)
    with pytest.raises(Refused, match="兼岗决定"):
        post_assign(actor=township.actor("AD"), account=account, role="HL", office=office, since=TODAY)
    decided(township, account, "HD", "HL", until=TODAY + timedelta(days=90))
    with pytest.raises(Refused, match="兼岗决定"):
        post_assign(actor=township.actor("AD"), account=account, role="HL", office=office, since=TODAY)
    post_assign(actor=township.actor("AD"), account=account, role="HL", office=office, since=TODAY, until=TODAY + timedelta(days=90))
    for first, second in (("AC", "CA"), ("HL", "CA"), ("ML", "CA")):
        with pytest.raises(Refused, match="任何单位"):
            decided(township, account, first, second)
    with pytest.raises(Refused, match="审批–支付"):
        post_assign(actor=township.actor("AD"), account=account, role="CA", since=TODAY)


def test_where_a_decision_has_run_out_its_posts_can_only_look(township: Township) -> None:
    small(township)
    account, office = newcomer(township), township.offices["农业"]
    account.unit.refresh_from_db()
    decision = decided(township, account, "HD", "HL")
    for role in ("HD", "HL"):
        post = post_assign(actor=township.actor("AD"), account=account, role=role, office=office, since=TODAY)
        post_confirm(actor=township.actor("ML"), post=post)
    assert PostActor(account, post).hindrance == ""
    assert PostActor(account, post).may("project_library", "A", Paper(post))
    Concentration.objects.filter(pk=decision.pk).update(decided=date(2023, 1, 1), until=date(2023, 6, 30))
    assert "不相容" in PostActor(account, post).hindrance
    assert not PostActor(account, post).may("project_library", "A", Paper(post))
    assert PostActor(account, post).may("project_library", "V", Paper(post))


class Paper:
    """Something of the post's office."""

    def __init__(self, post: Post) -> None:
        self.owning_unit, self.owning_office = post.unit, post.office


def test_a_decision_needs_a_small_office_and_is_not_made_for_oneself(township: Township) -> None:
    account = newcomer(township)
    with pytest.raises(Refused, match="小单位"):
        decided(township, account, "HD", "HL")
    small(township)
    with pytest.raises(NotPermitted):
        decided(township, township.actor("ML").holder, "HD", "ML")
    with pytest.raises(NotPermitted):
        concentration_decide(
            actor=township.actor("AD"), account=account, first="HD", second="HL", document="x", decided=TODAY, reason="人少"
        )


def test_a_decision_can_be_ended_from_today(township: Township) -> None:
    small(township)
    decision = decided(township, newcomer(township), "HD", "HL")
    with pytest.raises(Refused):
        concentration_end(actor=township.actor("ML"), concentration=decision, until=TODAY - timedelta(days=1), reason="到岗")
    concentration_end(actor=township.actor("ML"), concentration=decision, until=TODAY, reason="新人到岗")
    assert decision.until == TODAY


def test_three_people_can_run_a_small_office(township: Township) -> None:
    """HD+BO+AC, CA, and one head who approves: only what the law never allows is kept apart."""
    small(township)
    clerk, cashier = newcomer(township, "san1"), newcomer(township, "san2")
    for account in (clerk, cashier):
        account.unit.refresh_from_db()
    finance = township.offices["财政"]
    roles = [(clerk, "HD"), (clerk, "BO"), (clerk, "AC"), (cashier, "CA")]
    for account, role in roles:
        post = post_assign(actor=township.actor("AD"), account=account, role=role, office=finance, since=TODAY)
        post_confirm(actor=township.actor("ML"), post=post)
    assert posts_held(clerk, TODAY).count() == 3
    assert not any(PostActor(clerk, post).hindrance for post in posts_held(clerk, TODAY))


def test_late_entries_name_what_they_rest_on(township: Township) -> None:
    account, long_ago = newcomer(township), TODAY - timedelta(days=200)
    with pytest.raises(Refused) as refused:
        post_assign(actor=township.actor("AD"), account=account, role="SO", since=long_ago)
    assert [each.field for each in refused.value.refusals] == ["basis"]
    post_assign(actor=township.actor("AD"), account=account, role="SO", since=long_ago, basis="青党干〔2022〕1号")


@pytest.mark.parametrize(
    ("role", "field"), [("HD", "office"), ("HL", "office"), ("VL", "oversees"), ("TP", "project"), ("DF", "role")]
)  # fmt: skip
def test_a_post_stands_where_its_role_belongs(township: Township, role: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        post_assign(actor=township.actor("AD"), account=newcomer(township), role=role, since=TODAY)
    assert field in [each.field for each in refused.value.refusals]


def test_an_office_of_another_unit_is_refused(township: Township) -> None:
    other = township.other_unit.offices.create(code="01", name="财政所")
    with pytest.raises(Refused, match="不是本单位"):
        post_assign(actor=township.actor("AD"), account=newcomer(township), role="HD", office=other, since=TODAY)


def test_a_substitute_has_an_end_and_stands_in_the_trail_as_one(township: Township) -> None:
    head, account = township.actor("HL").in_post, newcomer(township)
    standing = substitute_appoint(
        actor=township.actor("AD"), post=head, account=account, since=TODAY, until=TODAY + timedelta(days=14), reason="外出学习"
    )
    post_confirm(actor=township.actor("ML"), post=standing)
    assert PostActor(account, standing).post == "农业综合服务中心 站所负责人（代）"
    assert PostActor(account, standing).may("project_library", "A", Paper(standing))


def test_a_substitute_may_not_make_an_incompatible_pair(township: Township) -> None:
    cashier, accountant = township.actor("CA"), township.actor("AC")
    with pytest.raises(Refused, match="会计–出纳"):
        substitute_appoint(
            actor=township.actor("AD"), post=cashier.in_post, account=accountant.holder, since=TODAY, until=TODAY, reason="病假"
        )
    with pytest.raises(Refused, match="本人"):
        substitute_appoint(
            actor=township.actor("AD"), post=cashier.in_post, account=cashier.holder, since=TODAY, until=TODAY, reason="病假"
        )


def test_a_substitute_stands_in_within_the_term_only(township: Township) -> None:
    post = post_assign(
        actor=township.actor("AD"), account=newcomer(township), role="SO", since=TODAY, until=TODAY + timedelta(days=10)
    )  # fmt: skip
    post_confirm(actor=township.actor("ML"), post=post)
    with pytest.raises(Refused, match="任期"):
        substitute_appoint(
            actor=township.actor("AD"), post=post, account=township.actor("EP").holder, since=TODAY,
            until=TODAY + timedelta(days=11), reason="出差",
        )  # fmt: skip


def test_an_ended_post_stays_as_history(township: Township) -> None:
    post = township.actor("SO").in_post
    post_end(actor=township.actor("AD"), post=post, until=TODAY - timedelta(days=1), reason="调离")
    assert not posts_held(post.account, TODAY).exists()
    assert posts_held(post.account, TODAY - timedelta(days=1)).exists()


def test_nobody_leaves_a_post_before_the_last_thing_done_in_it(township: Township) -> None:
    newcomer(township)  # done by the administrator today
    other = post_assign(actor=township.actor("AD"), account=newcomer(township, "ad2"), role="AD", since=TODAY)
    post_confirm(actor=township.actor("ML"), post=other)
    with pytest.raises(Refused, match="办理过"):
        post_end(actor=township.actor("ML"), post=township.actor("AD").in_post, until=TODAY - timedelta(days=1), reason="调离")


def test_the_last_administrator_and_the_last_head_cannot_leave_without_a_successor(township: Township) -> None:
    with pytest.raises(Refused, match="系统管理员"):
        post_end(actor=township.actor("ML"), post=township.actor("AD").in_post, until=TODAY, reason="调离")
    post_end(actor=township.actor("AD"), post=township.actor("ML").in_post, until=TODAY, reason="调离")
    with pytest.raises(Refused, match="书记"):
        post_end(actor=township.actor("AD"), post=township.actor("PS").in_post, until=TODAY, reason="调离")


def test_a_refused_assignment_changes_nothing(township: Township) -> None:
    account, posts, entries = newcomer(township), Post.objects.count(), Entry.objects.count()
    with pytest.raises(Refused):
        post_assign(actor=township.actor("AD"), account=account, role="VL", since=TODAY)
    assert (Post.objects.count(), Entry.objects.count()) == (posts, entries)


def set_up() -> Account:
    return unit_set_up(
        code="T01", name="青石镇人民政府", short_name="青石镇", mode="department", bureau_code="B01", bureau_name="试验区财政局",
        bureau_short_name="财政局", username="admin", person="管理员", password=PASSWORD,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_first_run_makes_the_unit_its_bureau_and_an_administrator_and_works_once() -> None:
    account = set_up()
    assert {post.unit.code for post in posts_held(account, TODAY)} == {"T01", "B01"}
    assert Unit.objects.get(code="T01").supervisor == Unit.objects.get(code="B01")
    with pytest.raises(Refused, match="已经设置过"):
        set_up()


@pytest.mark.django_db
def test_what_is_wrong_with_a_first_run_is_said_at_once_and_nothing_is_kept() -> None:
    with pytest.raises(Refused) as refused:
        unit_set_up(
            code="", name="青石镇人民政府", short_name="青石镇", mode="neither", bureau_code="B01", bureau_name="",
            bureau_short_name="财政局", username="管理员", person="", password="123",
        )  # fmt: skip
    assert {each.field for each in refused.value.refusals} >= {"code", "mode", "bureau_name", "username", "person", "password"}
    assert not Unit.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_the_first_head_confirms_itself_and_every_other_post_needs_one() -> None:
    admin = set_up()
    unit_actor, bureau_actor = (PostActor(admin, post) for post in posts_held(admin, TODAY))
    mayor = account_create(actor=unit_actor, username="zhenzhang", name="镇长").account
    post = post_assign(actor=unit_actor, account=mayor, role="ML", since=TODAY)
    assert post.held_on(TODAY)
    second = post_assign(
        actor=unit_actor, account=account_create(actor=unit_actor, username="shuji", name="书记").account, role="PS", since=TODAY
    )
    assert not second.held_on(TODAY)
    post_confirm(actor=PostActor(mayor, post), post=second)
    officer = account_create(actor=bureau_actor, username="qucaizheng", name="财政局").account
    assert officer.unit.code == "B01"
    assert post_assign(actor=bureau_actor, account=officer, role="DF", since=TODAY).held_on(TODAY)


@pytest.mark.django_db
def test_a_bureaus_administrator_makes_the_units_below_it_and_a_units_administrator_does_not() -> None:
    admin = set_up()
    unit_actor, bureau_actor = (PostActor(admin, post) for post in posts_held(admin, TODAY))
    terms = {"code": "T02", "name": "白水镇人民政府", "short_name": "白水镇", "username": "baishui", "person": "白水管理员"}
    with pytest.raises(NotPermitted, match="财政部门"):
        unit_create(actor=unit_actor, **terms)
    issued = unit_create(actor=bureau_actor, **terms)
    assert issued.account.must_change_password
    assert issued.account.check_password(issued.password)
    assert posts_held(issued.account, TODAY).get().role == "AD"


def test_a_unit_has_one_mayor_and_one_secretary_at_a_time(township: Township) -> None:
    account = newcomer(township)
    for role in ("ML", "PS"):
        with pytest.raises(Refused) as refused:
            post_assign(actor=township.actor("AD"), account=account, role=role, since=TODAY)
        (told,) = refused.value.of("role")
        assert f"{role} 某" in told.message
    last_day = TODAY + timedelta(days=30)
    Post.objects.filter(pk=township.actor("ML").in_post.pk).update(until=last_day)
    with pytest.raises(Refused):
        post_assign(actor=township.actor("AD"), account=account, role="ML", since=last_day)
    assert post_assign(actor=township.actor("AD"), account=account, role="ML", since=last_day + timedelta(days=1)).pk
