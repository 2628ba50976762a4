"""What was last year's? Figures read from last year's disclosure, kept only after a person confirmed each of them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.workflow import Tracked


class PriorReading(OwnedByUnit, Tracked):
    """上年文件: a disclosure that was uploaded and is read in the background; its figures are proposals until confirmed."""

    KIND = "prior_reading"
    FUNCTION = "compilation"

    class State(models.TextChoices):
        WAITING = "waiting", "等待读取"
        READ = "read", "待确认"
        FAILED = "failed", "读不了"
        CONFIRMED = "confirmed", "已确认"
        DISCARDED = "discarded", "不采用"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="prior_readings")
    year = models.PositiveSmallIntegerField("文件年度")
    attachment = models.ForeignKey(Attachment, models.PROTECT)
    uploaded = models.DateTimeField(auto_now_add=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="0–100")
    failure = models.TextField(blank=True)
    proposals = models.JSONField(default=list, help_text="what was read: concept, label, members, amount in 分, place, doubts")
    unit_named = models.CharField("文件上的单位", max_length=100, blank=True, help_text="文件没有写明的为空")
    findings = models.JSONField(default=list, help_text="what the check found in the document")

    class Meta:
        ordering = ("unit", "-uploaded")

    def __str__(self) -> str:
        return f"{self.year} 年公开文件《{self.attachment.name}》"

    def get_absolute_url(self) -> str:
        return reverse("plan:prior-reading", args=[self.pk])


class PriorFigure(OwnedByUnit, models.Model):
    """上年数: one figure of an earlier year, in 分, with the place it was read from and who confirmed it."""

    KIND = "prior_figure"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="prior_figures")
    year = models.PositiveSmallIntegerField("年度")
    concept = models.CharField("概念", max_length=60)
    member = models.CharField("所属", max_length=100, blank=True, help_text="职责、项目、科目等；空为合计")
    amount = models.BigIntegerField("金额（分）")
    source = models.CharField("出处", max_length=200)
    reading = models.ForeignKey(PriorReading, models.PROTECT, null=True, blank=True, related_name="figures")
    confirmed_by = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "year", "concept", "member"), name="plan_prior_one_each"),)

    def __str__(self) -> str:
        return f"{self.year} 年{self.concept}{self.member}"
