"""What is typed where a project is called to correction, suspended, stopped or let go on?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.people.queries.meetings import minutes_of
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.spend.services.standing import LEAST_REASON


class StandForm(forms.Form):
    """决定: why, and on which minutes, if there are any."""

    undone = "没有办成"

    reason = long_text("理由", rows=3, help_text=f"至少 {LEAST_REASON} 个字；被退回申请的人会看到")
    minutes = forms.ModelChoiceField(label="会议记录", queryset=Meeting.objects.none(), required=False, empty_label="没有上会")

    def __init__(self, unit: Unit, action: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{action}-%s")
        offer_rows(self, "minutes", minutes_of(unit))
