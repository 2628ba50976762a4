"""What is typed about a list of payees, and about one whom the bank sent back?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.forms.projects import StepForm
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.workbook.reading import LARGEST
from wenxiao.web.spend.models import Appropriation
from wenxiao.web.spend.queries.payees import PayeeEntry
from wenxiao.web.uploads import UploadField


class PayeeListForm(forms.Form):
    """发放名单: what is said of it as a whole."""

    month = forms.TypedChoiceField(label="发放所属月份", choices=[(n, f"{n} 月") for n in range(1, 13)], coerce=int)
    remark = forms.CharField(
        label="同月再次发放的理由",
        max_length=200,
        required=False,
        help_text="名单里有人同月已经从同一支出指标发放过的，才要写，至少 10 个字",
    )


class PayeeImportForm(PayeeListForm):
    """导入名单."""

    file = UploadField(
        label="名单文件", most=LARGEST, accept=".xlsx,.csv", help_text="用模板填好的 xlsx，或有“姓名、身份证号、账号、金额”列名的 CSV"
    )

    field_order = ("file", "month", "remark")


class PayeeRow(RowForm):
    """名单行."""

    name = forms.CharField(label="姓名", max_length=100)
    id_number = forms.CharField(label="身份证号", max_length=30)
    account = forms.CharField(label="账号", max_length=40)
    bank = forms.CharField(label="开户银行", max_length=100, required=False)
    amount = MoneyField(label="金额（元）")
    appropriation = forms.ModelChoiceField(label="支出指标", queryset=Appropriation.objects.none(), required=False, empty_label="请选择")
    note = forms.CharField(label="备注", max_length=100, required=False)

    def __init__(self, *arguments: Any, lines: Sequence[Appropriation], **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["appropriation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Appropriation.objects.filter(pk__in=[line.pk for line in lines]).select_related("project")
        field.choices = [("", "请选择"), *((line.pk, str(line)) for line in lines)]
        if len(lines) == 1:
            # Nothing to choose: the row needs no cell for it.
            del self.fields["appropriation"]
        for name in ("id_number", "account"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "size": "20"}

    def entry(self) -> PayeeEntry:
        typed = self.cleaned_data
        names = ("name", "id_number", "account", "bank", "amount", "note")
        return PayeeEntry(**{name: typed[name] for name in names}, appropriation=typed.get("appropriation"))


class CorrectionForm(forms.Form):
    """更正账户."""

    name = forms.CharField(label="户名", max_length=100)
    account = forms.CharField(label="账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
    bank = forms.CharField(label="开户银行", max_length=100, required=False)
    reason = forms.CharField(
        label="更正的依据", max_length=200, help_text="至少 10 个字：凭什么改，谁核实的；账户没有错、银行要求重付的也写明"
    )


class GiveUpForm(forms.Form):
    """不再支付."""

    undone = "没有办成"

    reason = forms.CharField(label="不再支付的理由", max_length=200, help_text="至少 10 个字；钱回到支出指标，可以另外使用")


class PlainStepForm(StepForm):
    """办理: why."""

    @classmethod
    def of(cls, transition: Any, unit: Any, data: Any = None) -> PlainStepForm:
        form = cls(unit, data, least=transition.reason, minutes=False, auto_id=f"{transition.action}-%s")
        if not transition.reason:
            form.fields["reason"].help_text = "可以不写"
        return form
