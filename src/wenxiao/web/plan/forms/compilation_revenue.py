"""What is typed in the table of where the money comes from?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.services.revenue import Revenue


class RevenueRow(RowForm):
    """收入行: a source that brings nothing stands there with 0."""

    GIVEN = ("fund",)

    fund = forms.ChoiceField(label="资金性质", choices=[("", "请选择"), *Fund.choices])
    source = forms.CharField(label="收入项目", max_length=60)
    amount = MoneyField(label="预算数（元）")
    last_year = MoneyField(label="上年预算数（元）", required=False)
    reason = forms.CharField(label="增减原因", required=False, max_length=500)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            attributes = field.widget.attrs
            attributes["class"] = f"{attributes.get('class', '')} broad".strip()

    def entry(self) -> Revenue:
        return Revenue(**self.cleaned_data)


class ExpectedForm(forms.Form):
    """核对数."""

    expected = MoneyField(label="核对数（元）", required=False, help_text="各行应当合计多少；填了的，合计不符就不保存")
