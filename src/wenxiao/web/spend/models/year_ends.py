"""How does a year of spending end: from which day is nothing new taken, and what becomes of the money that is left?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.allotments import Allotment, Appropriation
from wenxiao.web.trail.workflow import Tracked


class FreezeDate(OwnedByUnit, models.Model):
    """年终封账日: from this day on no new request of that year is taken; what is under way may still be paid."""

    KIND = "freeze_date"
    FUNCTION = "year_end"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="freeze_dates")
    year = models.PositiveSmallIntegerField("年度")
    day = models.DateField("封账日")
    reason = models.CharField("理由", max_length=200)
    decided_by = models.CharField("决定人", max_length=260)

    class Meta:
        ordering = ("unit", "-year")
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="spend_freeze_date_one_a_year"),)

    def __str__(self) -> str:
        return f"{self.year} 年封账日"


class YearEnd(OwnedByUnit, Tracked):
    """年终结转和关账: what becomes of what is left on every line of a unit and year. Approved, the year is closed for good."""

    KIND = "year_end"
    FUNCTION = "year_end"

    class State(models.TextChoices):
        DRAFT = "draft", "编制"
        SENT = "sent", "待所长核"
        CHECKED = "checked", "待镇长签"
        SIGNED = "signed", "待财政局批"
        APPROVED = "approved", "已关账"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="year_ends")
    year = models.PositiveSmallIntegerField("年度")
    author = models.CharField("编制人账号", max_length=40)
    carried_to = models.OneToOneField(
        Allotment, models.PROTECT, null=True, blank=True, related_name="carried_from", verbose_name="结转到下年的指标文"
    )

    class Meta:
        ordering = ("unit", "-year")
        constraints = (models.UniqueConstraint(fields=("unit", "year"), name="spend_year_end_one_a_year"),)

    def __str__(self) -> str:
        return f"{self.year} 年年终结转和关账"

    def get_absolute_url(self) -> str:
        return reverse("spend:year-end", args=(self.pk,))

    def content_hash(self) -> str:
        """SM3 of what was decided about each line: goes into the ledger with what it does to them."""
        names = ("appropriation", "left", "committed", "decision", "reason")
        lines = [list(line) for line in self.lines.order_by("appropriation").values_list(*names)]
        return digest(canonical({"unit": self.unit.code, "year": self.year, "lines": lines}))


class YearEndLine(models.Model):
    """一条有余额的支出指标: what is left of it (with what is under contract), and what is decided about it."""

    class Decision(models.TextChoices):
        CARRY = "carry", "结转下年"
        LAPSE = "lapse", "结余收回"

    year_end = models.ForeignKey(YearEnd, models.CASCADE, related_name="lines")
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, related_name="+", verbose_name="支出指标")
    left = models.BigIntegerField("剩余数（分）")
    committed = models.BigIntegerField("其中已签约（分）", default=0)
    decision = models.CharField("决定", max_length=8, choices=Decision, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        ordering = ("year_end", "id")
        constraints = (
            models.UniqueConstraint(fields=("year_end", "appropriation"), name="spend_year_end_line_one_each"),
            models.CheckConstraint(condition=Q(left__gt=0, committed__gte=0), name="spend_year_end_line_positive"),
            models.CheckConstraint(condition=Q(committed__lte=models.F("left")), name="spend_year_end_line_committed_within"),
        )

    @property
    def age(self) -> int:
        """For how many years the money has stood, this one counted: 1 for money of the year itself."""
        return self.year_end.year - self.appropriation.first_given + 1

    @property
    def must_lapse(self) -> bool:
        """Unspent in its second year running, it is 结余 (预算法 art. 42; 实施条例 art. 50)."""
        return self.age >= 2
