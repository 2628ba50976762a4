"""Which line gets more and which gets less by a document that changes the budget?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wenxiao.web.people.models import Office
from wenxiao.web.plan.elements import THREE_PUBLIC_CODES, Fund, Part, ThreePublic
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models.allotments import Appropriation, line_element


class Side(models.TextChoices):
    """增减."""

    OUT = "out", "调出"
    IN = "in", "调入"


class ChangeLine(models.Model):
    """变动行: a key and an amount above zero. `appropriation` is the line that has the key; none where the document opens it."""

    side = models.CharField("方向", max_length=3, choices=Side)
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支出指标")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用站所")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="项目")
    part = models.CharField("基本支出类别", max_length=10, choices=Part, blank=True)
    function_code = models.CharField("功能科目（项）", max_length=7)
    economic_code = models.CharField("经济科目（款）", max_length=5)
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    amount = models.BigIntegerField("金额（分）")

    class Meta:
        abstract = True
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="%(app_label)s_%(class)s_positive"),
            models.CheckConstraint(
                condition=Q(project__isnull=True) & ~Q(part="") | Q(project__isnull=False, part=""),
                name="%(app_label)s_%(class)s_project_or_part",
            ),
        )

    @property
    def element(self) -> str:
        """The key as text, as of the node of its line."""
        code = self.project.code if self.project else ""
        return line_element(code, self.part, self.function_code, self.economic_code, self.fund, self.origin)

    @property
    def origin(self) -> int | None:
        """The year in which it was first given, where it was carried over; a line that is opened is this year's."""
        return self.appropriation.origin if self.appropriation else None

    @property
    def label(self) -> str:
        """What a clerk calls it."""
        if self.appropriation:
            return str(self.appropriation)
        what = f"{self.project.code} {self.project.name}" if self.project else self.get_part_display()
        return f"{what} {self.economic_code}"

    @property
    def goes_in(self) -> bool:
        return self.side == Side.IN

    @property
    def change(self) -> int:
        """分, below zero where the line gets less."""
        return self.amount if self.goes_in else -self.amount

    @property
    def three_public(self) -> ThreePublic | None:
        return THREE_PUBLIC_CODES.get(self.economic_code)
