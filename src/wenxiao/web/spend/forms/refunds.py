"""What is typed about money that came back?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField
from wenxiao.web.spend.models import Appropriation, PaymentRequest


class RefundForm(forms.Form):
    """登记退款."""

    appropriation = forms.ModelChoiceField(label="原来列支的支出指标", queryset=Appropriation.objects.none(), empty_label=None)
    amount = MoneyField(label="退款金额（元）")
    received = forms.DateField(label="到账日期", widget=forms.DateInput(attrs={"type": "date"}))
    bank_reference = forms.CharField(label="银行回单号", max_length=60)
    reason = forms.CharField(label="退款原因", max_length=200)

    def __init__(self, found: PaymentRequest, refundable: dict[int, int], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        lines = [each.appropriation for each in found.charges.select_related("appropriation__project", "appropriation__unit")]
        field = self.fields["appropriation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Appropriation.objects.filter(pk__in=[line.pk for line in lines]).select_related("node", "unit", "project")
        field.choices = [(line.pk, f"{line.in_full}，已付未退 {Money(refundable.get(line.pk, 0))} 元") for line in lines]
