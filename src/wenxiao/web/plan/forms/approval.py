"""What is typed when the approved figures are filled in line by line?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.queries.approved import Approved


class ApprovedRow(RowForm):
    """一行批复数: an amount that is emptied is refused, never taken for unchanged."""

    GIVEN = ("line",)

    line = forms.IntegerField(widget=forms.HiddenInput)
    amount = MoneyField(label="批复数（元）")
    reason = forms.CharField(label="与二上不同的原因", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, lines: Mapping[str, Approved], **named: Any) -> None:
        super().__init__(*arguments, **named)
        line = self.data.get(self.add_prefix("line"), "") if self.is_bound else self.initial.get("line", "")
        self.of = lines.get(str(line))

    @property
    def is_blank(self) -> bool:
        return False

    def clean(self) -> dict[str, Any]:
        if self.of is None:
            raise forms.ValidationError("这一行不在本页，请刷新后再填")
        return self.cleaned_data
