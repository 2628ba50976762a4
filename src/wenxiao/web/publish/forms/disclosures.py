"""What is typed when a disclosure is begun and its words are written?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.plan.forms.duties import year_field
from wenxiao.web.publish.models import Disclosure, Reason, Statement
from wenxiao.web.publish.services.disclosures import LONGEST_STATEMENT, Counted, Written

# How many empty paragraphs a page offers below those there are.
SPARE = 2


class DisclosureForm(forms.Form):
    """开始编写."""

    year = year_field("年度", help_text="预算批复以后、决算关账以后才能编写")
    document = forms.ChoiceField(label="公开什么", choices=Disclosure.Document.choices, initial=Disclosure.Document.BUDGET)


class EditionForm(forms.Form):
    """What every form about one disclosure carries: which edition of it was looked at."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class CountedForm(EditionForm):
    """团组和购车."""

    abroad_groups = forms.IntegerField(label="因公出国（境）团组数", min_value=0, max_value=9999)
    abroad_persons = forms.IntegerField(label="因公出国（境）人次", min_value=0, max_value=99999)
    vehicles_bought = forms.IntegerField(label="本年购置公务用车（辆）", min_value=0, max_value=9999)

    @property
    def counted(self) -> Counted:
        return Counted(**{name: self.cleaned_data[name] for name in Counted._fields})


class StatementsForm(EditionForm):
    """一部分的各段: `title-<n>` and `text-<n>`, n from 0."""

    def __init__(self, about: Statement.About, statements: Sequence[Statement], data: Any = None, *, edition: int = 0) -> None:
        super().__init__(data, initial={"edition": edition})
        self.count = max(len(statements) + SPARE, _rows(data))
        for n in range(self.count):
            kept = statements[n] if n < len(statements) else None
            if about is not Statement.About.MATTER:
                self.fields[f"title-{n}"] = forms.CharField(
                    label=f"第 {n + 1} 段标题", max_length=60, required=False, initial=kept.title if kept else "", help_text="可以没有"
                )
            self.fields[f"text-{n}"] = forms.CharField(
                label=f"第 {n + 1} 段", max_length=LONGEST_STATEMENT, required=False, initial=kept.text if kept else "",
                widget=forms.Textarea(attrs={"rows": 4 if kept else 2}),
            )  # fmt: skip

    @property
    def written(self) -> list[Written]:
        typed = self.cleaned_data
        return [Written(typed[f"text-{n}"], typed.get(f"title-{n}", "")) for n in range(self.count)]


class ReasonsForm(EditionForm):
    """原因: `reason-<subject>`; `asked` are subjects with what is asked of them."""

    def __init__(self, asked: Sequence[tuple[str, str]], reasons: Sequence[Reason], data: Any = None, *, edition: int = 0) -> None:
        super().__init__(data, initial={"edition": edition})
        self.subjects = [subject for subject, _ in asked]
        given = {reason.subject: reason.text for reason in reasons}
        for subject, label in asked:
            self.fields[f"reason-{subject}"] = forms.CharField(
                label=label, max_length=500, required=False, initial=given.get(subject, ""), widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def texts(self) -> dict[str, str]:
        return {subject: self.cleaned_data[f"reason-{subject}"] for subject in self.subjects}


class NoteForm(EditionForm):
    """提醒的说明."""

    text = forms.CharField(label="为什么可以这样", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, edition: int = 0, text: str = "", rule: str = "") -> None:
        super().__init__(data, initial={"edition": edition, "text": text}, auto_id=f"{rule}-%s")


def _rows(data: Any) -> int:
    return sum(1 for name in data if name.startswith("text-")) if data else 0
