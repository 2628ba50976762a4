"""Who gets how much of a request for many, and what has become of each of them?"""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.models.allotments import Appropriation
from wenxiao.web.spend.models.requests import PaymentRequest
from wenxiao.web.trail import clock
from wenxiao.web.trail.workflow import Tracked


class PayeeList(models.Model):
    """发放名单: what is said of the list as a whole. `month` is the month it pays for, of the request's year."""

    request = models.OneToOneField(PaymentRequest, models.CASCADE, related_name="payee_list")
    month = models.PositiveSmallIntegerField("发放所属月份")
    remark = models.CharField("同月再次发放的理由", max_length=200, blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="spend_payee_list_month"),)

    def __str__(self) -> str:
        return f"{self.request.number} 的名单"


class BankAccount(NamedTuple):
    """收款账户: where the money goes."""

    name: str
    number: str
    bank: str


class Payee(models.Model):
    """收款人: one line of money. A request to a single payee has one of these too, from the moment it goes to the bank.

    What was approved stays as it stands: a corrected account is an `AccountCorrection`. No `appropriation`: the only one of the request.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待付"
        PAID = "paid", "已付"
        RETURNED = "returned", "退回"
        REPAID = "repaid", "已重付"
        GIVEN_UP = "given_up", "不再支付"

    request = models.ForeignKey(PaymentRequest, models.CASCADE, related_name="payees")
    number = models.PositiveIntegerField("序号")
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支出指标")
    name = models.CharField("姓名", max_length=100)
    id_number = models.CharField("身份证号", max_length=18, blank=True)
    account = models.CharField("账号", max_length=40, blank=True)
    bank = models.CharField("开户银行", max_length=100, blank=True)
    amount = models.BigIntegerField("金额（分）")
    note = models.CharField("备注", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    returned_reason = models.CharField("退回原因", max_length=200, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)

    class Meta:
        ordering = ("request", "number")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_payee_positive"),
            models.UniqueConstraint(fields=("request", "number"), name="spend_payee_one_number_each"),
        )
        # Serves "was this person paid for the same in another request?".
        indexes = (models.Index(fields=("id_number",), condition=~Q(id_number=""), name="spend_payee_by_id_number"),)

    def __str__(self) -> str:
        return f"第 {self.number} 行"


class _WithPayee(models.Manager["AccountCorrection"]):
    """Read with what its name is made of, so that a list of them asks once."""

    def get_queryset(self) -> models.QuerySet[AccountCorrection]:
        return super().get_queryset().select_related("payee__request")


class AccountCorrection(OwnedByUnit, Tracked):
    """收款账户更正: where the money goes instead, after the bank sent it back. Counts once the accountant has approved it.

    `round` is the request's when it was proposed: a list that is approved anew has accounts of its own.
    """

    KIND = "account_correction"
    FUNCTION = "payment"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待核"
        APPROVED = "approved", "已核准"
        REJECTED = "rejected", "不同意"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, models.CASCADE, related_name="corrections")
    name = models.CharField("户名", max_length=100)
    account = models.CharField("账号", max_length=40)
    bank = models.CharField("开户银行", max_length=100, blank=True)
    reason = models.CharField("更正的依据", max_length=200)
    round = models.PositiveSmallIntegerField()
    used = models.BooleanField("已经用过", default=False, help_text="money went there since: what comes back again needs another one")
    author = models.CharField("提出人账号", max_length=40)
    created = models.DateTimeField(default=clock.now, editable=False)

    objects = _WithPayee()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("payee",), condition=Q(state="proposed"), name="spend_correction_one_open_each"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.payee.request.number} {self.payee} 的账户更正"

    def get_absolute_url(self) -> str:
        return reverse("spend:correction", args=(self.pk,))

    @property
    def owning_office(self) -> Office | None:
        return self.office
