"""What is the unit in this year: its name, form, people, vehicles and assets? A dated snapshot, frozen when the budget begins."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.workflow import Tracked


class Profile(OwnedByUnit, Tracked):
    """单位基本情况 of one year. Frozen by the transition that opens the compilation (R036, R065, R110).

    `edition` counts its edits, as a project's does.
    """

    KIND = "profile"
    FUNCTION = "master_data"

    class State(models.TextChoices):
        DRAFT = "draft", "填报中"
        CONFIRMED = "confirmed", "已核定"
        FROZEN = "frozen", "已冻结"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="profiles", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    legal_name = models.CharField("单位全称", max_length=100)
    nature = models.CharField("单位性质", max_length=20)
    level = models.CharField("单位规格", max_length=20)
    funding_form = models.CharField("经费保障形式", max_length=40)
    functions = models.TextField("主要职责")
    structure = models.TextField("机构设置", blank=True)
    as_of = models.DateField("截止日期")
    vehicles_quota = models.PositiveIntegerField("公务用车编制（辆）", default=0)
    vehicles_held = models.PositiveIntegerField("公务用车保有量（辆）", default=0)
    over_quota_reason = models.TextField("超编说明", blank=True, help_text="在职人数或车辆超过编制时，写明批准依据")
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year"), name="plan_profile_one_a_year", violation_error_message="这一年的基本情况已经建立"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年单位基本情况"

    def get_absolute_url(self) -> str:
        return reverse("plan:profile-of", args=(self.unit.code, self.year))

    @property
    def state_title(self) -> str:
        return str(self.State(self.state).label)


class StaffingLine(models.Model):
    """编制和实有人数 of one kind of people; retirees have no quota."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="staffing")
    kind = models.CharField("人员类别", max_length=20, choices=StaffKind)
    quota = models.PositiveIntegerField("编制人数", null=True, blank=True)
    headcount = models.PositiveIntegerField("实有人数", default=0)

    class Meta:
        ordering = ("profile", "id")
        constraints = (models.UniqueConstraint(fields=("profile", "kind"), name="plan_staffing_one_line_a_kind"),)


class AssetSnapshot(models.Model):
    """资产存量 at the profile's date, until a register of assets takes its place. `quantity` in ten-thousandths, `value` in 分."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="assets")
    kind = models.CharField("资产类别", max_length=60)
    quantity = models.BigIntegerField("数量", null=True, blank=True)
    measure = models.CharField("计量单位", max_length=20, blank=True)
    value = models.BigIntegerField("价值（分）")

    class Meta:
        ordering = ("profile", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(quantity__isnull=True) | Q(quantity__gte=0)), name="plan_asset_value_not_negative"
            ),
        )


class LocalStandard(OwnedByUnit, Tracked):
    """本地支出标准: what the local finance bureau set in place of the catalogue's default. `amount` in 分.

    Proposed by one person, in force when another approves it; `until` is the day from which it is used no more. At any time a unit
    has one in force and one proposed at most, of each standard and year: what is in force is changed by proposing its successor.
    """

    KIND = "local_standard"
    FUNCTION = "rules"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待核准"
        IN_FORCE = "in_force", "执行中"
        ENDED = "ended", "已停用"
        DECLINED = "declined", "不予核准"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="local_standards")
    year = models.PositiveSmallIntegerField("年度")
    standard = models.CharField("支出标准", max_length=40)
    amount = models.BigIntegerField("标准（分）")
    document = models.CharField("依据文号", max_length=60)
    until = models.DateField("停用日期", null=True, blank=True, help_text="从这一天起不再用")

    class Meta:
        ordering = ("unit", "-year", "standard", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year", "standard"), condition=Q(state="in_force"), name="plan_local_standard_one_in_force"
            ),
            models.UniqueConstraint(
                fields=("unit", "year", "standard"), condition=Q(state="proposed"), name="plan_local_standard_one_proposed"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_local_standard_not_negative"),
            models.CheckConstraint(condition=~Q(state="ended") | Q(until__isnull=False), name="plan_local_standard_ended_has_day"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年本地支出标准“{self.standard}”"

    def get_absolute_url(self) -> str:
        return reverse("plan:standard", args=(self.pk,))
