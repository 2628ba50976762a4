"""Do the pages of the unit's profile show people, vehicles and assets, keep what was typed, and write nothing where they refuse?"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from web.permission_cases import NO_OFFICE, Ask, Case, every, hold
from web.township import Township
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models import AssetSnapshot, Profile, StaffingLine
from wenxiao.web.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PLAIN = {
    "legal_name": "试验区青石镇人民政府", "nature": "行政单位", "level": "正科级", "funding_form": "财政拨款", "as_of": "2023-12-31",
    "functions": "服务农业农村。", "structure": "", "vehicles_quota": "3", "vehicles_held": "2", "over_quota_reason": "",
    "staff-administrative-quota": "30", "staff-administrative-headcount": "28", "staff-institution-quota": "20",
    "staff-institution-headcount": "20", "staff-cadre_retired-headcount": "0", "staff-retired-headcount": "12",
    "staff-resigned-headcount": "0", "assets-0-kind": "房屋", "assets-0-quantity": "1200.5", "assets-0-measure": "平方米",
    "assets-0-value": "3,456,789.01",
    "assets-1-kind": "", "assets-1-quantity": "", "assets-1-measure": "", "assets-1-value": "", "do": "save",
}  # fmt: skip
NEW = {**PLAIN, "year": "2024"}
EDITED = {**PLAIN, "edition": "1"}
URL = "/plan/profile/T01/2024"


def said(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def made(signed_in: SignIn, **more: str) -> Profile:
    assert signed_in("BO").post("/plan/profile/new", {**NEW, **more}).status_code == 302
    return Profile.objects.latest("pk")


def test_a_profile_is_typed_shown_changed_and_confirmed(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    profile = made(signed_in)
    client = signed_in("BO")
    page = said(client.get("/plan/profile?year=2024"))
    assert all(text in page for text in ("空编 2 人", "满编", "<svg", "3,456,789.01", "1200.5", "填报单位情况"))
    form = said(client.get(f"{URL}/edit"))
    assert 'value="3456789.01"' in form
    assert client.post(f"{URL}/edit", {**EDITED, "vehicles_held": "3"}).status_code == 302
    assert signed_in("FH").post(f"{URL}/act/confirm", {}).status_code == 302
    profile.refresh_from_db()
    assert (profile.state, profile.vehicles_held, profile.assets.get().value) == ("confirmed", 3, 345_678_901)
    assert client.get(f"{URL}/edit").status_code == 409
    assert client.post(f"{URL}/edit", EDITED).status_code == 409


@pytest.mark.parametrize(
    ("typed", "where", "told"),
    [
        ({"legal_name": ""}, "legal_name", "请填写"),
        ({"year": "24"}, "year", "2000"),
        ({"as_of": "二月三十"}, "as_of", "日期"),
        ({"as_of": "2030-01-01"}, "as_of", "以后"),
        ({"vehicles_held": "-1"}, "vehicles_held", "0"),
        ({"vehicles_held": "4"}, "over_quota_reason", "超过 1 辆"),
        ({"staff-administrative-headcount": "35"}, "over_quota_reason", "超编 5 人"),
        ({"staff-retired-headcount": "很多"}, "staff-retired", "整数"),
        ({"staff-institution-quota": ""}, "staff-institution", "请填写"),
        ({"assets-0-value": "三百万"}, "assets-0", "不是金额"),
        ({"assets-0-kind": ""}, "assets-0", "请填写"),
        ({"assets-0-quantity": "1.23456"}, "assets-0", "四位小数"),
        ({"assets-1-kind": "公务车", "assets-1-quantity": "5", "assets-1-value": "1"}, "over_quota_reason", "两处不一致"),
    ],
)
def test_a_faulty_profile_is_refused_beside_its_field(
    township: Township,  # noqa: ARG001
    signed_in: SignIn,
    typed: dict[str, str],
    where: str,
    told: str,
) -> None:
    before = Entry.objects.count()
    answer = signed_in("BO").post("/plan/profile/new", {**NEW, "functions": "还没写完的话", **typed})
    assert answer.status_code == 422
    forms = {f"staff-{each.kind}": each for each in answer.context["staff"]} | {row.prefix: row for row in answer.context["assets"]}
    assert told in str(forms[where].errors if where in forms else answer.context["form"].errors[where])
    assert "还没写完的话" in said(answer)
    assert not Profile.objects.exists()
    assert Entry.objects.count() == before


def test_what_a_colleague_saved_meanwhile_is_shown_beside_what_was_typed_and_not_overwritten(
    township: Township,  # noqa: ARG001
    signed_in: SignIn,
) -> None:
    profile = made(signed_in)
    client = signed_in("BO")
    assert 'name="edition" value="1"' in said(client.get(f"{URL}/edit"))
    theirs = {"staff-retired-headcount": "15", "assets-0-value": "1", "level": "副处级"}
    assert client.post(f"{URL}/edit", {**EDITED, **theirs}).status_code == 302
    before = Entry.objects.count()
    late = client.post(f"{URL}/edit", {**EDITED, "vehicles_held": "3"})
    assert late.status_code == 409
    assert "您打开的是第 1 版，现在是第 2 版" in said(late)
    assert late.context["differing"] == [
        ("单位规格", "副处级", "正科级"),
        ("公务用车保有量（辆）", 2, 3),
        ("退休人员", "实有 15 人", "实有 12 人"),
        ("资产存量", "房屋 1200.5平方米 1.00 元", "房屋 1200.5平方米 3,456,789.01 元"),
    ]
    assert "您填的与现在保存的不同之处" in said(late)
    assert 'name="edition" value="2"' in said(late)
    profile.refresh_from_db()
    assert (profile.level, profile.vehicles_held, Entry.objects.count()) == ("副处级", 2, before)
    more = client.post(f"{URL}/edit", {**EDITED, "do": "add"})
    assert 'name="edition" value="1"' in said(more), "a row more does not make an old page a new one"
    assert client.post(f"{URL}/edit", {**EDITED, "edition": "2", "vehicles_held": "3"}).status_code == 302
    profile.refresh_from_db()
    assert (profile.level, profile.vehicles_held, profile.edition) == ("正科级", 3, 3)


def test_one_year_has_one_profile(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    made(signed_in)
    answer = signed_in("BO").post("/plan/profile/new", NEW)
    assert answer.status_code == 422
    assert "已经有了" in str(answer.context["form"].errors["year"])
    assert Profile.objects.count() == 1


def test_rows_of_assets_are_added_and_taken_out_without_script(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    client = signed_in("BO")
    more = client.post("/plan/profile/new", {**NEW, "do": "add", "legal_name": ""})
    assert len(more.context["assets"].forms) == 3
    assert "3,456,789.01" in said(more)
    assert 'role="alert"' not in said(more)
    less = client.post("/plan/profile/new", {**NEW, "do": "remove-0"})
    assert "3,456,789.01" not in said(less)
    assert 'value="28"' in said(less)
    assert not Profile.objects.exists()


def test_a_profile_is_copied_from_the_year_before(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    client = signed_in("BO")
    none = client.post("/plan/profile/copy", {"year": "2025"})
    assert none.status_code == 422
    assert "没有单位情况可以沿用" in said(none)
    made(signed_in)
    assert "按上一份建立" in said(client.get("/plan/profile?year=2025"))
    assert client.post("/plan/profile/copy", {"year": "2025"}).status_code == 302
    assert Profile.objects.get(year=2025).assets.get().kind == "房屋"
    assert client.post("/plan/profile/copy", {"year": "x"}).status_code == 422


def test_a_confirmed_profile_is_given_back_with_a_reason(township: Township, signed_in: SignIn) -> None:  # noqa: ARG001
    made(signed_in)
    client = signed_in("FH")
    assert client.post(f"{URL}/act/reopen", {"reason": "退回修改，人数要核"}).status_code == 409
    client.post(f"{URL}/act/confirm", {})
    short = client.post(f"{URL}/act/reopen", {"reason": "人数"})
    assert short.status_code == 422
    assert "至少 10 个字" in said(short)
    assert "没有办成，请先改正下面的地方" in said(short)
    assert "人数</textarea>" in said(short)
    assert Profile.objects.get().state == "confirmed"
    assert client.post(f"{URL}/act/reopen", {"reason": "退休人数与社保名册不一致，请核对"}).status_code == 302
    assert client.post(f"{URL}/act/freeze", {}).status_code == 404


def test_the_page_takes_a_constant_number_of_queries(
    township: Township,  # noqa: ARG001
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    profile = made(signed_in)
    client = signed_in("BO")
    for count in (5, 50):
        AssetSnapshot.objects.bulk_create(AssetSnapshot(profile=profile, kind=f"设备{count}-{n}", value=100) for n in range(count))
        with django_assert_max_num_queries(20):
            assert client.get("/plan/profile?year=2024").status_code == 200


# --------------------------------------------------------------- permissions


def own_unit(_township: Township, unit: Unit, _office: Office | None) -> Unit:
    return unit


def profile_of(_township: Township, unit: Unit, _office: Office | None, state: str = "draft") -> Profile:
    values = {name: PLAIN[name] for name in ("legal_name", "nature", "level", "funding_form", "functions")}
    profile = Profile.objects.create(unit=unit, year=2024, state=state, as_of=date(2023, 12, 31), **values)
    StaffingLine.objects.create(profile=profile, kind=StaffKind.ADMINISTRATIVE, quota=3, headcount=2)
    return profile


def confirmed(township: Township, unit: Unit, office: Office | None) -> Profile:
    return profile_of(township, unit, office, "confirmed")


CASES = (
    Case("填报单位情况", "master_data", "C", own_unit, lambda _: Ask("/plan/profile/new", NEW), ("unit",)),
    Case("看单位情况", "master_data", "V", profile_of, lambda p: Ask(p.get_absolute_url()), NO_OFFICE),
    Case("修改单位情况", "master_data", "E", profile_of, lambda p: Ask(f"{p.get_absolute_url()}/edit", EDITED), NO_OFFICE),
    Case("核定", "master_data", "A", profile_of, lambda p: Ask(f"{p.get_absolute_url()}/act/confirm", {}), NO_OFFICE, ("FH",)),
    Case(
        "退回修改", "master_data", "A", confirmed,
        lambda p: Ask(f"{p.get_absolute_url()}/act/reopen", {"reason": "人数与名册不一致，请核对后再报"}), NO_OFFICE, ("FH",),
    ),
    Case(
        "沿用上年", "master_data", "C", lambda t, _u, o: profile_of(t, t.unit, o), lambda _: Ask("/plan/profile/copy", {"year": "2025"}),
        ("unit",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("case", "place"), every(CASES), ids=lambda each: each.title if isinstance(each, Case) else each)
def test_every_action_on_a_profile_asks_the_matrix(case: Case, place: str, township: Township) -> None:
    hold(case, place, township)
