"""Does the library's list offer the finance bureau a county's offices only once a unit is chosen, and never those of strangers?"""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from web.plan.making import made_project
from web.township import Township
from wenxiao.web.people.models import Office, Unit

SignIn = Callable[..., Client]


def test_offices_are_offered_once_a_unit_is_chosen(township: Township, signed_in: SignIn) -> None:
    made_project(township)
    bureau = signed_in("DF")
    assert 'id="office"' not in bureau.get("/plan/projects").content.decode()
    chosen = bureau.get(f"/plan/projects?unit={township.unit.pk}").content.decode()
    assert f'<option value="{township.unit.pk}" selected>' in chosen
    assert township.offices["应急"].name in chosen


def test_an_office_of_a_link_chooses_its_unit(township: Township, signed_in: SignIn) -> None:
    project = made_project(township)
    shown = signed_in("DF").get(f"/plan/projects?office={project.office_id}").content.decode()
    assert f'<option value="{township.unit.pk}" selected>' in shown
    assert f'<option value="{project.office_id}" selected>' in shown
    assert project.name in shown


def test_offices_of_a_unit_out_of_sight_are_not_offered(signed_in: SignIn) -> None:
    stranger = Unit.objects.create(code="Z01", name="外县青山镇人民政府", short_name="青山镇")
    office = Office.objects.create(unit=stranger, code="01", name="外县机要科")
    for role in ("DF", "FH"):
        for asked in (f"unit={stranger.pk}", f"office={office.pk}"):
            assert office.name not in signed_in(role).get(f"/plan/projects?{asked}").content.decode()
