"""What is typed in a document that gives money?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.forms import CodeField, MoneyField
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.elements import Cause
from wenxiao.web.spend.models import Allotment
from wenxiao.web.spend.services.allotments import LineEntry


def _code_input(listed: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": listed, "class": "narrow", "autocomplete": "off", "inputmode": "numeric"})


class AllotmentForm(forms.Form):
    """指标文. `whole` fills its lines from the approved budget, or from what was carried over."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    document = forms.CharField(label="指标文号", max_length=60)
    dated = forms.DateField(label="文件日期", widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.ChoiceField(label="预算来源", choices=Allotment.Source.choices)
    early = forms.BooleanField(
        label="提前下达",
        required=False,
        help_text="年初预算在批复以前下达的，每行要写依据（预算法第五十四条）；批复后计入已下达数。追加和结转的不勾选",
    )
    summary = forms.CharField(label="摘要", max_length=200, required=False)
    whole = forms.BooleanField(
        label="按批复的预算生成全部明细", required=False,
        help_text="年初一次下达全部预算的，勾选它，不必一行一行录；上年结转的指标文作废以后要重新录入的，也勾选它，按年终结转的数生成",
    )  # fmt: skip


class AllotmentRow(RowForm):
    """指标行: a project, or the part of basic money; codes, fund, amount."""

    GIVEN = ("fund",)

    project = forms.ModelChoiceField(label="项目", queryset=Project.objects.none(), required=False, empty_label="（基本支出）")
    part = forms.ChoiceField(label="基本支出类别", choices=[("", "—"), *Part.choices], required=False)
    function_code = CodeField(
        label="功能科目（项）", max_length=7, widget=forms.TextInput(attrs={"list": "function-codes", "class": "narrow"})
    )
    economic_code = CodeField(
        label="经济科目（款）", max_length=5, widget=forms.TextInput(attrs={"list": "economic-codes", "class": "narrow"})
    )
    fund = forms.ChoiceField(label="资金性质", choices=Fund.choices)
    amount = MoneyField(label="金额（元）")
    cause = forms.ChoiceField(label="提前下达的依据", choices=[("", "—"), *Cause.choices], required=False)
    origin = forms.IntegerField(
        label="首次安排年度", min_value=2000, max_value=2100, required=False, widget=forms.NumberInput(attrs={"class": "narrow"})
    )

    def __init__(self, *arguments: Any, projects: Sequence[Project], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Project.objects.filter(pk__in=[project.pk for project in projects]).select_related("unit")
        field.choices = [("", "（基本支出）"), *((project.pk, f"{project.code} {project.name}") for project in projects)]

    def entry(self) -> LineEntry:
        return LineEntry(**self.cleaned_data)
