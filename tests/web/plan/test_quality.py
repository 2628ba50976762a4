"""Does the picture of indicator quality count each indicator once, by the worst that is said of it?"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import Ask, Case, hold_gathering
from web.plan.making import YEAR, entries, made_activity, made_duty, made_project
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models import Activity, Project
from wenxiao.web.plan.queries.quality import quality_by_office
from wenxiao.web.plan.services.indicators import indicators_replace

pytestmark = pytest.mark.django_db


def test_each_indicator_is_counted_by_the_worst_that_is_said_of_it(township: Township) -> None:
    project = made_project(township)
    assert [each[1:] for each in quality_by_office(township.actor("BO"), year=YEAR)] == [("农业综合服务中心", 5, 0, 0)]
    gap = entries()[1]._replace(fair="≥85%且<90%")
    low = entries()[3]._replace(excellent="≥60%", good="≥50%且<60%", fair="≥40%且<50%", poor="<40%", target="≥60%")
    changed = (entries()[0], gap, entries()[2], low, entries()[4])
    indicators_replace(actor=township.actor("HD"), project=project, edition=project.edition, entries=changed)
    assert [each[2:] for each in quality_by_office(township.actor("BO"), year=YEAR)] == [(3, 1, 1)]


def test_an_office_sees_its_own_only_and_another_year_nothing(township: Township) -> None:
    made_project(township)
    assert quality_by_office(township.actor("HD", "应急"), year=YEAR) == []
    assert quality_by_office(township.actor("HD"), year=YEAR + 1) == []


def test_the_page_links_each_office_to_its_projects(township: Township, signed_in: Callable[..., Client]) -> None:
    project = made_project(township)
    page = html.unescape(signed_in("BO").get("/plan/quality").content.decode())
    assert f"/plan/projects?office={project.office_id}&year={YEAR}" in page
    assert "没有问题 5" in page


def test_queries_do_not_grow_with_projects(township: Township, django_assert_max_num_queries: Any) -> None:
    activity = made_activity(township, made_duty(township))
    assert Activity.objects.count() == 1
    for number in range(12):
        made_project(township, f"第{number}号渠道", activity=activity)
    assert Project.objects.count() == 12
    with django_assert_max_num_queries(3):
        assert quality_by_office(township.actor("BO"), year=YEAR)[0].indicators == 60


def test_who_may_not_enter_the_library_is_led_nowhere_and_who_may_not_see_indicators_is_not_led_here(
    township: Township, signed_in: Callable[..., Client]
) -> None:
    made_project(township)
    page = html.unescape(signed_in("NPC").get("/plan/quality").content.decode())
    assert "没有问题 5" in page
    assert "/plan/projects?office=" not in page
    assert "/plan/quality" not in signed_in("AC").get("/plan/projects").content.decode()
    assert signed_in("AC").get("/plan/quality").status_code == 403


def standing(township: Township, unit: Unit, office: Office | None) -> Project:
    """A project with indicators in an office of that place, whose name stands nowhere else on a page."""
    project = made_project(township)
    office = office or Office.objects.create(unit=unit, code="77", name="农业办")
    Office.objects.filter(pk=office.pk).update(name="看得见的站所")
    if unit != township.unit:
        duty = Activity.objects.get(pk=project.activity_id).duty
        duty.pk, duty.unit = None, unit
        duty.save()
        Activity.objects.filter(pk=project.activity_id).update(duty=duty)
    Project.objects.filter(pk=project.pk).update(unit=unit, office=office)
    return Project.objects.get(pk=project.pk)


QUALITY = Case("看指标质量", "indicators", "V", standing, lambda _: Ask(f"/plan/quality?year={YEAR}"))


@pytest.mark.parametrize("place", QUALITY.places)
def test_the_page_counts_in_every_post_just_the_offices_whose_indicators_it_may_see(place: str, township: Township) -> None:
    hold_gathering(QUALITY, place, township, shown="看得见的站所：")
