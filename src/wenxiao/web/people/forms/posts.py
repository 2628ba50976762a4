"""What is typed about posts, substitutes and concentrations?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from wenxiao.web.people.forms.choices import PersonField, offer_rows, offer_words
from wenxiao.web.people.matrix import incompatible_pairs, roles
from wenxiao.web.people.models import ROLE_CHOICES, Account, Office, Unit
from wenxiao.web.people.queries.units import offices_open


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class PostForm(forms.Form):
    """任职."""

    account = PersonField(label="人员", queryset=Account.objects.none())
    role = forms.ChoiceField(label="岗位")
    office = forms.ModelChoiceField(
        label="站所", queryset=Office.objects.none(), required=False, help_text="经办人和站所负责人必须选", empty_label="（不属于某个站所）"
    )
    oversees = forms.ModelMultipleChoiceField(
        label="分管站所", queryset=Office.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, help_text="只有分管领导要选"
    )
    project = forms.CharField(label="限于项目", max_length=32, required=False, help_text="只有第三方要填：项目编码")
    since = _day("起")
    until = _day("止（含当日）", required=False, help_text="没有定的不填；第三方必须填")
    basis = forms.CharField(label="任职依据", max_length=120, required=False, help_text="任命文号或会议号；补登 31 天以前的必须填")

    def __init__(self, unit: Unit, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        bureau = unit.kind == Unit.Kind.BUREAU
        titles = [(role.id, role.title) for role in roles().values() if (role.id in ("DF", "AD") if bureau else role.id != "DF")]
        offer_words(self, "role", titles)
        offer_rows(self, "account", people_of(unit))
        offer_rows(self, "office", offices_open(unit))
        offer_rows(self, "oversees", offices_open(unit))


class SubstituteForm(forms.Form):
    """登记代理."""

    account = PersonField(label="代理人", queryset=Account.objects.none())
    since = _day("起")
    until = _day("止（含当日）")
    reason = forms.CharField(label="代理原因", max_length=120)

    def __init__(self, unit: Unit, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer_rows(self, "account", people_of(unit))


class EndForm(forms.Form):
    """离任、结束兼岗."""

    undone = "没有办成"

    until = _day("最后一天")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ConcentrationForm(forms.Form):
    """兼岗决定."""

    account = PersonField(label="人员", queryset=Account.objects.none())
    first = forms.ChoiceField(label="岗位一", choices=[("", "---------"), *ROLE_CHOICES])
    second = forms.ChoiceField(label="岗位二", choices=[("", "---------"), *ROLE_CHOICES])
    document = forms.CharField(label="决定文号或会议号", max_length=60)
    decided = _day("决定日期")
    until = _day("有效期至", required=False, help_text="不填为一直有效，直到另行结束")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, unit: Unit, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        able = {role for pair in incompatible_pairs() if not pair.absolute for role in (pair.first, pair.second)}
        for name in ("first", "second"):
            offer_words(self, name, ((role, title) for role, title in ROLE_CHOICES if role in able))
        offer_rows(self, "account", people_of(unit))


def people_of(unit: Unit) -> QuerySet[Account]:
    return unit.accounts.filter(is_active=True).order_by("name", "username")
