"""What does the unit do, and what does it want money for? Duties, activities, and the project library with its objectives."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import Form, Fund, ProjectCategory
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.workflow import Tracked


class Duty(OwnedByUnit, models.Model):
    """职责: the first of the three layers 职责 → 工作活动 → 预算项目."""

    KIND = "duty"
    FUNCTION = "master_data"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("职责名称", max_length=100)
    description = models.TextField("内容描述")
    objective = models.TextField("绩效目标")
    since = models.PositiveSmallIntegerField("起始年度")
    until = models.PositiveSmallIntegerField("终止年度", null=True, blank=True)

    class Meta:
        ordering = ("unit", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "number", "since"), name="plan_duty_one_number_each", violation_error_message="这个序号已经用过了"
            ),
            models.UniqueConstraint(
                fields=("unit", "name", "since"), name="plan_duty_one_name_each", violation_error_message="已有同名的职责"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('plan:duties')}#duty-{self.pk}"


class Activity(OwnedByUnit, models.Model):
    """工作活动 below a duty. `stands_for_duty`: the duty has no activity of its own and carries its indicators itself."""

    KIND = "activity"
    FUNCTION = "master_data"

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="activities", verbose_name="职责")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("工作活动", max_length=200)
    content = models.TextField("内容描述")
    objective = models.TextField("绩效目标")
    stands_for_duty = models.BooleanField("就是职责本身", default=False)
    until = models.PositiveSmallIntegerField("终止年度", null=True, blank=True)

    class Meta:
        ordering = ("duty", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("duty", "number"), name="plan_activity_one_number_each", violation_error_message="这个序号已经用过了"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('plan:duties')}#activity-{self.pk}"

    @property
    def owning_unit(self) -> Unit:
        return self.duty.unit


class ProjectCounter(models.Model):
    """项目编号的流水: the last number given in a unit and year. Counts up only, so that no code is ever given twice."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="plan_project_counter_one_a_year"),)


class Project(OwnedByUnit, Tracked):
    """项目 in the library (预算法实施条例 art. 41): nothing enters a budget that is not here. Its workflow is `plan/workflows/project.py`.

    `edition` counts its edits: a form that was opened on an older edition is refused instead of overwriting a colleague's work.
    """

    KIND = "project"
    FUNCTION = "project_library"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OFFICE = "office", "待所审"
        FINANCE = "finance", "待财政所审"
        COLLECTIVE = "collective", "待集体决策"
        BUREAU = "bureau", "待区审"
        STOCKED = "stocked", "已入库"
        BUDGETED = "budgeted", "已列预算"
        RETURNED = "returned", "退回"
        DECLINED = "declined", "不予入库"
        ENDED = "ended", "终止"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects", verbose_name="单位")
    office = models.ForeignKey(Office, models.PROTECT, related_name="projects", verbose_name="实施站所")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="projects", verbose_name="工作活动")
    code = models.CharField("项目编号", max_length=32, unique=True)
    name = models.CharField("项目名称", max_length=100)
    category = models.CharField("项目类别", max_length=10, choices=ProjectCategory, default=ProjectCategory.SPECIFIC)
    basis = models.TextField("立项依据", blank=True)
    necessity = models.TextField("必要性", blank=True)
    content = models.TextField("项目内容", blank=True)
    objective = models.TextField("绩效目标", blank=True)
    start_year = models.PositiveSmallIntegerField("开始年度")
    end_year = models.PositiveSmallIntegerField("结束年度")
    function_code = models.CharField("功能科目（项）", max_length=7)
    fund = models.CharField("资金性质", max_length=20, choices=Fund, default=Fund.GENERAL)
    rigid = models.BooleanField("刚性支出", default=False, help_text="法律或上级文件规定必须安排的支出，压减时最后考虑")
    unfunded = models.BooleanField("不单独安排资金", default=False, help_text="工作由日常公用经费保障，只定目标和指标")
    appraisal = models.TextField("事前评估结论", blank=True)
    warning_reason = models.TextField("提醒事项的说明", blank=True, help_text="检查提醒但不修改的，在这里说明理由")
    author = models.CharField("填报人账号", max_length=40)
    edition = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("unit", "code")
        constraints = (
            models.CheckConstraint(condition=Q(end_year__gte=F("start_year")), name="plan_project_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=("unit", "name", "start_year"), name="plan_project_one_name_a_year", violation_error_message="同一年已有同名的项目"
            ),
        )
        # Serves the library's list by office and state.
        indexes = (models.Index(fields=("unit", "state", "office"), name="plan_project_list"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plan:project", args=(self.code,))

    @property
    def owning_office(self) -> Office | None:
        return self.office

    @property
    def project_code(self) -> str:
        return self.code

    @property
    def state_title(self) -> str:
        return str(self.State(self.state).label)

    @property
    def editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class EstimateLine(models.Model):
    """测算明细: quantity × unit price = amount, for one year. `quantity` in ten-thousandths, `unit_price` and `amount` in 分."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="estimate")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("序号")
    item = models.CharField("测算内容", max_length=100)
    quantity = models.BigIntegerField("数量")
    measure = models.CharField("计量单位", max_length=20)
    unit_price = models.BigIntegerField("单价（分）")
    amount = models.BigIntegerField("金额（分）")
    economic_code = models.CharField("经济科目（款）", max_length=5)
    catalogue_code = models.CharField("政府采购品目", max_length=12, blank=True)
    source = models.CharField("标准或价格来源", max_length=200, blank=True)

    class Meta:
        ordering = ("project", "year", "number")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(unit_price__gte=0) & Q(amount__gte=0), name="plan_estimate_not_negative"
            ),
            models.UniqueConstraint(fields=("project", "year", "number"), name="plan_estimate_one_number_each"),
        )


class Indicator(models.Model):
    """绩效指标 of a project, in the national form (one target), in Hebei's (four bands), or both."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField("序号")
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.HEBEI)
    kind = models.CharField("指标类型", max_length=20)
    name = models.CharField("指标名称", max_length=100)
    measure = models.CharField("计量单位", max_length=20, blank=True)
    direction = models.CharField("方向", max_length=2, blank=True)
    target = models.CharField("指标值", max_length=60, blank=True)
    baseline = models.CharField("上年值", max_length=60, blank=True)
    weight = models.PositiveSmallIntegerField("分值", null=True, blank=True)
    excellent = models.CharField("优", max_length=60, blank=True)
    good = models.CharField("良", max_length=60, blank=True)
    fair = models.CharField("中", max_length=60, blank=True)
    poor = models.CharField("差", max_length=60, blank=True)
    explanation = models.TextField("指标解释", blank=True)
    source = models.CharField("指标值依据", max_length=200, blank=True)
    evidence = models.CharField("佐证材料", max_length=200, blank=True)

    class Meta:
        ordering = ("project", "number")
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="plan_indicator_one_number_each"),)

    def __str__(self) -> str:
        return self.name

    @property
    def standards(self) -> dict[str, str]:
        """The four bands as `performance` reads them."""
        return {"优": self.excellent, "良": self.good, "中": self.fair, "差": self.poor}
