"""What was given to the bank to be paid, and what did the bank say of each line?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.payees import Payee
from wenxiao.web.spend.models.requests import PaymentRequest
from wenxiao.web.trail import clock


class BankFile(OwnedByUnit, models.Model):
    """支付文件: a batch of lines for the bank. Nothing of it changes after it was made: `digest` is SM3 of the file as the bank gets it."""

    KIND = "bank_file"
    FUNCTION = "payment"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bank_files")
    number = models.CharField("文件编号", max_length=32, unique=True)
    count = models.PositiveIntegerField("笔数")
    total = models.BigIntegerField("金额（分）")
    digest = models.CharField("文件摘要（SM3）", max_length=64)
    author = models.CharField("出纳账号", max_length=40)
    created = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"支付文件 {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("spend:bank-file", args=(self.pk,))


class BankLine(models.Model):
    """支付明细: one line for the bank, as it was sent; a payee who is paid again has another one."""

    class State(models.TextChoices):
        SENT = "sent", "等回单"
        PAID = "paid", "已付"
        RETURNED = "returned", "退回"

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("序号")
    code = models.CharField("支付编号", max_length=40, unique=True)
    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="bank_lines")
    # Gone where the request was sent back and its list written anew: the line says what was sent all the same.
    payee = models.ForeignKey(Payee, models.SET_NULL, null=True, related_name="bank_lines")
    account = models.CharField("账号", max_length=40)
    name = models.CharField("户名", max_length=100)
    bank = models.CharField("开户银行", max_length=100, blank=True)
    amount = models.BigIntegerField("金额（分）")
    purpose = models.CharField("用途", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.SENT)
    reference = models.CharField("银行流水号", max_length=60, blank=True)
    settled_on = models.DateField("银行日期", null=True, blank=True)
    reason = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        ordering = ("file", "number")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_bank_line_positive"),
            models.UniqueConstraint(fields=("file", "number"), name="spend_bank_line_one_number_each"),
            # Nobody is paid by two files at once, nor again after having been paid.
            models.UniqueConstraint(fields=("payee",), condition=~Q(state="returned"), name="spend_bank_line_paid_once"),
        )

    def __str__(self) -> str:
        return self.code


class BankResult(OwnedByUnit, models.Model):
    """银行回单文件: what the bank answered, once under the digest of its bytes."""

    KIND = "bank_result"
    FUNCTION = "payment"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bank_results")
    name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件摘要（SM3）", max_length=64)
    count = models.PositiveIntegerField("行数")
    author = models.CharField("出纳账号", max_length=40)
    created = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("unit", "digest"), name="spend_bank_result_once"),)

    def __str__(self) -> str:
        return f"银行回单 {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("spend:bank-result", args=(self.pk,))


class ResultLine(models.Model):
    """回单行: what the bank said in one row, and which line of ours it is about: none yet where nobody could tell."""

    class Outcome(models.TextChoices):
        PAID = "paid", "成功"
        RETURNED = "returned", "退回"

    class State(models.TextChoices):
        MATCHED = "matched", "已对上"
        AGAIN = "again", "以前登记过"
        OPEN = "open", "待认定"
        SET_ASIDE = "set_aside", "不登记"

    result = models.ForeignKey(BankResult, models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件中的行")
    code = models.CharField("支付编号", max_length=40, blank=True)
    reference = models.CharField("银行流水号", max_length=60, blank=True)
    account = models.CharField("账号", max_length=40, blank=True)
    name = models.CharField("户名", max_length=100, blank=True)
    amount = models.BigIntegerField("金额（分）")
    day = models.DateField("银行日期")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    reason = models.CharField("银行的说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State)
    doubt = models.CharField("为什么没有对上", max_length=300, blank=True)
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, blank=True, related_name="results")

    class Meta:
        ordering = ("result", "row")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_result_line_positive"),
            # What the bank says of a line counts once: paid once, returned once.
            models.UniqueConstraint(fields=("line", "outcome"), condition=Q(state="matched"), name="spend_result_line_counts_once"),
        )

    def __str__(self) -> str:
        return f"第 {self.row} 行"
