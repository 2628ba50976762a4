"""By which decisions did the total of the unit's budget change after its approval? (预算法 art. 67, 69)"""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.change_lines import ChangeLine
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Tracked


class Adjustment(OwnedByUnit, Tracked):
    """预算调整. `edition` counts the edits of the draft."""

    KIND = "adjustment"
    FUNCTION = "virement"

    class State(models.TextChoices):
        DRAFT = "draft", "方案草拟"
        GOVERNMENT = "government", "待政府审定"
        DECISION = "decision", "待批准"
        APPROVED = "approved", "批准"
        REPORTED = "reported", "已报备"
        EFFECTIVE = "effective", "已生效"
        REJECTED = "rejected", "不予批准"
        VOID = "void", "作废"

    class Cause(models.TextChoices):
        """预算法 art. 67 (一)–(四)."""

        TOTAL = "total", "需要增加或者减少预算总支出"
        STABILISATION = "stabilisation", "需要调入预算稳定调节基金"
        PRIORITY_CUT = "priority_cut", "需要调减预算安排的重点支出数额"
        DEBT = "debt", "需要增加举借债务数额"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adjustments")
    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("调整编号", max_length=32, unique=True)
    cause = models.CharField("法定情形", max_length=16, choices=Cause)
    reason = models.TextField("调整理由")
    financing = models.TextField("资金来源或去向", help_text="增加的钱从哪里来，减少的钱到哪里去")
    document = models.CharField("批准文号", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    publish_by = models.DateField("最迟公开日期", null=True, blank=True, help_text="批准后 20 日内（预算法第十四条）")
    reported_to = models.CharField("报备机关", max_length=100, blank=True)
    reported_on = models.DateField("报备日期", null=True, blank=True)
    author = models.CharField("草拟人账号", max_length=40)
    edition = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(default=clock.now, editable=False)
    effective_on = models.DateField("生效日期", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        # Serves the list of a unit's year.
        indexes = (models.Index(fields=("unit", "year", "state"), name="spend_adjustment_by_state"),)

    def __str__(self) -> str:
        return f"预算调整 {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("spend:adjustment", args=(self.number,))

    @property
    def editable(self) -> bool:
        return self.state == self.State.DRAFT


class AdjustmentLine(ChangeLine):
    """调整行."""

    adjustment = models.ForeignKey(Adjustment, models.CASCADE, related_name="lines")

    class Meta(ChangeLine.Meta):
        pass
