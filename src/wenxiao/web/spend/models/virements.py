"""Which money of the year's budget is moved between its own lines, its total staying what it is? (预算法 art. 72)"""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.change_lines import ChangeLine
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Tracked


class Virement(OwnedByUnit, Tracked):
    """预算调剂. `office` is whose application it is; none where 财政所 applies for the unit. `edition` counts the edits of the draft."""

    KIND = "virement"
    FUNCTION = "virement"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FINANCE = "finance", "待所长审"
        LEADER = "leader", "待镇领导审"
        BUREAU = "bureau", "待区财政审"
        EFFECTIVE = "effective", "已生效"
        REJECTED = "rejected", "驳回"
        VOID = "void", "作废"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="virements")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="virements", verbose_name="申请站所")
    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("调剂编号", max_length=32, unique=True)
    reason = models.TextField("调剂理由")
    author = models.CharField("填报人账号", max_length=40)
    edition = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(default=clock.now, editable=False)
    effective_on = models.DateField("生效日期", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        # Serves the list of a unit's year, and how many took effect in it.
        indexes = (models.Index(fields=("unit", "year", "state"), name="spend_virement_by_state"),)

    def __str__(self) -> str:
        return f"调剂 {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("spend:virement", args=(self.number,))

    @property
    def owning_office(self) -> Office | None:
        return self.office

    @property
    def editable(self) -> bool:
        return self.state == self.State.DRAFT


class VirementLine(ChangeLine):
    """调剂行."""

    virement = models.ForeignKey(Virement, models.CASCADE, related_name="lines")

    class Meta(ChangeLine.Meta):
        pass
