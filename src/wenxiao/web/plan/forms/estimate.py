"""What is typed in a row of an estimate?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.web.forms import CodeField, MoneyField, QuantityField
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.services.estimate import EstimateEntry, line_amount


class EstimateRow(RowForm):
    """测算行: quantity × price; the amount is never typed."""

    GIVEN = ("year",)

    year = forms.TypedChoiceField(label="年度", coerce=int)
    item = forms.CharField(label="测算内容", max_length=100)
    quantity = QuantityField(label="数量")
    measure = forms.CharField(label="单位", max_length=20)
    unit_price = MoneyField(label="单价（元）")
    economic_code = CodeField(
        label="经济科目（款）",
        max_length=5,
        widget=forms.TextInput(attrs={"list": "economic-codes", "autocomplete": "off", "inputmode": "numeric"}),
    )
    catalogue_code = CodeField(
        label="采购品目", max_length=12, required=False, widget=forms.TextInput(attrs={"list": "catalogue-codes", "autocomplete": "off"})
    )
    source = forms.CharField(label="标准或价格来源", max_length=200, required=False)

    def __init__(self, *arguments: Any, years: Sequence[int], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("year", "quantity", "measure"):
            attributes = self.fields[name].widget.attrs
            attributes["class"] = f"{attributes.get('class', '')} narrow".strip()
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            # A year that is no longer the project's stays to be seen, and is refused by the service in words.
            stands = str(self.initial.get("year") or (self.data.get(self.add_prefix("year")) if self.is_bound else ""))
            others = [int(stands)] if stands.isdecimal() and len(stands) == 4 and int(stands) not in years else []
            field.choices = [(year, str(year)) for year in (*others, *years)]

    def entry(self) -> EstimateEntry:
        return EstimateEntry(**self.cleaned_data)

    @property
    def amount(self) -> int | None:
        """What quantity × price as typed come to, in 分; None where one is missing or no number."""
        try:
            quantity, price = (self.fields[name].clean(self._text(name)) for name in ("quantity", "unit_price"))
        except forms.ValidationError:
            return None
        return None if quantity is None or price is None else line_amount(quantity, price)

    @property
    def chosen_year(self) -> int | None:
        text = self._text("year")
        return int(text) if text.isdecimal() and len(text) == 4 else None

    def _text(self, name: str) -> str:
        value = self[name].value()
        return "" if value is None else str(self.fields[name].prepare_value(value))
