"""Does search find what the post may see, only that, and take what is typed as it is?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.plan.making import made_activity, made_duty, made_project
from web.township import Township
from wenxiao.web.people.models import Account, Post, Unit
from wenxiao.web.site.queries.search import SHOWN, found


@pytest.fixture
def library(township: Township) -> Township:
    """A project in each of two offices, of like names."""
    made_activity(township, made_duty(township, name="渠道和水利"), name="渠道管护")
    made_project(township, name="农田渠道清淤")
    other = {"actor": township.actor("HD", "应急"), "office": township.offices["应急"], "content": "汛期排查。"}
    made_project(township, name="防汛渠道排查", **other)
    return township


def hits(library: Township, role: str, text: str, office: str = "") -> dict[str, list[str]]:
    return {group.title: [hit.name for hit in group.hits] for group in found(library.actor(role, office), text)}


def test_a_clerk_finds_the_projects_of_the_own_office_only(library: Township) -> None:
    assert hits(library, "HD", "渠道")["项目"] == ["农田渠道清淤"]
    assert hits(library, "HD", "渠道", "应急")["项目"] == ["防汛渠道排查"]
    assert set(hits(library, "BO", "渠道")["项目"]) == {"农田渠道清淤", "防汛渠道排查"}


def test_indicators_are_found_in_visible_projects_only(library: Township) -> None:
    assert len(hits(library, "HD", "满意度")["绩效指标"]) == 1
    assert len(hits(library, "FH", "满意度")["绩效指标"]) == 2
    assert "绩效指标" not in hits(library, "AC", "满意度")


def test_duties_and_activities_are_found_by_those_who_work_in_the_library(library: Township) -> None:
    assert hits(library, "HD", "渠道")["职责"] == ["渠道和水利"]
    assert hits(library, "HD", "渠道")["工作活动"] == ["渠道管护"]


def test_a_third_party_finds_its_project_and_nothing_else(library: Township) -> None:
    assert hits(library, "TP", "渠道") == {}
    actor = library.actor("TP")
    mine = made_project(library, name="渠道绩效评价", warning_reason="与其他项目的内容不同，是评价")
    actor.in_post.project = mine.code
    assert {group.title: [hit.name for hit in group.hits] for group in found(actor, "渠道")} == {
        "项目": ["渠道绩效评价"],
        "绩效指标": ["渠道清淤长度"],
    }


def test_the_administrator_finds_people_and_no_business(library: Township) -> None:
    assert set(hits(library, "AD", "渠道")) == set()
    assert hits(library, "AD", "HD 某") == {"人员": ["HD 某"]}


def test_other_units_are_found_by_the_bureau_above_them_only(library: Township) -> None:
    assert set(hits(library, "DF", "渠道")) == {"项目", "职责", "工作活动", "绩效指标"}
    account = Account.objects.create(username="T02-x", name="白水某人", unit=library.other_unit)
    Post.objects.create(account=account, unit=library.other_unit, role="HL", since="2020-01-01")
    assert hits(library, "BO", "白水") == {}
    assert hits(library, "DF", "白水") == {"人员": ["白水某人"]}
    Unit.objects.filter(pk__in=(library.unit.pk, library.other_unit.pk)).update(supervisor=None)
    assert hits(library, "DF", "渠道") == {}


@pytest.mark.parametrize("text", ["%%", "__", "渠%淤", "' OR 1=1 --", "\\\\"])
def test_signs_of_the_database_are_ordinary_letters(library: Township, text: str) -> None:
    assert hits(library, "FH", text) == {}


def test_less_than_two_letters_are_refused_beside_the_field(library: Township, signed_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = signed_in("HD")
    page = client.get("/search", {"q": " 渠 "}).content.decode()
    assert "太短了：请至少输入 2 个字" in page
    assert 'aria-invalid="true"' in page
    assert "农田" not in page
    assert "请输入要找的字" in client.get("/search", {"q": ""}).content.decode()
    assert 'aria-invalid="true"' not in client.get("/search").content.decode()


def test_what_is_typed_comes_back_as_text(library: Township, signed_in: Callable[..., Client]) -> None:  # noqa: ARG001
    page = signed_in("HD").get("/search", {"q": '"><script>x'}).content.decode()
    assert "<script>x" not in page
    assert "没有找到" in page


def test_the_number_of_queries_does_not_grow_with_what_is_found(library: Township, signed_in: Callable[..., Client]) -> None:
    client = signed_in("FH")
    client.get("/search", {"q": "渠道"})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/search", {"q": "渠道"}).content.decode()
        assert "农田渠道清淤" in page
        return len(captured)

    few = queries()
    for number in range(SHOWN + 3):
        made_project(library, name=f"渠道{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[number] * 3}", warning_reason="与其他项目的地段不同，各管一段")
    assert queries() == few
    assert f"只列出前 {SHOWN} 条" in client.get("/search", {"q": "渠道"}).content.decode()
