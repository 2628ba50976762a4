"""Which payments were made before the office was used, and by which file did they come in?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.allotments import Appropriation
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.workflow import Tracked


class LedgerImport(OwnedByUnit, Tracked):
    """旧账导入: a file of payments already made. Checked whole, shown, approved by another, taken over whole or not at all."""

    KIND = "ledger_import"
    FUNCTION = "bookkeeping"

    class State(models.TextChoices):
        WRONG = "wrong", "有错，未导入"
        CHECKED = "checked", "查过，待送审"
        ASKED = "asked", "待所长批"
        TAKING = "taking", "正在入账"
        TAKEN = "taken", "已导入"
        FAILED = "failed", "没有导入成"
        RETURNED = "returned", "退回"
        DISCARDED = "discarded", "不采用"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("文件名", max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    uploaded = models.DateTimeField("上传时间", auto_now_add=True)
    author = models.CharField("上传人账号", max_length=40)
    problems = models.JSONField(default=list, help_text="row, column, what is wrong and what to do")
    failure = models.TextField("没有导入成的原因", blank=True)

    class Meta:
        ordering = ("unit", "-uploaded")
        constraints = (
            # The same file twice would be every payment twice.
            models.UniqueConstraint(
                fields=("unit", "attachment"), condition=~Q(state__in=("wrong", "discarded")), name="spend_import_file_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年旧账《{self.name}》"

    def get_absolute_url(self) -> str:
        return reverse("spend:import", args=(self.pk,))


class ImportRow(models.Model):
    """旧账的一行: one payment as the old books have it, bound to its 支出指标. `row` is its row in the file, from 1."""

    ledger_import = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField("行")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="站所")
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, related_name="+", verbose_name="支出指标")
    day = models.DateField("支付日期")
    amount = models.BigIntegerField("金额（分）")
    payee = models.CharField("收款人", max_length=100)
    private = models.BooleanField("收款人是个人", default=False)
    purpose = models.CharField("用途", max_length=200)
    voucher = models.CharField("原凭证号", max_length=40)

    class Meta:
        ordering = ("ledger_import", "row")
        constraints = (
            models.UniqueConstraint(fields=("ledger_import", "row"), name="spend_import_row_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_import_row_positive"),
        )
