"""Who asks for money, for what, to whom, with which papers?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenxiao.control.chain import canonical, digest
from wenxiao.web.people.models import Office, Unit
from wenxiao.web.plan.models.owned import OwnedByUnit
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models.allotments import Appropriation
from wenxiao.web.trail import clock
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.workflow import Tracked


class PaymentRequest(OwnedByUnit, Tracked):
    """用款申请. From submission on its money is held on every cap it falls under; its content does not change any more.

    `edition` counts the edits of the draft. `round` counts how often it was sent up, so that each time is a command of its own.
    """

    KIND = "payment_request"
    FUNCTION = "payment"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OFFICE = "office", "待所审"
        ACCOUNTANT = "accountant", "待会计审"
        FINANCE = "finance", "待所长审"
        LEADER = "leader", "待领导批"
        TO_PAY = "to_pay", "待支付"
        AT_BANK = "at_bank", "已提交银行"
        PAID = "paid", "已支付"
        BOOKED = "booked", "已入账"
        RETURNED = "returned", "退回"
        VOID = "void", "作废"

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "一般支付"
        RECEPTION = "reception", "公务接待"
        TRAVEL = "travel", "差旅"
        BATCH = "batch", "批量发放"
        ADVANCE = "advance", "借款"
        CARD = "card", "公务卡还款"

    class Way(models.TextChoices):
        """付款方式: how the money reaches who gets it (公务卡强制结算)."""

        COMPANY = "company", "转账给单位"
        CARD = "card", "公务卡"
        PERSON = "person", "转账给个人"
        CASH = "cash", "现金"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payment_requests")
    office = models.ForeignKey(Office, models.PROTECT, related_name="payment_requests", verbose_name="申请站所")
    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("申请编号", max_length=32, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind, default=Kind.ORDINARY)
    purpose = models.CharField("用途", max_length=200)
    payee = models.CharField("收款人", max_length=100)
    payee_account = models.CharField("收款账号", max_length=40, blank=True)
    payee_bank = models.CharField("开户银行", max_length=100, blank=True)
    document = models.CharField("事项依据", max_length=100, blank=True, help_text="合同号、公函号、出差审批单号")
    way = models.CharField("付款方式", max_length=8, choices=Way, default=Way.COMPANY)
    way_reason = models.CharField("不用公务卡的原因", max_length=200, blank=True)
    due = models.DateField("借款结清日期", null=True, blank=True, help_text="借款最迟哪一天结清")
    card_holder = models.CharField("持卡人", max_length=50, blank=True)
    card_tail = models.CharField("公务卡号末四位", max_length=4, blank=True)
    imported = models.ForeignKey(
        "spend.LedgerImport", models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="由哪次旧账导入"
    )
    imported_day = models.DateField("旧账的支付日期", null=True, blank=True)
    before_approval = models.CharField("批复前支出的依据", max_length=12, choices=Cause, blank=True)
    author = models.CharField("填报人账号", max_length=40)
    edition = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("unit", "year", "state"), name="spend_request_by_state"),)

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("spend:request", args=(self.number,))

    @property
    def owning_office(self) -> Office | None:
        return self.office

    @property
    def amount(self) -> int:
        """分: the sum of its charges."""
        return sum(charge.amount for charge in self.charges.all())

    @property
    def editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def key(self) -> str:
        """Under which its money is held: once for each time it is sent up."""
        return f"{self.number}#{self.round}"

    def content_hash(self) -> str:
        """SM3 of what is being asked for: goes into the ledger with the money, so that the request cannot be rewritten afterwards."""
        charges = sorted((charge.appropriation_id, charge.amount) for charge in self.charges.all())
        names = (
            "number", "kind", "purpose", "payee", "payee_account", "payee_bank", "document", "before_approval", "way", "way_reason",
            "card_holder", "card_tail",
        )  # fmt: skip
        vouchers = sorted((each.kind, each.code, each.number, each.amount, each.attachment_id or "") for each in self.vouchers.all())
        due = self.due.isoformat() if self.due else ""
        content = {**{name: getattr(self, name) for name in names}, "due": due, "charges": charges, "vouchers": vouchers}
        if self.kind == self.Kind.BATCH:
            columns = ("number", "appropriation_id", "name", "id_number", "account", "bank", "amount", "note")
            content["payees"] = list(self.payees.order_by("number").values_list(*columns))
        return digest(canonical(content))


class Charge(models.Model):
    """列支: how much of a request falls on which 支出指标."""

    request = models.ForeignKey(PaymentRequest, models.CASCADE, related_name="charges")
    appropriation = models.ForeignKey(Appropriation, models.PROTECT, related_name="charges", verbose_name="支出指标")
    amount = models.BigIntegerField("金额（分）")

    class Meta:
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_charge_positive"),
            models.UniqueConstraint(fields=("request", "appropriation"), name="spend_charge_one_each"),
        )


class Voucher(models.Model):
    """票据: a paper that proves the business. The same invoice serves one request or one settlement only, of whichever office.

    Of what was paid by card, `day` and `merchant` say when and where.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", "发票"
        RECEIPT = "receipt", "财政票据"
        PAYROLL = "payroll", "发放表"
        LETTER = "letter", "公函"
        GUESTS = "guests", "接待清单"
        TRAVEL = "travel", "出差审批单"
        CONTRACT = "contract", "合同"
        OTHER = "other", "其他"

    request = models.ForeignKey(PaymentRequest, models.CASCADE, null=True, blank=True, related_name="vouchers")
    settlement = models.ForeignKey("spend.Settlement", models.CASCADE, null=True, blank=True, related_name="vouchers")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    code = models.CharField("发票代码", max_length=20, blank=True)
    number = models.CharField("号码", max_length=40)
    amount = models.BigIntegerField("金额（分）")
    day = models.DateField("刷卡日期", null=True, blank=True)
    merchant = models.CharField("商户", max_length=100, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件")

    class Meta:
        ordering = ("request", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="spend_voucher_not_negative"),
            models.UniqueConstraint(
                fields=("kind", "code", "number"), condition=Q(kind__in=("invoice", "receipt")), name="spend_voucher_serves_once"
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=False, settlement__isnull=True) | Q(request__isnull=True, settlement__isnull=False),
                name="spend_voucher_of_one_paper",
            ),
        )
