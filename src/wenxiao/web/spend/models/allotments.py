"""What did the approval give the unit to spend, and by which documents was it issued?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, Part, ThreePublic
from wenxiao.web.plan.models import Compilation, Project
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models.ledger import Node
from wenxiao.web.trail.workflow import Tracked


class Allotment(OwnedByUnit, Tracked):
    """指标文: the document by which money of the approved budget, or a supplement to it, is given to be spent."""

    KIND = "allotment"
    FUNCTION = "allotment"

    class State(models.TextChoices):
        DRAFT = "draft", "待下达"
        ISSUED = "issued", "已下达"
        BROKEN_DOWN = "broken_down", "已分解（可执行）"
        WITHDRAWN = "withdrawn", "作废"

    class Source(models.TextChoices):
        """预算来源 (预算指标账 element 15), and what was left from the year before."""

        INITIAL = "initial", "年初预算"
        SUPPLEMENT = "supplement", "预算追加"
        CARRIED = "carried", "上年结转"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allotments")
    year = models.PositiveSmallIntegerField("年度")
    document = models.CharField("指标文号", max_length=60)
    dated = models.DateField("文件日期")
    source = models.CharField("预算来源", max_length=12, choices=Source, default=Source.INITIAL)
    early = models.BooleanField("提前下达", default=False)
    summary = models.CharField("摘要", max_length=200, blank=True)
    author = models.CharField("录入人账号", max_length=40)
    reported_on = models.DateField("向人大报告日期", null=True, blank=True, help_text="追加的资金要报告，不必批准（预算法第七十一条）")

    class Meta:
        ordering = ("unit", "-year", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year", "document"), condition=~Q(state="withdrawn"), name="spend_allotment_one_document_each",
                violation_error_message="这个指标文号已经录入过了",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"指标文 {self.document}"

    def get_absolute_url(self) -> str:
        return reverse("spend:allotment", args=(self.pk,))

    def content_hash(self) -> str:
        """SM3 of what the document says: goes into the ledger with its money."""
        names = ("office__code", "project__code", "part", "function_code", "economic_code", "fund", "amount", "cause", "origin")
        lines = [list(line) for line in self.lines.order_by("pk").values_list(*names)]
        said = {"document": self.document, "dated": self.dated.isoformat(), "source": self.source, "early": self.early}
        return digest(canonical({"unit": self.unit.code, "year": self.year, "summary": self.summary, **said, "lines": lines}))


class AllotmentLine(models.Model):
    """指标文的一行: the key and the amount. No project: basic money, of the part given."""

    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="lines")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用站所")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="allotment_lines", verbose_name="项目")
    part = models.CharField("基本支出类别", max_length=10, choices=Part, blank=True)
    function_code = models.CharField("功能科目（项）", max_length=7)
    economic_code = models.CharField("经济科目（款）", max_length=5)
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    amount = models.BigIntegerField("金额（分）")
    cause = models.CharField("批复前支出的依据", max_length=12, choices=Cause, blank=True)
    origin = models.PositiveSmallIntegerField("首次安排年度", null=True, blank=True, help_text="结转的指标填；本年新安排的不填")

    class Meta:
        ordering = ("allotment", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_allotment_line_positive"),
            models.CheckConstraint(
                condition=Q(project__isnull=True) & ~Q(part="") | Q(project__isnull=False, part=""),
                name="spend_allotment_line_project_or_part",
            ),
        )

    @property
    def element(self) -> str:
        """The key within its document, as text: what makes two lines the same line."""
        return line_element(
            self.project.code if self.project else "", self.part, self.function_code, self.economic_code, self.fund, self.origin
        )


class Appropriation(OwnedByUnit, models.Model):
    """支出指标: one executable key of a unit and year, whichever documents gave it money: what a payment is charged to."""

    KIND = "appropriation"
    FUNCTION = "allotment"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appropriations")
    year = models.PositiveSmallIntegerField("年度")
    compilation = models.ForeignKey(Compilation, models.PROTECT, null=True, blank=True, related_name="appropriations")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="appropriations", verbose_name="使用站所")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="appropriations", verbose_name="项目")
    part = models.CharField("基本支出类别", max_length=10, choices=Part, blank=True)
    function_code = models.CharField("功能科目（项）", max_length=7)
    economic_code = models.CharField("经济科目（款）", max_length=5)
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    origin = models.PositiveSmallIntegerField("首次安排年度", null=True, blank=True, help_text="结转的指标才有")
    node = models.OneToOneField(Node, models.DO_NOTHING, related_name="appropriation", db_constraint=False)

    class Meta:
        ordering = ("unit", "year", "project__code", "part", "economic_code", "id")

    def __str__(self) -> str:
        return f"{self._whose} {self.economic_code}（{self.function_code}）{self._since}"

    @property
    def in_full(self) -> str:
        """With the names of its codes, as somebody chooses it from a list."""
        economic = f"{self.economic_code} {economic_name(self.economic_code) or ''}".strip()
        function = f"{self.function_code} {function_name(self.function_code) or ''}".strip()
        return f"{self._whose} {economic}（{function}）{self._since}"

    @property
    def _whose(self) -> str:
        return f"{self.project.code} {self.project.name}" if self.project else str(self.get_part_display())

    @property
    def _since(self) -> str:
        return f"（{self.origin} 年结转）" if self.origin else ""

    def content_hash(self) -> str:
        """SM3 of what the line is: goes into the ledger with its state."""
        names = ("project_code", "part", "function_code", "economic_code", "fund", "origin")
        office = self.office.code if self.office else ""
        return digest(
            canonical({"unit": self.unit.code, "year": self.year, "office": office, **{name: getattr(self, name) for name in names}})
        )

    @property
    def first_given(self) -> int:
        """The year in which the money was first given: the age of what is left counts from it."""
        return self.origin or self.year

    @property
    def owning_office(self) -> Office | None:
        return self.office

    @property
    def project_code(self) -> str:
        return self.project.code if self.project else ""

    @property
    def three_public(self) -> ThreePublic | None:
        return THREE_PUBLIC_CODES.get(self.economic_code)


def line_element(project_code: str, part: str, function_code: str, economic_code: str, fund: str, origin: int | None = None) -> str:
    """`origin` keeps money that was carried over apart, by the year in which it was first given, so that its age is known."""
    return "/".join((project_code or part, function_code, economic_code, fund, *((str(origin),) if origin else ())))
