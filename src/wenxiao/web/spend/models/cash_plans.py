"""When in the year may how much be paid, and by which decision?"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.workflow import Tracked


class Rhythm(models.TextChoices):
    """用款计划的期: by the month or by the quarter, the unit's choice for the year."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季"

    @property
    def periods(self) -> range:
        return range(1, 13) if self is Rhythm.MONTH else range(1, 5)

    def period_of(self, day: date, year: int) -> int:
        """The period of that year in which the day lies; a day before the year is in the first, a day after it in the last."""
        if day.year != year:
            return self.periods[0 if day.year < year else -1]
        return day.month if self is Rhythm.MONTH else (day.month + 2) // 3

    def period_title(self, period: int) -> str:
        return f"{period} 月" if self is Rhythm.MONTH else f"第{'一二三四'[period - 1]}季度"

    def element(self, fund: str, period: int) -> str:
        """The key of its node: `general/03` for a month, `general/q1` for a quarter."""
        return f"{fund}/{period:02d}" if self is Rhythm.MONTH else f"{fund}/q{period}"


class CashPlan(OwnedByUnit, Tracked):
    """用款计划: how the money of each fund is spread over the year. The first one opens the caps of its periods, each later one
    (`number` 2 and on) changes them; the last that was approved is in force."""

    KIND = "cash_plan"
    FUNCTION = "allotment"

    class State(models.TextChoices):
        DRAFT = "draft", "编制"
        SENT = "sent", "待所长批"
        APPROVED = "approved", "已批准"
        WITHDRAWN = "withdrawn", "作废"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cash_plans")
    year = models.PositiveSmallIntegerField("年度")
    rhythm = models.CharField("按月还是按季", max_length=8, choices=Rhythm)
    number = models.PositiveSmallIntegerField("第几次", default=1)
    edition = models.PositiveIntegerField(default=1)
    author = models.CharField("编制人账号", max_length=40)

    class Meta:
        ordering = ("unit", "-year", "-number")
        constraints = (
            # Two plans at once would open or change the same caps.
            models.UniqueConstraint(
                fields=("unit", "year"), condition=Q(state__in=("draft", "sent")), name="spend_cash_plan_one_under_way"
            ),
            models.UniqueConstraint(
                fields=("unit", "year", "number"), condition=~Q(state="withdrawn"), name="spend_cash_plan_one_number_each"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} 年用款计划{f'（第 {self.number - 1} 次修订）' if self.number > 1 else ''}"

    def get_absolute_url(self) -> str:
        return reverse("spend:cash-plan", args=(self.pk,))

    def content_hash(self) -> str:
        """SM3 of what the plan says: goes into the ledger with its caps."""
        lines = [list(line) for line in self.lines.order_by("fund", "period").values_list("fund", "period", "amount")]
        said = {"unit": self.unit.code, "year": self.year, "rhythm": self.rhythm, "number": self.number}
        return digest(canonical({**said, "lines": lines}))

    @property
    def rule(self) -> Rhythm:
        return Rhythm(self.rhythm)


class CashPlanLine(models.Model):
    """用款计划的一格: what of a fund is planned for a period."""

    plan = models.ForeignKey(CashPlan, models.CASCADE, related_name="lines")
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    period = models.PositiveSmallIntegerField("期")
    amount = models.BigIntegerField("金额（分）")

    class Meta:
        ordering = ("plan", "fund", "period")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="spend_cash_plan_line_not_negative"),
            models.CheckConstraint(condition=Q(period__gte=1, period__lte=12), name="spend_cash_plan_line_period"),
            models.UniqueConstraint(fields=("plan", "fund", "period"), name="spend_cash_plan_line_one_each"),
        )
