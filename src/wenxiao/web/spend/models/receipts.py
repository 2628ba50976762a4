"""What money came in, from where, and was it handed on to whom it belongs?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.workflow import Tracked


class Receipt(OwnedByUnit, Tracked):
    """收入登记: one amount that came in. Once checked it is never changed: what was wrong is taken out by a counter-entry of its own.

    A counter-entry (`counters`) has the negative amount, and goes the same way.
    """

    KIND = "receipt"
    FUNCTION = "bookkeeping"

    class State(models.TextChoices):
        REGISTERED = "registered", "待复核"
        COLLECTED = "collected", "待复核（要上缴）"
        CHECKED = "verified", "已复核"
        TO_REMIT = "to_remit", "待上缴"
        REMITTED = "remitted", "已上缴"
        COUNTERED = "countered", "已冲销"
        REJECTED = "rejected", "不予登记"

    class Kind(models.TextChoices):
        APPROPRIATION = "appropriation", "财政拨款到账"
        NON_TAX = "non_tax", "非税收入"
        SUPERIOR = "superior", "上级补助"
        UNIT_MONEY = "unit_money", "单位资金"
        OTHER = "other", "其他"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receipts")
    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("登记编号", max_length=32, unique=True)
    kind = models.CharField("种类", max_length=16, choices=Kind)
    fund = models.CharField("资金性质", max_length=20, choices=Fund)
    source = models.CharField("收入项目", max_length=60)
    unplanned = models.CharField("不在收入预算里的原因", max_length=200, blank=True)
    amount = models.BigIntegerField("金额（分）")
    received_on = models.DateField("到账日期")
    payer = models.CharField("付款人", max_length=100)
    private = models.BooleanField("付款人是个人", default=False)
    reference = models.CharField("票据号或银行回单号", max_length=60)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件")
    counters = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="countered_by", verbose_name="冲销哪一笔")
    remitted_on = models.DateField("上缴日期", null=True, blank=True)
    remitted_document = models.CharField("缴款书号", max_length=60, blank=True)
    author = models.CharField("登记人账号", max_length=40)

    class Meta:
        ordering = ("-id",)
        # Serves the sums by source of a year, and the list.
        indexes = (models.Index(fields=("unit", "year", "fund", "source"), name="spend_receipt_by_source"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(counters__isnull=True, amount__gt=0) | Q(counters__isnull=False, amount__lt=0),
                name="spend_receipt_negative_only_against_another",
            ),
            models.UniqueConstraint(
                fields=("unit", "reference"), condition=Q(counters__isnull=True) & ~Q(state="rejected"), name="spend_receipt_once"
            ),
            models.UniqueConstraint(fields=("counters",), condition=~Q(state="rejected"), name="spend_receipt_countered_once"),
        )

    def __str__(self) -> str:
        return f"{'冲销' if self.counters_id else '收入'} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("spend:receipt", args=(self.number,))
