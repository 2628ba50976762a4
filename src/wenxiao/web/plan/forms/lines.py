"""What has every form of a budget's line: the mark of what its page showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict


class LineForm(forms.Form):
    """预算的一行. `seen` is empty on a page that knew nothing: older than anything."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def reopen(self, seen: str) -> None:
        """Keep what was typed, upon the lines as they stand now, so that it can be saved after a look at them."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["seen"] = seen
        self.data = data
        self.full_clean()

    def shown(self) -> dict[str, str]:
        """Label and text of each field, as a person reads it."""
        return {str(field.label): _text(self[name]) for name, field in self.fields.items() if name not in ("seen", "expected")}


def code_input(listed: str) -> forms.TextInput:
    """A code typed with the page's list of codes to help."""
    return forms.TextInput(attrs={"list": listed, "autocomplete": "off", "inputmode": "numeric"})


def _text(bound: forms.BoundField) -> str:
    value: Any = bound.value()
    text = "" if value is None else str(value)
    choices = getattr(bound.field, "choices", ())
    return next((str(label) for key, label in choices if str(key) == text), text)
