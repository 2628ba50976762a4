"""Do a unit's mode and limits stay as they are while a budget or a project whose way they decide is on that way?"""

from __future__ import annotations

import pytest

from web.plan.compiling import made_profile
from web.plan.making import YEAR, made_project
from web.township import Township
from wenxiao.web.people.models import Unit
from wenxiao.web.people.services import unit_edit
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.plan.services.compilation import compilation_open, compilation_prepare
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
SETTINGS = {
    "name": "试验区青石镇人民政府",
    "short_name": "青石镇",
    "mode": "department",
    "leader_limit": 5_000_000,
    "mayor_limit": 20_000_000,
}


def edit(township: Township, **values: object) -> None:
    settings = {**SETTINGS, "small_office": False, **values}
    unit_edit(actor=township.actor("ML"), unit=Unit.objects.get(code="T01"), **settings)  # type: ignore[arg-type]


def opened(township: Township) -> Compilation:
    made_profile(township)
    compilation = compilation_prepare(actor=township.actor("BO"), unit=township.unit, year=YEAR)
    compilation_open(actor=township.actor("BO"), compilation=compilation)
    return compilation


def test_the_mode_stays_while_a_budget_is_in_its_rounds(township: Township) -> None:
    opened(township)
    acts = Entry.objects.count()
    with pytest.raises(Refused, match=f"{YEAR} 年部门预算（一上编报）") as refused:
        edit(township, mode="own_budget")
    assert [each.field for each in refused.value.refusals] == ["mode"]
    assert Unit.objects.get(code="T01").mode == Unit.Mode.DEPARTMENT
    assert Entry.objects.count() == acts


def test_the_mode_may_change_once_the_budget_is_approved(township: Township) -> None:
    opened(township)
    Compilation.objects.update(state=Compilation.State.APPROVED)
    edit(township, mode="own_budget")
    assert Unit.objects.get(code="T01").mode == Unit.Mode.OWN_BUDGET


@pytest.mark.parametrize("state", ["office", "finance", "collective", "bureau"])
def test_mode_and_mayor_limit_stay_while_a_project_is_being_decided(township: Township, state: str) -> None:
    project = made_project(township)
    Project.objects.update(state=state)
    for field, value in (("mode", "own_budget"), ("mayor_limit", 90_000_000)):
        with pytest.raises(Refused, match=project.code) as refused:
            edit(township, **{field: value})
        assert [each.field for each in refused.value.refusals] == [field]
    edit(township, short_name="青石")
    unit = Unit.objects.get(code="T01")
    assert (unit.short_name, unit.mode, unit.mayor_limit) == ("青石", "department", 20_000_000)


@pytest.mark.parametrize("state", ["draft", "stocked", "declined"])
def test_a_project_nobody_is_deciding_keeps_no_limit(township: Township, state: str) -> None:
    made_project(township)
    Project.objects.update(state=state)
    edit(township, mayor_limit=90_000_000)
    assert Unit.objects.get(code="T01").mayor_limit == 90_000_000


def test_what_another_unit_is_deciding_keeps_nothing_here(township: Township) -> None:
    opened(township)
    Compilation.objects.update(unit=township.other_unit)
    edit(township, mode="own_budget")
    assert Unit.objects.get(code="T01").mode == Unit.Mode.OWN_BUDGET
