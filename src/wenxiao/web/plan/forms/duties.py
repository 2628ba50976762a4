"""What is typed about duties and activities?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.models import Duty


def year_field(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, **options)


def long_text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class DutyForm(forms.Form):
    """职责."""

    number = forms.IntegerField(label="序号", min_value=1, max_value=999, help_text="在单位职责里排第几")
    name = forms.CharField(label="职责名称", max_length=100, help_text="按“三定”规定的说法，简明写一项")
    description = long_text("内容描述", help_text="这项职责包括哪些工作")
    objective = long_text("绩效目标", help_text="一年里要达到什么结果，能看得出做没做到")
    since = year_field("起始年度")


class ActivityForm(forms.Form):
    """工作活动."""

    duty = forms.ModelChoiceField(label="所属职责", queryset=Duty.objects.none(), empty_label="请选择")
    number = forms.IntegerField(label="序号", min_value=1, max_value=999, help_text="在这项职责里排第几")
    name = forms.CharField(label="工作活动", max_length=200)
    content = long_text("内容描述")
    objective = long_text("绩效目标")
    stands_for_duty = forms.BooleanField(
        label="就是职责本身", required=False, help_text="这项职责不再细分活动，目标和指标直接定在职责上的，勾选"
    )

    def __init__(self, unit: Unit, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer_rows(self, "duty", Duty.objects.filter(unit=unit))


class RetireForm(forms.Form):
    """终止."""

    undone = "没有办成"

    until = year_field("最后一年", help_text="这一年以后不再办")
