"""What is typed in a line of the procurement budget: what is bought, how much of it, with whose money?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from wenxiao.web.forms import CodeField, MoneyField, QuantityField
from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.lines import LineForm, code_input
from wenxiao.web.plan.models import ProcurementLine, Project, Version
from wenxiao.web.plan.services.procurement import Procurement

# A chosen project shows below the form what of its money is still free.
SHOW_FREE = {"hx-get": "", "hx-target": "#free-money", "hx-select": "#free-money", "hx-swap": "outerHTML"}

if TYPE_CHECKING:
    _ProjectChoice = forms.ModelChoiceField[Project]
else:
    _ProjectChoice = forms.ModelChoiceField


class ProjectField(_ProjectChoice):
    """所属项目, by name."""

    def label_from_instance(self, obj: Project) -> str:
        return obj.name


class ProcurementForm(LineForm):
    """采购行: the projects of the version to choose from, `line` is the one that is changed."""

    project = ProjectField(
        label="所属项目", queryset=Project.objects.none(), required=False, empty_label="不属于项目（公用经费）",
        widget=forms.Select(attrs=SHOW_FREE), help_text="用哪个项目的钱买；只列已列入预算的项目",
    )  # fmt: skip
    economic_code = CodeField(
        label="经济科目（款）", max_length=5, widget=code_input("economic-codes"), help_text="采购合计不能超过这一款安排的钱"
    )
    catalogue_code = CodeField(
        label="采购品目", max_length=12, widget=forms.TextInput(attrs={"list": "catalogue-codes", "autocomplete": "off"}),
        help_text="政府采购品目的编码",
    )  # fmt: skip
    name = forms.CharField(label="采购内容", max_length=100)
    quantity = QuantityField(label="数量")
    measure = forms.CharField(label="计量单位", max_length=20)
    unit_price = MoneyField(label="单价（元）")
    fund = forms.ChoiceField(label="资金来源", choices=Fund)
    amount = MoneyField(label="金额（元）", required=False, help_text="可以不填，由系统按数量×单价算；填了的，与算出的不符就不保存")
    expected = MoneyField(label="核对数（元）", required=False, help_text="全部政府采购加上这一行应当合计多少；填了的，合计不符就不保存")

    def __init__(self, *arguments: Any, version: Version, line: ProcurementLine | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        which = Q(lines__version=version) | Q(pk=line.project_id if line else None)
        offer_rows(self, "project", Project.objects.filter(which).distinct().order_by("code"))

    def entry(self) -> Procurement:
        typed = dict(self.cleaned_data)
        del typed["seen"], typed["expected"]
        return Procurement(**typed)


def procurement_values(line: ProcurementLine) -> dict[str, Any]:
    """What a form of this line starts from; the product is not typed again."""
    names = (name for name in ProcurementForm.base_fields if hasattr(line, name) and name != "amount")
    return {name: getattr(line, name) for name in names} | {"project": line.project_id}
