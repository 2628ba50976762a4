"""What is a unit in a year, and how is its profile filled in and confirmed?"""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Status
from pydantic import Field

from wenxiao.web.people.acting import require
from wenxiao.web.people.api.listing import Page, page_of
from wenxiao.web.people.api.refusing import answers, named
from wenxiao.web.people.api.token import ApiRequest
from wenxiao.web.people.api.values import Amount, Count, Day, Edition, Fen, Line, Number, TenThousandths, Text, Told, Typed, Year, YearTyped
from wenxiao.web.plan.api.asking import Done, Step, StepTyped, asked_profile, done_told, known_step, require_somewhere, step_told
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models import Profile
from wenxiao.web.plan.queries.profile import profiles_visible, total
from wenxiao.web.plan.services import profile as services
from wenxiao.web.plan.workflows.profile import BY_COMPILATION, PROFILE_WORKFLOW

router = Router(tags=["单位情况"])
FUNCTION = services.FUNCTION


class ProfileRow(Told):
    """单位情况 as lists tell it."""

    id: int
    unit: str
    year: int
    legal_name: str
    edition: int = Field(description="第几版：修改时要带上，别人先改过的就不覆盖")
    state: str
    state_title: str


class StaffTold(Told):
    """人员: `quota` is null where the kind has none."""

    kind: str
    title: str
    quota: int | None
    headcount: int


class AssetTold(Told):
    """资产存量."""

    kind: str
    quantity_10000: int | None
    measure: str
    value_fen: Amount


class ProfileTold(ProfileRow):
    """单位情况 in full."""

    nature: str
    level: str
    funding_form: str
    functions: str
    structure: str
    as_of: date
    vehicles_quota: int
    vehicles_held: int
    over_quota_reason: str
    staffing: list[StaffTold]
    quota_total: int
    headcount_total: int
    assets: list[AssetTold]
    steps: list[Step]


class StaffTyped(Typed):
    """人员."""

    quota: Count | None = None
    headcount: Count


class AssetTyped(Typed):
    """资产存量."""

    kind: Text
    value_fen: Fen
    quantity_10000: TenThousandths | None = None
    measure: Text = ""


class ProfileTyped(Typed):
    """单位情况, the whole of it."""

    legal_name: Text
    nature: Text
    level: Text
    funding_form: Text
    functions: Text
    structure: Text = ""
    as_of: Day
    vehicles_quota: Count = 0
    vehicles_held: Count = 0
    over_quota_reason: Text = ""
    staffing: dict[StaffKind, StaffTyped]
    assets: list[AssetTyped] = Field([], max_length=200)


class NewProfile(ProfileTyped):
    """单位情况 of a year that has none."""

    year: YearTyped


class ChangedProfile(ProfileTyped):
    """单位情况 as it shall be from now on."""

    edition: Edition


class CopyTyped(Typed):
    """沿用上一份: the year that is to have a profile like the latest before it."""

    year: YearTyped


@router.get("/profiles", response=answers(Page[ProfileRow]), summary="本岗位能看的单位情况")
def profiles(request: ApiRequest, unit: Line = "", year: Year | None = None, page: Number = 1) -> Page[ProfileRow]:
    require_somewhere(request.auth, FUNCTION)
    found = profiles_visible(request.auth)
    if unit:
        found = found.filter(unit__code=unit)
    if year:
        found = found.filter(year=year)
    return page_of(found, page, lambda each: ProfileRow(**_row(each)))


@router.post("/profiles", response=answers(ProfileTold, 201), summary="填报本单位一年的情况")
def profile_create(request: ApiRequest, typed: NewProfile) -> Status[ProfileTold]:
    with named(**_NAMES):
        made = services.profile_create(actor=request.auth, unit=request.auth.unit, year=typed.year, **_values(typed))
    return Status(201, _told(request, made))


@router.post("/profiles/copy", response=answers(ProfileTold, 201), summary="沿用上一份建立一年的情况")
def profile_copy(request: ApiRequest, typed: CopyTyped) -> Status[ProfileTold]:
    return Status(201, _told(request, services.profile_copy(actor=request.auth, unit=request.auth.unit, year=typed.year)))


@router.get("/profiles/{unit}/{year}", response=answers(ProfileTold), summary="一个单位一年的情况")
def profile(request: ApiRequest, unit: Line, year: Year) -> ProfileTold:
    return _told(request, asked_profile(request.auth, unit, year))


@router.put("/profiles/{unit}/{year}", response=answers(ProfileTold), summary="修改还没有核定的单位情况")
def profile_edit(request: ApiRequest, unit: Line, year: Year, typed: ChangedProfile) -> ProfileTold:
    found = asked_profile(request.auth, unit, year)
    require(request.auth, FUNCTION, "E", found)
    with named(**_NAMES):
        changed = services.profile_edit(actor=request.auth, profile=found, edition=typed.edition, **_values(typed))
    return _told(request, changed)


@router.post("/profiles/{unit}/{year}/act/{action}", response=answers(Done), summary="核定单位情况，或退回修改")
def profile_act(request: ApiRequest, unit: Line, year: Year, action: Line, typed: StepTyped) -> Done:
    found = asked_profile(request.auth, unit, year)
    known_step(PROFILE_WORKFLOW, action, without=BY_COMPILATION)
    entry = services.profile_act(actor=request.auth, profile=found, action=action, reason=typed.reason)
    return done_told(entry, found.state)


_NAMES = {"value": "value_fen", "quantity": "quantity_10000"}


def _values(typed: ProfileTyped) -> dict[str, Any]:
    given = typed.model_dump(exclude={"staffing", "assets", "year", "edition"})
    staffing = {kind.value: services.StaffEntry(each.quota, each.headcount) for kind, each in typed.staffing.items()}
    assets = [services.AssetEntry(each.kind, each.value_fen, each.quantity_10000, each.measure) for each in typed.assets]
    return {**given, "staffing": staffing, "assets": assets}


def _told(request: ApiRequest, found: Profile) -> ProfileTold:
    lines, assets = list(found.staffing.all()), list(found.assets.all())
    quota, headcount = total(lines)
    ways = PROFILE_WORKFLOW.open_to(request.auth, found) if not request.auth.hindrance else ()
    return ProfileTold(
        **_row(found), **{name: getattr(found, name) for name in services.FIELDS if name != "legal_name"},
        staffing=[
            StaffTold(kind=line.kind, title=line.get_kind_display(), quota=line.quota, headcount=line.headcount) for line in lines
        ],
        quota_total=quota, headcount_total=headcount,
        assets=[
            AssetTold(kind=each.kind, quantity_10000=each.quantity, measure=each.measure, value_fen=each.value) for each in assets
        ],
        steps=[step_told(way) for way in ways if way.action not in BY_COMPILATION],
    )  # fmt: skip


def _row(found: Profile) -> dict[str, Any]:
    return {
        "id": found.pk, "unit": found.unit.code, "year": found.year, "legal_name": found.legal_name, "edition": found.edition,
        "state": found.state, "state_title": found.state_title,
    }  # fmt: skip
