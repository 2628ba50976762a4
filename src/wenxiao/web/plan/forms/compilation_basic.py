"""What is typed in a line of basic spending: people × standard, or an amount with what it rests on?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from wenxiao.web.forms import CodeField, MoneyField
from wenxiao.web.plan.elements import Fund, Part, StaffKind
from wenxiao.web.plan.forms.lines import LineForm, code_input
from wenxiao.web.plan.models import BasicLine
from wenxiao.web.plan.services.basic import Basic


class BasicForm(LineForm):
    """基本支出行: `people` are the head counts of the frozen profile by kind."""

    part = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Part.choices])
    fund = forms.ChoiceField(label="资金性质", choices=Fund)
    economic_code = CodeField(
        label="经济科目（款）", max_length=5, widget=code_input("economic-codes"), help_text="人员经费 301、303，公用经费 302、310 开头"
    )
    function_code = CodeField(label="功能科目（项）", max_length=7, widget=code_input("function-codes"), help_text="到项，7 位数字")
    staff_kind = forms.ChoiceField(label="人员类别", required=False, help_text="按人数测算的才选；人数以单位基本情况为准")
    headcount = forms.IntegerField(
        label="人数", required=False, min_value=0, max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number", "autocomplete": "off"}),
        help_text="不填的，按单位基本情况的实有人数",
    )  # fmt: skip
    standard = MoneyField(label="标准（元/人·年）", required=False, help_text="按人数测算的才填")
    amount = MoneyField(
        label="金额（元）", required=False, help_text="按人数测算的可以不填，由系统按人数×标准算；填了的，与算出的不符就不保存"
    )
    explanation = forms.CharField(
        label="依据", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="不按人数测算的必须写"
    )
    expected = MoneyField(label="核对数（元）", required=False, help_text="这一类加上这一行应当合计多少；填了的，合计不符就不保存")

    def __init__(self, *arguments: Any, people: Mapping[str, int], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["staff_kind"]
        assert isinstance(field, forms.ChoiceField)
        stands = str(self.initial.get("staff_kind") or "")
        kinds = [kind for kind in StaffKind if kind.value in people or kind.value == stands]
        counted = ((kind.value, f"{kind.label}（{people.get(kind.value, 0)} 人）") for kind in kinds)
        field.choices = [("", "不按人数测算"), *counted]

    def clean(self) -> dict[str, Any] | None:
        """What would be passed over is told of: without a kind of people nothing is counted."""
        typed = super().clean() or {}
        counted = typed.get("headcount") is not None or typed.get("standard") is not None
        if counted and not typed.get("staff_kind") and "staff_kind" not in self.errors:
            self.add_error("staff_kind", "填了人数或标准，请选人员类别；不按人数测算的，把人数和标准清空，直接填金额")
        return typed

    def entry(self) -> Basic:
        typed = dict(self.cleaned_data)
        del typed["seen"], typed["expected"]
        return Basic(**typed)


class StandardsForm(LineForm):
    """按支出标准增加: which of the standards that could be counted become lines, all at once."""

    standards = forms.MultipleChoiceField(
        label="支出标准", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少勾选一条"}
    )
    function_code = CodeField(
        label="功能科目（项）", max_length=7, widget=code_input("function-codes"), help_text="这些行都列在这一项，7 位数字"
    )
    expected = MoneyField(label="核对数（元）", required=False, help_text="勾选的各条应当合计多少；填了的，合计不符就不保存")

    def __init__(self, *arguments: Any, keys: Iterable[str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["standards"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, key) for key in keys]

    @property
    def ticked(self) -> list[str]:
        return list(self["standards"].value() or ())


def basic_values(line: BasicLine) -> dict[str, Any]:
    """What a form of this line starts from; a product is not typed again."""
    values = {name: getattr(line, name) for name in BasicForm.base_fields if hasattr(line, name)}
    return values | ({"amount": None} if line.staff_kind else {})
