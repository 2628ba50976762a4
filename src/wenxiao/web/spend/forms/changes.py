"""What is typed in a document that changes the budget: which line gives, which gets, why?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import CodeField, MoneyField
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.elements import Fund, Part
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.plan.forms.projects import StepForm
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.models import Project
from wenxiao.web.spend.models import Adjustment, Appropriation, Side
from wenxiao.web.spend.services.change_lines import ChangeEntry
from wenxiao.web.trail.workflow import Transition


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class VirementForm(forms.Form):
    """调剂申请."""

    reason = long_text("调剂理由", rows=3, help_text="为什么原来的安排用不完，为什么另一处不够，至少 10 个字")


class AdjustmentForm(forms.Form):
    """调整方案."""

    cause = forms.ChoiceField(label="法定情形（预算法第六十七条）", choices=[("", "请选择"), *Adjustment.Cause.choices])
    reason = long_text("调整理由", rows=3, help_text="至少 10 个字")
    financing = long_text("资金来源或去向", rows=2, help_text="增加的钱从哪里来，减少的钱到哪里去")


class GivingRow(RowForm):
    """调出行."""

    appropriation = forms.ModelChoiceField(label="支出指标", queryset=Appropriation.objects.none(), empty_label="请选择")
    amount = MoneyField(label="金额（元）")

    def __init__(self, *arguments: Any, lines: Sequence[Appropriation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        _offer_lines(self, lines, "请选择")

    def entry(self) -> ChangeEntry:
        return ChangeEntry(Side.OUT.value, self.cleaned_data["amount"], self.cleaned_data["appropriation"])


class GettingRow(RowForm):
    """调入行: a line that there is, or the key of one to be opened."""

    GIVEN = ("fund",)

    appropriation = forms.ModelChoiceField(label="支出指标", queryset=Appropriation.objects.none(), required=False)
    project = forms.ModelChoiceField(label="新开的：项目", queryset=Project.objects.none(), required=False)
    part = forms.ChoiceField(label="新开的：基本支出类别", choices=[("", "—"), *Part.choices], required=False)
    function_code = CodeField(
        label="新开的：功能科目", max_length=7, required=False, widget=forms.TextInput(attrs={"list": "function-codes", "class": "narrow"})
    )
    economic_code = CodeField(
        label="新开的：经济科目", max_length=5, required=False, widget=forms.TextInput(attrs={"list": "economic-codes", "class": "narrow"})
    )
    fund = forms.ChoiceField(label="新开的：资金性质", choices=Fund.choices, required=False)
    amount = MoneyField(label="金额（元）")

    def __init__(self, *arguments: Any, lines: Sequence[Appropriation], projects: Sequence[Project], **named: Any) -> None:
        super().__init__(*arguments, **named)
        _offer_lines(self, lines, "（新开一个）")
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Project.objects.filter(pk__in=[project.pk for project in projects]).select_related("unit", "office")
        field.widget.attrs["class"] = "broad"
        field.choices = [("", "（基本支出）"), *((project.pk, f"{project.code} {project.name}") for project in projects)]

    def entry(self) -> ChangeEntry:
        typed = self.cleaned_data
        if typed["appropriation"] is not None:
            return ChangeEntry(Side.IN.value, typed["amount"], typed["appropriation"])
        return ChangeEntry(Side.IN.value, **{**typed, "fund": typed["fund"] or Fund.GENERAL.value})


class AdjustmentStepForm(StepForm):
    """办理: the approval's number and day, or those of its filing, where the step is one of these."""

    document = forms.CharField(label="批准文号", max_length=60, required=False, help_text="如 某财发〔2024〕15号，或人代会决议的文号")
    approved_on = _day("批准日期")
    reported_to = forms.CharField(label="报备机关", max_length=100, required=False)
    reported_on = _day("报备日期")

    field_order = ("document", "approved_on", "reported_to", "reported_on", "reason", "minutes")
    ASKED: ClassVar = {
        "approve": ("document", "approved_on"),
        "resolve": ("document", "approved_on"),
        "file": ("reported_to", "reported_on"),
    }

    @classmethod
    def of(cls, transition: Transition, unit: Unit, data: Any = None) -> AdjustmentStepForm:
        form = cls(unit, data, least=transition.reason, minutes=transition.minutes, auto_id=f"{transition.action}-%s")
        if not transition.reason:
            form.fields["reason"].help_text = "可以不写"
        for name in ("document", "approved_on", "reported_to", "reported_on"):
            if name not in cls.ASKED.get(transition.action, ()):
                del form.fields[name]
        return form


def plain_step(transition: Transition, unit: Unit, data: Any = None) -> StepForm:
    """A step that asks for nothing but a reason, where one is needed."""
    form = StepForm.of(transition, unit, data)
    if not transition.reason:
        form.fields["reason"].help_text = "可以不写"
    return form


def _offer_lines(row: RowForm, lines: Sequence[Appropriation], empty: str) -> None:
    """The choices are those rows already read, so that a table of twenty rows asks for them once."""
    field = row.fields["appropriation"]
    assert isinstance(field, forms.ModelChoiceField)
    rows = Appropriation.objects.filter(pk__in=[line.pk for line in lines])
    field.queryset = rows.select_related("unit", "project", "office", "node")
    field.widget.attrs["class"] = "broad"
    field.choices = [
        ("", empty),
        *((line.pk, f"{line.in_full}，{line.get_fund_display()}，可用 {Money(line.node.available)} 元") for line in lines),
    ]
