"""What is typed where a supplement was reported to the congress?"""

from __future__ import annotations

from django import forms


class ReportForm(forms.Form):
    """向人大报告."""

    reported_on = forms.DateField(
        label="报告日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="向人大（主席团）报告的日子；追加不必经人大批准，但要报告",
    )
