"""What does a unit's profile say, and does it agree with itself?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.staffing import Staff, staffing
from wenxiao.web.forms import quantity_text
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.queries.reach import reached
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models.profile import AssetSnapshot, Profile, StaffingLine
from wenxiao.web.trail.refusal import Refusal

WITH_QUOTA = (StaffKind.ADMINISTRATIVE, StaffKind.INSTITUTION)


def profiles_visible(actor: PostActor) -> QuerySet[Profile]:
    """The profiles this post may look at, newest first. They are the unit's: who may look at its own office only sees none."""
    found = Profile.objects.select_related("unit", "unit__supervisor").filter(reached(actor, "master_data"))
    return found.order_by("unit__code", "-year")


def faults(profile: Profile, staff: Sequence[StaffingLine], assets: Sequence[AssetSnapshot]) -> Iterator[Refusal]:
    """What keeps a profile from being confirmed. The lines need not be saved yet."""
    reason = profile.over_quota_reason.strip()
    over = [line for line in staff if line.quota is not None and line.headcount > line.quota]
    for line in over:
        title = StaffKind(line.kind).label
        if not reason:
            yield Refusal(
                f"{title}实有 {line.headcount} 人，编制 {line.quota} 人，超编 {line.headcount - (line.quota or 0)} 人："
                "请在“超编说明”里写明批准依据，或者核对人数",
                field="over_quota_reason",
                rule="R110",
            )
    if profile.vehicles_held > profile.vehicles_quota and not reason:
        yield Refusal(
            f"公务用车保有 {profile.vehicles_held} 辆，编制 {profile.vehicles_quota} 辆，超过 "
            f"{profile.vehicles_held - profile.vehicles_quota} 辆：请在“超编说明”里写明批准依据，或者核对辆数",
            field="over_quota_reason",
            rule="R065",
        )
    for asset in assets:
        if "车" in asset.kind and asset.quantity is not None and asset.quantity != profile.vehicles_held * 10000 and not reason:
            yield Refusal(
                f"公务用车保有 {profile.vehicles_held} 辆，资产存量里“{asset.kind}”是 {quantity_text(asset.quantity)}，两处不一致："
                "请核对；确有待处置或特种车辆的，在“超编说明”里写明",
                field="over_quota_reason",
                rule="R065",
            )
    if not any(line.headcount for line in staff):
        yield Refusal("还没有填写人员：实有人数全是 0", field="staffing")


def total(lines: Sequence[StaffingLine]) -> tuple[int, int]:
    """(编制, 实有) of all kinds: derived, so that it cannot differ from the rows (R036)."""
    return sum(line.quota or 0 for line in lines), sum(line.headcount for line in lines)


def staffing_picture(profile: Profile, lines: Sequence[StaffingLine]) -> Picture:
    kinds = [Staff(StaffKind(line.kind).label, line.quota, line.headcount) for line in lines]
    return staffing(f"{profile.year} 年编制和实有人数", kinds, prefix="staff")
