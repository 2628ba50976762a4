"""Can indicators be made, changed, ordered and weighed, without anything half done or lost?"""

from __future__ import annotations

import pytest

from web.plan.making import entries, made_project
from web.township import Township
from wenxiao.web.plan.models import Indicator, Project
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.services.indicators import (
    IndicatorEntry,
    entry_of,
    indicator_copy,
    indicator_create,
    indicator_delete,
    indicator_edit,
    indicator_move,
    indicators_replace,
    indicators_weigh,
)
from wenxiao.web.plan.services.projects import project_act
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db


def names(project: Project) -> list[str]:
    return list(project.indicators.order_by("number").values_list("name", flat=True))


def numbers(project: Project) -> list[int]:
    return list(project.indicators.order_by("number").values_list("number", flat=True))


def test_a_new_indicator_stands_last_and_may_still_be_faulty(township: Township) -> None:
    project = made_project(township)
    made = indicator_create(actor=township.actor("HD"), project=project, edition=project.edition, entry=IndicatorEntry(" 初步想法 "))
    assert (made.name, made.number) == ("初步想法", len(entries()) + 1)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"name": " "}, "name", "请写指标名称"),
        ({"name": "长" * 101}, "name", "最多 100 个字"),
        ({"kind": "产出/温度"}, "kind", "没有“产出/温度”这类指标"),
        ({"weight": 101}, "weight", "不在 0 到 100"),
        ({"weight": -1}, "weight", "不在 0 到 100"),
        ({"direction": ">"}, "direction", "方向只能是"),
        ({"form": "other"}, "form", "没有“other”这种形式"),
        ({"excellent": "9" * 61}, "excellent", "最多 60 个字"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(township: Township, changes: dict, field: str, told: str) -> None:
    project = made_project(township)
    before, acts = list(Indicator.objects.values()), Entry.objects.count()
    entry = entries()[0]._replace(**changes)
    attempts = (
        lambda: indicator_create(actor=township.actor("HD"), project=project, edition=project.edition, entry=entry),
        lambda: indicator_edit(actor=township.actor("HD"), indicator=project.indicators.first(), edition=project.edition, entry=entry),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert [told in each.message for each in refused.value.of(field)] == [True]
    with pytest.raises(Refused) as refused:
        indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=(entries()[1], entry))
    assert [each.field for each in refused.value.refusals] == [f"indicators.1.{field}"]
    assert (list(Indicator.objects.values()), Entry.objects.count()) == (before, acts)


def test_the_trail_keeps_what_an_edit_changed(township: Township) -> None:
    project = made_project(township)
    first = project.indicators.first()
    changed = entry_of(first)._replace(target="≥130公里", evidence="")
    indicator_edit(actor=township.actor("HD"), indicator=first, edition=project.edition, entry=changed)
    entry = Entry.objects.filter(action="indicator_edit").get()
    assert entry.details == {"渠道清淤长度": {"指标值": ["≥120公里", "≥130公里"], "佐证材料": ["台账、照片", ""]}}


def test_order_changes_and_stops_at_the_ends(township: Township) -> None:
    project, actor = made_project(township), township.actor("HD")
    first, second, *_ = project.indicators.order_by("number")
    expected = names(project)
    indicator_move(actor=actor, indicator=first, edition=project.edition, up=True)
    assert names(project) == expected
    project.refresh_from_db()
    second.refresh_from_db()
    second.project = project
    indicator_move(actor=actor, indicator=second, edition=project.edition, up=True)
    assert names(project) == [expected[1], expected[0], *expected[2:]]
    assert numbers(project) == [1, 2, 3, 4, 5]


def test_a_deleted_indicator_leaves_no_gap_and_is_told_in_the_trail(township: Township) -> None:
    project = made_project(township)
    second = project.indicators.get(number=2)
    indicator_delete(actor=township.actor("HD"), indicator=second, edition=project.edition)
    assert numbers(project) == [1, 2, 3, 4]
    assert Entry.objects.get(action="indicator_delete").details["清淤验收合格率"]["优"] == ["≥95%", ""]


def test_a_copy_stands_last_under_a_name_of_its_own(township: Township) -> None:
    project = made_project(township)
    copied = indicator_copy(actor=township.actor("HD"), indicator=project.indicators.first(), edition=project.edition)
    assert copied.name == "渠道清淤长度（复制）"
    assert entry_of(copied)._replace(name="渠道清淤长度") == entry_of(project.indicators.get(number=1))


def test_marks_are_distributed_to_exactly_what_is_due(township: Township) -> None:
    project = made_project(township)
    Indicator.objects.update(weight=None)
    assert sum(indicators_weigh(actor=township.actor("HD"), project=project, edition=project.edition)) == 90
    assert list(project.indicators.order_by("number").values_list("weight", flat=True)) == [20, 20, 20, 20, 10]


def test_of_two_who_opened_the_same_edition_the_second_is_refused(township: Township) -> None:
    project, actor = made_project(township), township.actor("HD")
    opened, first = project.edition, project.indicators.first()
    indicator_edit(actor=actor, indicator=first, edition=opened, entry=entry_of(first)._replace(baseline="118公里"))
    late = entry_of(first)._replace(baseline="1公里")
    with pytest.raises(StaleEdition):
        indicator_edit(actor=actor, indicator=first, edition=opened, entry=late)
    assert project.indicators.get(pk=first.pk).baseline == "118公里"


def test_an_indicator_that_was_deleted_meanwhile_does_not_come_back(township: Township) -> None:
    project, actor = made_project(township), township.actor("HD")
    first = project.indicators.first()
    Indicator.objects.filter(pk=first.pk).delete()
    with pytest.raises(OutOfTurn, match="刚刚被别人删除"):
        indicator_edit(actor=actor, indicator=first, edition=project.edition, entry=entry_of(first))
    assert project.indicators.count() == 4


def test_sent_up_it_is_closed_to_the_author_and_always_to_others(township: Township) -> None:
    project = made_project(township)
    with pytest.raises(NotPermitted):
        indicators_weigh(actor=township.actor("HD", "应急"), project=project, edition=project.edition)
    project_act(actor=township.actor("HD"), project=project, action="submit")
    with pytest.raises(OutOfTurn, match="现在是“待所审”"):
        indicators_weigh(actor=township.actor("HD"), project=project, edition=project.edition)
