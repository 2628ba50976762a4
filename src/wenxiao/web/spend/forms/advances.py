"""What is typed in the settlement of an advance: what was spent, on which papers, what came back?"""

from __future__ import annotations

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.forms.rows import RowForm


class SettlementForm(forms.Form):
    """借款结算."""

    account = forms.CharField(label="办理情况", max_length=300, required=False, help_text="钱用在了什么上，办成了什么")
    returned_reference = forms.CharField(
        label="退款的银行回单号", max_length=60, required=False, help_text="没有用完的，先退回单位账户，再写回单号"
    )
    returned_on = forms.DateField(
        label="退款日期", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="跨年度退回的不冲减支出，也不回到支出指标：请缴回国库或财政专户，凭缴款书由会计入账",
    )  # fmt: skip


class SpentRow(RowForm):
    """实际支出: of one line of the advance; blank is nothing."""

    actual = MoneyField(label="实际支出（元）", required=False)

    @property
    def actual_fen(self) -> int:
        return int(self.cleaned_data.get("actual") or 0)
