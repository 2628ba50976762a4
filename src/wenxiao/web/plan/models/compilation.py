"""What is the budget, in each round of 二上二下? Versions of lines, control numbers, cuts and their reasons, the approval.

Every total is a sum over lines; none is stored. All amounts in 分.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import ControlCategory, Fund, Part, StaffKind, Stage
from wenxiao.web.plan.models.library import Project
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.workflow import Tracked


class Compilation(OwnedByUnit, Tracked):
    """预算编制: one unit's budget of one year, moving through the rounds (domain notes, 二上二下)."""

    KIND = "compilation"
    FUNCTION = "compilation"

    class State(models.TextChoices):
        PREPARING = "preparing", "准备"
        FIRST = "first", "一上编报"
        FIRST_SENT = "first_sent", "一上已报"
        CONTROL = "control", "一下（控制数已到）"
        SECOND = "second", "二上编报"
        REVIEW = "review", "二上内审"
        SECOND_SENT = "second_sent", "二上已报"
        APPROVED = "approved", "二下批复"
        ALLOCATED = "allocated", "已分解"
        CLOSED = "closed", "关账"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="compilations")
    year = models.PositiveSmallIntegerField("年度")

    class Meta:
        ordering = ("unit", "-year")
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="plan_compilation_one_a_year"),)

    def __str__(self) -> str:
        return f"{self.year} 年部门预算"

    def get_absolute_url(self) -> str:
        return reverse("plan:compilation", args=(self.pk,))


