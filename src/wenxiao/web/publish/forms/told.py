"""What is typed of final accounts that no table of the office keeps?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.publish.forms.disclosures import EditionForm
from wenxiao.web.publish.models import FinalApproval
from wenxiao.web.publish.queries.told_keys import Key, Unit
from wenxiao.web.publish.services.told import Approved


class ToldForm(EditionForm):
    """一页的数: a field a key, blank for what is not known yet."""

    def __init__(self, keys: Sequence[Key], known: Mapping[str, int], data: Any = None, *, edition: int = 0) -> None:
        super().__init__(data, initial={"edition": edition})
        self.keys = keys
        for key in keys:
            self.fields[key.id] = _field(key, known.get(key.id))

    @property
    def values(self) -> dict[str, int | None]:
        return {key.id: _kept(key, self.cleaned_data.get(key.id)) for key in self.keys}


class FinalApprovalForm(EditionForm):
    """决算批复."""

    authority = forms.CharField(label="批复机关", max_length=100)
    document = forms.CharField(label="批复文号", max_length=60, help_text="如 松财决〔2025〕8号")
    approved_on = forms.DateField(label="批复日期", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, own: FinalApproval | None, data: Any = None, *, edition: int = 0) -> None:
        known = {name: getattr(own, name) for name in Approved._fields} if own else {}
        super().__init__(data, initial={"edition": edition, **known})

    @property
    def approved(self) -> Approved:
        return Approved(**{name: self.cleaned_data[name] for name in Approved._fields})


def _field(key: Key, value: int | None) -> forms.Field:
    if key.unit is Unit.MONEY:
        return MoneyField(label=key.label, required=False, initial=value)
    if key.unit is Unit.MARKS:
        known = None if value is None else Decimal(value) / 100
        return forms.DecimalField(label=key.label, required=False, initial=known, min_value=0, max_value=100, decimal_places=2)
    return forms.IntegerField(label=key.label, required=False, initial=value, min_value=0, max_value=999_999)


def _kept(key: Key, value: Any) -> int | None:
    """Marks are kept in hundredths."""
    return int(value * 100) if key.unit is Unit.MARKS and value is not None else value
