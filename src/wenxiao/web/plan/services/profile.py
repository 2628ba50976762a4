"""How does a unit's profile of a year come into being, and how is it confirmed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import YEARS, StaffKind
from wenxiao.web.plan.models import AssetSnapshot, Profile, StaffingLine
from wenxiao.web.plan.models.owned import field_title
from wenxiao.web.plan.queries.profile import WITH_QUOTA, faults, total
from wenxiao.web.plan.services.edition import claim_profile
from wenxiao.web.plan.services.text import too_long
from wenxiao.web.plan.workflows.profile import PROFILE_WORKFLOW
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal, Refused, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform

FUNCTION = "master_data"
FIELDS = (
    "legal_name", "nature", "level", "funding_form", "functions", "structure", "as_of", "vehicles_quota", "vehicles_held",
    "over_quota_reason",
)  # fmt: skip
_REQUIRED = ("legal_name", "nature", "level", "funding_form", "functions")


class StaffEntry(NamedTuple):
    """人员: posts by quota (None where the kind has none) and people."""

    quota: int | None
    headcount: int


class AssetEntry(NamedTuple):
    """资产存量: `quantity` in ten-thousandths, `value` in 分."""

    kind: str
    value: int
    quantity: int | None = None
    measure: str = ""


def profile_create(
    *,
    actor: PostActor,
    unit: Unit,
    year: int,
    legal_name: str,
    nature: str,
    level: str,
    funding_form: str,
    functions: str,
    as_of: date,
    structure: str = "",
    vehicles_quota: int = 0,
    vehicles_held: int = 0,
    over_quota_reason: str = "",
    staffing: Mapping[str, StaffEntry],
    assets: Sequence[AssetEntry] = (),
) -> Profile:
    """A profile to be confirmed; `staffing` by StaffKind, kinds left out count 0.

    Raises NotPermitted; Refused with the parameters' names, `staffing.<kind>`, `assets.<n>.<name>` as fields.
    """
    profile = Profile(
        unit=unit, year=year, legal_name=legal_name, nature=nature, level=level, funding_form=funding_form, functions=functions,
        structure=structure, as_of=as_of, vehicles_quota=vehicles_quota, vehicles_held=vehicles_held, over_quota_reason=over_quota_reason,
        state=Profile.State.DRAFT,
    )  # fmt: skip
    require(actor, FUNCTION, "C", profile)
    _check(profile, staffing, assets)
    with transaction.atomic():
        _write(profile, staffing, assets, new=True)
        record(actor=actor, subject=profile, action="create", action_title="填报单位情况", details={"内容": _plain(profile)})
    return profile


def profile_edit(
    *, actor: PostActor, profile: Profile, edition: int, staffing: Mapping[str, StaffEntry], assets: Sequence[AssetEntry], **values: Any
) -> Profile:
    """Change a profile that is not confirmed yet and still has the edition the page was opened on: some of FIELDS, all staffing and
    assets. Raises as `profile_create`, and OutOfTurn (StaleEdition)."""
    require(actor, FUNCTION, "E", profile)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"profile_edit has no fields {sorted(unknown)}")
    changed = Profile.objects.select_related("unit").get(pk=profile.pk)
    before = _plain(changed)
    for name, value in values.items():
        setattr(changed, name, value)
    _check(changed, staffing, assets)
    with transaction.atomic():
        claim_profile(changed, edition)
        _write(changed, staffing, assets, new=False)
        record(actor=actor, subject=changed, action="edit", action_title="修改单位情况", details=changes(before, _plain(changed)))
    return changed


def profile_copy(*, actor: PostActor, unit: Unit, year: int) -> Profile:
    """A draft for `year` with everything as in the latest earlier year, dated the end of the year before. Raises NotPermitted, Refused
    (`year`)."""
    last = Profile.objects.filter(unit=unit, year__lt=year).order_by("-year").first()
    require(actor, FUNCTION, "C", last or Profile(unit=unit, year=year))
    if last is None:
        raise Refused(Refusal(f"{year} 年以前没有单位情况可以沿用：请新填", field="year"))
    copied = Profile(unit=unit, year=year, state=Profile.State.DRAFT, **{name: getattr(last, name) for name in FIELDS})
    copied.as_of = date(year - 1, 12, 31)
    staffing = {line.kind: StaffEntry(line.quota, line.headcount) for line in last.staffing.all()}
    assets = [AssetEntry(each.kind, each.value, each.quantity, each.measure) for each in last.assets.all()]
    _check(copied, staffing, assets)
    with transaction.atomic():
        _write(copied, staffing, assets, new=True)
        record(actor=actor, subject=copied, action="copy", action_title=f"沿用 {last.year} 年单位情况", details={"内容": _plain(copied)})
    return copied


def profile_act(*, actor: PostActor, profile: Profile, action: str, reason: str = "") -> Entry:
    """Move it along one transition of PROFILE_WORKFLOW (`confirm`, `reopen`). Raises NotPermitted, OutOfTurn, Refused; KeyError."""
    return perform(PROFILE_WORKFLOW, profile, action, actor=actor, reason=reason)


def _check(profile: Profile, staffing: Mapping[str, StaffEntry], assets: Sequence[AssetEntry]) -> None:
    lines, stock = _lines(profile, staffing), _stock(profile, assets)
    found = list(too_long(profile, ("legal_name", "nature", "level", "funding_form")))
    for name in _REQUIRED:
        if not getattr(profile, name).strip():
            found.append(Refusal(f"请填写{field_title(Profile, name)}", field=name))
    if profile.year not in YEARS:
        found.append(Refusal("年度应当是四位数，如 2024", field="year"))
    elif profile.as_of.year > profile.year:
        found.append(Refusal(f"截止日期 {profile.as_of} 在 {profile.year} 年以后", field="as_of"))
    if Profile.objects.filter(unit=profile.unit, year=profile.year).exclude(pk=profile.pk).exists():
        found.append(_same_year(profile))
    for line in lines:
        if line.kind not in StaffKind.values:
            found.append(Refusal(f"没有“{line.kind}”这类人员", field="staffing"))
        elif line.kind not in WITH_QUOTA and line.quota:
            found.append(Refusal(f"{StaffKind(line.kind).label}人员没有编制，编制数应当空着", field=f"staffing.{line.kind}"))
        if line.headcount < 0 or (line.quota or 0) < 0:
            found.append(Refusal("人数不能是负数", field=f"staffing.{line.kind}"))
    for name in ("vehicles_quota", "vehicles_held"):
        if getattr(profile, name) < 0:
            found.append(Refusal("辆数不能是负数", field=name))
    for place, asset in enumerate(stock):
        found += too_long(asset, ("kind", "measure"), prefix=f"assets.{place}.")
        if not asset.kind:
            found.append(Refusal("请写资产类别", field=f"assets.{place}.kind"))
        if asset.value < 0 or (asset.quantity or 0) < 0:
            found.append(Refusal("数量和价值不能是负数", field=f"assets.{place}.value"))
    raise_if_any((*found, *faults(profile, lines, stock)))


def _write(profile: Profile, staffing: Mapping[str, StaffEntry], assets: Sequence[AssetEntry], *, new: bool) -> None:
    try:
        with transaction.atomic():
            profile.save(force_insert=new, update_fields=None if new else [*FIELDS])
    except IntegrityError as error:
        raise Refused(_same_year(profile)) from error
    StaffingLine.objects.filter(profile=profile).delete()
    AssetSnapshot.objects.filter(profile=profile).delete()
    StaffingLine.objects.bulk_create(_lines(profile, staffing))
    AssetSnapshot.objects.bulk_create(_stock(profile, assets))
    getattr(profile, "_prefetched_objects_cache", {}).clear()


def _lines(profile: Profile, staffing: Mapping[str, StaffEntry]) -> list[StaffingLine]:
    """Every kind in the order of the table, and what is no kind behind them, for the check to find."""
    kinds = [*StaffKind.values, *(kind for kind in staffing if kind not in StaffKind.values)]
    nobody = {kind: StaffEntry(0 if kind in WITH_QUOTA else None, 0) for kind in kinds}
    return [StaffingLine(profile=profile, kind=kind, **(staffing.get(kind) or nobody[kind])._asdict()) for kind in kinds]


def _stock(profile: Profile, assets: Sequence[AssetEntry]) -> list[AssetSnapshot]:
    return [
        AssetSnapshot(profile=profile, **each._replace(kind=each.kind.strip(), measure=each.measure.strip())._asdict()) for each in assets
    ]


def _same_year(profile: Profile) -> Refusal:
    return Refusal(f"{profile.year} 年的单位情况已经有了：请改那一份", field="year")


def _plain(profile: Profile) -> dict[str, Any]:
    """The profile as the trail keeps it: text and whole numbers by Chinese title, people and assets in lines."""
    told: dict[str, Any] = {field_title(Profile, name): getattr(profile, name) for name in FIELDS}
    told["截止日期"] = str(profile.as_of)
    lines = list(profile.staffing.all())
    told["人员"] = [f"{line.get_kind_display()} 编制 {'—' if line.quota is None else line.quota} 实有 {line.headcount}" for line in lines]
    told["人员合计"] = "编制 {} 实有 {}".format(*total(lines))
    told["资产"] = [f"{asset.kind} {asset.quantity or 0}‱{asset.measure} {asset.value}分" for asset in profile.assets.all()]
    return told