class Version(models.Model):
    """编报版本: the lines of one round. Open while it is worked on; sealed with a hash when it is handed in, then never changed."""

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="versions")
    stage = models.CharField("轮次", max_length=10, choices=Stage)
    number = models.PositiveSmallIntegerField("次数", default=1, help_text="退回重报的，次数加一")
    sealed = models.DateTimeField("报出时间", null=True, blank=True)
    algorithm = models.CharField(max_length=10, blank=True)
    hash = models.CharField("摘要", max_length=64, blank=True)

    class Meta:
        ordering = ("compilation", "id")
        constraints = (
            models.UniqueConstraint(fields=("compilation", "stage", "number"), name="plan_version_one_number_each"),
            models.CheckConstraint(
                condition=Q(sealed__isnull=True, hash="") | (Q(sealed__isnull=False) & ~Q(hash="")), name="plan_version_sealed_has_hash"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display()}{f'（第 {self.number} 次）' if self.number > 1 else ''}"


class RevenueLine(models.Model):
    """收入预算: one source of money (综合预算: all four, zeros included)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="revenue")
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    source = models.CharField("收入项目", max_length=60)
    amount = models.BigIntegerField("预算数（分）")
    last_year = models.BigIntegerField("上年预算数（分）", null=True, blank=True)
    reason = models.TextField("增减原因", blank=True)

    class Meta:
        ordering = ("version", "id")
        constraints = (
            models.UniqueConstraint(fields=("version", "fund", "source"), name="plan_revenue_one_line_each"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_revenue_not_negative"),
        )


class BasicLine(models.Model):
    """基本支出: one 项 × 款 of personnel or operating money, driven by staffing × standard or stated with its reason."""

    class Basis(models.TextChoices):
        STAFFING = "staffing", "人数×标准"
        STATED = "stated", "按依据填列"

    version = models.ForeignKey(Version, models.CASCADE, related_name="basic")
    part = models.CharField("类别", max_length=10, choices=Part)
    function_code = models.CharField("功能科目（项）", max_length=7)
    economic_code = models.CharField("经济科目（款）", max_length=5)
    fund = models.CharField("资金性质", max_length=20, choices=Fund, default=Fund.GENERAL)
    basis = models.CharField("测算方式", max_length=10, choices=Basis)
    staff_kind = models.CharField("人员类别", max_length=20, choices=StaffKind, blank=True)
    headcount = models.PositiveIntegerField("人数", null=True, blank=True)
    standard = models.BigIntegerField("标准（分/人·年）", null=True, blank=True)
    amount = models.BigIntegerField("金额（分）")
    explanation = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        ordering = ("version", "part", "economic_code", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_basic_not_negative"),
            models.CheckConstraint(
                condition=Q(basis="stated", headcount__isnull=True, standard__isnull=True)
                | Q(basis="staffing", headcount__isnull=False, standard__isnull=False, amount=models.F("headcount") * models.F("standard")),
                name="plan_basic_amount_is_headcount_times_standard",
            ),
            # One line for each 项 × 款 × kind of people: what could be counted twice cannot be entered twice.
            models.UniqueConstraint(
                fields=("version", "part", "function_code", "economic_code", "fund", "staff_kind", "explanation"),
                name="plan_basic_one_line_each",
            ),
        )


class ProjectLine(models.Model):
    """项目支出: what a project of the library gets, by 款. `requested` is what its estimate asks for."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="projects")
    project = models.ForeignKey(Project, models.PROTECT, related_name="lines")
    function_code = models.CharField("功能科目（项）", max_length=7)
    economic_code = models.CharField("经济科目（款）", max_length=5)
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    requested = models.BigIntegerField("申请数（分）")
    amount = models.BigIntegerField("安排数（分）")

    class Meta:
        ordering = ("version", "project", "economic_code")
        constraints = (
            models.UniqueConstraint(fields=("version", "project", "economic_code", "fund"), name="plan_project_line_one_each"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(amount__lte=models.F("requested")), name="plan_project_line_within_request"
            ),
        )

    @property
    def taken(self) -> int:
        """What it lost of its request, 分."""
        return self.requested - self.amount


class ProcurementLine(models.Model):
    """政府采购预算: part of a project's or the operating money, by catalogue item. `quantity` in ten-thousandths."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="procurement")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="procurement", verbose_name="所属项目（空为公用经费）"
    )
    economic_code = models.CharField("经济科目（款）", max_length=5)
    catalogue_code = models.CharField("采购品目编码", max_length=12)
    name = models.CharField("采购内容", max_length=100)
    quantity = models.BigIntegerField("数量")
    measure = models.CharField("计量单位", max_length=20)
    unit_price = models.BigIntegerField("单价（分）")
    fund = models.CharField("资金来源", max_length=20, choices=Fund)
    amount = models.BigIntegerField("金额（分）")

    class Meta:
        ordering = ("version", "id")
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0) & Q(amount__gte=0), name="plan_procurement_not_negative"),)


class ControlNumber(models.Model):
    """控制数: what the finance bureau allows, by fund and category, with the document it came by."""

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="control_numbers")
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    category = models.CharField("口径", max_length=20, choices=ControlCategory)
    amount = models.BigIntegerField("控制数（分）")
    document = models.CharField("文号", max_length=60)

    class Meta:
        ordering = ("compilation", "fund", "category")
        constraints = (
            models.UniqueConstraint(fields=("compilation", "fund", "category"), name="plan_control_one_each"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_control_not_negative"),
        )


class Cut(models.Model):
    """压减: what a project lost between its request and what it gets: by which rule, and what would restore it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="cuts")
    project = models.ForeignKey(Project, models.PROTECT, related_name="cuts")
    amount = models.BigIntegerField("压减数（分）")
    rule = models.CharField("压减依据", max_length=200)
    restore = models.CharField("恢复条件", max_length=200)

    class Meta:
        ordering = ("version", "project")
        constraints = (
            models.UniqueConstraint(fields=("version", "project"), name="plan_cut_one_a_project"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_cut_positive"),
        )


class Explanation(OwnedByUnit, models.Model):
    """说明: the reason a person gave for a figure that must have one: a change from last year, from the draft, a 三公 item."""

    KIND = "explanation"
    FUNCTION = "compilation"

    class About(models.TextChoices):
        YEAR_ON_YEAR = "year_on_year", "比上年增减原因"
        THREE_PUBLIC = "three_public", "“三公”经费增减原因"
        DIFFERENCE = "difference", "批复与二上差异说明"

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="explanations")
    about = models.CharField("事项", max_length=20, choices=About)
    key = models.CharField("对象", max_length=80)
    text = models.TextField("说明")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("compilation", "about", "key"), name="plan_explanation_one_each"),)

    @property
    def owning_unit(self) -> Unit:
        return self.compilation.unit

    def __str__(self) -> str:
        return f"{self.get_about_display()}：{self.key}"


class Approval(models.Model):
    """批复: by whom, under which number, on which day; and the hash of the codes, forms and rules of the year, frozen with it."""

    compilation = models.OneToOneField(Compilation, models.PROTECT, related_name="approval")
    version = models.OneToOneField(Version, models.PROTECT, related_name="approval")
    authority = models.CharField("批复机关", max_length=100)
    document = models.CharField("批复文号", max_length=60)
    approved_on = models.DateField("批复日期")
    publish_by = models.DateField("最迟公开日期", help_text="批复后 20 日内（预算法第十四条）")
    catalogue_hash = models.CharField("科目、表样、规则摘要", max_length=64)
    algorithm = models.CharField(max_length=10)
