"""What was spent of an advance, and what came back?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.requests import Charge, PaymentRequest
from wenxiao.web.trail.workflow import Tracked


class Settlement(OwnedByUnit, Tracked):
    """借款结算: of one advance, laid out when its money is paid. Settled: what was spent is proved, what was not has come back.

    `edition` counts the edits, so that two who write at once do not overwrite each other.
    """

    KIND = "settlement"
    FUNCTION = "payment"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OFFICE = "office", "待所审"
        ACCOUNTANT = "accountant", "待会计审"
        SETTLED = "settled", "已结清"
        RETURNED = "returned", "退回"

    request = models.OneToOneField(PaymentRequest, models.PROTECT, related_name="settlement", verbose_name="借款")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="站所")
    year = models.PositiveSmallIntegerField("年度")
    account = models.CharField("办理情况", max_length=300, blank=True, help_text="钱用在了什么上")
    returned_reference = models.CharField("退款的银行回单号", max_length=60, blank=True)
    returned_on = models.DateField("退款日期", null=True, blank=True)
    settled_on = models.DateField("结清日期", null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("unit", "year", "state"), name="spend_settlement_by_state"),)
        constraints = (
            # The money that came back came once: the same receipt of the bank does not settle two advances.
            models.UniqueConstraint(
                fields=("unit", "returned_reference"), condition=~Q(returned_reference=""), name="spend_settlement_one_return_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request.number} 借款结算"

    def get_absolute_url(self) -> str:
        return reverse("spend:settlement", args=(self.request.number,))

    @property
    def owning_office(self) -> Office | None:
        return self.office

    @property
    def editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def actual(self) -> int:
        """实际支出, 分."""
        return sum(line.actual for line in self.lines.all())


class SettlementLine(models.Model):
    """结算行: how much of what was paid from a 支出指标 was really spent, 分."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="lines")
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="settled")
    actual = models.BigIntegerField("实际支出（分）")

    class Meta:
        ordering = ("settlement", "id")
        constraints = (models.CheckConstraint(condition=Q(actual__gte=0), name="spend_settlement_line_not_negative"),)
