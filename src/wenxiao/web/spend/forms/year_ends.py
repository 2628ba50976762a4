"""What is typed at the end of a year: of which year, from which day on nothing new is taken, what becomes of each line?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from wenxiao.web.plan.forms.duties import year_field
from wenxiao.web.spend.models import YearEndLine
from wenxiao.web.spend.services.year_ends import Decided

Decision = YearEndLine.Decision


class YearEndForm(forms.Form):
    """编年终结转."""

    year = year_field("年度", help_text="每条还有钱的支出指标都会列出来")


class FreezeForm(forms.Form):
    """封账日."""

    day = forms.DateField(
        label="封账日", widget=forms.DateInput(attrs={"type": "date"}), help_text="从这一天起不再受理这一年的新申请，已经报送的可以继续支付"
    )
    reason = forms.CharField(label="理由", max_length=200, help_text="报不上去的人会看到")


class LiftForm(forms.Form):
    """取消封账日."""

    undone = "没有取消"

    reason = forms.CharField(label="理由", max_length=200)


class DecisionRow(NamedTuple):
    """一条的决定: the line, and the two fields about it."""

    line: YearEndLine
    decision: BoundField
    reason: BoundField


class DecisionsForm(forms.Form):
    """各条的决定: `decision_<pk>` and `reason_<pk>` for each line of a page."""

    def __init__(self, lines: Sequence[YearEndLine], data: Any = None) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            decision = forms.ChoiceField(label=f"{line.appropriation}的决定", choices=_offered(line), required=False, initial=line.decision)
            reason = forms.CharField(label=f"{line.appropriation}的理由", max_length=200, required=False, initial=line.reason)
            for field in (decision, reason):
                field.widget.attrs["aria-label"] = field.label
            reason.widget.attrs["class"] = "broad"
            self.fields[f"decision_{line.pk}"], self.fields[f"reason_{line.pk}"] = decision, reason

    @property
    def rows(self) -> list[DecisionRow]:
        return [DecisionRow(line, self[f"decision_{line.pk}"], self[f"reason_{line.pk}"]) for line in self.lines]

    @property
    def decisions(self) -> dict[int, Decided]:
        typed = self.cleaned_data
        return {line.pk: Decided(typed[f"decision_{line.pk}"], typed[f"reason_{line.pk}"]) for line in self.lines}


def _offered(line: YearEndLine) -> list[tuple[str, str]]:
    """What the law leaves open."""
    if line.must_lapse:
        return [(Decision.LAPSE.value, f"{Decision.LAPSE.label}（满两年）")]
    if line.committed:
        return [("", "请选择"), (Decision.CARRY.value, f"{Decision.CARRY.label}（已签约）")]
    return [("", "请选择"), *Decision.choices]
