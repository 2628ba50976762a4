"""What is typed about a unit's own cost standard?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.catalogue.cost_standards import cost_standards
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.forms.duties import year_field


class PriceForm(forms.Form):
    """标准和依据."""

    amount = MoneyField(label="本地标准（元）")
    document = forms.CharField(label="依据文号", max_length=60, help_text="财政部门规定这个标准的文件，如“某财行〔2023〕5号”")


class StandardForm(PriceForm):
    """本地支出标准. The standards offered are those of the catalogue in the year that the page was opened for."""

    year = year_field("年度", help_text="用在哪一年的预算")
    standard = forms.ChoiceField(label="支出标准")
    field_order = ("year", "standard", "amount", "document")

    def __init__(self, year: int, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offered = [(each.id, f"{each.title}：目录里是 {Money(each.amount)} {each.unit}") for each in cost_standards(year)]
        field = self.fields["standard"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *offered]


class DecisionForm(forms.Form):
    """核准: nothing has to be typed."""

    # A step saves nothing of its own: what its refusal says above the errors.
    undone = "没有办成"


class ReasonForm(forms.Form):
    """不予核准."""

    undone = "没有办成"

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}))


class EndForm(ReasonForm):
    """停用."""

    until = forms.DateField(
        label="停用日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="从这一天起不再用，改用目录里的标准"
    )
    field_order = ("until", "reason")
