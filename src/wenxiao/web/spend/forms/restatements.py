"""What is typed where a project's objective and indicators are restated with its money?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.plan.forms.indicators import BANDS, kind_choices
from wenxiao.web.plan.forms.rows import RowForm
from wenxiao.web.plan.models import Indicator
from wenxiao.web.plan.services.indicators import DIRECTIONS, IndicatorEntry, entry_of
from wenxiao.web.plan.services.restating import IndicatorRow


def _text(label: str, longest: int = 60, *, classes: str = "narrow", required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": classes, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def _weight() -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "number narrow", "inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label="分值", min_value=0, max_value=100, required=False, widget=widget)


class RestatementForm(forms.Form):
    """目标重述."""

    unchanged = forms.ChoiceField(
        label="钱变了，目标和指标", widget=forms.RadioSelect, choices=[("no", "重述（改下面的目标或指标）"), ("yes", "不变（写明理由）")],
    )  # fmt: skip
    reason = long_text("理由", rows=3, required=False, help_text="不变的必须写，至少 10 个字；有提醒不改的，也在这里说明")
    objective = long_text("绩效目标", rows=4, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class StandingRow(forms.Form):
    """现有指标: what of it may change with the money, or that it goes. What it measures stays what it is."""

    CHANGED = ("target", "weight", *BANDS)

    target, weight = _text("指标值"), _weight()
    excellent, good, fair, poor = _text("优"), _text("良"), _text("中"), _text("差")
    gone = forms.BooleanField(label="去掉", required=False)

    def __init__(self, indicator: Indicator, data: Any = None, *, said: IndicatorEntry | None = None, gone: bool = False) -> None:
        """`said` is what was said of it before in this document."""
        self.indicator, self.now = indicator, entry_of(indicator)
        shown = said or self.now
        initial = {name: getattr(shown, name) for name in self.CHANGED} | {"gone": gone}
        super().__init__(data, prefix=f"standing-{indicator.pk}", initial=initial)
        if indicator.form == Form.NATIONAL:
            for name in BANDS:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{indicator.name}：{field.label}"

    def row(self) -> IndicatorRow:
        typed: Mapping[str, Any] = self.cleaned_data
        if typed["gone"]:
            return IndicatorRow(self.indicator.pk, None)
        changed = {name: typed[name] for name in self.CHANGED if name in typed}
        return IndicatorRow(self.indicator.pk, self.now._replace(**changed))


class AddedRow(RowForm):
    """新增指标."""

    GIVEN = ("shape", "direction")

    shape = forms.ChoiceField(label="形式", choices=Form.choices, initial=Form.HEBEI)
    kind = forms.ChoiceField(label="指标类型", choices=kind_choices)
    name = _text("指标名称", 100, classes="", required=True)
    measure = _text("计量单位", 20)
    direction = forms.ChoiceField(label="方向", choices=list(DIRECTIONS.items()), required=False)
    target, baseline, weight = _text("指标值"), _text("上年值"), _weight()
    excellent, good, fair, poor = _text("优"), _text("良"), _text("中"), _text("差")
    explanation = _text("指标解释", 2000, classes="")
    source, evidence = _text("指标值依据", 200, classes=""), _text("佐证材料", 200, classes="")

    def row(self) -> IndicatorRow:
        typed = dict(self.cleaned_data)
        return IndicatorRow(None, IndicatorEntry(form=typed.pop("shape"), **typed))


def added_initial(entries: Sequence[IndicatorEntry]) -> list[dict[str, Any]]:
    """What was added before, as it is typed."""
    return [{("shape" if name == "form" else name): value for name, value in entry._asdict().items()} for entry in entries]
