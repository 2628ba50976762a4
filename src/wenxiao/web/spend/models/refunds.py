"""Which money came back in the year it was paid?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.allotments import Appropriation
from wenxiao.web.spend.models.requests import PaymentRequest
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Tracked


class _WithRequest(models.Manager["Refund"]):
    """Read with what its name is made of, so that a list of them asks once."""

    def get_queryset(self) -> models.QuerySet[Refund]:
        return super().get_queryset().select_related("request")


class Refund(OwnedByUnit, Tracked):
    """退款: money of a payment that came back in the same year. What it was charged to can be spent again once it is confirmed."""

    KIND = "refund"
    FUNCTION = "payment"

    class State(models.TextChoices):
        REGISTERED = "registered", "待确认"
        CONFIRMED = "confirmed", "已确认"
        WITHDRAWN = "withdrawn", "作废"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="refunds")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="refunds")
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, related_name="+", verbose_name="支出指标")
    amount = models.BigIntegerField("金额（分）")
    received = models.DateField("到账日期")
    reason = models.CharField("退款原因", max_length=200)
    bank_reference = models.CharField("银行回单号", max_length=60)
    author = models.CharField("出纳账号", max_length=40)
    created = models.DateTimeField(default=clock.now, editable=False)

    objects = _WithRequest()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_refund_positive"),
            models.UniqueConstraint(
                fields=("unit", "bank_reference"), condition=~Q(state="withdrawn"), name="spend_refund_one_reference_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request.number} 的退款 {Money(self.amount)} 元"

    def get_absolute_url(self) -> str:
        return reverse("spend:refund", args=(self.pk,))

    @property
    def owning_office(self) -> Office | None:
        return self.office
