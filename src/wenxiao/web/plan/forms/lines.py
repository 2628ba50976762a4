"""What has every form of a budget's line: the mark of what its page showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import MoneyField


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
        """Label and text of each field, as a person reads it: of what was typed and understood, else of what the form starts from."""
        values = self.cleaned_data if self.is_bound else self.initial
        return {str(field.label): _text(field, values.get(name)) for name, field in self.fields.items() if name not in ("seen", "expected")}


def code_input(listed: str) -> forms.TextInput:
    """A code typed with the page's list of codes to help."""
    return forms.TextInput(attrs={"list": listed, "autocomplete": "off", "inputmode": "numeric"})


def _text(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        key = str("" if value is None else getattr(value, "pk", value))
        choices: Any = field.choices
        return next((str(label) for each, label in choices if str(each) == key), key)
    if value is None:
        return ""
    if isinstance(field, MoneyField):
        return str(Money(value))
    return str(field.prepare_value(value))
