"""What is typed when the control numbers of a budget come down?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.elements import ControlCategory, Fund


class ControlForm(forms.Form):
    """控制数: an amount for each fund and category (元); what is left empty is not given."""

    document = forms.CharField(label="文号", max_length=60, help_text="控制数随哪个文件下达，照文件写全")
    expected = MoneyField(label="核对数（元）", required=False, help_text="基本支出和项目支出控制数应当合计多少；填了的，合计不符就不保存")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for fund in Fund:
            for category in ControlCategory:
                label = f"{fund.label}{category.label}（元）"
                self.fields[f"{fund.value}-{category.value}"] = MoneyField(label=label, required=False)

    @property
    def numbers(self) -> dict[tuple[str, str], int]:
        """分 by fund and category, those that were filled in."""
        pairs = ((fund.value, category.value) for fund in Fund for category in ControlCategory)
        typed = {pair: self.cleaned_data.get("-".join(pair)) for pair in pairs}
        return {pair: amount for pair, amount in typed.items() if amount is not None}
