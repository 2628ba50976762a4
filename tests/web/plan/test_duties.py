"""Are duties and activities kept in order, and do they end only when nothing runs on below them?"""

from __future__ import annotations

import pytest

from web.plan.making import YEAR, line, made_activity, made_duty, made_project
from web.township import Township
from wenxiao.web.plan.models import Activity, Duty
from wenxiao.web.plan.queries.library import duty_tree
from wenxiao.web.plan.services.duties import activity_edit, activity_retire, duty_edit, duty_retire
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "name", "more", "field"),
    [
        (1, "别的职责", {}, "number"),
        (2, "农业农村", {}, "name"),
        (2, " ", {}, "name"),
        (0, "别的职责", {}, "number"),
        (2, "别的职责", {"since": 24}, "since"),
        (2, "别的职责", {"until": 2019}, "until"),
    ],
)
def test_a_faulty_duty_is_refused_by_field(township: Township, number: int, name: str, more: dict, field: str) -> None:
    made_duty(township)
    acts = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        made_duty(township, number, name, **more)
    assert [each.field for each in refused.value.refusals] == [field]
    assert (Duty.objects.count(), Entry.objects.count()) == (1, acts)


def test_a_number_is_free_again_after_a_duty_ended(township: Township) -> None:
    made_duty(township, until=2022)
    assert made_duty(township, 1, "乡村振兴", since=2023).pk


def test_only_the_finance_office_keeps_them(township: Township) -> None:
    duty = made_duty(township)
    for role in ("HD", "HL", "FH", "ML", "DF"):
        with pytest.raises(NotPermitted):
            duty_edit(actor=township.actor(role), duty=duty, name="改名")
    duty_edit(actor=township.actor("BO"), duty=duty, name="农业和农村")
    assert Entry.objects.get(action="edit").details == {"职责名称": ["农业农村", "农业和农村"]}


def test_an_activity_moves_within_its_unit_only(township: Township) -> None:
    activity = made_activity(township)
    elsewhere = Duty.objects.create(unit=township.other_unit, number=1, name="别处", description="", objective="", since=2020)
    with pytest.raises(Refused, match="职责不是本单位的"):
        activity_edit(actor=township.actor("BO"), activity=activity, duty=elsewhere)
    assert Activity.objects.get().duty == activity.duty


def test_nothing_ends_while_a_project_below_it_runs_on(township: Township) -> None:
    project = made_project(township, end_year=YEAR + 1, lines=(line(), line(year=YEAR + 1)))
    finance = township.actor("BO")
    for attempt in (
        lambda: activity_retire(actor=finance, activity=project.activity, until=YEAR),
        lambda: duty_retire(actor=finance, duty=project.activity.duty, until=YEAR),
    ):
        with pytest.raises(Refused, match=rf"到 {YEAR + 1} 年，晚于 {YEAR} 年") as refused:
            attempt()
        assert refused.value.refusals[0].field == "until"
    activity_retire(actor=finance, activity=project.activity, until=YEAR + 1)
    assert Activity.objects.get().until == YEAR + 1


def test_an_edit_does_not_end_a_duty(township: Township) -> None:
    project = made_project(township, end_year=YEAR + 1, lines=(line(), line(year=YEAR + 1)))
    with pytest.raises(TypeError, match="until"):
        duty_edit(actor=township.actor("BO"), duty=project.activity.duty, until=YEAR)
    assert Duty.objects.get().until is None


def test_a_duty_that_ended_says_so_in_the_trail(township: Township) -> None:
    duty = made_duty(township)
    duty_retire(actor=township.actor("BO"), duty=duty, until=YEAR)
    assert Duty.objects.get().until == YEAR
    assert Entry.objects.get(action="retire").details == {"终止年度": [None, YEAR]}


def test_the_tree_adds_up_by_year_and_shows_what_one_may_see(township: Township) -> None:
    made_project(township, end_year=YEAR + 1, lines=(line(), line(year=YEAR + 1, yuan=100)))
    for year, amount in ((YEAR, 3_600_000), (YEAR + 1, 1_200_000), (YEAR + 2, 0)):
        (duty,) = duty_tree(township.unit, township.actor("BO"), year=year)
        assert duty.total == amount
    (duty,) = duty_tree(township.unit, township.actor("HD", "应急"), year=YEAR)
    assert duty.total == 0
