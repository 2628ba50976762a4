"""What is typed when a budget is begun, and with each step it takes through the rounds?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.people.queries.meetings import minutes_of
from wenxiao.web.plan.forms.duties import long_text, year_field
from wenxiao.web.trail.workflow import Transition

# The approvals: these come with a document, its date and who gave it.
APPROVALS = ("approve", "resolve")


class PrepareForm(forms.Form):
    """建立预算编制."""

    year = year_field("年度", help_text="编哪一年的预算，四位数")


class StepForm(forms.Form):
    """办理一步: why, on which minutes, by which document; only what the step needs is asked."""

    # A step saves nothing of its own: what its refusal says above the errors.
    undone = "没有办成"

    document = forms.CharField(label="批复文号", max_length=60, help_text="照文件写全，如 某财预〔2023〕1号")
    approved_on = forms.DateField(label="批复日期", widget=forms.DateInput(attrs={"type": "date"}))
    authority = forms.CharField(label="批复机关", max_length=100, required=False, help_text="不填的，写本岗位所在的单位")
    minutes = forms.ModelChoiceField(
        label="会议记录", queryset=Meeting.objects.none(), empty_label="请选择", help_text="没有的，先在“会议记录”里登记"
    )
    reason = long_text("理由", rows=3)

    def __init__(self, transition: Transition, unit: Unit, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{transition.action}-%s")
        if transition.action not in APPROVALS:
            for name in ("document", "approved_on", "authority"):
                del self.fields[name]
        if transition.minutes:
            offer_rows(self, "minutes", minutes_of(unit))
        else:
            del self.fields["minutes"]
        if transition.reason:
            self.fields["reason"].help_text = f"至少 {transition.reason} 个字，编报的人会看到"
        else:
            del self.fields["reason"]
