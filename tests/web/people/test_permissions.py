"""Does the matrix mean at work what it says in its file? Every role × function × letter × place, against an independent reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from web.permission_cases import PLACES, ROLES, cells, granted, located
from web.township import Township
from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.matrix import LETTERS, functions, roles
from wenxiao.web.people.models import Office, Post, Unit
from wenxiao.web.people.queries import posts_held
from wenxiao.web.plan.models import Compilation
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted
from wenxiao.web.trail.workflow import Transition, Workflow, perform

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Paper:
    """Something of a unit, perhaps of an office or a project."""

    owning_unit: Unit
    owning_office: Office | None = None
    project_code: str = ""


def test_the_file_names_every_role_and_no_other() -> None:
    columns = set(next(iter(cells().values()))) - {"function", "title"}
    assert columns == {*roles(), "PUB"} - {"PL"}
    assert set(ROLES) == set(roles())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_a_post_may_what_the_file_says_and_nothing_else(township: Township, role: str, place: str) -> None:
    actor, paper = township.actor(role), Paper(*located(township, place))
    for function in functions():
        for letter in LETTERS:
            assert actor.may(function, letter, paper) is granted(role, function, letter, place), (function, letter)


def test_a_post_of_another_office_has_its_own_office_for_its_own(township: Township) -> None:
    actor = township.actor("HD", "应急")
    assert actor.may("project_library", "E", Paper(township.unit, township.offices["应急"]))
    assert not actor.may("project_library", "E", Paper(township.unit, township.offices["农业"]))
    assert not actor.may("project_library", "V", Paper(township.unit, township.offices["农业"]))


def test_a_third_party_sees_its_project_and_no_other(township: Township) -> None:
    actor = township.actor("TP")
    actor.in_post.project = "T01-0007"
    assert actor.may("project_library", "V", Paper(township.unit, township.offices["农业"], "T01-0007"))
    assert not actor.may("project_library", "V", Paper(township.unit, township.offices["农业"], "T01-0008"))
    assert not actor.may("project_library", "V", Paper(township.unit, township.offices["农业"]))
    assert not actor.may("project_library", "V", Paper(township.other_unit, None, "T01-0007"))
    assert not actor.may("compilation", "V", Paper(township.unit, township.offices["农业"], "T01-0007"))


def test_a_third_party_sees_nothing_after_its_last_day(township: Township) -> None:
    actor = township.actor("TP")
    Post.objects.filter(pk=actor.in_post.pk).update(until=date(2023, 6, 30))
    assert posts_held(actor.holder, date(2023, 6, 30)).exists()
    assert not posts_held(actor.holder, date(2023, 7, 1)).exists()


def test_the_administrator_may_nothing_but_accounts_and_posts(township: Township) -> None:
    actor, paper = township.actor("AD"), Paper(township.unit, township.offices["农业"])
    open_to_it = {function for function in functions() if any(actor.may(function, letter, paper) for letter in LETTERS)}
    assert open_to_it == {"duties", "accounts"}


def test_who_holds_two_incompatible_posts_may_look_and_not_act(township: Township) -> None:
    cashier = township.actor("CA")
    Post.objects.create(
        account=cashier.holder, unit=township.unit, role="AC", since=date(2020, 1, 1),
        confirmed_by=cashier.holder, confirmed_at="2020-01-01T00:00:00Z",
    )  # fmt: skip
    actor, paper = PostActor(cashier.holder, cashier.in_post), Paper(township.unit)
    assert actor.may("payment", "V", paper)
    assert not actor.may("payment", "X", paper)
    assert "会计" in actor.hindrance
    assert "出纳" in actor.hindrance


def test_a_transition_is_refused_to_who_holds_an_incompatible_post_and_nothing_moves(township: Township) -> None:
    paying = Transition("pay", "支付", ("preparing",), "first", roles=("CA",), function="payment", letter="X")
    workflow = Workflow("compilation", "试验", dict(Compilation.State.choices), (paying,))
    compilation, cashier = Compilation.objects.create(unit=township.unit, year=2023, state="preparing"), township.actor("CA")
    second = Post.objects.create(
        account=cashier.holder, unit=township.unit, role="AC", since=date(2020, 1, 1),
        confirmed_by=cashier.holder, confirmed_at="2020-01-01T00:00:00Z",
    )  # fmt: skip
    with pytest.raises(NotPermitted, match="会计–出纳"):
        perform(workflow, compilation, "pay", actor=PostActor(cashier.holder, cashier.in_post))
    compilation.refresh_from_db()
    assert compilation.state == "preparing"
    assert not Entry.objects.exists()
    Post.objects.filter(pk=second.pk).update(until=date(2023, 1, 1))
    perform(workflow, compilation, "pay", actor=PostActor(cashier.holder, cashier.in_post))
    assert compilation.state == "first"


def refusal(actor: PostActor, function: str, letter: str, paper: Paper) -> str:
    with pytest.raises(NotPermitted) as refused:
        require(actor, function, letter, paper)
    return refused.value.refusals[0].sentence


def test_a_refusal_says_how_far_the_post_reaches_and_whose_the_object_is(township: Township) -> None:
    clerk, emergency = township.actor("HD"), township.offices["应急"]
    assert refusal(clerk, "project_library", "E", Paper(township.unit, emergency)) == (
        f"您现在的岗位（{clerk.post}）只能修改本站所的“项目库”，这是应急管理办公室的；可以的岗位是：应急管理办公室的经办人"
    )
    said = refusal(clerk, "project_library", "E", Paper(township.other_unit))
    assert "只能修改本站所的“项目库”，这是试验区白水镇人民政府的" in said
    assert "只能修改本单位的“预算编制”，这是试验区白水镇人民政府的" in refusal(
        township.actor("BO"), "compilation", "E", Paper(township.other_unit)
    )
    assert "只能审批分管站所的“项目库”，这是应急管理办公室的" in refusal(
        township.actor("VL"), "project_library", "A", Paper(township.unit, emergency)
    )
    third = township.actor("TP")
    third.in_post.project = "T01-0007"
    assert "只能查看限定项目的“项目库”，这一个不是（限定的是项目 T01-0007）" in refusal(
        third, "project_library", "V", Paper(township.unit, emergency, "T01-0008")
    )
    distant = Unit.objects.create(code="T08", name="远处镇人民政府", short_name="远处镇")
    assert "只能查看所辖单位的“项目库”，这是远处镇人民政府的" in refusal(township.actor("DF"), "project_library", "V", Paper(distant))


def test_a_post_that_lacks_the_letter_is_told_which_posts_have_it(township: Township) -> None:
    leader = township.actor("HL")
    assert refusal(leader, "project_library", "E", Paper(township.unit, township.offices["农业"])) == (
        f"您现在的岗位（{leader.post}）不能修改这里的“项目库”；可以的岗位是：经办人"
    )
