"""What may be chosen in a field, where that depends on the unit?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

if TYPE_CHECKING:
    from wenxiao.web.people.models import Account

    _AccountChoice = forms.ModelChoiceField[Account]
else:
    _AccountChoice = forms.ModelChoiceField


class PersonField(_AccountChoice):
    """人员: somebody with an account, by name."""

    def label_from_instance(self, obj: Account) -> str:
        return f"{obj.name}（{obj.username}）"


def offer_rows(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} chooses no rows")
    field.queryset = rows


def offer_words(form: forms.Form, name: str, words: Iterable[tuple[str, str]]) -> None:
    """Pairs of id and title, after an empty first one."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} chooses no words")
    field.choices = [("", "---------"), *words]
