"""How are the rows of a table typed, added and taken out, with or without script?

Each row is a form of its own, `<prefix>-<n>`. A button that adds or takes out a row is a submit: the page comes back with what was typed
and nothing is written. A row in which nothing was typed does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django import forms
from django.forms.utils import ErrorDict

from wenxiao.web.trail.refusal import Refusal, Refused

MOST = 300


class RowForm(forms.Form):
    """表格的一行: labels are the heads of the columns, so each field says its own to a screen reader.

    `GIVEN` are filled by the page itself: a row in which only they stand is blank.
    """

    GIVEN: tuple[str, ...] = ()

    def __init__(self, *arguments: Any, number: int, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.number = number
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第 {number} 行 {field.label}"

    def full_clean(self) -> None:
        """A blank row has nothing wrong and says nothing."""
        if self.is_bound and self.is_blank:
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    @property
    def place(self) -> str:
        """Its number in the names of its fields, which a button sends that takes it out."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in it."""
        names = (name for name in self.fields if name not in self.GIVEN)
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in names)


Row = TypeVar("Row", bound=RowForm)


class Rows(Generic[Row]):
    """行: the rows of one table of a page."""

    def __init__(self, kind: type[Row], prefix: str, forms_: Sequence[Row]) -> None:
        self.kind, self.prefix, self.forms = kind, prefix, list(forms_)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.forms)

    @classmethod
    def shown(cls, kind: type[Row], prefix: str, values: Sequence[Mapping[str, Any]], *, blank: int = 0, **named: Any) -> Rows[Row]:
        """Rows with these values, and some blank ones behind them; nothing is checked."""
        every = [*values, *({} for _ in range(blank))]
        made = [kind(prefix=f"{prefix}-{place}", initial=dict(each), number=place + 1, **named) for place, each in enumerate(every)]
        return cls(kind, prefix, made)

    @classmethod
    def typed(cls, kind: type[Row], prefix: str, data: Mapping[str, Any], **named: Any) -> Rows[Row]:
        """The rows of a request, to be checked."""
        return cls(kind, prefix, [kind(data, prefix=f"{prefix}-{n}", number=n + 1, **named) for n in _numbers(prefix, data)])

    @classmethod
    def retyped(
        cls, kind: type[Row], prefix: str, data: Mapping[str, Any], *, add: int = 0, without: str | None = None, **named: Any
    ) -> Rows[Row]:
        """The rows of a request as they were typed, with `add` blank ones more or without the row `without`; nothing is checked."""
        kept = [n for n in _numbers(prefix, data) if str(n) != without]
        values = [{name: data.get(f"{prefix}-{n}-{name}", "") for name in kind.base_fields} for n in kept]
        return cls.shown(kind, prefix, values, blank=min(add, MOST - len(values)), **named)

    @property
    def heads(self) -> list[forms.Field]:
        """The heads of the columns."""
        return list(self.kind.base_fields.values())

    @property
    def filled(self) -> list[Row]:
        return [form for form in self.forms if not form.is_blank]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.filled)

    def cleaned(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.filled]

    @property
    def faulty(self) -> bool:
        return any(form.is_bound and form.errors for form in self.forms)

    def place(self, refused: Refused, name: str) -> list[Refusal]:
        """Put refusals of `<name>.<n>.<field>` (n counted among the filled rows) beside their cells; gives back those of other fields."""
        rest = []
        for refusal in refused.refusals:
            parts = refusal.field.split(".")
            if len(parts) == 3 and parts[0] == name and parts[1].isdigit() and int(parts[1]) < len(self.filled):
                row = self.filled[int(parts[1])]
                row.add_error(parts[2] if parts[2] in row.fields else None, refusal.sentence)
            else:
                rest.append(refusal)
        return rest


def _numbers(prefix: str, data: Mapping[str, Any]) -> list[int]:
    """The numbers of the rows in a request, in their order."""
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-[a-z_]+\Z")
    return sorted({int(found[1]) for key in data if (found := pattern.match(key))})[:MOST]
