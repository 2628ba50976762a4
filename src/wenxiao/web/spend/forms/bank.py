"""What is chosen and typed between the office and the bank?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.plan.workbook.reading import LARGEST
from wenxiao.web.spend.models import BankLine
from wenxiao.web.uploads import UploadField


class BankResultForm(forms.Form):
    """导入银行回单."""

    file = UploadField(
        label="银行回单文件", most=LARGEST, accept=".csv,.xlsx", help_text="CSV 或 xlsx，要有结果、金额、日期，和支付编号或收款账号这几列"
    )


class DecideForm(forms.Form):
    """认定一行回单."""

    line = forms.ModelChoiceField(label="是哪一笔", queryset=BankLine.objects.none(), required=False, empty_label="不是这里的支付，不登记")
    reason = forms.CharField(label="依据", max_length=200, help_text="至少 10 个字：怎么查清的")

    def __init__(self, *arguments: Any, lines: Sequence[BankLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["line"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = BankLine.objects.filter(pk__in=[line.pk for line in lines]).select_related("file")
        field.choices = [("", field.empty_label), *((line.pk, f"{line.code}　{line.request.purpose}") for line in lines)]
