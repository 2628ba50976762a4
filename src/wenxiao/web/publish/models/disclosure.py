"""What is to be published of a unit and year, and the words that only people know: nothing in them is a figure that is derived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.publish.models.snapshot import Snapshot
from wenxiao.web.trail.workflow import Tracked


class Disclosure(OwnedByUnit, Tracked):
    """信息公开: one document of a unit and year on its way to the public (《地方预决算公开操作规程》 财预〔2016〕143号).

    `built` is the snapshot that is being checked, reviewed and signed, `live` the one the public reads; they are the same once it is
    published. `edition` counts the edits of what people write.
    """

    KIND = "disclosure"
    FUNCTION = "disclosure"

    class State(models.TextChoices):
        DRAFT = "draft", "编写中"
        BUILT = "built", "已生成，待核对"
        CHECKED = "checked", "核对通过，待保密审查"
        REVIEWED = "reviewed", "保密审查通过，待签发"
        SIGNED = "signed", "已签发，待公开"
        PUBLISHED = "published", "已公开"

    class Document(models.TextChoices):
        BUDGET = "budget", "部门预算"
        FINAL_ACCOUNTS = "final_accounts", "部门决算"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disclosures", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    document = models.CharField("公开什么", max_length=20, choices=Document, default=Document.BUDGET)
    template = models.CharField("公开文本格式", max_length=40)
    abroad_groups = models.PositiveIntegerField("因公出国（境）团组数", default=0)
    abroad_persons = models.PositiveIntegerField("因公出国（境）人次", default=0)
    vehicles_bought = models.PositiveIntegerField("本年购置公务用车（辆）", default=0)
    edition = models.PositiveIntegerField(default=1)
    correcting = models.TextField("更正原因", blank=True)
    built = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    live = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    published_on = models.DateField("首次公开日期", null=True, blank=True)

    class Meta:
        ordering = ("unit", "-year", "document")
        constraints = (
            models.UniqueConstraint(fields=("unit", "year", "document"), name="publish_disclosure_one_each"),
            # A step sets the state before what it brings about: only what lies behind the building can be demanded.
            models.CheckConstraint(
                condition=Q(state__in=("draft", "built")) | Q(built__isnull=False), name="publish_disclosure_goes_on_with_a_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(live__isnull=True, published_on__isnull=True) | Q(live__isnull=False, published_on__isnull=False),
                name="publish_disclosure_live_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_document_display()}公开"

    def get_absolute_url(self) -> str:
        return reverse("publish:disclosure", args=(self.pk,))

    @property
    def editable(self) -> bool:
        return self.state == self.State.DRAFT


class Statement(models.Model):
    """文字说明: a paragraph of the document that a person writes, with its heading where it has one."""

    class About(models.TextChoices):
        OBJECTIVE = "objective", "总体绩效目标"
        SAFEGUARD = "safeguard", "实现绩效目标的保障措施"
        MATTER = "matter", "其他需要说明的事项"
        PERFORMANCE = "performance", "预算绩效管理情况"

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="statements")
    about = models.CharField("哪一部分", max_length=12, choices=About)
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("标题", max_length=60, blank=True)
    text = models.TextField("内容")

    class Meta:
        ordering = ("disclosure", "about", "number")
        constraints = (models.UniqueConstraint(fields=("disclosure", "about", "number"), name="publish_statement_one_number_each"),)


class Reason(models.Model):
    """增减原因: why a figure is another than last year's, in the words of the person who knows it.

    Of final accounts also why it is another than was budgeted: the subject is then 预算/ with the code of the 项 or the 三公 item.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="reasons")
    subject = models.CharField("事项", max_length=20)
    text = models.TextField("原因")
    person = models.CharField("说明人", max_length=60)

    class Meta:
        ordering = ("disclosure", "id")
        constraints = (models.UniqueConstraint(fields=("disclosure", "subject"), name="publish_reason_one_each"),)


class WarningNote(models.Model):
    """提醒的说明: why what a rule warns of stays as it is. It holds for exactly the warnings it was written for (`of`)."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="notes")
    rule = models.CharField("规则", max_length=10)
    of = models.CharField(max_length=64, help_text="digest of the rule's messages")
    count = models.PositiveIntegerField("处数")
    text = models.TextField("说明")
    person = models.CharField("说明人", max_length=60)
    on = models.DateField("日期")

    class Meta:
        ordering = ("disclosure", "rule")
        constraints = (models.UniqueConstraint(fields=("disclosure", "rule"), name="publish_note_one_a_rule"),)
