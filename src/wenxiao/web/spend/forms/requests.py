"""What is typed in a request for money: what for, to whom, on which lines, with which papers?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.forms.projects import StepForm
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Appropriation, PaymentRequest, Voucher
from wenxiao.web.spend.services.requests import ChargeEntry, VoucherEntry
from wenxiao.web.trail.workflow import Transition


class RequestForm(forms.Form):
    """用款申请."""

    kind = forms.ChoiceField(label="种类", choices=PaymentRequest.Kind.choices)
    purpose = forms.CharField(label="用途", max_length=200, help_text="做什么事用的，会写进付款凭证")
    way = forms.ChoiceField(label="付款方式", choices=PaymentRequest.Way.choices, initial=PaymentRequest.Way.COMPANY, required=False)
    way_reason = forms.CharField(
        label="不用公务卡的原因", max_length=200, required=False,
        help_text="付给个人或用现金，而科目在公务卡强制结算目录里的，写明原因",
    )  # fmt: skip
    payee = forms.CharField(label="收款人", max_length=100, required=False, help_text="单位全称，或个人姓名；用公务卡付的不用填")
    payee_account = forms.CharField(
        label="收款账号", max_length=40, required=False, help_text="转账的要写，只写数字：没有账号，出纳放不进给银行的支付文件"
    )
    payee_bank = forms.CharField(label="开户银行", max_length=100, required=False)
    document = forms.CharField(label="事项依据", max_length=100, required=False, help_text="合同号、公函号、出差审批单号")
    card_holder = forms.CharField(label="持卡人", max_length=50, required=False, help_text="付款方式是公务卡的才填")
    card_tail = forms.CharField(
        label="公务卡号末四位", max_length=4, required=False, help_text="付款方式是公务卡的才填；整个卡号不要填",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    due = forms.DateField(
        label="借款结清日期", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="种类是借款的才填：最迟哪一天结清"
    )
    before_approval = forms.ChoiceField(
        label="批复前支出的依据", choices=[("", "请选择"), *Cause.choices], required=False,
        help_text="预算还没有批复，只能支付这几种（预算法第五十四条）；不属于的，等批复以后再报",
    )  # fmt: skip

    # Asked only of some requests: folded away until one of them is filled or wrong.
    SELDOM = ("way_reason", "card_holder", "card_tail", "due")

    @property
    def usual(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.SELDOM]

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SELDOM]

    @property
    def seldom_asked(self) -> bool:
        """Whether they are to be seen at once."""
        return any(field.value() or field.errors for field in self.seldom)

    def clean_way(self) -> str:
        return self.cleaned_data["way"] or PaymentRequest.Way.COMPANY.value


class ChargeRow(RowForm):
    """列支行: which line, how much."""

    appropriation = forms.ModelChoiceField(label="支出指标", queryset=Appropriation.objects.none(), empty_label="请选择")
    amount = MoneyField(label="金额（元）")

    def __init__(self, *arguments: Any, lines: Sequence[Appropriation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["appropriation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Appropriation.objects.filter(pk__in=[line.pk for line in lines]).select_related("unit", "project", "node")
        # The choices are those rows already read, so that a table of twenty rows asks for them once.
        field.choices = [("", "请选择"), *((line.pk, f"{line.in_full}，可用 {Money(line.node.available)} 元") for line in lines)]

    @property
    def asked(self) -> tuple[str, int] | None:
        """The line that is chosen and the 分 typed so far; None where one is missing or no number. For the check while typing."""
        field, typed = self.fields["amount"], self["amount"].value()
        try:
            amount = field.clean("" if typed is None else str(field.prepare_value(typed)))
        except forms.ValidationError:
            return None
        chosen = self["appropriation"].value()
        return (str(chosen), amount) if chosen and amount else None

    def entry(self) -> ChargeEntry:
        return ChargeEntry(self.cleaned_data["appropriation"], self.cleaned_data["amount"])


class VoucherRow(RowForm):
    """票据行."""

    GIVEN = ("kind",)

    kind = forms.ChoiceField(label="种类", choices=Voucher.Kind.choices)
    code = forms.CharField(label="发票代码", max_length=20, required=False)
    serial = forms.CharField(label="号码", max_length=40)
    amount = MoneyField(label="金额（元）", required=False)
    day = forms.DateField(label="刷卡日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    merchant = forms.CharField(label="商户（刷卡的）", max_length=100, required=False)

    @staticmethod
    def typed_of(voucher: Voucher) -> dict[str, Any]:
        """A paper as it is typed in a row."""
        return {
            "kind": voucher.kind, "code": voucher.code, "serial": voucher.number, "amount": voucher.amount, "day": voucher.day,
            "merchant": voucher.merchant,
        }  # fmt: skip

    def entry(self) -> VoucherEntry:
        typed = self.cleaned_data
        return VoucherEntry(
            typed["kind"], typed["serial"], typed["amount"] or 0, typed["code"], day=typed["day"], merchant=typed["merchant"]
        )


class PaymentStepForm(StepForm):
    """办理: as of any object; where the bank has paid, its receipt."""

    bank_reference = forms.CharField(label="银行回单号", max_length=60, required=False)

    field_order = ("bank_reference", "reason", "minutes")

    @classmethod
    def of(cls, transition: Transition, unit: Unit, data: Any = None) -> PaymentStepForm:
        form = cls(unit, data, least=transition.reason, minutes=transition.minutes, auto_id=f"{transition.action}-%s")
        if not transition.reason:
            form.fields["reason"].help_text = "可以不写"
        if transition.action != "confirm":
            del form.fields["bank_reference"]
        return form
