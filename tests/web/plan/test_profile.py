"""Does a unit's profile hold together before anything is built on it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from web.township import Township
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models import Profile
from wenxiao.web.plan.queries.profile import total
from wenxiao.web.plan.services.edition import StaleEdition
from wenxiao.web.plan.services.profile import (
    AssetEntry,
    StaffEntry,
    profile_act,
    profile_copy,
    profile_create,
    profile_edit,
)
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused
from wenxiao.web.trail.workflow import perform

pytestmark = pytest.mark.django_db

STAFF = {StaffKind.ADMINISTRATIVE: StaffEntry(12, 11), StaffKind.INSTITUTION: StaffEntry(8, 8), StaffKind.RETIRED: StaffEntry(None, 5)}
STOCK = (AssetEntry("房屋", 90_000_000, 12_345_600, "平方米"), AssetEntry("车辆", 30_000_000, 20000, "辆"))


def made(township: Township, **more: Any) -> Profile:
    values = {
        "actor": township.actor("BO"), "unit": township.unit, "year": 2024, "legal_name": "试验区青石镇人民政府", "nature": "行政",
        "level": "正科级", "funding_form": "财政拨款", "functions": "管理全镇事务。", "as_of": date(2023, 12, 31), "vehicles_quota": 2,
        "vehicles_held": 2, "staffing": STAFF, "assets": STOCK, **more,
    }  # fmt: skip
    return profile_create(**values)


def test_totals_are_derived_from_the_rows(township: Township) -> None:
    assert total(tuple(made(township).staffing.all())) == (20, 24)


@pytest.mark.parametrize(
    ("values", "field", "rule", "told"),
    [
        ({"staffing": {**STAFF, StaffKind.INSTITUTION: StaffEntry(8, 9)}}, "over_quota_reason", "R110", "超编 1 人"),
        ({"vehicles_quota": 1}, "over_quota_reason", "R065", "超过 1 辆"),
        ({"assets": (AssetEntry("车辆", 1, 30000, "辆"),)}, "over_quota_reason", "R065", "两处不一致"),
        ({"legal_name": " "}, "legal_name", "", "请填写单位全称"),
        ({"as_of": date(2025, 1, 1)}, "as_of", "", "在 2024 年以后"),
        ({"year": 24}, "year", "", "四位数"),
        ({"staffing": {}}, "staffing", "", "实有人数全是 0"),
        ({"staffing": {**STAFF, StaffKind.RETIRED: StaffEntry(3, 5)}}, "staffing.retired", "", "没有编制"),
        ({"assets": (*STOCK, AssetEntry(" ", 1))}, "assets.2.kind", "", "请写资产类别"),
    ],
)
def test_what_does_not_hold_together_is_refused_beside_its_field(
    township: Township, values: dict[str, Any], field: str, rule: str, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        made(township, **values)
    assert [(each.rule, told in each.message) for each in refused.value.of(field)] == [(rule, True)]
    assert not Profile.objects.exists()
    assert not Entry.objects.exists()


def test_over_the_quota_is_kept_with_its_reason(township: Township) -> None:
    over = {**STAFF, StaffKind.INSTITUTION: StaffEntry(8, 9)}
    assert made(township, staffing=over, over_quota_reason="编办同意过渡期内逐步消化").pk


def test_one_profile_a_year(township: Township) -> None:
    made(township)
    with pytest.raises(Refused, match="2024 年的单位情况已经有了"):
        made(township)


def test_it_is_confirmed_by_another_than_who_wrote_it_then_closed(township: Township) -> None:
    profile = made(township)
    with pytest.raises(NotPermitted, match="财政所长"):
        profile_act(actor=township.actor("BO"), profile=profile, action="confirm")
    profile_act(actor=township.actor("FH"), profile=profile, action="confirm")
    with pytest.raises(OutOfTurn, match="已经核定，不能修改"):
        profile_edit(actor=township.actor("BO"), profile=profile, edition=1, staffing=STAFF, assets=STOCK, level="副科级")
    profile_act(actor=township.actor("FH"), profile=profile, action="reopen", reason="退休人数要按台账再核对一次")
    profile_edit(actor=township.actor("BO"), profile=profile, edition=1, staffing=STAFF, assets=STOCK, level="副科级")
    profile.refresh_from_db()
    assert (profile.state, profile.level) == ("draft", "副科级")


def test_of_two_who_opened_the_same_edition_the_second_is_refused_and_changes_nothing(township: Township) -> None:
    profile = made(township)
    officer, fewer = township.actor("BO"), {**STAFF, StaffKind.RETIRED: StaffEntry(None, 4)}
    profile_edit(actor=officer, profile=profile, edition=1, staffing=fewer, assets=STOCK, level="副科级")
    told = "“2024 年单位基本情况”在您打开页面以后被人改过（您打开的是第 1 版，现在是第 2 版）"
    before = (Profile.objects.values().get(), list(profile.staffing.values()), list(profile.assets.values()), Entry.objects.count())
    with pytest.raises(StaleEdition, match=told):
        profile_edit(actor=officer, profile=profile, edition=1, staffing=STAFF, assets=(), level="正科级")
    with pytest.raises(StaleEdition):
        profile_edit(actor=officer, profile=profile, edition=3, staffing=STAFF, assets=(), level="正科级")
    assert (Profile.objects.values().get(), list(profile.staffing.values()), list(profile.assets.values()), Entry.objects.count()) == before
    profile_edit(actor=officer, profile=profile, edition=2, staffing=STAFF, assets=(), level="正科级")
    profile.refresh_from_db()
    assert (profile.edition, profile.level) == (3, "正科级")


def test_only_a_confirmed_profile_is_frozen_and_then_stays(township: Township) -> None:
    profile = made(township)
    with pytest.raises(OutOfTurn):
        perform(PROFILE_WORKFLOW, profile, "freeze", actor=township.actor("BO"))
    profile_act(actor=township.actor("FH"), profile=profile, action="confirm")
    perform(PROFILE_WORKFLOW, profile, "freeze", actor=township.actor("BO"))
    with pytest.raises(OutOfTurn):
        profile_act(actor=township.actor("FH"), profile=profile, action="reopen", reason="想要再改一改人数和资产")
    assert profile.state == "frozen"


def test_last_years_profile_is_carried_on_as_a_draft(township: Township) -> None:
    made(township)
    copied = profile_copy(actor=township.actor("BO"), unit=township.unit, year=2025)
    assert (copied.state, copied.as_of) == ("draft", date(2024, 12, 31))
    assert total(tuple(copied.staffing.all())) == (20, 24)
    assert [(each.kind, each.value) for each in copied.assets.all()] == [("房屋", 90_000_000), ("车辆", 30_000_000)]
    with pytest.raises(Refused, match="2020 年以前没有单位情况"):
        profile_copy(actor=township.actor("BO"), unit=township.unit, year=2020)


def test_an_edit_with_a_fault_leaves_everything_as_it_was(township: Township) -> None:
    profile = made(township)
    before = (list(Profile.objects.values()), list(profile.staffing.values()), list(profile.assets.values()), Entry.objects.count())
    with pytest.raises(Refused):
        profile_edit(
            actor=township.actor("BO"), profile=profile, edition=1, staffing={StaffKind.RETIRED: StaffEntry(1, 1)}, assets=(), level=""
        )
    assert (list(Profile.objects.values()), list(profile.staffing.values()), list(profile.assets.values()), Entry.objects.count()) == before
