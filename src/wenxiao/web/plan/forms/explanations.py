"""What is typed when the reasons of changed figures are written?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from wenxiao.web.plan.conditions.changes import Change
from wenxiao.web.plan.forms.seen import SeenForm


class ExplanationsForm(SeenForm):
    """增减原因: one field for each figure, `reason-<key>`; empty takes the reason away. `seen` marks what stood there before."""

    def __init__(self, changes: Iterable[Change], data: Any = None, *, seen: str = "") -> None:
        super().__init__(data, initial={"seen": seen})
        self.changes = tuple(changes)
        for change in self.changes:
            self.fields[f"reason-{change.key}"] = forms.CharField(
                label=f"{change.label}的原因",
                required=False,
                initial=change.reason,
                widget=forms.Textarea(attrs={"rows": 3, "aria-label": f"{change.label}的原因"}),
            )

    @property
    def rows(self) -> list[tuple[Change, forms.BoundField]]:
        return [(change, self[f"reason-{change.key}"]) for change in self.changes]

    @property
    def texts(self) -> dict[str, str]:
        return {change.key: self.cleaned_data[f"reason-{change.key}"] for change in self.changes}
