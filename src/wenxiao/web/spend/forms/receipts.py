"""What is typed of money that came in?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.plan.forms.projects import StepForm
from wenxiao.web.spend.models import Receipt
from wenxiao.web.trail.workflow import Transition

_DAY = {"type": "date"}


class ReceiptForm(forms.Form):
    """收入登记."""

    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *Receipt.Kind.choices])
    fund = forms.ChoiceField(
        label="资金性质", choices=[("", "请选择"), *Fund.choices],
        help_text="一般公共预算、政府性基金、国有资本经营预算由国库集中支付，不用登记；代收的非税收入除外",
    )  # fmt: skip
    source = forms.CharField(label="收入项目", max_length=60, widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}))
    unplanned = forms.CharField(
        label="不在收入预算里的原因", max_length=200, required=False, help_text="收入项目不在批复的收入预算里的才写"
    )
    amount = MoneyField(label="金额（元）")
    received_on = forms.DateField(label="到账日期", widget=forms.DateInput(attrs=_DAY))
    payer = forms.CharField(label="付款人", max_length=100)
    private = forms.BooleanField(label="付款人是个人", required=False, help_text="在清单里姓名不全显示")
    reference = forms.CharField(label="票据号或银行回单号", max_length=60)


class CounterForm(forms.Form):
    """冲销."""

    reference = forms.CharField(label="冲销的凭证号", max_length=60)
    reason = long_text("冲销的理由", rows=3)


class ReceiptStepForm(StepForm):
    """办理: as of any object; when it is handed on, the day and the document."""

    remitted_on = forms.DateField(label="上缴日期", required=False, widget=forms.DateInput(attrs=_DAY))
    remitted_document = forms.CharField(label="缴款书号", max_length=60, required=False)

    field_order = ("remitted_on", "remitted_document", "reason")

    @classmethod
    def of(cls, transition: Transition, unit: Unit, data: Any = None) -> ReceiptStepForm:
        form = cls(unit, data, least=transition.reason, minutes=transition.minutes, auto_id=f"{transition.action}-%s")
        if not transition.reason:
            form.fields["reason"].help_text = "可以不写"
        if transition.action != "remit":
            del form.fields["remitted_on"], form.fields["remitted_document"]
        return form
