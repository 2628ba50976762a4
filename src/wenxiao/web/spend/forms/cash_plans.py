"""What is typed in a cash plan: how the year is divided, and an amount for each period and fund?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.forms.duties import year_field
from wenxiao.web.spend.models import Rhythm
from wenxiao.web.spend.queries.cash_plans import Cell


class CashPlanForm(forms.Form):
    """编用款计划: of which year, by month or by quarter, and what to start from."""

    year = year_field("年度")
    rhythm = forms.ChoiceField(label="按月还是按季", choices=Rhythm.choices, help_text="一年之内不能改；有了已批准的计划，就按它编修订")
    as_last_year = forms.BooleanField(
        label="按上年实际支付的进度分", required=False, help_text="不勾选的，从本期到年末平均分；分好以后可以逐格修改"
    )


class FormRow(NamedTuple):
    """一期: its title and a field for each fund."""

    title: str
    fields: tuple[BoundField, ...]


class CashPlanCells(forms.Form):
    """用款计划的各格: one field for each fund and period, `<fund>_<period>`."""

    def __init__(self, rhythm: Rhythm, funds: Sequence[str], data: Any = None, *, amounts: Mapping[Cell, int] | None = None) -> None:
        super().__init__(data)
        self.rhythm, self.funds = rhythm, funds
        for period in rhythm.periods:
            for fund in funds:
                field = MoneyField(label=f"{rhythm.period_title(period)}{Fund(fund).label}", required=False)
                field.widget.attrs["aria-label"] = field.label
                field.initial = (amounts or {}).get((fund, period), 0)
                self.fields[f"{fund}_{period}"] = field

    @property
    def rows(self) -> list[FormRow]:
        return [
            FormRow(self.rhythm.period_title(period), tuple(self[f"{fund}_{period}"] for fund in self.funds))
            for period in self.rhythm.periods
        ]

    @property
    def amounts(self) -> dict[Cell, int]:
        """分; a cell left empty is zero."""
        return {(fund, period): self.cleaned_data[f"{fund}_{period}"] or 0 for fund in self.funds for period in self.rhythm.periods}
