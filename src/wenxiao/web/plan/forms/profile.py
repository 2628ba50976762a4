"""What is typed about the unit in a year: itself, its people, its assets?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField, QuantityField
from wenxiao.web.plan.elements import StaffKind
from wenxiao.web.plan.forms.duties import long_text, year_field
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.queries.profile import WITH_QUOTA
from wenxiao.web.plan.services.profile import AssetEntry, StaffEntry

MANY = 1_000_000


def _count(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MANY, widget=forms.NumberInput(attrs={"class": "number"}), **options)


class ProfileForm(forms.Form):
    """单位基本情况."""

    legal_name = forms.CharField(label="单位全称", max_length=100, help_text="与公章一致")
    nature = forms.CharField(label="单位性质", max_length=20, help_text="如 行政单位")
    level = forms.CharField(label="单位规格", max_length=20, help_text="如 正科级")
    funding_form = forms.CharField(label="经费保障形式", max_length=40, help_text="如 财政拨款")
    as_of = forms.DateField(
        label="截止日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="人员、车辆和资产是哪一天的数，一般是上年末"
    )
    functions = long_text("主要职责", rows=6)
    structure = long_text("机构设置", rows=4, required=False, help_text="内设机构和所属单位")
    vehicles_quota = _count("公务用车编制（辆）")
    vehicles_held = _count("公务用车保有量（辆）")
    over_quota_reason = long_text("超编说明", rows=3, required=False, help_text="在职人数或车辆超过编制时，写明批准依据")


class ProfileEditForm(ProfileForm):
    """修改单位基本情况: knows the edition it was opened on."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class NewProfileForm(ProfileForm):
    """新一年的单位基本情况."""

    year = year_field("年度")
    field_order = ("year", *ProfileForm.base_fields)


class CopyForm(forms.Form):
    """沿用上年."""

    year = year_field("年度")


class StaffForm(forms.Form):
    """一类人员: posts by quota, where the kind has any, and people."""

    quota = _count("编制人数")
    headcount = _count("实有人数")

    def __init__(self, kind: StaffKind, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, prefix=f"staff-{kind}")
        self.kind = kind
        if kind not in WITH_QUOTA:
            del self.fields["quota"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{kind.label} {field.label}"

    def entry(self) -> StaffEntry:
        return StaffEntry(self.cleaned_data.get("quota"), self.cleaned_data["headcount"])


class AssetRow(RowForm):
    """资产存量的一行."""

    kind = forms.CharField(label="资产类别", max_length=60)
    quantity = QuantityField(label="数量", required=False)
    measure = forms.CharField(label="计量单位", max_length=20, required=False)
    value = MoneyField(label="价值（元）")

    def entry(self) -> AssetEntry:
        return AssetEntry(**self.cleaned_data)
